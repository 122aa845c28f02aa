// How elementwise operations walk their operands: shapes are broadcast, and the work is cut into runs of vectors.
// The helpers take a closure on vectors, so that a fused kernel is one line: `zipVectors(x, g) { … }`.

/// The shape that the operands of an elementwise operation broadcast to.
@usableFromInline
func commonShape(_ x: [Int], _ y: [Int], in operation: StaticString) -> [Int] {
  if x == y { return x }
  guard let shape = broadcastShape(x, y) else {
    preconditionFailure("\(operation): shapes do not broadcast: \(x) and \(y)")
  }
  return shape
}

extension StridedWalk {
  /// Calls `body` with the operands' offsets and a length for pieces that cover all runs, side by side on the current
  /// threads.
  @inlinable @inline(__always)
  func forEachPiece(_ body: (SIMD4<Int>, Int) -> Void) {
    if sizes.isEmpty {
      Threads.performChunks(of: runLength) { body(runStep &* $0.lowerBound, $0.count) }
    } else {
      let size = Swift.max(1, (Threads.leastElements / 2) / Swift.max(1, runLength))
      Threads.performChunks(of: runCount, size: size) { runs in forEachRun(in: runs) { body($0, runLength) } }
    }
  }
}

extension Tensor where Element: Scalar {
  /// Operands stretched to one shape, so that vectors can be read along the runs of a walk: those whose innermost step
  /// is neither 0 nor 1 are copied, and so are all where runs are shorter than a vector.
  @usableFromInline
  static func walk(_ operands: inout [Tensor], to shape: [Int]) -> StridedWalk {
    func walk() -> StridedWalk {
      StridedWalk(shape: shape, strides: operands.map(\.strides) + [contiguousStrides(shape)])
    }
    for index in operands.indices { operands[index] = operands[index].broadcast(to: shape) }
    var result = walk()
    let isShort = result.runLength < Element.lanes && result.runCount > 1
    var hasChanged = false
    for index in operands.indices {
      let step = result.runStep[index]
      if isShort || !(0...1).contains(step) && result.runLength > 1 {
        operands[index] = operands[index].contiguous()
        hasChanged = true
      }
    }
    if hasChanged { result = walk() }
    return result
  }

  /// f of each element. The closure is called with vectors; lanes beyond the last element hold 1 and are dropped.
  @inlinable @inline(__always)
  package func mapVectors(_ f: (Element.Vector) -> Element.Vector) -> Tensor {
    let source = contiguous()
    return Tensor(like: source) { out in
      source.withFirstElement { x in
        Threads.performChunks(of: source.count) { chunk in
          mapRun(x + chunk.lowerBound, to: out + chunk.lowerBound, count: chunk.count, f)
        }
      }
    }
  }

  /// Replaces each element by f of it, in place where nobody shares the memory.
  @inlinable @inline(__always)
  package mutating func mapVectorsInPlace(_ f: (Element.Vector) -> Element.Vector) {
    withMutableElements { elements in
      guard let out = elements.baseAddress else { return }
      Threads.performChunks(of: elements.count) { chunk in
        mapRun(UnsafePointer(out + chunk.lowerBound), to: out + chunk.lowerBound, count: chunk.count, f)
      }
    }
  }

  /// f of each pair of elements, with broadcasting.
  @inlinable @inline(__always)
  package static func zipVectors(
    _ x: Tensor, _ y: Tensor, _ operation: StaticString, _ f: (Element.Vector, Element.Vector) -> Element.Vector
  ) -> Tensor {
    var (x, y) = (x, y)
    let walk: StridedWalk
    var shape = x.shape
    if x.isContiguous && y.isContiguous && shape == y.shape {
      walk = StridedWalk(contiguous: x.count)
    } else {
      shape = commonShape(shape, y.shape, in: operation)
      var operands = [x, y]
      walk = Tensor.walk(&operands, to: shape)
      (x, y) = (operands[0], operands[1])
    }
    let step = walk.runStep
    return Tensor(shape: shape) { out in
      guard let out = out.baseAddress else { return }
      x.withFirstElement { x in
        y.withFirstElement { y in
          walk.forEachPiece { offset, count in
            zipRun(x + offset.x, step: step.x, y + offset.y, step: step.y, to: out + offset.z, count: count, f)
          }
        }
      }
    }
  }

  /// Replaces each element of x by f of it and its partner in y, which is stretched to the shape of x; in place where
  /// nobody shares the memory.
  @inlinable @inline(__always)
  package static func zipVectorsInPlace(
    _ x: inout Tensor, _ y: Tensor, _ operation: StaticString, _ f: (Element.Vector, Element.Vector) -> Element.Vector
  ) {
    let shape = x.shape
    precondition(
      commonShape(shape, y.shape, in: operation) == shape, "\(operation): \(y.shape) does not stretch to \(shape)")
    var y = y
    let walk: StridedWalk
    if y.isContiguous && shape == y.shape {
      walk = StridedWalk(contiguous: y.count)
    } else {
      var operands = [y]
      walk = Tensor.walk(&operands, to: shape)
      y = operands[0]
    }
    let step = walk.runStep
    x.withMutableElements { elements in
      guard let out = elements.baseAddress else { return }
      y.withFirstElement { y in
        walk.forEachPiece { offset, count in
          let x = out + offset.y
          zipRun(UnsafePointer(x), step: 1, y + offset.x, step: step.x, to: x, count: count, f)
        }
      }
    }
  }

  /// f of each triple of elements, with broadcasting.
  @inlinable @inline(__always)
  package static func zipVectors(
    _ x: Tensor, _ y: Tensor, _ z: Tensor, _ operation: StaticString,
    _ f: (Element.Vector, Element.Vector, Element.Vector) -> Element.Vector
  ) -> Tensor {
    var (x, y, z) = (x, y, z)
    let walk: StridedWalk
    var shape = x.shape
    if x.isContiguous && y.isContiguous && z.isContiguous && shape == y.shape && shape == z.shape {
      walk = StridedWalk(contiguous: x.count)
    } else {
      shape = commonShape(commonShape(shape, y.shape, in: operation), z.shape, in: operation)
      var operands = [x, y, z]
      walk = Tensor.walk(&operands, to: shape)
      (x, y, z) = (operands[0], operands[1], operands[2])
    }
    let step = walk.runStep
    return Tensor(shape: shape) { out in
      guard let out = out.baseAddress else { return }
      x.withFirstElement { x in
        y.withFirstElement { y in
          z.withFirstElement { z in
            walk.forEachPiece { offset, count in
              zipRun(
                x + offset.x, step: step.x, y + offset.y, step: step.y, z + offset.z, step: step.z,
                to: out + offset.w, count: count, f)
            }
          }
        }
      }
    }
  }
}
