// The matrix product as a textbook writes it.

extension Reference {
  /// C[i][j] = Σ A[i][k] · B[k][j], the sum in rising order of k. Shapes: [M, K] x [K, N] -> [M, N].
  ///
  /// - Precondition: two matrices whose inner sizes are equal.
  @specialized(where E == Float)
  @specialized(where E == Double)
  public static func matmul<E: Scalar>(_ a: Tensor<E>, _ b: Tensor<E>) -> Tensor<E> {
    precondition(
      a.rank == 2 && b.rank == 2 && a.shape[1] == b.shape[0], "Reference.matmul: \(a.shape) x \(b.shape)")
    let (rows, depth, columns) = (a.shape[0], a.shape[1], b.shape[1])
    let (x, y) = (a.elements, b.elements)
    return Tensor(shape: [rows, columns]) { c in
      for i in 0..<rows {
        for j in 0..<columns {
          var sum: E = 0
          for k in 0..<depth { sum += x[i * depth + k] * y[k * columns + j] }
          c[i * columns + j] = sum
        }
      }
    }
  }
}
