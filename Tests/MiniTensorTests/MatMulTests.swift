// Tests of the matrix product against its plain form: shapes, strides, threads, NaN, messages.

import Testing

@testable import MiniTensor

/// Numbers for tests from a small generator, so that a failing case can be made again from its seed.
struct Draw {
  var state: UInt64
  init(_ seed: UInt64) { state = seed }

  /// An integer in a range.
  mutating func integer(_ range: ClosedRange<Int>) -> Int { range.lowerBound + Int(bits() % UInt64(range.count)) }

  /// A tensor of numbers in -1..<1, as a view with strides of all kinds.
  mutating func tensor<E: Scalar>(_ shape: [Int], of _: E.Type = E.self) -> Tensor<E> {
    let count = shape.reduce(1, *)
    var list: [E] = []
    for _ in 0..<count { list.append(E(Double(bits() >> 11) / Double(1 << 52) - 1)) }
    return Tensor(list, shape: shape)
  }

  /// The same, seen through a transposition, a flip, a slice with gaps, a broadcast, or directly.
  mutating func view<E: Scalar>(_ shape: [Int], of _: E.Type = E.self) -> Tensor<E> {
    let last = shape.count - 1
    switch integer(0...5) {
    case 0 where last >= 1:
      var turned = shape
      turned.swapAt(last - 1, last)
      return tensor(turned).transposed()
    case 1: return tensor(shape).flipped(along: integer(0...last))
    case 2:
      let axis = integer(0...last)
      var larger = shape
      larger[axis] = 2 * shape[axis] + 1
      var choices: [any AxisChoice] = shape.map { 0..<$0 }
      choices[axis] = stride(from: 1, to: larger[axis], by: 2)
      let x: Tensor<E> = tensor(larger)
      return shape.count == 2
        ? x[choices[0], choices[1]]
        : shape.count == 4 ? x[choices[0], choices[1], choices[2], choices[3]] : tensor(shape)
    case 3:
      let axis = integer(0...last)
      var narrow = shape
      narrow[axis] = min(1, shape[axis])
      return tensor(narrow).broadcast(to: shape)
    default: return tensor(shape)
    }
  }

  private mutating func bits() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// The largest difference of two tensors of equal shape.
func largestDifference<E: Scalar>(_ x: Tensor<E>, _ y: Tensor<E>) -> E {
  zip(x.elements, y.elements).reduce(0) { Swift.max($0, abs($1.0 - $1.1)) }
}

/// How far sums of products may lie from another order of summation: one rounding for each step of depth, of the sum of
/// magnitudes.
func tolerance<E: Scalar>(depth: Int, magnitudes: Tensor<E>) -> E {
  E(depth + 2) * E.ulpOfOne * magnitudes.elements.reduce(0) { Swift.max($0, abs($1)) }
}

extension Tensor where Element: Scalar {
  var magnitudes: Tensor { Tensor(elements.map { abs($0) }, shape: shape) }
}

private func agrees<E: Scalar>(seed: UInt64, sizes: ClosedRange<Int>, _: E.Type) {
  var draw = Draw(seed)
  let (rows, depth, columns) = (draw.integer(sizes), draw.integer(sizes), draw.integer(sizes))
  let a: Tensor<E> = draw.view([rows, depth])
  let b: Tensor<E> = draw.view([depth, columns])
  let product = matmul(a, b)
  let expected = Reference.matmul(a, b)
  #expect(product.shape == expected.shape, "seed \(seed): \(rows) x \(depth) x \(columns)")
  #expect(
    largestDifference(product, expected)
      <= tolerance(depth: depth, magnitudes: Reference.matmul(a.magnitudes, b.magnitudes)),
    "seed \(seed): \(rows) x \(depth) x \(columns), strides \(a.strides) and \(b.strides), \(E.self)")
}

@Test func matmulAgreesWithItsReference() {
  for seed in 0..<200 {
    agrees(seed: UInt64(seed), sizes: 0...9, Float.self)
    agrees(seed: UInt64(seed), sizes: 1...70, Float.self)
    agrees(seed: UInt64(seed), sizes: 1...70, Double.self)
  }
}

@Test(arguments: [
  [129, 600, 65], [1, 700, 300], [300, 700, 1], [64, 1030, 50], [17, 260, 200], [200, 3, 1700], [700, 5, 7], [9, 0, 9],
  [520, 300, 130],
])
func largeMatmulAgreesWithItsReference(sizes: [Int]) {
  var draw = Draw(7)
  for turn in 0..<4 {
    let (turnsA, turnsB) = (turn % 2 == 1, turn / 2 == 1)
    let a: Tensor<Double> = draw.tensor(turnsA ? [sizes[1], sizes[0]] : [sizes[0], sizes[1]])
    let b: Tensor<Double> = draw.tensor(turnsB ? [sizes[2], sizes[1]] : [sizes[1], sizes[2]])
    let (x, y) = (turnsA ? a.transposed() : a, turnsB ? b.transposed() : b)
    #expect(largestDifference(matmul(x, y), Reference.matmul(x, y)) <= 1e-12)
  }
}

