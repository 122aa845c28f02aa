// Draws from a generator: numbers, permutations, and whole blocks of random bits.

// MARK: - Single draws

extension Random {
  /// A number from 0 up to, but not including, 1: a multiple of 2^-53.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of a range, each part of it as likely as its length.
  ///
  /// - Precondition: the range is not empty.
  public mutating func uniform(in range: Range<Double>) -> Double {
    precondition(!range.isEmpty, "uniform: nothing in \(range)")
    let draw = range.lowerBound + uniform() * (range.upperBound - range.lowerBound)
    return min(draw, range.upperBound.nextDown)
  }

  /// A number of the normal distribution (Box and Muller, 1958).
  public mutating func normal(mean: Double = 0, deviation: Double = 1) -> Double {
    let radius = (-2 * Double.log(1 - uniform())).squareRoot()
    return mean + deviation * radius * Double.cos(2 * .pi * uniform())
  }

  /// True with a probability.
  public mutating func bernoulli(_ probability: Double) -> Bool { uniform() < probability }

  /// An integer of a range, all equally likely (Lemire, "Fast random integer generation in an interval", 2019).
  ///
  /// - Precondition: the range is not empty.
  public mutating func integer(in range: Range<Int>) -> Int {
    precondition(!range.isEmpty, "integer: nothing in \(range)")
    let size = UInt64(bitPattern: Int64(range.upperBound &- range.lowerBound))
    var product = next().multipliedFullWidth(by: size)
    if product.low < size {
      let least = (0 &- size) % size  // products below this would make some integers likelier
      while product.low < least { product = next().multipliedFullWidth(by: size) }
    }
    return range.lowerBound &+ Int(bitPattern: UInt(product.high))
  }

  /// Puts the elements into a random order, all orders equally likely (Fisher and Yates).
  public mutating func shuffle<T>(_ elements: inout [T]) {
    for index in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(index, integer(in: 0..<index + 1))
    }
  }

  /// The integers from 0 up to a count in a random order.
  public mutating func permutation(count: Int) -> [Int] {
    var order = Array(0..<count)
    shuffle(&order)
    return order
  }
}

// MARK: - Blocks of random bits

extension Random {
  /// A stretch of a stream, to be read by many threads.
  struct Blocks: Sendable {
    let key: SIMD2<UInt32>
    let first: UInt64

    /// Fills memory with words of 32 or 64 bits, each in a `UInt64`: eight blocks give 32 words or 16.
    func write(_ bitsOfWord: Int, from block: Int, to words: UnsafeMutableBufferPointer<UInt64>) {
      let half = SIMD8<UInt64>(repeating: 32)
      let words = UnsafeMutableRawBufferPointer(words)
      for (step, start) in stride(from: 0, to: words.count, by: 8192 / bitsOfWord).enumerated() {
        let (a, b, c, d) = eight(from: block + 8 * step)
        if bitsOfWord == 32 {
          words.storeBytes(of: a, toByteOffset: start, as: SIMD8<UInt64>.self)
          words.storeBytes(of: b, toByteOffset: start + 64, as: SIMD8<UInt64>.self)
          words.storeBytes(of: c, toByteOffset: start + 128, as: SIMD8<UInt64>.self)
          words.storeBytes(of: d, toByteOffset: start + 192, as: SIMD8<UInt64>.self)
        } else {
          words.storeBytes(of: a | b &<< half, toByteOffset: start, as: SIMD8<UInt64>.self)
          words.storeBytes(of: c | d &<< half, toByteOffset: start + 64, as: SIMD8<UInt64>.self)
        }
      }
    }

    /// The four words of eight neighbouring blocks, each in the lower half of its lane.
    private func eight(from index: Int) -> (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>) {
      let lower = SIMD8<UInt64>(repeating: 0xffff_ffff)
      let half = SIMD8<UInt64>(repeating: 32)
      let counter = SIMD8<UInt64>(repeating: first &+ UInt64(index)) &+ SIMD8(0, 1, 2, 3, 4, 5, 6, 7)
      var (x, y, z, w) = (counter & lower, counter &>> half, SIMD8<UInt64>(), SIMD8<UInt64>())
      var k = key
      for _ in 0..<10 {
        let a = x &* SIMD8(repeating: 0xD251_1F53)
        let b = z &* SIMD8(repeating: 0xCD9E_8D57)
        (x, y) = ((b &>> half) ^ y ^ SIMD8(repeating: UInt64(k.x)), b & lower)
        (z, w) = ((a &>> half) ^ w ^ SIMD8(repeating: UInt64(k.y)), a & lower)
        k = SIMD2(k.x &+ 0x9E37_79B9, k.y &+ 0xBB67_AE85)
      }
      return (x, y, z, w)
    }
  }

  /// The next blocks of this stream, which goes on behind them; words left over of the block before are dropped.
  mutating func takeBlocks(_ count: Int) -> Blocks {
    defer { skip(blocks: count) }
    return Blocks(key: key, first: counter)
  }
}
