// Arithmetic of shapes and strides: what a view is, when two shapes broadcast, how memory is walked.

/// Row-major strides of a shape: the last axis is contiguous.
@inline(never)
func contiguousStrides(_ shape: [Int]) -> [Int] {
  var strides = shape
  var step = 1
  for axis in stride(from: shape.count - 1, through: 0, by: -1) {
    strides[axis] = step
    step *= max(shape[axis], 1)
  }
  return strides
}

/// The number of elements of a shape; 1 for the empty shape of a scalar.
@usableFromInline @inline(never)
func elementCount(_ shape: [Int]) -> Int {
  var count = 1
  for size in shape { count *= size }
  return count
}

/// The shape that two shapes broadcast to (NumPy's rule: axes are matched from the last; 1 stretches), or nil.
package func broadcastShape(_ a: [Int], _ b: [Int]) -> [Int]? {
  if a == b { return a }
  var result = a.count >= b.count ? a : b
  for offset in 1...max(result.count, 1) where offset <= min(a.count, b.count) {
    let x = a[a.count - offset]
    let y = b[b.count - offset]
    guard x == y || x == 1 || y == 1 else { return nil }
    result[result.count - offset] = x == 1 ? y : x
  }
  return result
}

/// The index of an axis counted from the front, or from the back where it is negative.
@inline(__always)
package func resolved(axis: Int, rank: Int, in operation: StaticString) -> Int {
  let index = axis < 0 ? axis + rank : axis
  precondition(index >= 0 && index < rank, "\(operation): axis \(axis) does not exist in rank \(rank)")
  return index
}

/// Resolved axes in rising order, each once; all axes where none are given.
package func resolved(axes: [Int]?, rank: Int, in operation: StaticString) -> [Int] {
  guard let axes else { return Array(0..<rank) }
  let indices = axes.map { resolved(axis: $0, rank: rank, in: operation) }.sorted()
  for (previous, next) in zip(indices, indices.dropFirst()) {
    precondition(previous != next, "\(operation): axis \(next) is named twice in \(axes)")
  }
  return indices
}

/// The walk through up to four strided operands of one shape: axes that can be joined are joined, and the innermost
/// axis is handed out as a run.
///
/// Offsets and steps are counted in elements; operand i lives in lane i.
@usableFromInline
struct StridedWalk {
  /// The length of a run, and how far each operand moves from one element of it to the next.
  @usableFromInline private(set) var runLength = 1
  @usableFromInline private(set) var runStep = SIMD4<Int>()
  @usableFromInline private(set) var sizes: [Int] = []
  @usableFromInline private(set) var steps: [SIMD4<Int>] = []

  /// The walk through operands that all lie in one piece.
  @usableFromInline
  init(contiguous count: Int) { (runLength, runStep) = (count, SIMD4(repeating: 1)) }

  /// - Parameter strides: one list for each operand, each as long as the shape.
  @usableFromInline
  init(shape: [Int], strides: [[Int]]) {
    precondition(strides.count <= 4, "StridedWalk: more than four operands")
    for axis in shape.indices where shape[axis] != 1 {
      var step = SIMD4<Int>()
      for (operand, list) in strides.enumerated() { step[operand] = list[axis] }
      if let outer = steps.last, outer == step &* shape[axis] {
        sizes[sizes.count - 1] *= shape[axis]
        steps[steps.count - 1] = step
      } else {
        sizes.append(shape[axis])
        steps.append(step)
      }
    }
    if let last = sizes.popLast(), let step = steps.popLast() { (runLength, runStep) = (last, step) }
  }

  /// How many runs there are.
  @inlinable
  var runCount: Int { elementCount(sizes) }

  /// Calls `body` with the operands' offsets at the start of each run of a range of runs, in row-major order.
  @inlinable @inline(__always)
  func forEachRun(in runs: Range<Int>, _ body: (SIMD4<Int>) -> Void) {
    guard !runs.isEmpty, runLength > 0 else { return }
    var index = [Int](repeating: 0, count: sizes.count)
    var offsets = SIMD4<Int>()
    var rest = runs.lowerBound
    for axis in stride(from: sizes.count - 1, through: 0, by: -1) {
      index[axis] = rest % sizes[axis]
      rest /= sizes[axis]
      offsets &+= steps[axis] &* index[axis]
    }
    for _ in runs {
      body(offsets)
      var axis = sizes.count - 1
      while axis >= 0 {
        index[axis] += 1
        offsets &+= steps[axis]
        if index[axis] < sizes[axis] { break }
        offsets &-= steps[axis] &* sizes[axis]
        index[axis] = 0
        axis -= 1
      }
    }
  }

  /// Calls `body` with the operands' offsets at the start of each run, in row-major order.
  @inlinable @inline(__always)
  func forEachRun(_ body: (SIMD4<Int>) -> Void) { forEachRun(in: 0..<runCount, body) }
}
