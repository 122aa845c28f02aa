// What elementwise operations do with numbers: one small type for each, from which the compiler makes one loop.

// MARK: - Of two numbers

/// x + y.
struct Adding<E: Scalar>: VectorFunction2 {
  @inline(__always) func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector { x + y }
}

/// x - y.
struct Subtracting<E: Scalar>: VectorFunction2 {
  @inline(__always) func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector { x - y }
}

/// x · y.
struct Multiplying<E: Scalar>: VectorFunction2 {
  @inline(__always) func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector { x * y }
}

/// x / y.
struct Dividing<E: Scalar>: VectorFunction2 {
  @inline(__always) func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector { x / y }
}

/// The smaller number; NaN where either is NaN.
struct Smaller<E: Scalar>: VectorFunction2 {
  @inline(__always) func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector {
    E.select(x, equals: x, then: E.minimum(x, y), else: x)
  }
}

/// The larger number; NaN where either is NaN.
struct Larger<E: Scalar>: VectorFunction2 {
  @inline(__always) func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector {
    E.select(x, equals: x, then: E.maximum(x, y), else: x)
  }
}

/// (x - y)².
struct SquaredDifference<E: Scalar>: VectorFunction2 {
  @inline(__always) func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector { (x - y) * (x - y) }
}

/// exp(x - y).
struct ExponentialOfDifference<E: Scalar>: VectorFunction2 {
  @inline(__always) func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector { E.exp(x - y) }
}

/// a · x + b · y + c.
struct LinearFunction2<E: Scalar>: VectorFunction2 {
  let a: E
  let b: E
  let c: E

  @inline(__always) func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector {
    let rest = E.add(E.vector(c), y, times: E.vector(b))
    return E.add(rest, x, times: E.vector(a))
  }
}

// MARK: - Of one number

/// exp(x).
struct Exponential<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { E.exp(x) }
}

/// exp(x) - 1, without cancellation near 0.
struct ExponentialMinusOne<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { E.expMinusOne(x) }
}

/// The natural logarithm.
struct Logarithm<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { E.log(x) }
}

/// log(1 + x), without cancellation near 0.
struct LogarithmOfOnePlus<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { E.log1p(x) }
}

/// The sine, in radians.
struct Sine<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { E.sin(x) }
}

/// The cosine, in radians.
struct Cosine<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { E.cos(x) }
}

/// The hyperbolic tangent.
struct HyperbolicTangent<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { E.tanh(x) }
}

/// The logistic function 1 / (1 + exp(-x)).
struct Sigmoid<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector {
    let one = E.vector(1)
    return one / (one + E.exp(E.Vector() - x))
  }
}

/// log(1 + exp(x)), as max(x, 0) + log(1 + exp(-|x|)).
struct Softplus<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector {
    E.maximum(E.Vector(), x) + E.log1p(E.exp(E.Vector() - E.magnitude(x)))
  }
}

/// The square root.
struct SquareRoot<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { x.squareRoot() }
}

/// The magnitude.
struct Magnitude<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { E.magnitude(x) }
}

/// -1, 0 or 1 by the sign; zeros keep their sign, and NaN stays.
struct Sign<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector {
    let (zero, one) = (E.Vector(), E.vector(1))
    return E.select(x, isAbove: zero, then: one, else: E.select(zero, isAbove: x, then: zero - one, else: x))
  }
}

/// The number where it is positive, else 0; NaN stays.
struct Rectifier<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { E.maximum(E.Vector(), x) }
}

/// x².
struct Square<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { x * x }
}

/// An integer power, by repeated squaring.
struct Power<E: Scalar>: VectorFunction {
  let exponent: Int

  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector {
    var (result, square, rest) = (E.vector(1), x, exponent.magnitude)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      rest >>= 1
      if rest > 0 { square *= square }
    }
    return exponent < 0 ? E.vector(1) / result : result
  }
}

/// The number, or the bound that it lies beyond; NaN stays.
struct Clamping<E: Scalar>: VectorFunction {
  let lower: E
  let upper: E

  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector { E.clamp(x, lower, upper) }
}

/// The number, or 0 where it is infinite.
struct FiniteOrZero<E: Scalar>: VectorFunction {
  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector {
    E.select(E.magnitude(x), equals: E.vector(.infinity), then: E.Vector(), else: x)
  }
}

/// a · x + c.
struct LinearFunction<E: Scalar>: VectorFunction {
  let a: E
  let c: E

  @inline(__always) func callAsFunction(_ x: E.Vector) -> E.Vector {
    E.add(E.vector(c), x, times: E.vector(a))
  }
}
