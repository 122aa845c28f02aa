// Order along the last axis: sorting, the k smallest or largest, and the k-th smallest. NaN stands behind all numbers.

extension Tensor where Element: Scalar {
  /// The positions along the last axis that put each row in order. Shape: the tensor's.
  ///
  /// Stable: equal elements keep their order. NaN comes last, in rising and in falling order; -0 and 0 are equal.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func argsorted(falling: Bool = false) -> Tensor<Int32> {
    let size = rowLength(in: "argsort")
    return Tensor<Int32>(shape: shape) { memory in
      forEachRow(size) { row, number in
        let order = UnsafeMutableBufferPointer(rebasing: memory[(number * size)..<((number + 1) * size)])
        for index in 0..<size { order[index] = Int32(truncatingIfNeeded: index) }
        sort(order) { a, b in
          let (x, y) = (row[Int(a)], row[Int(b)])
          return comesBefore(x, y, falling: falling) || !comesBefore(y, x, falling: falling) && a < b
        }
      }
    }
  }

  /// The elements of each row of the last axis in order; NaN last. Shape: the tensor's.
  public func sorted(falling: Bool = false) -> Tensor { picked(argsorted(falling: falling)) }

  /// The k smallest elements of each row in rising order, and their positions; of equals the first. The shape's last
  /// size becomes k.
  ///
  /// - Precondition: 0 ≤ k ≤ size of the last axis.
  public func smallest(_ k: Int) -> (values: Tensor, indices: Tensor<Int32>) { top(k, falling: false, in: "smallest") }

  /// The k largest elements of each row in falling order, and their positions; of equals the first. The shape's last
  /// size becomes k. NaN counts as behind all numbers.
  ///
  /// - Precondition: 0 ≤ k ≤ size of the last axis.
  public func largest(_ k: Int) -> (values: Tensor, indices: Tensor<Int32>) { top(k, falling: true, in: "largest") }

  /// The k-th smallest element of each row, counted from 1. Shape: the tensor's less the last axis.
  ///
  /// - Precondition: 1 ≤ k ≤ size of the last axis.
  public func kthSmallest(_ k: Int) -> Tensor {
    precondition(k >= 1, "kthSmallest: k = \(k), counted from 1")
    return top(k, falling: false, in: "kthSmallest").values.narrowed(-1, to: (k - 1)..<k).squeezed(at: -1)
  }

  /// The first k of each row in order, by a heap of the k best so far whose root is the worst of them.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func top(_ k: Int, falling: Bool, in operation: StaticString) -> (values: Tensor, indices: Tensor<Int32>) {
    let size = rowLength(in: operation)
    precondition(k >= 0 && k <= size, "\(operation): \(k) of the \(size) elements of the last axis of \(shape)")
    let indices = Tensor<Int32>(shape: shape.dropLast() + [k]) { memory in
      guard k > 0 else { return }
      forEachRow(size) { row, number in
        let heap = UnsafeMutableBufferPointer(rebasing: memory[(number * k)..<((number + 1) * k)])
        /// Whether the element at position a stands behind the one at b in the order asked for.
        func isWorse(_ a: Int32, _ b: Int32) -> Bool {
          let (x, y) = (row[Int(a)], row[Int(b)])
          return comesBefore(y, x, falling: falling) || !comesBefore(x, y, falling: falling) && a > b
        }
        func sink(from start: Int) {
          var place = start
          while true {
            var worst = place
            for child in (2 * place + 1)...(2 * place + 2) where child < k && isWorse(heap[child], heap[worst]) {
              worst = child
            }
            if worst == place { return }
            heap.swapAt(place, worst)
            place = worst
          }
        }
        for index in 0..<k { heap[index] = Int32(truncatingIfNeeded: index) }
        for place in stride(from: k / 2, through: 0, by: -1) { sink(from: place) }
        var root = row[Int(heap[0])]
        for index in k..<size where comesBefore(row[index], root, falling: falling) {
          heap[0] = Int32(truncatingIfNeeded: index)
          sink(from: 0)
          root = row[Int(heap[0])]
        }
        sort(heap) { isWorse($1, $0) }
      }
    }
    return (picked(indices), indices)
  }

  /// The length of the rows, which are counted in 32 bits.
  private func rowLength(in operation: StaticString) -> Int {
    precondition(rank >= 1, "\(operation): a scalar has no axis to be ordered along")
    precondition(shape[rank - 1] <= Int(Int32.max), "\(operation): the last axis of \(shape) is too long")
    return shape[rank - 1]
  }

  /// Calls `body` with each row of the last axis and its number, side by side.
  @inline(__always)
  private func forEachRow(_ size: Int, _ body: (UnsafePointer<Element>, Int) -> Void) {
    guard count > 0 else { return }
    withElements { elements in
      let first = elements.baseAddress!
      Threads.performChunks(of: elements.count / size, size: Swift.max(1, Threads.leastElements / 8 / size)) { rows in
        for row in rows { body(first + row * size, row) }
      }
    }
  }
}

/// Whether x stands strictly before y: smaller (or larger, where falling), or a number before a NaN.
@inline(__always)
private func comesBefore<Element: Scalar>(_ x: Element, _ y: Element, falling: Bool) -> Bool {
  (falling ? x > y : x < y) || (y != y && x == x)
}

/// Sorts positions in place.  One sort for all that compare them, since the standard library's is compiled anew for each
/// closure that it can look into.
@inline(never)
private func sort(_ positions: UnsafeMutableBufferPointer<Int32>, by comesBefore: (Int32, Int32) -> Bool) {
  var positions = positions
  positions.sort(by: comesBefore)
}
