// What a tensor can hold, and what a kernel needs of a number so that it can be written once for Float and Double.

/// A value that a ``Tensor`` can hold: a number, a label, a pixel or a mask.
public protocol TensorElement: BitwiseCopyable, Equatable, Sendable {
  /// Zero, or false: what padding and fresh memory are filled with.
  static var blank: Self { get }
}

extension Int32: TensorElement { public static var blank: Int32 { 0 } }
extension UInt8: TensorElement { public static var blank: UInt8 { 0 } }
extension Bool: TensorElement { public static var blank: Bool { false } }

/// A floating-point number with the vector type that kernels compute in.
///
/// Generic code over `Scalar` becomes vector instructions when it is specialised for `Float` and `Double`.
/// Comparisons, minima and selections do not survive that way in generic code, and a number in all lanes is compiled
/// lane by lane, so they are requirements here, implemented on the concrete vector types.
public protocol Scalar: TensorElement, StoredElement, BinaryFloatingPoint, SIMDScalar, Codable {
  /// As many numbers as one vector register of the processor level holds.
  associatedtype Vector: SIMD & BitwiseCopyable & Sendable where Vector.Scalar == Self

  /// The number in all lanes.
  static func vector(_ number: Self) -> Vector
  /// The integer in all lanes of a vector's bits.
  static func bits(_ integer: Int) -> Vector.MaskStorage

  /// The smaller number in each lane; the second operand's where one is NaN.
  static func minimum(_ x: Vector, _ y: Vector) -> Vector
  /// The larger number in each lane; the second operand's where one is NaN.
  static func maximum(_ x: Vector, _ y: Vector) -> Vector
  /// `a` in the lanes where x > y, `b` in the others (and where either is NaN).
  static func select(_ x: Vector, isAbove y: Vector, then a: Vector, else b: Vector) -> Vector
  /// `a` in the lanes where x = y, `b` in the others (and where either is NaN).
  static func select(_ x: Vector, equals y: Vector, then a: Vector, else b: Vector) -> Vector
  /// The magnitude of each lane: the sign bit cleared.
  static func magnitude(_ x: Vector) -> Vector

  /// Whether any lane is above a bound.
  static func isAnyLane(of x: Vector, above bound: Self) -> Bool

  /// The exponential of each lane.
  static func exp(_ x: Vector) -> Vector
  /// The natural logarithm of each lane.
  static func log(_ x: Vector) -> Vector
  /// The sine of each lane, in radians.
  static func sin(_ x: Vector) -> Vector
  /// The cosine of each lane, in radians.
  static func cos(_ x: Vector) -> Vector
  /// The hyperbolic tangent of each lane.
  static func tanh(_ x: Vector) -> Vector
  /// exp(x) - 1 in each lane, without cancellation near 0.
  static func expMinusOne(_ x: Vector) -> Vector
  /// log(1 + x) in each lane, without cancellation near 0.
  static func log1p(_ x: Vector) -> Vector
}

extension Float: Scalar {
  #if CPU_V4
    public typealias Vector = SIMD16<Float>
  #elseif CPU_V3
    public typealias Vector = SIMD8<Float>
  #else
    public typealias Vector = SIMD4<Float>
  #endif

  public static var blank: Float { 0 }

  @inlinable @inline(__always) public static func vector(_ number: Float) -> Vector { Vector(repeating: number) }
  @inlinable @inline(__always) public static func bits(_ integer: Int) -> Vector.MaskStorage {
    Vector.MaskStorage(repeating: Int32(truncatingIfNeeded: integer))
  }

  @inlinable @inline(__always) public static func minimum(_ x: Vector, _ y: Vector) -> Vector { choose(x .< y, x, y) }
  @inlinable @inline(__always) public static func maximum(_ x: Vector, _ y: Vector) -> Vector { choose(x .> y, x, y) }
  @inlinable @inline(__always)
  public static func select(_ x: Vector, isAbove y: Vector, then a: Vector, else b: Vector) -> Vector {
    choose(x .> y, a, b)
  }
  @inlinable @inline(__always)
  public static func select(_ x: Vector, equals y: Vector, then a: Vector, else b: Vector) -> Vector {
    choose(x .== y, a, b)
  }
  @inlinable @inline(__always) public static func magnitude(_ x: Vector) -> Vector {
    let allButSign = unsafeBitCast(bits(Int(Int32.max)), to: Mask.self)
    return unsafeBitCast(unsafeBitCast(x, to: Mask.self) .& allButSign, to: Vector.self)
  }

  /// Numbers pass for masks here: the logic of masks is compiled to one instruction, that of numbers lane by lane.
  @usableFromInline typealias Mask = SIMDMask<Vector.MaskStorage>

