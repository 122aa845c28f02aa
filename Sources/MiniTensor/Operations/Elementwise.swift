// Elementwise arithmetic and functions. Two operands are stretched to a common shape by NumPy's rule: axes are matched
// from the last, and sizes of 1 repeat. Shapes that do not fit trap with the operation's name and both shapes.

// MARK: - Arithmetic of two tensors

extension Tensor where Element: Scalar {
  /// The sum x + y of each pair of elements, with broadcasting.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func + (x: Tensor, y: Tensor) -> Tensor { zipVectors(x, y, "+") { $0 + $1 } }

  /// The difference x - y of each pair of elements, with broadcasting.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func - (x: Tensor, y: Tensor) -> Tensor { zipVectors(x, y, "-") { $0 - $1 } }

  /// The product x · y of each pair of elements, with broadcasting.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func * (x: Tensor, y: Tensor) -> Tensor { zipVectors(x, y, "*") { $0 * $1 } }

  /// The quotient x / y of each pair of elements, with broadcasting; x / 0 is infinite, 0 / 0 is NaN.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func / (x: Tensor, y: Tensor) -> Tensor { zipVectors(x, y, "/") { $0 / $1 } }

  /// Adds y, stretched to the shape of x, in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func += (x: inout Tensor, y: Tensor) { zipVectorsInPlace(&x, y, "+=") { $0 + $1 } }

  /// Subtracts y, stretched to the shape of x, in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func -= (x: inout Tensor, y: Tensor) { zipVectorsInPlace(&x, y, "-=") { $0 - $1 } }

  /// Multiplies by y, stretched to the shape of x, in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func *= (x: inout Tensor, y: Tensor) { zipVectorsInPlace(&x, y, "*=") { $0 * $1 } }

  /// Divides by y, stretched to the shape of x, in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func /= (x: inout Tensor, y: Tensor) { zipVectorsInPlace(&x, y, "/=") { $0 / $1 } }
}

/// The smaller of each pair of elements, with broadcasting; NaN where either is NaN.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func minimum<Element: Scalar>(_ x: Tensor<Element>, _ y: Tensor<Element>) -> Tensor<Element> {
  Tensor.zipVectors(x, y, "minimum") { Element.select($0, equals: $0, then: Element.minimum($0, $1), else: $0) }
}

/// The larger of each pair of elements, with broadcasting; NaN where either is NaN.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func maximum<Element: Scalar>(_ x: Tensor<Element>, _ y: Tensor<Element>) -> Tensor<Element> {
  Tensor.zipVectors(x, y, "maximum") { Element.select($0, equals: $0, then: Element.maximum($0, $1), else: $0) }
}

// MARK: - Arithmetic with a number

extension Tensor where Element: Scalar {
  /// y added to each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func + (x: Tensor, y: Element) -> Tensor { x.mapVectors { $0 + Element.Vector(repeating: y) } }

  /// Each element added to x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func + (x: Element, y: Tensor) -> Tensor { y.mapVectors { Element.Vector(repeating: x) + $0 } }

  /// y subtracted from each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func - (x: Tensor, y: Element) -> Tensor { x.mapVectors { $0 - Element.Vector(repeating: y) } }

  /// Each element subtracted from x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func - (x: Element, y: Tensor) -> Tensor { y.mapVectors { Element.Vector(repeating: x) - $0 } }

  /// Each element times y.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func * (x: Tensor, y: Element) -> Tensor { x.mapVectors { $0 * Element.Vector(repeating: y) } }

  /// x times each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func * (x: Element, y: Tensor) -> Tensor { y.mapVectors { Element.Vector(repeating: x) * $0 } }

  /// Each element divided by y.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func / (x: Tensor, y: Element) -> Tensor { x.mapVectors { $0 / Element.Vector(repeating: y) } }

  /// x divided by each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func / (x: Element, y: Tensor) -> Tensor { y.mapVectors { Element.Vector(repeating: x) / $0 } }

  /// Adds y to each element in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func += (x: inout Tensor, y: Element) { x.mapVectorsInPlace { $0 + Element.Vector(repeating: y) } }

  /// Subtracts y from each element in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func -= (x: inout Tensor, y: Element) { x.mapVectorsInPlace { $0 - Element.Vector(repeating: y) } }

  /// Multiplies each element by y in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func *= (x: inout Tensor, y: Element) { x.mapVectorsInPlace { $0 * Element.Vector(repeating: y) } }

