// Tests of random draws: moments, evenness, determinism at any thread count, and known first values.

import Foundation
import Testing

@testable import MiniTensor

private let count = 200_000

@Test func uniformDrawsAreEvenAndInside() {
  var generator = Random(seed: 1)
  let x = Tensor<Float>.uniform([count], in: -2..<6, using: &generator)
  #expect(x.min().item >= -2 && x.max().item < 6)
  #expect(abs(x.mean().item - 2) < 0.03)
  #expect(abs(x.variance().item - 64 / 12) < 0.05)
  var bins = [Int](repeating: 0, count: 64)
  for value in x.elements { bins[Int((value + 2) * 8)] += 1 }
  let expected = Double(count) / 64
  let chiSquare = bins.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  #expect(chiSquare > 25 && chiSquare < 120)  // 63 degrees of freedom: mean 63, deviation 11
}

@Test func normalDrawsHaveTheirMoments() {
  var generator = Random(seed: 2)
  for x in [
    Tensor<Double>.normal([count], mean: 3, deviation: 2, using: &generator),
    Tensor<Double>(Tensor<Float>.normal([count], mean: 3, deviation: 2, using: &generator)),
  ] {
    let z = (x - 3) / 2
    #expect(abs(z.mean().item) < 0.012)
    #expect(abs(z.square().mean().item - 1) < 0.02)
    #expect(abs(z.power(3).mean().item) < 0.05)
    #expect(abs(z.power(4).mean().item - 3) < 0.15)
    let beyond = Double((z.absolute() .> 1.959964).count(of: true)) / Double(count)
    #expect(abs(beyond - 0.05) < 0.003)
    // Neighbours, and the two numbers of one pair of draws, are independent.
    for distance in [1, 16, 32] {
      let product = z[0..<count - distance] * z[distance..<count]
      #expect(abs(product.mean().item) < 0.012)
    }
  }
}

@Test func drawsAreTheSameBitsAtAnyThreadCount() {
  func draw(threads: Int) -> [Float] {
    Threads.$current.withValue(Threads(count: threads)) {
      var generator = Random(seed: 3)
      return Tensor<Float>.normal([count], using: &generator).elements + [Float(generator.uniform())]
    }
  }
  #expect(draw(threads: 1) == draw(threads: 3))
}

@Test func drawsOfTensorsAreThePhiloxStream() {
  var generator = Random(seed: 4)
  _ = generator.nextWord()
  let x = Tensor<Float>.uniform([40], using: &generator)
  var words = Random(seed: 4)
  for _ in 0..<4 { _ = words.nextWord() }  // the rest of a block that was begun is dropped
  let blocks = (0..<64).map { _ in words.nextWord() }
  for index in 0..<40 {
    let (group, place) = (index / 32, index % 32)
    #expect(x.elements[index] == Float(blocks[group * 32 + place % 8 * 4 + place / 8] >> 8) * 0x1p-24)
  }
  // After the tensor the stream goes on behind its blocks, also from a checkpoint.
  var resumed = Random(state: generator.state)
  #expect(resumed?.next() == generator.next())
}

@Test func integersAreEvenAndShufflesKeepEverything() {
  var generator = Random(seed: 5)
  var bins = [Int](repeating: 0, count: 7)
  for _ in 0..<70_000 { bins[generator.integer(in: -3..<4) + 3] += 1 }
  #expect(bins.allSatisfy { abs($0 - 10_000) < 500 })
  let order = generator.permutation(count: 1000)
  #expect(order != Array(0..<1000))
  #expect(order.sorted() == Array(0..<1000))
  var firsts = [Int](repeating: 0, count: 4)
  for _ in 0..<40_000 { firsts[generator.permutation(count: 4)[0]] += 1 }
  #expect(firsts.allSatisfy { abs($0 - 10_000) < 500 })
  #expect(abs(Tensor<Bool>.bernoulli([count], probability: 0.3, using: &generator).count(of: true) - 60_000) < 1200)
}

@Test func firstDrawsAreKnown() {
  var generator = Random(seed: 7)
  #expect(generator.permutation(count: 8) == [1, 3, 2, 7, 5, 4, 0, 6])
  #expect(generator.uniform() == 0.13902518878406256)
  #expect(Tensor<Float>.uniform([3], using: &generator).elements == [0.28992862, 0.3386129, 0.80270535])
  let normal = Tensor<Double>.normal([2], using: &generator).elements
  #expect(abs(normal[0] - 1.1292693299721062) < 1e-14 && abs(normal[1] - 0.06730699885849141) < 1e-14)
}
