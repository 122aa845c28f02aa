// Random tensors for property tests: whole numbers, so that sums are exact, in views of every kind.

import Testing

@testable import MiniTensor

/// A source of random shapes and views; `seed` goes into the message of a failed expectation.
struct RandomViews {
  let seed: UInt64
  private var generator: Random

  init(seed: UInt64) { (self.seed, generator) = (seed, Random(seed: seed)) }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  mutating func bool() -> Bool { int(0...1) == 1 }

  /// Sizes of 1 to 5, and 0 in one of twenty.
  mutating func shape(rank: Int) -> [Int] { (0..<rank).map { _ in int(0...19) == 0 ? 0 : int(1...5) } }

  /// Whole numbers in -9...9, in a view: permuted, flipped, sliced with steps, or stretched along an axis.
  mutating func tensor<Element: Scalar>(_ shape: [Int], of type: Element.Type = Element.self) -> Tensor<Element> {
    view(shape) { Element($0.int(-9...9)) }
  }

  /// Indices in 0..<size, in a view. For size 0 the shape must be empty.
  mutating func indices(_ shape: [Int], below size: Int) -> Tensor<Int32> {
    view(shape) { Int32($0.int(0...max(0, size - 1))) }
  }

  mutating func view<Element>(_ shape: [Int], _ element: (inout RandomViews) -> Element) -> Tensor<Element> {
    var order = Array(shape.indices)
    if bool() { order.shuffle(using: &generator) }
    var stored = order.map { shape[$0] }  // axis i of memory is axis order[i] of the view
    let stepped = stored.indices.randomElement(using: &generator).flatMap { bool() ? $0 : nil }
    if let stepped { stored[stepped] = 2 * stored[stepped] + 1 }
    let stretched = stored.indices.randomElement(using: &generator).flatMap { int(0...3) == 0 ? $0 : nil }
    let full = stored
    if let stretched, stored[stretched] > 0 { stored[stretched] = 1 }
    var x = Tensor((0..<stored.reduce(1, *)).map { _ in element(&self) }, shape: stored).broadcast(to: full)
    if let stepped {
      let size = (full[stepped] - 1) / 2
      x = x.permuted([stepped] + x.shape.indices.filter { $0 != stepped })
      x = x[stride(from: 1, to: 1 + 2 * size, by: 2)]
      x = x.permuted((0..<x.rank).map { $0 == stepped ? 0 : $0 < stepped ? $0 + 1 : $0 })
    }
    if let flipped = x.shape.indices.randomElement(using: &generator), bool() { x = x.flipped(along: flipped) }
    return x.permuted(shape.indices.map { order.firstIndex(of: $0)! })
  }
}

@Test func randomViewsHaveTheShapesAskedFor() {
  var (draw, strided, stretched) = (RandomViews(seed: 1), 0, 0)
  for _ in 0..<200 {
    let shape = draw.shape(rank: draw.int(0...4))
    let x = draw.tensor(shape, of: Float.self)
    #expect(x.shape == shape)
    strided += x.isContiguous ? 0 : 1
    stretched += x.strides.contains(0) ? 1 : 0
  }
  #expect(strided > 60 && stretched > 20, "\(strided) strided, \(stretched) stretched")
}

/// Whether `body` gives the same bits on one thread and on three.
func isTheSameAtAnyThreadCount<T: Equatable>(_ body: () -> T) -> Bool {
  let alone = Threads.$current.withValue(Threads(count: 1)) { body() }
  return alone == Threads.$current.withValue(Threads(count: 3)) { body() }
}

/// Whether two tensors have one shape and no elements further apart than `tolerance`; a NaN is close to nothing.
func isClose<Element: Scalar>(_ x: Tensor<Element>, _ y: Tensor<Element>, _ tolerance: Element) -> Bool {
  x.shape == y.shape && zip(x.elements, y.elements).allSatisfy { a, b in abs(a - b) <= tolerance }
}
