// Draws from a generator: numbers, permutations, and tensors that are filled eight blocks of random bits at a time.

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

// MARK: - Tensors

extension Tensor where Element: Scalar {
  /// Numbers of a range, each part of it as likely as its length.
  ///
  /// - Precondition: the range is not empty.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func uniform(
    _ shape: [Int], in range: Range<Element> = 0..<1, using generator: inout Random
  ) -> Tensor {
    precondition(!range.isEmpty, "uniform: nothing in \(range)")
    let (lowest, width) = (range.lowerBound, range.upperBound - range.lowerBound)
    let highest = range.upperBound.nextDown
    let scale = Element(sign: .plus, exponent: Element.Exponent(-Element.significandBitCount - 1), significand: 1)
    let spareBits = RandomWords<Element>.bitsOfWord - Element.significandBitCount - 1
    return filled(shape, groupSize: RandomWords<Element>.count, using: &generator) { words, out in
      words.withElement(ofGroup: 0) { index, word in
        let draw = lowest + Element(Int(word >> spareBits)) * scale * width
        out[index] = Swift.min(draw, highest)
      }
    }
  }

  /// Numbers of the normal distribution (Box and Muller, 1958), up to 6.7 (Float) or 8.6 (Double) deviations away.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func normal(
    _ shape: [Int], mean: Element = 0, deviation: Element = 1, using generator: inout Random
  ) -> Tensor {
    let spareBits = Element.significandBitCount == 23 ? 0 : 11
    let exponent = Element.Exponent(spareBits - RandomWords<Element>.bitsOfWord)
    let scale = Element(sign: .plus, exponent: exponent, significand: 1)
    return filled(shape, groupSize: 2 * RandomWords<Element>.count, using: &generator) { words, out in
      // The first half of a group holds the numbers whose logarithm is the radius, the second half the angles.
      let half = RandomWords<Element>.count
      for part in 0..<2 {
        words.withElement(ofGroup: part) { index, word in
          out[part * half + index] = (Element(Int(word >> spareBits)) + 0.5) * scale
        }
      }
      for index in stride(from: 0, to: half, by: Element.lanes) {
        let (first, second) = (out + index, out + (half + index))
        let squaredRadius = Element.log(UnsafePointer(first).vector) * Element.Vector(repeating: -2)
        let radius = squaredRadius.squareRoot() * Element.Vector(repeating: deviation)
        let angle = UnsafePointer(second).vector * Element.Vector(repeating: 2 * .pi)
        first.store(Element.add(Element.Vector(repeating: mean), radius, times: Element.cos(angle)))
        second.store(Element.add(Element.Vector(repeating: mean), radius, times: Element.sin(angle)))
      }
    }
  }

  /// A tensor whose elements are written group by group, each from its own blocks of random bits.
  @inline(__always)
  private static func filled(
    _ shape: [Int], groupSize: Int, using generator: inout Random,
    _ fill: (RandomWords<Element>, UnsafeMutablePointer<Element>) -> Void
  ) -> Tensor {
    let wordGroups = groupSize / RandomWords<Element>.count
    let count = elementCount(shape)
    let groups = (count + groupSize - 1) / groupSize
    let stream = generator.takeBlocks(groups * wordGroups * RandomWords<Element>.blocks)
    return Tensor(shape: shape) { memory in
      guard let out = memory.baseAddress else { return }
      Threads.performChunks(of: groups, size: Threads.leastElements / 16 / groupSize) { chunk in
        withUnsafeTemporaryAllocation(of: Element.self, capacity: groupSize) { spare in
          for group in chunk {
            let words = RandomWords<Element>(stream: stream, group: group * wordGroups)
            let rest = count - group * groupSize
            if rest >= groupSize {
              fill(words, out + group * groupSize)
            } else {
              let start = spare.baseAddress.unsafelyUnwrapped
              fill(words, start)
              (out + group * groupSize).update(from: start, count: rest)
            }
          }
        }
      }
    }
  }
}

extension Tensor<Bool> {
  /// True with a probability, each element on its own.
  public static func bernoulli(_ shape: [Int], probability: Double, using generator: inout Random) -> Tensor {
    Tensor<Float>.uniform(shape, using: &generator) .< Float(probability)
  }
}

// MARK: - Blocks of random bits

/// Groups of random words for as many elements as eight blocks give: 32 words of 32 bits (Float) or 16 of 64 (Double).
private struct RandomWords<E: Scalar> {
  let stream: Random.Blocks
  let group: Int

  @inline(__always) static var bitsOfWord: Int { E.significandBitCount == 23 ? 32 : 64 }
  /// Words of a group.
  @inline(__always) static var count: Int { 1024 / bitsOfWord }
  /// Blocks of a group.
  @inline(__always) static var blocks: Int { 8 }

  /// Calls `body` with the index and the bits of each word of a group, counted from this one.
  @inline(__always)
  func withElement(ofGroup offset: Int, _ body: (Int, UInt64) -> Void) {
    let (a, b, c, d) = stream.eight(from: (group &+ offset) &* 8)
    if E.significandBitCount == 23 {
      for lane in 0..<8 { body(lane, a[lane]) }
      for lane in 0..<8 { body(8 &+ lane, b[lane]) }
      for lane in 0..<8 { body(16 &+ lane, c[lane]) }
      for lane in 0..<8 { body(24 &+ lane, d[lane]) }
    } else {
      let (low, high) = (a | b &<< SIMD8(repeating: 32), c | d &<< SIMD8(repeating: 32))
      for lane in 0..<8 { body(lane, low[lane]) }
      for lane in 0..<8 { body(8 &+ lane, high[lane]) }
    }
  }
}

extension Random {
  /// A stretch of a stream, to be read by many threads.
  struct Blocks: Sendable {
    let key: SIMD2<UInt32>
    let first: UInt64

    /// The four words of eight neighbouring blocks, each in the lower half of its lane.
    @inline(__always)
    func eight(from index: Int) -> (SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>, SIMD8<UInt64>) {
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
  fileprivate mutating func takeBlocks(_ count: Int) -> Blocks {
    defer { skip(blocks: count) }
    return Blocks(key: key, first: counter)
  }
}
