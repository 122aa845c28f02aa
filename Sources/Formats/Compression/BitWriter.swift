// Bits into bytes, least significant first, as deflate packs them.

/// Gathers bits and gives them out as bytes: the counterpart of ``BitReader``.
struct BitWriter {
  private var bytes: [UInt8] = []
  /// Bits that do not fill a byte yet, the first one lowest.
  private var buffer: UInt64 = 0
  private var count = 0

  /// Adds the lowest `width` bits of `bits`, at most 32; those above must be zero.
  mutating func append(_ bits: Int, _ width: Int) {
    buffer |= UInt64(truncatingIfNeeded: bits) &<< UInt64(count)
    count &+= width
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: buffer))
      buffer &>>= 8
      count &-= 8
    }
  }

  /// Fills up to a whole byte with zeros.
  mutating func align() {
    if count > 0 { append(0, 8 - count) }
  }

  /// Adds whole bytes; the writer must be aligned.
  mutating func append(_ run: ArraySlice<UInt8>) { bytes += run }

  /// Everything written, the last byte filled up with zeros.
  consuming func finished() -> [UInt8] {
    align()
    return bytes
  }
}
