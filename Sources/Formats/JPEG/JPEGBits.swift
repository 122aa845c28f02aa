// Bits out of the entropy-coded bytes of a scan.

import Files

extension JPEG {
  /// Takes bits, most significant first, and leaves out the zero bytes that are stuffed after each 0xFF.
  ///
  /// At a marker, or at the end of the file, it gives zeros and remembers, so that one check a block is enough.
  /// Source: T.81, sections B.1.1.5 and F.2.2.5.
  struct EntropyBits {
    private let bytes: UnsafePointer<UInt8>
    private let end: Int
    /// The next byte that enters the buffer.
    private(set) var next: Int
    /// Bits on hand, the next one highest; below `count` of them it may hold bits that the next filling brings again.
    private var buffer: UInt64 = 0
    private(set) var count = 0
    /// How many of the bits that entered the buffer were zeros from beyond the data.
    private var padding = 0

    /// Begins at `offset` of `bytes`, which must outlive it.
    init(_ bytes: UnsafeBufferPointer<UInt8>, from offset: Int, to end: Int) {
      precondition(0...end ~= offset && end <= bytes.count && end > 0, "EntropyBits: \(offset)..<\(end)")
      self.bytes = bytes.baseAddress!
      self.end = end
      next = offset
    }

    /// Whether more bits have been taken than there were.
    var isPastEnd: Bool { count < padding }

    /// Whether no whole byte is left before the next marker.
    var isAtMarker: Bool { padding > 0 && count &- padding < 8 }

    /// Brings at least 56 bits on hand.
    @inline(__always)
    mutating func fill() {
      if end &- next >= 8 {
        let word = UInt64(bigEndian: UnsafeRawPointer(bytes + next).loadUnaligned(as: UInt64.self))
        // No byte is 0xFF: no borrow comes out of any byte of the complement.
        let ones: UInt64 = 0x0101_0101_0101_0101
        if (~word &- ones) & word & (ones << 7) == 0 {
          buffer |= word &>> UInt64(count)
          next &+= (63 &- count) &>> 3
          count |= 56
          return
        }
      }
      fillBytewise()
    }

    @inline(never)
    private mutating func fillBytewise() {
      while count <= 56 {
        var byte: UInt8 = 0
        if next < end && bytes[next] != 0xFF {
          byte = bytes[next]
          next &+= 1
        } else if end &- next >= 2 && bytes[next &+ 1] == 0 {
          byte = 0xFF
          next &+= 2
        } else {
          padding &+= 8
        }
        buffer |= UInt64(byte) &<< UInt64(56 &- count)
        count &+= 8
      }
    }

    /// The next `width` bits, which stay; 0 to 32, and no more than are on hand.
    @inline(__always)
    func peek(_ width: Int) -> Int {
      Int(truncatingIfNeeded: (buffer &>> 1) &>> UInt64(63 &- width))
    }

    /// Lets go of bits that have been looked at.
    @inline(__always)
    mutating func drop(_ width: Int) {
      buffer &<<= UInt64(width)
      count &-= width
    }

    /// The next `width` bits of those on hand.
    @inline(__always)
    mutating func take(_ width: Int) -> Int {
      defer { drop(width) }
      return peek(width)
    }

    /// The next bit, filled in where needed.
    @inline(__always)
    mutating func bit() -> Bool {
      if count < 1 { fill() }
      return take(1) == 1
    }

    /// Passes over the rest of the byte and the restart marker `number` (0 to 7), which must come there.
    mutating func restart(_ number: Int) throws(Flaw) {
      fill()
      guard isAtMarker && !isPastEnd else {
        throw Flaw(isPastEnd ? "the data end too early" : "data where restart marker \(number) is due")
      }
      // Any number of fill bytes may come before a marker (section B.1.1.2).
      while next < end && bytes[next] == 0xFF { next += 1 }
      guard next < end else { throw Flaw("the data end too early") }
      guard bytes[next] == 0xD0 + UInt8(number) else {
        throw Flaw("marker 0xFF\(hex(bytes[next])) where restart marker \(number) is due")
      }
      next += 1
      (buffer, count, padding) = (0, 0, 0)
    }
  }

  /// A byte as two hexadecimal digits.
  static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }
}
