// The ways in which files go bad, for the tests of every module that reads some.

/// Copies of a file, each damaged in one of the ways in which files go bad.
package struct Damage: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  /// SplitMix64: the tests of damage shall not depend on the generator that other tests examine.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// `bytes` cut short, with flipped bits, with an extreme number, with a part repeated, swapped with another, left
  /// out or overwritten by chance; now and then with a second such damage.
  package mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var copy = bytes
    repeat {
      guard !copy.isEmpty else { return [] }
      damage(&copy)
    } while Int.random(in: 0..<4, using: &self) == 0
    return copy
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    switch Int.random(in: 0..<7, using: &self) {
    case 0: bytes.removeLast(Int.random(in: 1...bytes.count, using: &self))
    case 1:
      for _ in 0..<Int.random(in: 1...8, using: &self) {
        bytes[Int.random(in: bytes.indices, using: &self)] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      }
    case 2:
      let number = extreme()
      let start = place(in: bytes, of: number.count)
      for (offset, byte) in number.enumerated() where start + offset < bytes.count { bytes[start + offset] = byte }
    case 3:
      let part = bytes[block(in: bytes)]
      bytes.insert(contentsOf: part, at: Int.random(in: 0...bytes.count, using: &self))
    case 4:
      let first = block(in: bytes)
      let second = Int.random(in: 0...bytes.count - first.count, using: &self)
      for offset in 0..<first.count { bytes.swapAt(first.lowerBound + offset, second + offset) }
    case 5: bytes.removeSubrange(block(in: bytes))
    default:
      let part: Range<Int> = block(in: bytes)
      for index in part.prefix(16) { bytes[index] = UInt8.random(in: .min ... .max, using: &self) }
    }
  }

  /// A number of 1 to 8 bytes in either byte order that a length field should not hold: nothing, one, the largest and
  /// smallest of their kinds, or one next to these.
  private mutating func extreme() -> [UInt8] {
    let width = [1, 2, 3, 4, 8].randomElement(using: &self) ?? 4
    let top = UInt64(1) << UInt64(8 * width - 1)
    let edges: [UInt64] = [0, 1, top, top &* 2]
    let steps: [UInt64] = [0, 0, 1, .max]
    let number = (edges.randomElement(using: &self) ?? 0) &+ (steps.randomElement(using: &self) ?? 0)
    let bytes: [UInt8] = withUnsafeBytes(of: number.littleEndian) { Array($0.prefix(width)) }
    return Bool.random(using: &self) ? bytes : bytes.reversed()
  }

  /// Where a number of `width` bytes goes: often near the beginning, where formats keep their lengths.
  private mutating func place(in bytes: [UInt8], of width: Int) -> Int {
    let reach = Bool.random(using: &self) ? bytes.count : min(64, bytes.count)
    return Int.random(in: 0..<reach, using: &self)
  }

  /// A part of `bytes`: more often a short one than a long one.
  private mutating func block(in bytes: [UInt8]) -> Range<Int> {
    let lengths = [4, 16, 64, bytes.count]
    let longest = min(bytes.count, lengths.randomElement(using: &self) ?? 1)
    let start = Int.random(in: bytes.indices, using: &self)
    return start..<min(start + Int.random(in: 1...longest, using: &self), bytes.count)
  }
}
