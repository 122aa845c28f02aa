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
    let spareBits = bitsOfWord - Element.significandBitCount - 1
    return filled(shape, groupSize: 1024 / bitsOfWord, using: &generator) { words, out in
      for index in words.indices {
        let draw = lowest + Element(Int(words[index] >> spareBits)) * scale * width
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
    let scale = Element(sign: .plus, exponent: Element.Exponent(spareBits - bitsOfWord), significand: 1)
    let half = 1024 / bitsOfWord
    return filled(shape, groupSize: 2 * half, using: &generator) { words, out in
      for index in words.indices { out[index] = (Element(Int(words[index] >> spareBits)) + 0.5) * scale }
      // The first half of a group holds the numbers whose logarithm is the radius, the second half the angles.
      let (radii, angles) = (out, out + half)
      mapRun(radii, to: radii, count: half, Logarithm())
      mapRun(angles, to: angles, count: half, LinearFunction(a: 2 * .pi, c: 0))
      withUnsafeTemporaryAllocation(of: Element.self, capacity: half) { memory in
        let cosines = memory.baseAddress.unsafelyUnwrapped
        mapRun(angles, to: cosines, count: half, Cosine())
        mapRun(angles, to: angles, count: half, Sine())
        for index in stride(from: 0, to: half, by: Element.lanes) {
          let (first, second) = (radii + index, angles + index)
          let squaredRadius = UnsafePointer(first).vector * Element.vector(-2)
          let radius = squaredRadius.squareRoot() * Element.vector(deviation)
          let sine = UnsafePointer(second).vector
          first.store(Element.add(Element.vector(mean), radius, times: UnsafePointer(cosines + index).vector))
          second.store(Element.add(Element.vector(mean), radius, times: sine))
        }
      }
    }
  }

  /// How many random bits an element is made of.
  private static var bitsOfWord: Int { Element.significandBitCount == 23 ? 32 : 64 }

  /// A tensor whose elements are written group by group, each from its own words of random bits.
  @inline(__always)
  private static func filled(
    _ shape: [Int], groupSize: Int, using generator: inout Random,
    _ fill: (UnsafeMutableBufferPointer<UInt64>, UnsafeMutablePointer<Element>) -> Void
  ) -> Tensor {
    let blocksOfGroup = groupSize * bitsOfWord / 128
    let count = elementCount(shape)
    let groups = (count + groupSize - 1) / groupSize
    let stream = generator.takeBlocks(groups * blocksOfGroup)
    return Tensor(shape: shape) { memory in
      guard let out = memory.baseAddress else { return }
      Threads.performChunks(of: groups, size: Threads.leastElements / 16 / groupSize) { chunk in
        withUnsafeTemporaryAllocation(of: Element.self, capacity: groupSize) { spare in
          withUnsafeTemporaryAllocation(of: UInt64.self, capacity: groupSize) { words in
            for group in chunk {
              stream.write(bitsOfWord, from: group * blocksOfGroup, to: words)
              let (start, rest) = (out + group * groupSize, count - group * groupSize)
              let target = rest >= groupSize ? start : spare.baseAddress.unsafelyUnwrapped
              fill(words, target)
              if rest < groupSize { start.update(from: target, count: rest) }
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
  fileprivate mutating func takeBlocks(_ count: Int) -> Blocks {
    defer { skip(blocks: count) }
    return Blocks(key: key, first: counter)
  }
}
