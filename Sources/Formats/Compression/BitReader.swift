// Bits out of bytes, least significant first, as deflate packs them.

import Files

/// Takes bits from bytes; past the end it gives zeros and remembers, so that only one check a symbol is needed.
struct BitReader {
  private let bytes: [UInt8]
  private let end: Int
  /// The next byte that enters the buffer; runs on past the end, as if zeros stood there.
  private var next: Int
  /// Bits on hand, the next one lowest; above `count` it may hold bits that the next filling brings again.
  private var buffer: UInt64 = 0
  private var count = 0

  /// Begins where `reader` stands.
  init(_ reader: ByteReader) {
    bytes = reader.bytes
    next = reader.offset
    end = reader.end
  }

  /// The first byte of which no bit has been taken.
  var offset: Int { next &- count &>> 3 }

  /// Whether more bits have been taken than there were.
  var isPastEnd: Bool { offset > end }

  /// Brings at least 56 bits on hand.
  @inline(__always)
  mutating func fill() {
    if end &- next >= 8 {
      let word = bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: next, as: UInt64.self) }
      buffer |= UInt64(littleEndian: word) &<< UInt64(count)
      next &+= (63 &- count) &>> 3
      count |= 56
    } else {
      while count <= 56 {
        if next < end { buffer |= UInt64(bytes[next]) &<< UInt64(count) }
        next += 1
        count += 8
      }
    }
  }

  /// The lowest `width` bits on hand, which stay; at most 56, and no more than were filled.
  @inline(__always)
  func peek(_ width: Int) -> Int {
    Int(truncatingIfNeeded: buffer & ((1 &<< UInt64(width)) &- 1))
  }

  /// Lets go of bits that have been looked at.
  @inline(__always)
  mutating func drop(_ width: Int) {
    buffer &>>= UInt64(width)
    count &-= width
  }

  /// The next `width` bits of those on hand.
  @inline(__always)
  mutating func take(_ width: Int) -> Int {
    defer { drop(width) }
    return peek(width)
  }

  /// Lets go of the bits up to the next whole byte.
  mutating func align() { drop(count & 7) }

  /// Lets go of all bits on hand and goes on at `offset`.
  mutating func move(to offset: Int) {
    next = offset
    (buffer, count) = (0, 0)
  }
}
