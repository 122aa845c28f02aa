// Elementwise arithmetic and functions. Two operands are stretched to a common shape by NumPy's rule: axes are matched
// from the last, and sizes of 1 repeat. Shapes that do not fit trap with the operation's name and both shapes.

// MARK: - Arithmetic of two tensors

extension Tensor where Element: Scalar {
  /// The sum x + y of each pair of elements, with broadcasting.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func + (x: Tensor, y: Tensor) -> Tensor { zipVectors(x, y, "+", Adding()) }

  /// The difference x - y of each pair of elements, with broadcasting.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func - (x: Tensor, y: Tensor) -> Tensor { zipVectors(x, y, "-", Subtracting()) }

  /// The product x · y of each pair of elements, with broadcasting.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func * (x: Tensor, y: Tensor) -> Tensor { zipVectors(x, y, "*", Multiplying()) }

  /// The quotient x / y of each pair of elements, with broadcasting; x / 0 is infinite, 0 / 0 is NaN.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func / (x: Tensor, y: Tensor) -> Tensor { zipVectors(x, y, "/", Dividing()) }

  /// Adds y, stretched to the shape of x, in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func += (x: inout Tensor, y: Tensor) { zipVectorsInPlace(&x, y, "+=", Adding()) }

  /// Subtracts y, stretched to the shape of x, in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func -= (x: inout Tensor, y: Tensor) { zipVectorsInPlace(&x, y, "-=", Subtracting()) }

  /// Multiplies by y, stretched to the shape of x, in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func *= (x: inout Tensor, y: Tensor) { zipVectorsInPlace(&x, y, "*=", Multiplying()) }

  /// Divides by y, stretched to the shape of x, in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func /= (x: inout Tensor, y: Tensor) { zipVectorsInPlace(&x, y, "/=", Dividing()) }
}

/// The smaller of each pair of elements, with broadcasting; NaN where either is NaN.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func minimum<Element: Scalar>(_ x: Tensor<Element>, _ y: Tensor<Element>) -> Tensor<Element> {
  Tensor.zipVectors(x, y, "minimum", Smaller())
}

/// The larger of each pair of elements, with broadcasting; NaN where either is NaN.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func maximum<Element: Scalar>(_ x: Tensor<Element>, _ y: Tensor<Element>) -> Tensor<Element> {
  Tensor.zipVectors(x, y, "maximum", Larger())
}

// MARK: - Arithmetic with a number

extension Tensor where Element: Scalar {
  /// y added to each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func + (x: Tensor, y: Element) -> Tensor { zipVectors(x, y, Adding()) }

  /// Each element added to x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func + (x: Element, y: Tensor) -> Tensor { zipVectors(x, y, Adding()) }

  /// y subtracted from each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func - (x: Tensor, y: Element) -> Tensor { zipVectors(x, y, Subtracting()) }

  /// Each element subtracted from x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func - (x: Element, y: Tensor) -> Tensor { zipVectors(x, y, Subtracting()) }

  /// Each element times y.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func * (x: Tensor, y: Element) -> Tensor { zipVectors(x, y, Multiplying()) }

  /// x times each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func * (x: Element, y: Tensor) -> Tensor { zipVectors(x, y, Multiplying()) }

  /// Each element divided by y.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func / (x: Tensor, y: Element) -> Tensor { zipVectors(x, y, Dividing()) }

  /// x divided by each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func / (x: Element, y: Tensor) -> Tensor { zipVectors(x, y, Dividing()) }

  /// Adds y to each element in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func += (x: inout Tensor, y: Element) { zipVectorsInPlace(&x, y, Adding()) }

  /// Subtracts y from each element in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func -= (x: inout Tensor, y: Element) { zipVectorsInPlace(&x, y, Subtracting()) }

  /// Multiplies each element by y in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func *= (x: inout Tensor, y: Element) { zipVectorsInPlace(&x, y, Multiplying()) }

  /// Divides each element by y in place.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func /= (x: inout Tensor, y: Element) { zipVectorsInPlace(&x, y, Dividing()) }

  /// Each element with the other sign.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static prefix func - (x: Tensor) -> Tensor { zipVectors(x, -1, Multiplying()) }
}

// MARK: - Functions of one tensor

extension Tensor where Element: Scalar {
  /// The exponential of each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func exp() -> Tensor { mapVectors(Exponential()) }

  /// exp(x) - 1 of each element, without cancellation near 0.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func expMinusOne() -> Tensor { mapVectors(ExponentialMinusOne()) }

  /// The natural logarithm of each element: -infinity of 0, NaN of negative numbers.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func log() -> Tensor { mapVectors(Logarithm()) }

  /// log(1 + x) of each element, without cancellation near 0: -infinity of -1, NaN below.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func log1p() -> Tensor { mapVectors(LogarithmOfOnePlus()) }

  /// The sine of each element, in radians; NaN of infinities.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sin() -> Tensor { mapVectors(Sine()) }

  /// The cosine of each element, in radians; NaN of infinities.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func cos() -> Tensor { mapVectors(Cosine()) }

  /// The hyperbolic tangent of each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tanh() -> Tensor { mapVectors(HyperbolicTangent()) }

  /// The logistic function 1 / (1 + exp(-x)) of each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sigmoid() -> Tensor { mapVectors(Sigmoid()) }

  /// log(1 + exp(x)) of each element, without overflow: the smooth form of ``relu()``.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func softplus() -> Tensor { mapVectors(Softplus()) }

  /// The square root of each element, rounded correctly; NaN of negative numbers.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sqrt() -> Tensor { mapVectors(SquareRoot()) }

  /// The magnitude of each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func absolute() -> Tensor { mapVectors(Magnitude()) }

  /// -1, 0 or 1 by the sign of each element; zeros keep their sign, and NaN stays.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sign() -> Tensor { mapVectors(Sign()) }

  /// Each element where it is positive, else 0; NaN stays.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func relu() -> Tensor { mapVectors(Rectifier()) }

  /// The square of each element.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func square() -> Tensor { mapVectors(Square()) }

  /// 1 / x of each element; infinite of 0.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func reciprocal() -> Tensor { Tensor.zipVectors(1, self, Dividing()) }

  /// Each element to an integer power, by repeated squaring; a negative power is the reciprocal of the positive one,
  /// and the power 0 is 1 of every number, NaN included.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func power(_ exponent: Int) -> Tensor { mapVectors(Power(exponent: exponent)) }

  /// Each element, or the bound that it lies beyond; NaN stays.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func clamped(to bounds: ClosedRange<Element>) -> Tensor {
    mapVectors(Clamping(lower: bounds.lowerBound, upper: bounds.upperBound))
  }
}
