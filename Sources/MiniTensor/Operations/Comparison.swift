// Comparisons that give masks, the logic of masks, selection by a mask, and conversion between element types.

extension Tensor {
  /// Where a relation holds between the elements of each pair, with broadcasting.
  @inline(__always)
  private static func mask<R: Relation<Element>>(
    _ x: Tensor, _ y: Tensor, _ operation: StaticString, _ relation: R
  ) -> Tensor<Bool> {
    maskRuns(x, y, operation) { x, xStep, y, yStep, out, count in
      compareRun(x, step: xStep, y, step: yStep, to: out, count: count, relation)
    }
  }

  /// A mask of the common shape, filled by `run` from runs of both operands; it knows nothing of the relation.
  @inline(never)
  private static func maskRuns(
    _ x: Tensor, _ y: Tensor, _ operation: StaticString,
    _ run: (UnsafePointer<Element>, Int, UnsafePointer<Element>, Int, UnsafeMutablePointer<Bool>, Int) -> Void
  ) -> Tensor<Bool> {
    let shape = commonShape(x.shape, y.shape, in: operation)
    let (x, y) = (x.broadcast(to: shape), y.broadcast(to: shape))
    let isFlat = x.isContiguous && y.isContiguous
    let walk =
      isFlat
      ? StridedWalk(contiguous: x.count)
      : StridedWalk(shape: shape, strides: [x.strides, y.strides, contiguousStrides(shape)])
    let step = walk.runStep
    return Tensor<Bool>(shape: shape) { out in
      guard let out = out.baseAddress else { return }
      x.withFirstElement { x in
        y.withFirstElement { y in
          walk.forEachPiece { offset, count in
            run(x + offset.x, step.x, y + offset.y, step.y, out + offset.z, count)
          }
        }
      }
    }
  }

  /// f of each element, one by one.
  @inline(__always)
  fileprivate func mapElements<Result: TensorElement>(_ f: (Element) -> Result) -> Tensor<Result> {
    let source = contiguous()
    return Tensor<Result>(like: source) { out in
      source.withFirstElement { x in for index in 0..<source.count { out[index] = f(x[index]) } }
    }
  }
}

// MARK: - Comparisons

extension Tensor {
  /// Where x = y, with broadcasting; false where either is NaN.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @specialized(where Element == Int32)
  @specialized(where Element == UInt8)
  public static func .== (x: Tensor, y: Tensor) -> Tensor<Bool> { mask(x, y, ".==", Equal()) }

  /// Where x ≠ y, with broadcasting; true where either is NaN.
  public static func .!= (x: Tensor, y: Tensor) -> Tensor<Bool> { .!(x .== y) }

  /// Where the elements equal y.
  public static func .== (x: Tensor, y: Element) -> Tensor<Bool> { x .== Tensor(y) }

  /// Where the elements differ from y.
  public static func .!= (x: Tensor, y: Element) -> Tensor<Bool> { .!(x .== Tensor(y)) }
}

extension Tensor where Element: Comparable {
  /// Where x < y, with broadcasting; false where either is NaN.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func .< (x: Tensor, y: Tensor) -> Tensor<Bool> { mask(x, y, ".<", Below()) }

  /// Where x ≤ y, with broadcasting; false where either is NaN.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func .<= (x: Tensor, y: Tensor) -> Tensor<Bool> { mask(x, y, ".<=", AtMost()) }

  /// Where x > y, with broadcasting; false where either is NaN.
  public static func .> (x: Tensor, y: Tensor) -> Tensor<Bool> { y .< x }

  /// Where x ≥ y, with broadcasting; false where either is NaN.
  public static func .>= (x: Tensor, y: Tensor) -> Tensor<Bool> { y .<= x }

  /// Where the elements are below y.
  public static func .< (x: Tensor, y: Element) -> Tensor<Bool> { x .< Tensor(y) }

  /// Where the elements are at most y.
  public static func .<= (x: Tensor, y: Element) -> Tensor<Bool> { x .<= Tensor(y) }

  /// Where the elements are above y.
  public static func .> (x: Tensor, y: Element) -> Tensor<Bool> { Tensor(y) .< x }

  /// Where the elements are at least y.
  public static func .>= (x: Tensor, y: Element) -> Tensor<Bool> { Tensor(y) .<= x }
}

// MARK: - Masks

extension Tensor<Bool> {
  /// Where both are true, with broadcasting.
  public static func .& (x: Tensor, y: Tensor) -> Tensor { mask(x, y, ".&", Both()) }

  /// Where at least one is true, with broadcasting.
  public static func .| (x: Tensor, y: Tensor) -> Tensor { mask(x, y, ".|", Either()) }

  /// Where the mask is false.
  public static prefix func .! (x: Tensor) -> Tensor { x.mapElements { !$0 } }

  /// Whether any element is true; false of an empty mask.
  public func any() -> Bool { withElements { $0.contains(true) } }

  /// Whether all elements are true; true of an empty mask.
  public func all() -> Bool { !withElements { $0.contains(false) } }

  /// Whether any element along an axis is true; false along an empty axis.
  public func any(along axis: Int, keepingAxes: Bool = false) -> Tensor {
    reducedRows(along: axis, keepingAxes, "any") { $0.contains(true) }
  }

