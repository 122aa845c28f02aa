// Tensors of random numbers, filled eight blocks of random bits at a time.

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