@Test func matmulBroadcastsLeadingAxes() {
  var draw = Draw(11)
  let a: Tensor<Double> = draw.tensor([3, 1, 4, 5])
  let b: Tensor<Double> = draw.tensor([2, 5, 6])
  let product = matmul(a, b)
  #expect(product.shape == [3, 2, 4, 6])
  for i in 0..<3 {
    for j in 0..<2 {
      #expect(largestDifference(product[i, j], Reference.matmul(a[i, 0], b[j])) <= 1e-14)
    }
  }
  let stack: Tensor<Double> = draw.tensor([3, 7, 4, 5])
  let one: Tensor<Double> = draw.tensor([5, 6])
  let folded = matmul(stack, one)
  #expect(folded.shape == [3, 7, 4, 6])
  #expect(largestDifference(folded[2, 6], Reference.matmul(stack[2, 6], one)) <= 1e-14)
  let turned = matmul(stack.transposed(0, 1), one)
  #expect(largestDifference(turned[6, 2], Reference.matmul(stack[2, 6], one)) <= 1e-14)
  #expect(matmul(Tensor<Float>.zeros([0, 4, 5]), Tensor<Float>.zeros([5, 6])).shape == [0, 4, 6])
}

@Test func matmulTakesVectors() {
  let m = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
  let row = Tensor<Float>([10, 100])
  let column = Tensor<Float>([1, 10, 100])
  #expect(matmul(row, m).elements == [410, 520, 630])
  #expect(matmul(row, m).shape == [3])
  #expect(matmul(m, column).elements == [321, 654])
  #expect(matmul(m, column).shape == [2])
  #expect(matmul(column, column).item == 10101)
  #expect(matmul(column, column).shape == [])
  #expect(matmul(Tensor<Float>.ones([4, 5, 2, 3]), column).shape == [4, 5, 2])
  #expect(matmul(row, Tensor<Float>.ones([4, 5, 2, 3])).shape == [4, 5, 3])
}

/// Fresh memory may hold NaN: the first block has to overwrite it.
@Test func matmulOverwritesWhatMemoryHeld() {
  for size in [3, 40, 300] {
    let ones = Tensor<Float>.ones([size, size])
    for _ in 0..<3 {
      do { _ = Tensor<Float>(repeating: .nan, shape: [size, size]) }
      #expect(matmul(ones, ones).elements.allSatisfy { $0 == Float(size) })
    }
  }
  do { _ = Tensor<Float>(repeating: .nan, shape: [5, 6]) }
  #expect(matmul(Tensor<Float>.zeros([5, 0]), Tensor<Float>.zeros([0, 6])).elements.allSatisfy { $0 == 0 })
}

@Test func nanAndInfinityGoThroughMatmul() {
  for (rows, depth, columns) in [(5, 6, 7), (20, 300, 33), (1, 40, 50), (50, 40, 1)] {
    var draw = Draw(3)
    var a: Tensor<Float> = draw.tensor([rows, depth])
    let b: Tensor<Float> = draw.tensor([depth, columns])
    a.withMutableElements {
      $0[0] = .infinity
      $0[(rows - 1) * depth + depth - 1] = .nan
    }
    let c = matmul(a, b)
    if rows > 1 {
      for j in 0..<columns { #expect(c[0, j].item == .infinity * b[0, j].item) }
      for i in 1..<(rows - 1) { #expect(c[i].elements.allSatisfy { $0.isFinite }) }
    }
    #expect(c[rows - 1].elements.allSatisfy { $0.isNaN })
  }
}

@Test func matmulHasTheSameBitsAtAnyThreadCount() {
  var draw = Draw(5)
  for (rows, depth, columns) in [(300, 700, 90), (40, 500, 900), (1, 900, 800), (900, 800, 1), (70, 2000, 60)] {
    let a: Tensor<Float> = draw.tensor([rows, depth])
    let b: Tensor<Float> = draw.tensor([depth, columns])
    let one = Threads.$current.withValue(Threads(count: 1)) { matmul(a, b) }
    for count in 2...3 {
      #expect(Threads.$current.withValue(Threads(count: count)) { matmul(a, b) } == one)
    }
  }
  let a: Tensor<Float> = draw.tensor([200, 16, 24])
  let b: Tensor<Float> = draw.tensor([200, 24, 16])
  let one = Threads.$current.withValue(Threads(count: 1)) { matmul(a, b) }
  #expect(Threads.$current.withValue(Threads(count: 3)) { matmul(a, b) } == one)
}

@Test func matmulNamesWhatIsWrong() async {
  #expect(matmulProblem([2, 3], [4, 5]) == "matmul: inner sizes differ: [2, 3] x [4, 5]")
  #expect(matmulProblem([3], [4]) == "matmul: inner sizes differ: [3] x [4]")
  #expect(matmulProblem([], [4]) == "matmul: a scalar has no rows or columns: [] x [4]")
  #expect(matmulProblem([2, 3, 4], [5, 4, 6]) == "matmul: leading axes do not broadcast: [2, 3, 4] x [5, 4, 6]")
  let long = 1 << 40
  #expect(matmulProblem([long, 1], [1, long])?.contains("more elements than memory can address") == true)
  #expect(matmulProblem([2, 0], [0, 5]) == nil)
  let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = matmul(Tensor<Float>.zeros([2, 3]), Tensor<Float>.zeros([4, 5]))
  }
  let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(message.contains("matmul: inner sizes differ: [2, 3] x [4, 5]"))
}