  /// `a` in the lanes where the mask is true, `b` in the others.
  @inlinable @inline(__always)
  static func choose(_ mask: Mask, _ a: Vector, _ b: Vector) -> Vector {
    let (a, b) = (unsafeBitCast(a, to: Mask.self), unsafeBitCast(b, to: Mask.self))
    return unsafeBitCast(b.replacing(with: a, where: mask), to: Vector.self)
  }
}

extension Double: Scalar {
  #if CPU_V4
    public typealias Vector = SIMD8<Double>
  #elseif CPU_V3
    public typealias Vector = SIMD4<Double>
  #else
    public typealias Vector = SIMD2<Double>
  #endif

  public static var blank: Double { 0 }

  @inlinable @inline(__always) public static func vector(_ number: Double) -> Vector { Vector(repeating: number) }
  @inlinable @inline(__always) public static func bits(_ integer: Int) -> Vector.MaskStorage {
    Vector.MaskStorage(repeating: Int64(truncatingIfNeeded: integer))
  }

  @inlinable @inline(__always) public static func minimum(_ x: Vector, _ y: Vector) -> Vector { choose(x .< y, x, y) }
  @inlinable @inline(__always) public static func maximum(_ x: Vector, _ y: Vector) -> Vector { choose(x .> y, x, y) }
  @inlinable @inline(__always)
  public static func select(_ x: Vector, isAbove y: Vector, then a: Vector, else b: Vector) -> Vector {
    choose(x .> y, a, b)
  }
  @inlinable @inline(__always)
  public static func select(_ x: Vector, equals y: Vector, then a: Vector, else b: Vector) -> Vector {
    choose(x .== y, a, b)
  }
  @inlinable @inline(__always) public static func magnitude(_ x: Vector) -> Vector {
    let allButSign = unsafeBitCast(bits(Int(Int64.max)), to: Mask.self)
    return unsafeBitCast(unsafeBitCast(x, to: Mask.self) .& allButSign, to: Vector.self)
  }

  /// Numbers pass for masks here: the logic of masks is compiled to one instruction, that of numbers lane by lane.
  @usableFromInline typealias Mask = SIMDMask<Vector.MaskStorage>

  /// `a` in the lanes where the mask is true, `b` in the others.
  @inlinable @inline(__always)
  static func choose(_ mask: Mask, _ a: Vector, _ b: Vector) -> Vector {
    let (a, b) = (unsafeBitCast(a, to: Mask.self), unsafeBitCast(b, to: Mask.self))
    return unsafeBitCast(b.replacing(with: a, where: mask), to: Vector.self)
  }
}

extension Scalar {
  /// The number of lanes of a vector.
  @inlinable @inline(__always) package static var lanes: Int { Vector.scalarCount }

  /// sum + x · y in each lane: fused where the processor level has the instruction, rounded twice where it has not.
  @inlinable @inline(__always) package static func add(_ sum: Vector, _ x: Vector, times y: Vector) -> Vector {
    #if FMA || arch(arm64)
      sum.addingProduct(x, y)
    #else
      sum + x * y
    #endif
  }

  /// sum + x · y, with the same rounding as a lane of the vector form.
  @inlinable @inline(__always) package static func add(_ sum: Self, _ x: Self, times y: Self) -> Self {
    #if FMA || arch(arm64)
      sum.addingProduct(x, y)
    #else
      sum + x * y
    #endif
  }

  /// The exponential of a number: the same bits as a lane of the vector form.
  public static func exp(_ x: Self) -> Self { exp(vector(x))[0] }
  /// The natural logarithm of a number: the same bits as a lane of the vector form.
  public static func log(_ x: Self) -> Self { log(vector(x))[0] }
  /// The sine of a number in radians: the same bits as a lane of the vector form.
  public static func sin(_ x: Self) -> Self { sin(vector(x))[0] }
  /// The cosine of a number in radians: the same bits as a lane of the vector form.
  public static func cos(_ x: Self) -> Self { cos(vector(x))[0] }
  /// The hyperbolic tangent of a number: the same bits as a lane of the vector form.
  public static func tanh(_ x: Self) -> Self { tanh(vector(x))[0] }
  /// exp(x) - 1 without cancellation near 0: the same bits as a lane of the vector form.
  public static func expMinusOne(_ x: Self) -> Self { expMinusOne(vector(x))[0] }
  /// log(1 + x) without cancellation near 0: the same bits as a lane of the vector form.
  public static func log1p(_ x: Self) -> Self { log1p(vector(x))[0] }
}
