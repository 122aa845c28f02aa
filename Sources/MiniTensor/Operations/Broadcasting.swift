// How elementwise operations walk their operands: shapes are broadcast, and the work is cut into runs of vectors.
// A fused kernel is a small type: `struct Doubling<E: Scalar>: VectorFunction { … }`, then `x.mapVectors(Doubling())`.

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

  /// f of each element. Lanes beyond the last element hold 1 and are dropped.
  @inlinable
  package func mapVectors<F: VectorFunction<Element>>(_ f: F) -> Tensor {
    let source = contiguous()
    return Tensor(like: source) { out in
      source.withFirstElement { x in
        Threads.performChunks(of: source.count) { chunk in
          mapRun(x + chunk.lowerBound, to: out + chunk.lowerBound, count: chunk.count, f)
        }
      }
    }
  }

  /// f of each pair of elements, with broadcasting.
  @inlinable
  package static func zipVectors<F: VectorFunction2<Element>>(
    _ x: Tensor, _ y: Tensor, _ operation: StaticString, _ f: F
  ) -> Tensor {
    guard x.isContiguous && y.isContiguous && x.shape == y.shape else { return zipStrided(x, y, operation, f) }
    return Tensor(like: x) { out in
      x.withFirstElement { first in
        y.withFirstElement { second in zipChunks(first, step: 1, second, step: 1, to: out, count: x.count, f) }
      }
    }
  }

  /// f of each element and a number.
  @inlinable
  package static func zipVectors<F: VectorFunction2<Element>>(_ x: Tensor, _ y: Element, _ f: F) -> Tensor {
    let x = x.contiguous()
    return Tensor(like: x) { out in
      x.withFirstElement { first in
        withUnsafePointer(to: y) { second in zipChunks(first, step: 1, second, step: 0, to: out, count: x.count, f) }
      }
    }
  }

  /// f of a number and each element.
  @inlinable
  package static func zipVectors<F: VectorFunction2<Element>>(_ x: Element, _ y: Tensor, _ f: F) -> Tensor {
    let y = y.contiguous()
    return Tensor(like: y) { out in
      withUnsafePointer(to: x) { first in
        y.withFirstElement { second in zipChunks(first, step: 0, second, step: 1, to: out, count: y.count, f) }
      }
    }
  }

  /// Replaces each element of x by f of it and its partner in y, which is stretched to the shape of x; in place where
  /// the shapes agree and nobody shares the memory.
  @inlinable
  package static func zipVectorsInPlace<F: VectorFunction2<Element>>(
    _ x: inout Tensor, _ y: Tensor, _ operation: StaticString, _ f: F
  ) {
    if y.isContiguous && x.shape == y.shape {
      x.withMutableElements { elements in
        guard let out = elements.baseAddress else { return }
        y.withFirstElement { zipChunks(UnsafePointer(out), step: 1, $0, step: 1, to: out, count: elements.count, f) }
      }
    } else {
      let result = zipStrided(x, y, operation, f)
      precondition(result.shape == x.shape, "\(operation): \(y.shape) does not stretch to \(x.shape)")
      x = result
    }
  }

  /// Replaces each element by f of it and a number, in place where nobody shares the memory.
  @inlinable
  package static func zipVectorsInPlace<F: VectorFunction2<Element>>(_ x: inout Tensor, _ y: Element, _ f: F) {
    x.withMutableElements { elements in
      guard let out = elements.baseAddress else { return }
      withUnsafePointer(to: y) {
        zipChunks(UnsafePointer(out), step: 1, $0, step: 0, to: out, count: elements.count, f)
      }
    }
  }

  /// f of pairs of elements that stand side by side or are repeated, side by side on the current threads.
  @inlinable
  static func zipChunks<F: VectorFunction2<Element>>(
    _ x: UnsafePointer<Element>, step xStep: Int, _ y: UnsafePointer<Element>, step yStep: Int,
    to out: UnsafeMutablePointer<Element>, count: Int, _ f: F
  ) {
    Threads.performChunks(of: count) { chunk in
      let start = chunk.lowerBound
      zipRun(
        x + start &* xStep, step: xStep, y + start &* yStep, step: yStep, to: out + start, count: chunk.count, f)
    }
  }

  /// f of each pair of elements of tensors that are views or differ in shape.
  @inlinable @inline(never)
  static func zipStrided<F: VectorFunction2<Element>>(
    _ x: Tensor, _ y: Tensor, _ operation: StaticString, _ f: F
  ) -> Tensor {
    let shape = commonShape(x.shape, y.shape, in: operation)
    var operands = [x, y]
    let walk = Tensor.walk(&operands, to: shape)
    let step = walk.runStep
    return Tensor(shape: shape) { out in
      guard let out = out.baseAddress else { return }
      operands[0].withFirstElement { x in
        operands[1].withFirstElement { y in
          walk.forEachPiece { offset, count in
            zipRun(x + offset.x, step: step.x, y + offset.y, step: step.y, to: out + offset.z, count: count, f)
          }
        }
      }
    }
  }
}
