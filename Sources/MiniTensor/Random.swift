// The generator of random numbers: a value, counter-based, seeded, and splittable by key.

/// Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): each block of
/// 128 random bits is a function of a key and a counter, so that streams never overlap and can be split at will.
///
/// ```swift
/// var generator = Random(seed: 7)
/// let image = Tensor<Float>.normal([28, 28], using: &generator)
/// var forDropout = generator.split("dropout")  // a stream of its own; the parent's is not advanced
/// ```
public struct Random: RandomNumberGenerator, Sendable, Equatable {
  private(set) var key: SIMD2<UInt32>
  private(set) var counter: UInt64 = 0
  private var block = SIMD4<UInt32>()
  private var wordsLeft = 0

  /// A stream that is the same on every machine for the same seed.
  public init(seed: UInt64) { key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)) }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 { UInt64(nextWord()) | UInt64(nextWord()) << 32 }

  /// The next 32 random bits.
  @inline(__always)
  public mutating func nextWord() -> UInt32 {
    if wordsLeft == 0 { refill() }
    wordsLeft &-= 1
    return block[3 &- wordsLeft]
  }

  private mutating func refill() {
    block = Random.philox(counter: SIMD4(words(of: counter), words(of: 0)), key: key)
    counter &+= 1
    wordsLeft = 4
  }

  /// Goes on behind so many blocks; words left over of the block before are dropped.
  mutating func skip(blocks: Int) {
    counter &+= UInt64(blocks)
    wordsLeft = 0
  }

  /// The generator of another stream, told apart by a name; this stream does not advance.
  public func split(_ name: String) -> Random {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325  // FNV-1a
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    return split(hash)
  }

  /// The generator of another stream, told apart by a number; this stream does not advance.
  public func split(_ index: some BinaryInteger) -> Random {
    let bits = Random.philox(counter: SIMD4(words(of: UInt64(truncatingIfNeeded: index)), words(of: 1)), key: key)
    return Random(seed: UInt64(bits.x) | UInt64(bits.y) << 32)
  }

  /// The generator of a fresh stream; this stream advances, so that the next split is another one.
  public mutating func split() -> Random { Random(seed: next()) }

  /// What a checkpoint keeps: key, counter, and the words of the last block that were not used.
  public var state: [UInt32] {
    let (low, high) = (words(of: counter), UInt32(wordsLeft))
    return [key.x, key.y, low.x, low.y, high]
  }

  /// The generator that goes on where one with this ``state`` stopped; nil where the words are no state.
  public init?(state: [UInt32]) {
    guard state.count == 5, state[4] < 4 else { return nil }
    key = SIMD2(state[0], state[1])
    counter = UInt64(state[2]) | UInt64(state[3]) << 32
    wordsLeft = Int(state[4])
    if wordsLeft > 0 {
      block = Random.philox(counter: SIMD4(words(of: counter &- 1), words(of: 0)), key: key)
    }
  }

  /// Ten rounds of the Philox permutation: the four words of `counter`, scrambled under the two words of `key`.
  @inline(__always)
  static func philox(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (c, k) = (counter, key)
    for _ in 0..<10 {
      let a = UInt64(c.x) &* 0xD251_1F53
      let b = UInt64(c.z) &* 0xCD9E_8D57
      let (highA, lowA) = (UInt32(truncatingIfNeeded: a >> 32), UInt32(truncatingIfNeeded: a))
      let (highB, lowB) = (UInt32(truncatingIfNeeded: b >> 32), UInt32(truncatingIfNeeded: b))
      c = SIMD4(highB ^ c.y ^ k.x, lowB, highA ^ c.w ^ k.y, lowA)
      k = SIMD2(k.x &+ 0x9E37_79B9, k.y &+ 0xBB67_AE85)
    }
    return c
  }
}

/// The two halves of a word, the lower first.
@inline(__always)
private func words(of value: UInt64) -> SIMD2<UInt32> {
  SIMD2(UInt32(truncatingIfNeeded: value), UInt32(truncatingIfNeeded: value >> 32))
}

extension SIMD4<UInt32> {
  @inline(__always)
  fileprivate init(_ low: SIMD2<UInt32>, _ high: SIMD2<UInt32>) { self.init(low.x, low.y, high.x, high.y) }
}
