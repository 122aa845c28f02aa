// Linear algebra from the definitions.

extension Reference {
  /// ``Tensor/cholesky()``, element by element (Cholesky-Banachiewicz).
  public static func cholesky<Element: Scalar>(_ a: Tensor<Element>) -> Tensor<Element>? {
    let size = a.shape[0]
    var factor = [[Element]](repeating: [Element](repeating: 0, count: size), count: size)
    for row in 0..<size {
      for column in 0...row {
        var rest = element(a, at: [row, column])
        for inner in 0..<column { rest -= factor[row][inner] * factor[column][inner] }
        if row == column {
          guard rest > 0 else { return nil }
          factor[row][row] = rest.squareRoot()
        } else {
          factor[row][column] = rest / factor[column][column]
        }
      }
    }
    return tensor(shape: [size, size]) { factor[$0[0]][$0[1]] }
  }

  /// ``solveTriangular(_:_:_:)`` for a matrix of right sides, column by column.
  public static func solveTriangular<Element: Scalar>(
    _ a: Tensor<Element>, _ b: Tensor<Element>, _ triangle: Triangle
  ) -> Tensor<Element> {
    let size = a.shape[0]
    var solution = [[Int]: Element]()
    for column in 0..<b.shape[1] {
      for row in triangle == .lower ? Array(0..<size) : (0..<size).reversed() {
        var rest = element(b, at: [row, column])
        for other in triangle == .lower ? 0..<row : (row + 1)..<size {
          rest -= element(a, at: [row, other]) * solution[[other, column]]!
        }
        solution[[row, column]] = rest / element(a, at: [row, row])
      }
    }
    return tensor(shape: b.shape) { solution[$0]! }
  }
}
