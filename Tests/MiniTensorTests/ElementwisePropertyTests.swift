// Property tests of elementwise operations and reductions: random shapes and views against the textbook form.

import Testing

@testable import MiniTensor

/// Sizes that reach every path: none, one, below a vector, around vectors, above.
private let sizes = [0, 1, 2, 3, 5, 8, 16, 17, 33, 70]

private func randomShape(_ draw: inout RandomViews, rank: Int) -> [Int] {
  (0..<rank).map { _ in draw.int(0...19) == 0 ? 0 : sizes[draw.int(1...(rank > 2 ? 6 : sizes.count - 1))] }
}

/// Numbers between -4 and 4, none of them 0, in a view of any kind.
private func randomTensor<E: Scalar>(_ shape: [Int], _ draw: inout RandomViews) -> Tensor<E> {
  draw.view(shape) { (E($0.int(-400...400)) + 0.25) / 100 }
}

/// A shape that stretches to another.
private func randomPartner(of shape: [Int], _ draw: inout RandomViews) -> [Int] {
  let kept = shape.map { draw.int(0...2) == 0 ? 1 : $0 }
  return Array(kept.dropFirst(draw.int(0...shape.count)))
}

private func elementwiseProperties<E: Scalar>(_ type: E.Type, seed: UInt64) {
  var draw = RandomViews(seed: seed)
  let shape = randomShape(&draw, rank: draw.int(0...4))
  let x: Tensor<E> = randomTensor(shape, &draw)
  let y: Tensor<E> = randomTensor(randomPartner(of: shape, &draw), &draw)
  let z: Tensor<E> = randomTensor(randomPartner(of: shape, &draw), &draw)
  let comment: Comment = "\(type), seed \(seed): \(x.shape) by \(x.strides), \(y.shape) by \(y.strides)"
  #expect(x + y == Reference.pairwise(x, y) { $0 + $1 }, comment)
  #expect(y - x == Reference.pairwise(y, x) { $0 - $1 }, comment)
  #expect(y * z == Reference.pairwise(y, z) { $0 * $1 }, comment)
  #expect(x / y == Reference.pairwise(x, y) { $0 / $1 }, comment)
  #expect(minimum(x, y) == Reference.pairwise(x, y) { Swift.min($0, $1) }, comment)
  #expect(maximum(y, x) == Reference.pairwise(y, x) { Swift.max($0, $1) }, comment)
  #expect(x.relu() == Reference.map(x) { Swift.max($0, 0) }, comment)
  #expect(x.sign() == Reference.map(x) { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }, comment)
  #expect(x.absolute().sqrt() == Reference.map(x) { $0.magnitude.squareRoot() }, comment)
  #expect(x.exp() == Reference.map(x) { E.exp($0) }, comment)
  #expect(x.clamped(to: -1...2) == Reference.map(x) { Swift.min(Swift.max($0, -1), 2) }, comment)
  #expect(x.power(-3) == Reference.map(x) { 1 / ($0 * ($0 * $0)) }, comment)
  #expect((x .< y) == Reference.pairwise(x, y) { $0 < $1 }, comment)
  #expect((y .>= x) == Reference.pairwise(y, x) { $0 >= $1 }, comment)
  #expect(select(x .> y, x, y) == Reference.pairwise(x, y) { $0 > $1 ? $0 : $1 }, comment)
  var inPlace = x
  inPlace += y
  inPlace *= 3
  inPlace -= z
  let expected = Reference.pairwise(Reference.pairwise(x, y) { ($0 + $1) * 3 }, z) { $0 - $1 }
  #expect(inPlace == expected, comment)
}

@Test(arguments: 0..<150) func elementwiseOperationsAgreeWithTheTextbook(seed: UInt64) {
  elementwiseProperties(Float.self, seed: seed)
  elementwiseProperties(Double.self, seed: seed)
}

private func reductionProperties<E: Scalar>(_ type: E.Type, seed: UInt64) {
  var draw = RandomViews(seed: seed)
  let rank = draw.int(0...4)
  let x: Tensor<E> = randomTensor(randomShape(&draw, rank: rank), &draw)
  let axes = (0..<rank).filter { _ in draw.bool() }
  let keeping = draw.bool()
  let comment: Comment = "\(type), seed \(seed): \(x.shape) by \(x.strides) along \(axes)"
  let count = axes.reduce(1) { $0 * x.shape[$1] }
  let tolerance = 16 * E.ulpOfOne * E(Swift.max(1, count))

  func expect(_ result: Tensor<E>, _ f: ([E]) -> E, sourceLocation: SourceLocation = #_sourceLocation) {
    let expected = Reference.reduce(x, along: axes, keepingAxes: keeping, f)
    let isClose = zip(result.elements, expected.elements).allSatisfy {
      $0 == $1 || $0.isNaN && $1.isNaN || abs($0 - $1) <= tolerance * Swift.max(1, abs($1))
    }
    #expect(result.shape == expected.shape && isClose, comment, sourceLocation: sourceLocation)
  }
  expect(x.sum(alongAxes: axes, keepingAxes: keeping)) { Reference.sum($0) }
  expect(x.mean(alongAxes: axes, keepingAxes: keeping)) { Reference.mean($0) }
  expect(x.variance(alongAxes: axes, keepingAxes: keeping)) { Reference.variance($0) }
  if count == 0 { return }
  expect(x.max(alongAxes: axes, keepingAxes: keeping)) { $0.max() ?? 0 }
  expect(x.min(alongAxes: axes, keepingAxes: keeping)) { $0.min() ?? 0 }
  expect(x.logSumExp(alongAxes: axes, keepingAxes: keeping)) { Reference.logSumExp($0) }
  for axis in 0..<rank where x.shape[axis] > 0 {
    let largest = Reference.reduce(x, along: [axis]) { row in Int32(row.firstIndex(of: row.max() ?? 0) ?? 0) }
    #expect(x.argmax(along: axis) == largest, comment)
    let total = x.softmax(along: axis).sum(along: axis)
    #expect(total.elements.allSatisfy { abs($0 - 1) < 1e-5 }, comment)
    let difference = x.softmax(along: axis).log() - x.logSoftmax(along: axis)
    #expect(difference.elements.allSatisfy { abs($0) < 1e-5 }, comment)
  }
}

@Test(arguments: 0..<150) func reductionsAgreeWithTheTextbook(seed: UInt64) {
  reductionProperties(Float.self, seed: seed)
  reductionProperties(Double.self, seed: seed)
}

/// Cutting the work is decided by shapes alone, so that one thread and three give the same bits.
@Test func resultsAreTheSameBitsAtAnyThreadCount() {
  var generator = Random(seed: 11)
  let x = Tensor<Float>.normal([7, 130_001], using: &generator)
  let y = Tensor<Float>.normal([7, 1], using: &generator)
  #expect(
    isTheSameAtAnyThreadCount {
      [
        (x * y).sum(), x.sum(along: 0), x.sum(along: 1), x.transposed().sum(along: 0), x.variance(), x.softmax(),
        (x + y).tanh(),
      ]
    })
}