  /// Whether all elements along an axis are true; true along an empty axis.
  public func all(along axis: Int, keepingAxes: Bool = false) -> Tensor {
    reducedRows(along: axis, keepingAxes, "all") { !$0.contains(false) }
  }
}

extension Tensor {
  /// How many elements equal one: `mask.count(of: true)`.
  public func count(of element: Element) -> Int {
    withElements { elements in
      var count = 0
      for index in elements.indices where elements[index] == element { count += 1 }
      return count
    }
  }

  /// f of all elements along one axis.
  @inline(__always)
  func reducedRows<Result: TensorElement>(
    along axis: Int, _ keepingAxes: Bool, _ operation: StaticString, _ f: (UnsafeBufferPointer<Element>) -> Result
  ) -> Tensor<Result> {
    let axes = ReducedAxes(shape, [axis], operation)
    let rows = permuted(axes.kept + axes.reduced)
    return Tensor<Result>(shape: axes.shape(keepingAxes: keepingAxes)) { out in
      rows.withElements { elements in
        Threads.performChunks(of: out.count, size: Swift.max(1, Threads.leastElements / 2 / Swift.max(1, axes.count))) {
          for row in $0 {
            out[row] = f(UnsafeBufferPointer(rebasing: elements[row * axes.count..<(row + 1) * axes.count]))
          }
        }
      }
    }
  }
}

/// Elements of `a` where the mask is true, of `b` where it is false; all three are stretched to a common shape.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func select<Element>(_ mask: Tensor<Bool>, _ a: Tensor<Element>, _ b: Tensor<Element>) -> Tensor<Element> {
  let shape = commonShape(commonShape(mask.shape, a.shape, in: "select"), b.shape, in: "select")
  let (mask, a, b) = (mask.broadcast(to: shape), a.broadcast(to: shape), b.broadcast(to: shape))
  let walk = StridedWalk(shape: shape, strides: [mask.strides, a.strides, b.strides, contiguousStrides(shape)])
  let step = walk.runStep
  return Tensor(shape: shape) { out in
    guard let out = out.baseAddress else { return }
    mask.withFirstElement { mask in
      a.withFirstElement { a in
        b.withFirstElement { b in
          walk.forEachPiece { offset, count in
            selectRun(
              mask + offset.x, step: step.x, a + offset.y, step: step.y, b + offset.z, step: step.z,
              to: out + offset.w, count: count)
          }
        }
      }
    }
  }
}

// MARK: - Conversion

extension Tensor where Element: Scalar {
  /// The same numbers, rounded to the nearest where the type is narrower.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(_ numbers: Tensor<Float>) { self = numbers.mapElements { Element($0) } }

  /// The same numbers, rounded to the nearest where the type is narrower.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(_ numbers: Tensor<Double>) { self = numbers.mapElements { Element($0) } }

  /// The same numbers, rounded to the nearest where the type cannot hold them.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(_ integers: Tensor<Int32>) { self = integers.mapElements { Element(Int($0)) } }

  /// The same numbers: pixels keep their range of 0 to 255.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(_ integers: Tensor<UInt8>) { self = integers.mapElements { Element(Int($0)) } }

  /// 1 where the mask is true, 0 where it is false.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public init(_ mask: Tensor<Bool>) { self = mask.mapElements { $0 ? 1 : 0 } }
}

extension Tensor where Element: FixedWidthInteger {
  /// The numbers without their fractions (towards 0); numbers beyond the type's range become its nearest bound,
  /// and NaN becomes 0.
  @specialized(where Element == Int32)
  @specialized(where Element == UInt8)
  public init(_ numbers: Tensor<Float>) { self = numbers.mapElements { Element(nearest: Double($0)) } }

  /// The numbers without their fractions (towards 0); numbers beyond the type's range become its nearest bound,
  /// and NaN becomes 0.
  @specialized(where Element == Int32)
  @specialized(where Element == UInt8)
  public init(_ numbers: Tensor<Double>) { self = numbers.mapElements { Element(nearest: $0) } }

  /// The same integers; those beyond the type's range become its nearest bound.
  @specialized(where Element == Int32)
  @specialized(where Element == UInt8)
  public init(_ integers: Tensor<Int32>) { self = integers.mapElements { Element(clamping: $0) } }

  /// The same integers; those beyond the type's range become its nearest bound.
  @specialized(where Element == Int32)
  @specialized(where Element == UInt8)
  public init(_ integers: Tensor<UInt8>) { self = integers.mapElements { Element(clamping: $0) } }

  /// 1 where the mask is true, 0 where it is false.
  @specialized(where Element == Int32)
  @specialized(where Element == UInt8)
  public init(_ mask: Tensor<Bool>) { self = mask.mapElements { $0 ? 1 : 0 } }
}

extension FixedWidthInteger {
  /// The integer part of a number, or the bound that the number lies beyond; 0 of NaN.
  @inline(__always)
  fileprivate init(nearest number: Double) {
    let inRange = Swift.min(Swift.max(number, Double(Int(Self.min))), Double(Int(Self.max)))
    self.init(truncatingIfNeeded: Int(number.isNaN ? 0 : inRange))
  }
}