  /// Divides each element by y in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func /= (x: inout Tensor, y: Element) { x.mapVectorsInPlace { $0 / Element.Vector(repeating: y) } }

  /// Each element with the other sign.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static prefix func - (x: Tensor) -> Tensor { x.mapVectors { $0 * Element.Vector(repeating: -1) } }
}

// MARK: - Functions of one tensor

extension Tensor where Element: Scalar {
  /// The exponential of each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func exp() -> Tensor { mapVectors { Element.exp($0) } }

  /// exp(x) - 1 of each element, without cancellation near 0.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func expMinusOne() -> Tensor { mapVectors { Element.expMinusOne($0) } }

  /// The natural logarithm of each element: -infinity of 0, NaN of negative numbers.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func log() -> Tensor { mapVectors { Element.log($0) } }

  /// log(1 + x) of each element, without cancellation near 0: -infinity of -1, NaN below.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func log1p() -> Tensor { mapVectors { Element.log1p($0) } }

  /// The sine of each element, in radians; NaN of infinities.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sin() -> Tensor { mapVectors { Element.sin($0) } }

  /// The cosine of each element, in radians; NaN of infinities.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func cos() -> Tensor { mapVectors { Element.cos($0) } }

  /// The hyperbolic tangent of each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tanh() -> Tensor { mapVectors { Element.tanh($0) } }

  /// The logistic function 1 / (1 + exp(-x)) of each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sigmoid() -> Tensor { mapVectors { Element.sigmoid($0) } }

  /// log(1 + exp(x)) of each element, without overflow: the smooth form of ``relu()``.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func softplus() -> Tensor { mapVectors { Element.softplus($0) } }

  /// The square root of each element, rounded correctly; NaN of negative numbers.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sqrt() -> Tensor { mapVectors { $0.squareRoot() } }

  /// The magnitude of each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func absolute() -> Tensor { mapVectors { Element.magnitude($0) } }

  /// -1, 0 or 1 by the sign of each element; zeros keep their sign, and NaN stays.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sign() -> Tensor { mapVectors { Element.sign($0) } }

  /// Each element where it is positive, else 0; NaN stays.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func relu() -> Tensor { mapVectors { Element.maximum(Element.Vector(), $0) } }

  /// The square of each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func square() -> Tensor { mapVectors { $0 * $0 } }

  /// 1 / x of each element; infinite of 0.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func reciprocal() -> Tensor { mapVectors { Element.Vector(repeating: 1) / $0 } }

  /// Each element to an integer power, by repeated squaring; a negative power is the reciprocal of the positive one,
  /// and the power 0 is 1 of every number, NaN included.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func power(_ exponent: Int) -> Tensor { mapVectors { Element.power($0, exponent) } }

  /// Each element, or the bound that it lies beyond; NaN stays.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func clamped(to bounds: ClosedRange<Element>) -> Tensor {
    let lower = Element.Vector(repeating: bounds.lowerBound)
    let upper = Element.Vector(repeating: bounds.upperBound)
    return mapVectors { Element.minimum(upper, Element.maximum(lower, $0)) }
  }
}

// MARK: - The same functions on vectors

extension Scalar {
  /// The logistic function 1 / (1 + exp(-x)) of each lane.
  @inlinable @inline(__always)
  package static func sigmoid(_ x: Vector) -> Vector {
    let one = Vector(repeating: 1)
    return one / (one + exp(Vector() - x))
  }

  /// log(1 + exp(x)) of each lane, as max(x, 0) + log(1 + exp(-|x|)).
  @inlinable @inline(__always)
  package static func softplus(_ x: Vector) -> Vector {
    maximum(Vector(), x) + log1p(exp(Vector() - magnitude(x)))
  }

  /// -1, 0 or 1 by the sign of each lane; zeros keep their sign, and NaN stays.
  @inlinable @inline(__always)
  package static func sign(_ x: Vector) -> Vector {
    let negative = select(Vector(), isAbove: x, then: Vector(repeating: -1), else: x)
    return select(x, isAbove: Vector(), then: Vector(repeating: 1), else: negative)
  }

  /// Each lane to an integer power, by repeated squaring.
  @inlinable @inline(__always)
  package static func power(_ x: Vector, _ exponent: Int) -> Vector {
    var (result, square, rest) = (Vector(repeating: 1), x, exponent.magnitude)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      rest >>= 1
      if rest > 0 { square *= square }
    }
    return exponent < 0 ? Vector(repeating: 1) / result : result
  }
}
