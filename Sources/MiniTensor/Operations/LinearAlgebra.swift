// Linear algebra of one matrix: Cholesky factors, triangular systems, and the eigenvectors of symmetric matrices.

extension Tensor where Element: Scalar {
  /// The Cholesky factor L of a symmetric positive definite matrix: lower triangular, A = L · Lᵀ. Shape [n, n].
  ///
  /// Nil where the matrix is not positive definite to working precision, or holds a NaN: whether to give up or to add
  /// to the diagonal is the caller's choice. Only the lower triangle is read.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func cholesky() -> Tensor? {
    let size = squareSize(in: "cholesky")
    var factor = contiguous()
    let isPositive = factor.withMutableElements { memory in
      memory.baseAddress.map { choleskyInPlace($0, size: size) } ?? true
    }
    return isPositive ? factor : nil
  }

  /// The eigenvalues of a symmetric matrix in falling order, and its eigenvectors as the columns of a matrix:
  /// A · V = V · diag(values), VᵀV = 1. Shapes [n] and [n, n].
  ///
  /// By Jacobi's method. Errors are a few units of rounding of the matrix's norm. The sign of a vector is free; here,
  /// its first component of at least nine tenths of the greatest magnitude is positive. Vectors of equal eigenvalues
  /// are one orthonormal basis of many. Only the lower triangle is read. Where an element is NaN or infinite, all
  /// results are NaN.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func symmetricEigenvectors() -> (values: Tensor, vectors: Tensor) {
    let size = squareSize(in: "symmetricEigenvectors")
    let matrix = contiguous()
    guard size > 0 else { return (matrix.flattened(), matrix) }
    let jacobi = matrix.withElements { JacobiRotations($0.baseAddress!, size: size) }
    guard let jacobi else { return (Tensor(repeating: .nan, shape: [size]), Tensor(repeating: .nan, shape: shape)) }
    let order = jacobi.values.indices.sorted { (jacobi.values[$0], $1) > (jacobi.values[$1], $0) }
    let vectors = Tensor(shape: shape) { memory in
      for (column, number) in order.enumerated() {
        let vector = jacobi.vectors[(number * size)..<((number + 1) * size)]
        let greatest = vector.reduce(0) { Swift.max($0, abs($1)) }
        let leading = vector.first { abs($0) >= greatest * 9 / 10 } ?? 0
        for (row, component) in vector.enumerated() {
          memory[row * size + column] = leading < 0 ? -component : component
        }
      }
    }
    return (Tensor(order.map { jacobi.values[$0] }), vectors)
  }

  /// The size n of a matrix of shape [n, n].
  fileprivate func squareSize(in operation: StaticString) -> Int {
    precondition(rank == 2 && shape[0] == shape[1], "\(operation): shape \(shape) is not [n, n]")
    return shape[0]
  }
}

extension Tensor {
  /// The elements whose row and column are equal, as a view. Shape [rows, columns] -> [the smaller of them].
  public func diagonal() -> Tensor {
    precondition(rank == 2, "diagonal: shape \(shape) is not [rows, columns]")
    return Tensor(
      shape: [Swift.min(shape[0], shape[1])], strides: [strides[0] + strides[1]], offset: offset, storage: storage)
  }
}

/// The solution X of A · X = B for a triangular matrix A. Shapes [n, n] and [n] or [n, m]; X has B's.
///
/// The other triangle is not read. A zero on the diagonal gives infinities or NaN.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func solveTriangular<Element: Scalar>(
  _ a: Tensor<Element>, _ b: Tensor<Element>, _ triangle: Triangle
) -> Tensor<Element> {
  let size = a.squareSize(in: "solveTriangular")
  precondition(
    (1...2).contains(b.rank) && b.shape[0] == size, "solveTriangular: right sides of \(b.shape) for \(a.shape)")
  var solution = b.contiguous()
  let columns = b.rank == 1 ? 1 : b.shape[1]
  guard b.count > 0 else { return solution }
  solution.withMutableElements { right in
    a.withElements { matrix in
      substitute(matrix.baseAddress!, size: size, into: right.baseAddress!, columns: columns, triangle)
    }
  }
  return solution
}

/// The solution X of A · X = B for a symmetric positive definite matrix A, by its Cholesky factor; nil where A is not
/// positive definite to working precision. Shapes as for ``solveTriangular(_:_:_:)``.
public func solvePositiveDefinite<Element: Scalar>(_ a: Tensor<Element>, _ b: Tensor<Element>) -> Tensor<Element>? {
  guard let factor = a.cholesky() else { return nil }
  return solveTriangular(factor.transposed(), solveTriangular(factor, b, .lower), .upper)
}
