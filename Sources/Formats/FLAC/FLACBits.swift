// Bits out of bytes, most significant first, as FLAC packs them, and the code that most of them belong to.

import Files

/// Takes bits from bytes; past the end it gives zeros and remembers, so that one check a run of samples is enough.
struct FLACBits {
  private let source: ByteReader
  /// The next bit, counted from the first bit of the first byte.
  private var position: Int

  /// Begins where `reader` stands.
  init(_ reader: ByteReader) {
    source = reader
    position = 8 * reader.offset
  }

  /// The first byte of which no bit has been taken.
  var offset: Int { (position + 7) / 8 }

  /// How many of ``window``'s bits are the stream's at least; the last 7 may be zeros.
  private static let sure = 57

  /// The next bits, the first one highest.
  private var window: UInt64 {
    @inline(__always) get {
      let place = position &>> 3
      let word: UInt64
      if place &+ 8 <= source.end {
        word = UInt64(
          bigEndian: source.bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: place, as: UInt64.self) })
      } else {
        word = FLACBits.lastWord(of: source.bytes[..<source.end], at: place)
      }
      return word &<< UInt64(position & 7)
    }
  }

  /// The eight bytes at `place`, zeros for those past the end.
  @inline(never)
  private static func lastWord(of bytes: ArraySlice<UInt8>, at place: Int) -> UInt64 {
    (place..<place + 8).reduce(0) { word, place in word << 8 | (place < bytes.endIndex ? UInt64(bytes[place]) : 0) }
  }

  /// The next `width` bits as a number of no sign; at most 32.
  @inline(__always)
  mutating func take(_ width: Int) -> Int {
    defer { position &+= width }
    return Int(truncatingIfNeeded: (window &>> 1) &>> UInt64(63 &- width))
  }

  /// The next `width` bits as a number in two's complement, 0 for no bits; at most 33.
  @inline(__always)
  mutating func takeSigned(_ width: Int) -> Int64 {
    defer { position &+= width }
    return width == 0 ? 0 : Int64(bitPattern: window) &>> Int64(64 &- width)
  }

  /// The number of zeros before the next one, which is taken too.
  @inline(__always)
  mutating func takeUnary() -> Int {
    var count = 0
    while true {
      let zeros = window.leadingZeroBitCount
      if zeros < FLACBits.sure {
        position &+= zeros &+ 1
        return count &+ zeros
      }
      count &+= FLACBits.sure
      position &+= FLACBits.sure
      if position > 8 &* source.end { return count }
    }
  }

  /// Fills `places` of `samples` with numbers in Rice's code (RFC 9639, section 9.2.7.2): the high bits in unary, then
  /// `parameter` low bits; the lowest bit of all is the sign.
  ///
  /// - Returns: whether all of them are in the range of section 9.2.7.3, which is that of 32 bits but the smallest.
  mutating func takeRice(into samples: FLAC.Samples, _ places: Range<Int>, parameter: Int) -> Bool {
    var largest: UInt64 = 0
    // A copy that nothing else can see stays in registers.
    var bits = self
    for place in places {
      let window = bits.window
      let quotient = window.leadingZeroBitCount
      var folded: UInt64
      if quotient &+ parameter < FLACBits.sure {
        folded = UInt64(quotient) &<< UInt64(parameter)
        let rest = window &<< UInt64(quotient &+ 1)
        folded |= (rest &>> 1) &>> UInt64(63 &- parameter)
        bits.position &+= quotient &+ 1 &+ parameter
      } else {
        // As much as 2^33 is too large with any parameter, and not yet lost at the top with the largest.
        folded = UInt64(min(bits.takeUnary(), 1 << 33)) &<< UInt64(parameter)
        folded |= UInt64(bits.take(parameter))
      }
      largest = max(largest, folded)
      samples[place] = Int64(folded &>> 1) ^ -Int64(folded & 1)
    }
    self = bits
    return largest < UInt64(UInt32.max)
  }

  /// Takes the bits up to the next whole byte, and tells whether they were zeros.
  mutating func alignOnZeros() -> Bool { take(-position & 7) == 0 }

  /// Throws where more bits were taken than there were.
  func requireEnough() throws(FileError) {
    guard position <= 8 * source.end else {
      throw source.error(.corrupt, "the file ends inside a frame", at: source.end)
    }
  }

  /// An error at the current place.
  func error(_ problem: String) -> FileError {
    source.error(.corrupt, problem, at: min(position / 8, source.end))
  }
}
