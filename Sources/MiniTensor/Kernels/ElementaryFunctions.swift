// Elementary functions on vectors: the method of each, written once; the constants of Float and Double stand beside.
//
// They are our own, because a C library chooses variants by processor: here the same processor level gives the same
// bits. A lane's result depends on nothing but the lane, so a number alone gives the same bits as in a tensor.

/// The integers in the lanes of a vector's bits.
typealias Bits<E: Scalar> = E.Vector.MaskStorage

extension Scalar {
  @inline(__always)
  static func bits(_ x: Vector) -> Bits<Self> { unsafeBitCast(x, to: Bits<Self>.self) }
  @inline(__always)
  static func fromBits(_ x: Bits<Self>) -> Vector { unsafeBitCast(x, to: Vector.self) }

  /// 1.5 · 2^(bits of the significand): added to a number of moderate size it rounds it to an integer, which then
  /// stands in the low bits of the sum. (The conversions of the standard library do not become vector instructions.)
  @inline(__always)
  static var roundingShift: Vector { vector(Self(3 << (significandBitCount - 1))) }

  /// 2^n in each lane, for integers of the exponent's normal range.
  @inline(__always)
  static func powerOfTwo(_ n: Bits<Self>) -> Vector {
    fromBits((n &+ bits((1 << (exponentBitCount - 1)) - 1)) &<< bits(significandBitCount))
  }

  /// x where it is not NaN and lies within the bounds, else the nearer bound, or NaN.
  @inline(__always)
  static func clamp(_ x: Vector, _ lower: Self, _ upper: Self) -> Vector {
    minimum(vector(upper), maximum(vector(lower), x))
  }
}

/// A polynomial by Horner's rule, from its highest coefficient down.
struct Horner<E: Scalar> {
  let x: E.Vector
  var value: E.Vector

  @inline(__always)
  init(_ x: E.Vector, _ highest: E) { (self.x, value) = (x, E.vector(highest)) }

  @inline(__always)
  func then(_ coefficient: E) -> Horner {
    var next = self
    next.value = E.add(E.vector(coefficient), value, times: x)
    return next
  }
}

// MARK: - Exponentials

extension Scalar {
  /// x = n · log 2 + r with |r| ≤ log(2) / 2: n in the low bits of an integer, and r.
  ///
  /// log 2 comes in two parts, the first with so few bits that its product with n is exact.
  @inline(__always)
  static func reducedByLog2(_ x: Vector, _ parts: (Self, Self)) -> (n: Bits<Self>, r: Vector) {
    let shift = roundingShift
    let inverse = vector(1.4426950408889634)
    let sum = add(shift, x, times: inverse)
    let n = sum - shift
    let first = add(x, n, times: vector(-parts.0))
    return (bits(sum) &- bits(shift), add(first, n, times: vector(-parts.1)))
  }

  /// exp(x) = 2^n · (1 + r + r² · tail(r)), the power of two in two factors so that subnormal results are right.
  @inline(__always)
  static func exponential(
    _ x: Vector, range: (Self, Self), log2: (Self, Self), tail: (Vector) -> Vector
  ) -> Vector {
    let (n, r) = reducedByLog2(clamp(x, range.0, range.1), log2)
    let power = vector(1) + add(r, r * r, times: tail(r))
    let half = n &>> bits(1)
    return power * powerOfTwo(half) * powerOfTwo(n &- half)
  }

  /// exp(x) - 1 = 2^n · p + (2^n - 1) with p = r + r² · tail(r), everything halved on the way so that 2^n fits.
  @inline(__always)
  static func exponentialMinusOne(
    _ x: Vector, range: (Self, Self), log2: (Self, Self), tail: (Vector) -> Vector
  ) -> Vector {
    let (n, r) = reducedByLog2(clamp(x, range.0, range.1), log2)
    let scale = powerOfTwo(n &- bits(1))
    let offset = scale - vector(0.5)
    let half = add(offset, scale, times: add(r, r * r, times: tail(r)))
    // Numbers so small that the halving could round them are their own result.
    let smallest = vector(leastNormalMagnitude * 4)
    return select(smallest, isAbove: magnitude(x), then: x, else: half + half)
  }

  /// tanh(x) = t / (t + 2) with t = exp(2 |x|) - 1, and the sign of x.
  @inline(__always)
  static func hyperbolicTangent(_ x: Vector, bound: Self) -> Vector {
    let size = minimum(vector(bound), magnitude(x))
    let t = expMinusOne(size + size)
    let sign = bits(x) & bits(vector(-0.0))
    return fromBits(bits(t / (t + vector(2))) | sign)
  }
}

// MARK: - Logarithms

