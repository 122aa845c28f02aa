// Loops of elementwise operations, run over memory whose elements stand side by side (step 1) or are one element
// repeated (step 0). Nothing outside of the operands is read or written.
//
// An operation is a type rather than a closure: the compiler then makes exactly one loop for each operation and number
// type, with the operation inside of it, whoever calls it and from however many threads.

/// An operation on one number, applied to all lanes of a vector.
@usableFromInline
package protocol VectorFunction<E> {
  associatedtype E: Scalar
  func callAsFunction(_ x: E.Vector) -> E.Vector
}

/// An operation on two numbers, applied to all lanes of two vectors.
@usableFromInline
package protocol VectorFunction2<E> {
  associatedtype E: Scalar
  func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector
}

// MARK: - Vectors in memory

extension UnsafePointer where Pointee: Scalar {
  /// The vector that begins here.
  @inlinable @inline(__always)
  package var vector: Pointee.Vector { UnsafeRawPointer(self).loadUnaligned(as: Pointee.Vector.self) }

  /// The first `count` elements, fewer than a vector has lanes; the other lanes hold a number of their own.
  @inlinable @inline(__always)
  package func vector(first count: Int, filling: Pointee = 1) -> Pointee.Vector {
    var vector = Pointee.vector(filling)
    withUnsafeMutableBytes(of: &vector) { bytes in
      bytes.baseAddress.unsafelyUnwrapped.copyMemory(from: self, byteCount: count &* MemoryLayout<Pointee>.stride)
    }
    return vector
  }
}

extension UnsafeMutablePointer where Pointee: Scalar {
  /// Writes all lanes of a vector.
  @inlinable @inline(__always)
  package func store(_ vector: Pointee.Vector) {
    UnsafeMutableRawPointer(self).storeBytes(of: vector, as: Pointee.Vector.self)
  }

  /// Writes the first `count` lanes of a vector.
  @inlinable @inline(__always)
  package func store(_ vector: Pointee.Vector, first count: Int) {
    withUnsafeBytes(of: vector) { bytes in
      UnsafeMutableRawPointer(self).copyMemory(
        from: bytes.baseAddress.unsafelyUnwrapped, byteCount: count &* MemoryLayout<Pointee>.stride)
    }
  }
}

// MARK: - Runs

/// One operand of a loop: elements side by side (step 1), or one element again and again (step 0).
@usableFromInline
package struct Operand<E: Scalar> {
  @usableFromInline let start: UnsafePointer<E>
  @usableFromInline let step: Int

  /// Elements that stand side by side.
  @inlinable @inline(__always)
  package init(_ start: UnsafePointer<E>) { self.init(start, step: 1) }

  /// One element, repeated.
  @inlinable @inline(__always)
  package init(repeating element: UnsafePointer<E>) { self.init(element, step: 0) }

  /// Elements `step` apart, which is 0 or 1.
  @inlinable @inline(__always)
  package init(_ start: UnsafePointer<E>, step: Int) { (self.start, self.step) = (start, step) }

  /// The same, with a repeated element spread over one vector that is then read again and again: the loop has no case.
  @inlinable @inline(__always)
  func spread(over vector: UnsafeMutablePointer<E.Vector>) -> Operand {
    if step != 0 { return self }
    vector.pointee = E.vector(start.pointee)
    return Operand(UnsafeRawPointer(vector).assumingMemoryBound(to: E.self), step: 0)
  }

  @inlinable @inline(__always)
  func vector(at index: Int) -> E.Vector { (start + index &* step).vector }

  /// The last vector of a run, or all of a run that is shorter than a vector.
  @inlinable @inline(__always)
  func tail(of count: Int) -> E.Vector {
    if step == 0 { return start.vector }
    return count >= E.lanes ? vector(at: count &- E.lanes) : start.vector(first: count)
  }
}

/// Writes the last vector of a run, or all of a run that is shorter than a vector.
@inlinable @inline(__always)
func storeTail<E: Scalar>(_ vector: E.Vector, to out: UnsafeMutablePointer<E>, count: Int) {
  if count >= E.lanes { (out + (count &- E.lanes)).store(vector) } else { out.store(vector, first: count) }
}

/// out[i] = f(x[i]) for `count` elements that stand side by side. `out` may be `x`.
///
/// The last elements are done as one vector that overlaps the one before; it is read before anything is written.
@inlinable @inline(never)
package func mapRun<F: VectorFunction>(
  _ x: UnsafePointer<F.E>, to out: UnsafeMutablePointer<F.E>, count: Int, _ f: F
) {
  guard count > 0 else { return }
  let lanes = F.E.lanes
  let last = count >= lanes ? (x + (count &- lanes)).vector : x.vector(first: count)
  var index = 0
  while index < count {
    let isWhole = index &+ lanes <= count
    let result = f(isWhole ? (x + index).vector : last)
    if isWhole { (out + index).store(result) } else { storeTail(result, to: out, count: count) }
    index &+= lanes
  }
}

/// out[i] = f(x[i], y[i]) for `count` elements. `out` may be where `x` or `y` stands.
@inlinable @inline(never)
package func zipRun<F: VectorFunction2>(
  _ x: Operand<F.E>, _ y: Operand<F.E>, to out: UnsafeMutablePointer<F.E>, count: Int, _ f: F
) {
  guard count > 0 else { return }
  let lanes = F.E.lanes
  var spread = (F.E.Vector(), F.E.Vector())
  withUnsafeMutablePointer(to: &spread.0) { first in
    withUnsafeMutablePointer(to: &spread.1) { second in
      let (x, y) = (x.spread(over: first), y.spread(over: second))
      let last = (x.tail(of: count), y.tail(of: count))
      var index = 0
      while index &+ lanes <= count {
        (out + index).store(f(x.vector(at: index), y.vector(at: index)))
        index &+= lanes
      }
      if index < count { storeTail(f(last.0, last.1), to: out, count: count) }
    }
  }
}
