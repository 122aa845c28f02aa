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
    mapRuns { x, out, count in mapRun(x, to: out, count: count, f) }
  }

  /// f of each pair of elements, with broadcasting.
  @inlinable
  package static func zipVectors<F: VectorFunction2<Element>>(
    _ x: Tensor, _ y: Tensor, _ operation: StaticString, _ f: F
  ) -> Tensor {
    zipRuns(x, y, operation) { x, y, out, count in zipRun(x, y, to: out, count: count, f) }
  }

  /// f of each element and a number.
  @inlinable
  package static func zipVectors<F: VectorFunction2<Element>>(_ x: Tensor, _ y: Element, _ f: F) -> Tensor {
    withUnsafePointer(to: y) { y in
      x.mapRuns { x, out, count in zipRun(Operand(x), Operand(repeating: y), to: out, count: count, f) }
    }
  }

  /// f of a number and each element.
  @inlinable
  package static func zipVectors<F: VectorFunction2<Element>>(_ x: Element, _ y: Tensor, _ f: F) -> Tensor {
    withUnsafePointer(to: x) { x in
      y.mapRuns { y, out, count in zipRun(Operand(repeating: x), Operand(y), to: out, count: count, f) }
    }
  }

  /// Replaces each element of x by f of it and its partner in y, which is stretched to the shape of x; in place where
  /// the shapes agree and nobody shares the memory.
  @inlinable
  package static func zipVectorsInPlace<F: VectorFunction2<Element>>(
    _ x: inout Tensor, _ y: Tensor, _ operation: StaticString, _ f: F
  ) {
    zipRunsInPlace(&x, y, operation) { x, y, out, count in zipRun(x, y, to: out, count: count, f) }
  }

  /// Replaces each element by f of it and a number, in place where nobody shares the memory.
  @inlinable
  package static func zipVectorsInPlace<F: VectorFunction2<Element>>(_ x: inout Tensor, _ y: Element, _ f: F) {
    withUnsafePointer(to: y) { y in
      x.replaceRuns { x, count in zipRun(Operand(UnsafePointer(x)), Operand(repeating: y), to: x, count: count, f) }
    }
  }
}

// MARK: - Walks that know nothing of the operation

// They are compiled once for each number type; an operation adds just its loop over a run.

extension Tensor where Element: Scalar {
  /// A tensor of the same shape, filled by `run` from elements that stand side by side, on the current threads.
  @inline(never)
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @usableFromInline
  func mapRuns(_ run: (UnsafePointer<Element>, UnsafeMutablePointer<Element>, Int) -> Void) -> Tensor {
    let source = contiguous()
    return Tensor(like: source) { out in
      source.withFirstElement { x in
        Threads.performChunks(of: source.count) { chunk in
          run(x + chunk.lowerBound, out + chunk.lowerBound, chunk.count)
        }
      }
    }
  }

  /// Hands all elements to `run`, to be replaced, on the current threads.
  @inline(never)
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @usableFromInline
  mutating func replaceRuns(_ run: (UnsafeMutablePointer<Element>, Int) -> Void) {
    withMutableElements { elements in
      guard let x = elements.baseAddress else { return }
      Threads.performChunks(of: elements.count) { chunk in run(x + chunk.lowerBound, chunk.count) }
    }
  }

  /// A tensor of the common shape, filled by `run` from runs of both operands, on the current threads.
  @inline(never)
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @usableFromInline
  static func zipRuns(
    _ x: Tensor, _ y: Tensor, _ operation: StaticString,
    _ run: (Operand<Element>, Operand<Element>, UnsafeMutablePointer<Element>, Int) -> Void
  ) -> Tensor {
    if x.isContiguous && y.isContiguous && x.shape == y.shape {
      return y.withFirstElement { y in
        x.withFirstElement { start in
          Tensor(like: x) { out in
            Threads.performChunks(of: x.count) { chunk in
              let first = chunk.lowerBound
              run(Operand(start + first), Operand(y + first), out + first, chunk.count)
            }
          }
        }
      }
    }
    let shape = commonShape(x.shape, y.shape, in: operation)
    var operands = [x, y]
    let walk = Tensor.walk(&operands, to: shape)
    let step = walk.runStep
    return Tensor(shape: shape) { out in
      guard let out = out.baseAddress else { return }
      operands[0].withFirstElement { x in
        operands[1].withFirstElement { y in
          walk.forEachPiece { offset, count in
            run(Operand(x + offset.x, step: step.x), Operand(y + offset.y, step: step.y), out + offset.z, count)
          }
        }
      }
    }
  }

  /// The same with the results in place of x, where the shapes agree and nobody shares the memory.
  @inline(never)
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @usableFromInline
  static func zipRunsInPlace(
    _ x: inout Tensor, _ y: Tensor, _ operation: StaticString,
    _ run: (Operand<Element>, Operand<Element>, UnsafeMutablePointer<Element>, Int) -> Void
  ) {
    if y.isContiguous && x.shape == y.shape {
      x.withMutableElements { elements in
        guard let out = elements.baseAddress else { return }
        y.withFirstElement { y in
          Threads.performChunks(of: elements.count) { chunk in
            let first = chunk.lowerBound
            run(Operand(UnsafePointer(out + first)), Operand(y + first), out + first, chunk.count)
          }
        }
      }
    } else {
      let result = zipRuns(x, y, operation, run)
      precondition(result.shape == x.shape, "\(operation): \(y.shape) does not stretch to \(x.shape)")
      x = result
    }
  }
}