extension Scalar {
  /// log(x) = k · log 2 + log(1 + f) with x = 2^k · (1 + f) and 1 + f between √½ and √2, by the series in
  /// s = f / (2 + f) that FDLIBM uses (e_log.c of Sun Microsystems, 1993): `tail` is its polynomial in s².
  @inline(__always)
  static func logarithm(_ x: Vector, log2: (Self, Self), tail: (Vector) -> Vector) -> Vector {
    let (one, zero) = (vector(1), Vector())
    // Subnormal numbers are brought into the normal range first.
    let lift = Self(1 << significandBitCount)
    let least = vector(leastNormalMagnitude)
    let normal = x * select(least, isAbove: x, then: vector(lift), else: one)
    let lifted = select(least, isAbove: x, then: vector(Self(significandBitCount)), else: zero)

    let rootOfHalf = bits(vector(0.7071067811865476))
    let raised = bits(normal) &+ (bits(one) &- rootOfHalf)
    let fraction = (raised & bits((1 << significandBitCount) - 1)) &+ rootOfHalf
    let exponent = (raised &>> bits(significandBitCount)) &- bits((1 << (exponentBitCount - 1)) - 1)
    let k = fromBits(exponent &+ bits(roundingShift)) - roundingShift - lifted

    let f = fromBits(fraction) - one
    let s = f / (vector(2) + f)
    let square = s * s
    let halfSquare = vector(0.5) * f * f
    let inner = add(k * vector(log2.1), s, times: halfSquare + square * tail(square))
    let finite = add(f - (halfSquare - inner), k, times: vector(log2.0))

    let infinity = vector(.infinity)
    let notPositive = select(x, equals: zero, then: zero - infinity, else: vector(.nan))
    let result = select(x, isAbove: zero, then: finite, else: notPositive)
    return select(x, equals: infinity, then: infinity, else: result)
  }

  /// log(1 + x) = log(u) + (x - (u - 1)) / u with u = 1 + x rounded: the second term gives back what rounding took.
  @inline(__always)
  static func logarithmOfOnePlus(_ x: Vector) -> Vector {
    let one = vector(1)
    let u = one + x
    let logarithm = log(u)
    let correction = (x - (u - one)) / u
    let result = select(
      magnitude(logarithm), equals: vector(.infinity), then: logarithm, else: logarithm + correction)
    return select(u, equals: one, then: x, else: result)
  }
}

// MARK: - Sine and cosine

extension Scalar {
  /// sin(x + quarterTurns · π/2): x = n · π/2 + r with |r| ≤ π/4, and the sine or cosine of r by the quadrant.
  ///
  /// Cody and Waite's reduction: π/2 in parts with so few bits that their products with n are exact.
  @inline(__always)
  static func sine(
    _ x: Vector, quarterTurns: Int, subtractingTurns reduce: (_ x: Vector, _ n: Vector) -> Vector,
    sineTail: (Vector) -> Vector, cosineTail: (Vector) -> Vector
  ) -> Vector {
    let shift = roundingShift
    let sum = add(shift, x, times: vector(0.6366197723675814))
    let r = reduce(x, sum - shift)
    return sine(r, quadrant: bits(sum) &+ bits(quarterTurns), sineTail: sineTail, cosineTail: cosineTail)
  }

  /// sin(r + quadrant · π/2) for |r| ≤ π/4.
  @inline(__always)
  static func sine(
    _ r: Vector, quadrant: Bits<Self>, sineTail: (Vector) -> Vector, cosineTail: (Vector) -> Vector
  ) -> Vector {
    let square = r * r
    let sine = add(r, r * square, times: sineTail(square))
    let half = add(vector(1), square, times: vector(-0.5))
    let cosine = add(half, square * square, times: cosineTail(square))
    let isOdd = Bits<Self>() &- (quadrant & bits(1))
    let sign = (quadrant & bits(2)) &<< bits(Self.bitWidth - 2)
    let chosen = (bits(sine) & ~isOdd) | (bits(cosine) & isOdd)
    return fromBits(chosen ^ sign)
  }

  @inline(__always)
  private static var bitWidth: Int { 1 + exponentBitCount + significandBitCount }

  /// Replaces the lanes whose numbers lie beyond a bound by what a function of one number gives.
  @inline(__always)
  static func correcting(
    _ result: Vector, where x: Vector, isBeyond bound: Self, by function: (Self) -> Self
  ) -> Vector {
    guard isAnyLane(of: magnitude(x), above: bound) else { return result }
    var result = result
    for lane in 0..<lanes where x[lane].magnitude > bound { result[lane] = function(x[lane]) }
    return result
  }
}
