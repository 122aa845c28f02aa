// The matrix product of tensors: shapes, broadcasting of leading axes, and views handed to the kernel as they are.

/// The matrix product, as NumPy's `matmul`: the last two axes are matrices, leading axes broadcast.
///
/// Shapes: [..., M, K] x [..., K, N] -> [..., M, N]. A vector [K] on the left counts as one row, on the right as one
/// column, and the added axis is dropped: [K] x [K, N] -> [N], [M, K] x [K] -> [M], [K] x [K] -> []. Views are read
/// where they stand: a transposed operand costs no copy of the whole.
///
/// Sums over K run in blocks in a fixed order that depends on the shapes alone, so the bits are the same at any number
/// of threads. K = 0 gives zeros; NaN and infinity go through as in plain sums of products.
///
/// - Precondition: both have at least one axis, and the inner sizes K are equal.
@specialized(where E == Float)
@specialized(where E == Double)
public func matmul<E: Scalar>(_ a: Tensor<E>, _ b: Tensor<E>) -> Tensor<E> {
  if let problem = matmulProblem(a.shape, b.shape) { fatalError(problem) }
  if a.rank == 1 { return matmul(a.expanded(at: 0), b).squeezed(at: b.rank == 1 ? 0 : -2) }
  if b.rank == 1 { return matmul(a, b.expanded(at: 1)).squeezed(at: -1) }

  let (rows, depth, columns) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
  if b.rank == 2 && a.rank > 2 && a.isContiguous && a.count > 0 {
    // One matrix for the whole batch: the batch is a longer column of rows.
    return matmul(a.reshaped(to: [a.count / depth, depth]), b).reshaped(to: a.shape.dropLast() + [columns])
  }
  func matrix(of x: Tensor<E>, at start: UnsafePointer<E>) -> MatrixView<E> {
    let last = x.rank - 1
    return MatrixView(
      start: start, rows: x.shape[last - 1], columns: x.shape[last],
      rowStep: x.strides[last - 1], columnStep: x.strides[last])
  }
  if a.rank == 2 && b.rank == 2 {
    return Tensor(shape: [rows, columns]) { memory in
      guard let c = memory.baseAddress else { return }
      a.withFirstElement { p in
        b.withFirstElement { q in multiplyMatrices(matrix(of: a, at: p), matrix(of: b, at: q), into: c) }
      }
    }
  }

  let batch = broadcastShape(Array(a.shape.dropLast(2)), Array(b.shape.dropLast(2))) ?? []
  let wideA = a.broadcast(to: batch + [rows, depth])
  let wideB = b.broadcast(to: batch + [depth, columns])
  let walk = StridedWalk(shape: batch, strides: [Array(wideA.strides.dropLast(2)), Array(wideB.strides.dropLast(2))])
  let size = rows * columns
  return Tensor(shape: batch + [rows, columns]) { memory in
    guard let c = memory.baseAddress, !memory.isEmpty else { return }
    a.withFirstElement { p in
      b.withFirstElement { q in
        // Small products share a task; large ones are cut into tasks by themselves.
        let perRun = walk.runLength
        let count = walk.runCount * perRun
        let together = max(1, (1 << 18) / max(1, size * depth))
        let isSmall = together > 1
        let starts = walk.offsets()
        func product(_ index: Int) {
          let offsets = starts[index / perRun] &+ walk.runStep &* (index % perRun)
          multiplyMatrices(
            matrix(of: a, at: p + offsets.x), matrix(of: b, at: q + offsets.y), into: c + index * size)
        }
        if isSmall {
          Threads.performChunks(of: count, size: together) { for index in $0 { product(index) } }
        } else {
          for index in 0..<count { product(index) }
        }
      }
    }
  }
}

extension StridedWalk {
  /// The operands' offsets at the start of each run.
  fileprivate func offsets() -> [SIMD4<Int>] {
    var list: [SIMD4<Int>] = []
    list.reserveCapacity(runCount)
    forEachRun { list.append($0) }
    return list
  }
}

/// What is wrong with the shapes of a matrix product; nil where nothing is.
func matmulProblem(_ a: [Int], _ b: [Int]) -> String? {
  var shapes: String { "\(a) x \(b)" }
  if a.isEmpty || b.isEmpty { return "matmul: a scalar has no rows or columns: \(shapes)" }
  let inner = b.count == 1 ? b[0] : b[b.count - 2]
  if a[a.count - 1] != inner { return "matmul: inner sizes differ: \(shapes)" }
  guard let batch = broadcastShape(Array(a.dropLast(2)), Array(b.dropLast(2))) else {
    return "matmul: leading axes do not broadcast: \(shapes)"
  }
  let result = batch + (a.count > 1 ? [a[a.count - 2]] : []) + (b.count > 1 ? [b[b.count - 1]] : [])
  return fitsMemory(result) ? nil : "matmul: the product \(shapes) has more elements than memory can address"
}

/// Whether the bytes of a shape's elements (of at most 8 bytes each) can be counted.
func fitsMemory(_ shape: [Int]) -> Bool {
  if shape.contains(0) { return true }
  var bytes = 64
  for size in shape {
    let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
    if overflow { return false }
    bytes = product
  }
  return true
}
