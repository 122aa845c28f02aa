// Tests of Cholesky factors, triangular systems and eigenvectors.

import Testing

@testable import MiniTensor

/// A · B by its definition, in the element's own precision.
private func product<E: Scalar>(_ a: Tensor<E>, _ b: Tensor<E>) -> Tensor<E> {
  let (rows, inner, columns) = (a.shape[0], a.shape[1], b.shape[1])
  let (x, y) = (a.elements, b.elements)
  var result = [E](repeating: 0, count: rows * columns)
  for row in 0..<rows {
    for k in 0..<inner {
      for column in 0..<columns { result[row * columns + column] += x[row * inner + k] * y[k * columns + column] }
    }
  }
  return Tensor(result, shape: [rows, columns])
}

private func symmetric<E: Scalar>(_ size: Int, _ draw: inout RandomViews, of _: E.Type) -> Tensor<E> {
  var elements = [E](repeating: 0, count: size * size)
  for row in 0..<size {
    for column in 0...row {
      let element = E(draw.int(-1000...1000)) / 500
      elements[row * size + column] = element
      elements[column * size + row] = element
    }
  }
  return Tensor(elements, shape: [size, size])
}

@Test func theTextbookMatrixHasItsFactor() {
  let a = Tensor<Double>([[4, 12, -16], [12, 37, -43], [-16, -43, 98]])
  #expect(a.cholesky() == Tensor([[2, 0, 0], [6, 1, 0], [-8, 5, 3]]))
  #expect(Tensor<Double>([[1, 2], [2, 1]]).cholesky() == nil)
  #expect(Tensor<Double>([[0.0]]).cholesky() == nil)
  #expect(Tensor<Double>([[Double.nan]]).cholesky() == nil)
  #expect(solvePositiveDefinite(Tensor<Double>([[1, 2], [2, 1]]), Tensor([1.0, 1.0])) == nil)
  #expect(Tensor<Double>.zeros([0, 0]).cholesky()?.shape == [0, 0])
  #expect(Tensor<Float>([[1, 2, 3], [4, 5, 6]]).diagonal() == Tensor([1, 5]))
}

@Test(arguments: [1, 2, 3, 7, 16, 33, 70]) func systemsAreSolved(size: Int) {
  check(Float.self, tolerance: 1e-4)
  check(Double.self, tolerance: 1e-12)

  func check<E: Scalar>(_ type: E.Type, tolerance: E) {
    var draw = RandomViews(seed: UInt64(size))
    let half = symmetric(size, &draw, of: E.self)
    var a = product(half, half).elements
    for index in 0..<size { a[index * (size + 1)] += E(size) }
    let matrix = Tensor(a, shape: [size, size])
    let factor = matrix.cholesky()!
    #expect(isClose(factor, Reference.cholesky(matrix)!, tolerance * E(size)))
    #expect(isClose(product(factor, factor.transposed()), matrix, tolerance * E(size) * 4))
    let right = draw.tensor([size, 5], of: E.self)
    for (triangle, system) in [(Triangle.lower, factor), (.upper, factor.transposed())] {
      let solution = solveTriangular(system, right, triangle)
      #expect(isClose(solution, Reference.solveTriangular(system, right, triangle), tolerance * 10))
      #expect(isClose(product(system, solution), right, tolerance * 10))
    }
    let solution = solvePositiveDefinite(matrix, right)!
    #expect(isClose(product(matrix, solution), right, tolerance * 100))
    let one = solvePositiveDefinite(matrix, right[0..., 2])!
    #expect(isClose(one, solution[0..., 2], tolerance))
  }
}

@Test(arguments: [1, 2, 3, 4, 5, 8, 17, 40]) func eigenvectorsMakeTheMatrixAgain(size: Int) {
  check(Float.self, tolerance: 2e-5)
  check(Double.self, tolerance: 2e-14)

  func check<E: Scalar>(_ type: E.Type, tolerance: E) {
    var draw = RandomViews(seed: UInt64(size))
    let matrix = symmetric(size, &draw, of: E.self)
    let (values, vectors) = matrix.symmetricEigenvectors()
    #expect(zip(values.elements, values.elements.dropFirst()).allSatisfy { $0 >= $1 })
    var scaled = vectors.elements
    for index in scaled.indices { scaled[index] *= values.elements[index % size] }
    let again = product(Tensor(scaled, shape: [size, size]), vectors.transposed())
    #expect(isClose(again, matrix, tolerance * E(size)))
    #expect(isClose(product(vectors.transposed(), vectors), .identity(size), tolerance * E(size)))
    for column in 0..<size {
      let vector = vectors[0..., column].elements
      let greatest = vector.map { abs($0) }.max()!
      let leading = vector.first { abs($0) >= greatest * 9 / 10 } ?? 0
      #expect(leading > 0)
    }
  }
}

@Test func knownEigenvectorsAreFound() {
  let (values, vectors) = Tensor<Double>([[2, 1], [1, 2]]).symmetricEigenvectors()
  let half = 0.5.squareRoot()
  #expect(isClose(values, Tensor([3, 1]), 1e-15))
  #expect(isClose(vectors, Tensor([[half, half], [half, -half]]), 1e-15))
  #expect(Tensor<Double>.zeros([3, 3]).symmetricEigenvectors().vectors == .identity(3))
  let unknown = Tensor<Double>([[1, .nan], [.nan, 1]]).symmetricEigenvectors().values.elements
  #expect(unknown.map { $0.isNaN } == [true, true])
  #expect(Tensor<Double>.zeros([0, 0]).symmetricEigenvectors().values.shape == [0])
}
