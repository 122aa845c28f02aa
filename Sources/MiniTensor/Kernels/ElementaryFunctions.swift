// Elementary functions on vectors.

import Foundation

extension Scalar {
  @inline(__always)
  static func lanewise(_ x: Vector, _ f: (Double) -> Double) -> Vector {
    var y = x
    for lane in 0..<lanes { y[lane] = Self(f(Double(x[lane]))) }
    return y
  }
  public static func exp(_ x: Vector) -> Vector { lanewise(x, Foundation.exp) }
  public static func log(_ x: Vector) -> Vector { lanewise(x, Foundation.log) }
  public static func sin(_ x: Vector) -> Vector { lanewise(x, Foundation.sin) }
  public static func cos(_ x: Vector) -> Vector { lanewise(x, Foundation.cos) }
  public static func tanh(_ x: Vector) -> Vector { lanewise(x, Foundation.tanh) }
  public static func expMinusOne(_ x: Vector) -> Vector { lanewise(x, Foundation.expm1) }
  public static func log1p(_ x: Vector) -> Vector { lanewise(x, Foundation.log1p) }
}
