// Elementwise operations: arithmetic with broadcasting, functions, selection. Each with its derivative beside it.

import MiniTensor

// MARK: - Arithmetic

extension Variable {
  /// The elementwise sum x + y, with broadcasting.  d/dx = g,  d/dy = g, each summed to its input's shape.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func + (x: Variable, y: Variable) -> Variable {
    record(x.value + y.value, from: x, y) { [a = x.shape, b = y.shape] g, needed in
      (needed.0 ? g.summed(to: a) : nil, needed.1 ? g.summed(to: b) : nil)
    }
  }

  /// The elementwise difference x - y, with broadcasting.  d/dx = g,  d/dy = -g, each summed to its input's shape.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func - (x: Variable, y: Variable) -> Variable {
    record(x.value - y.value, from: x, y) { [a = x.shape, b = y.shape] g, needed in
      (needed.0 ? g.summed(to: a) : nil, needed.1 ? (-g).summed(to: b) : nil)
    }
  }

  /// The elementwise product x · y, with broadcasting.  d/dx = g · y,  d/dy = g · x, each summed to its input's shape.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func * (x: Variable, y: Variable) -> Variable {
    record(x.value * y.value, from: x, y) { g, needed in
      (needed.0 ? (g * y).summed(to: x.shape) : nil, needed.1 ? (g * x).summed(to: y.shape) : nil)
    }
  }

  /// The elementwise quotient x / y, with broadcasting.  d/dx = g / y,  d/dy = -g · x / y², each summed to its
  /// input's shape.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func / (x: Variable, y: Variable) -> Variable {
    record(x.value / y.value, from: x, y) { g, needed in
      (
        needed.0 ? (g / y).summed(to: x.shape) : nil,
        needed.1 ? (-(g * x) / y.square()).summed(to: y.shape) : nil
      )
    }
  }

  /// The negative -x.  d/dx = -g.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static prefix func - (x: Variable) -> Variable { record(-x.value, from: x) { g in -g } }

  /// x + c.  d/dx = g.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func + (x: Variable, c: Element) -> Variable { record(x.value + c, from: x) { g in g } }

  /// c + x.  d/dx = g.
  public static func + (c: Element, x: Variable) -> Variable { x + c }

  /// x - c.  d/dx = g.
  public static func - (x: Variable, c: Element) -> Variable { x + (-c) }

  /// c - x.  d/dx = -g.
  public static func - (c: Element, x: Variable) -> Variable { -x + c }

  /// c · x.  d/dx = c · g.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func * (c: Element, x: Variable) -> Variable { record(x.value * c, from: x) { g in c * g } }

  /// x · c.  d/dx = c · g.
  public static func * (x: Variable, c: Element) -> Variable { c * x }

  /// x / c.  d/dx = g / c.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public static func / (x: Variable, c: Element) -> Variable { record(x.value / c, from: x) { g in g / c } }

  /// c / x.  d/dx = -g · c / x².
  public static func / (c: Element, x: Variable) -> Variable { c * x.reciprocal() }
}

// MARK: - Functions

extension Variable {
  /// e to the power x.  d/dx = g · eˣ.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func exp() -> Variable { record(value.exp(), from: self) { g, y in g * y } }

  /// The natural logarithm.  d/dx = g / x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func log() -> Variable { record(value.log(), from: self) { g in g / self } }

  /// The sine, of radians.  d/dx = g · cos x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sin() -> Variable { record(value.sin(), from: self) { g in g * self.cos() } }

  /// The cosine, of radians.  d/dx = -g · sin x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func cos() -> Variable { record(value.cos(), from: self) { g in -(g * self.sin()) } }

  /// The hyperbolic tangent.  d/dx = g · (1 - tanh² x).
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tanh() -> Variable { record(value.tanh(), from: self) { g, y in g * (1 - y.square()) } }

  /// The logistic function 1 / (1 + e⁻ˣ).  d/dx = g · y · (1 - y) with y the result.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sigmoid() -> Variable { record(value.sigmoid(), from: self) { g, y in g * y * (1 - y) } }

  /// log(1 + eˣ), a smooth relu.  d/dx = g · sigmoid(x).
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func softplus() -> Variable { record(value.softplus(), from: self) { g in g * self.sigmoid() } }

  /// The square root.  d/dx = g / (2 √x): infinite at 0.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sqrt() -> Variable { record(value.sqrt(), from: self) { g, y in g / (2 * y) } }

  /// The square.  d/dx = 2 g · x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func square() -> Variable { record(value.square(), from: self) { g in 2 * (g * self) } }

  /// 1 / x.  d/dx = -g / x².
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func reciprocal() -> Variable { record(value.reciprocal(), from: self) { g, y in -(g * y.square()) } }

  /// The magnitude |x|.  d/dx = g · sign(x), with sign(0) = 0.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func absolute() -> Variable {
    record(value.absolute(), from: self) { [value] g in g * Variable(value.sign()) }
  }

  /// max(0, x).  d/dx = g where x > 0, else 0.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func relu() -> Variable {
    let y = value.relu()
    return record(y, from: self) { g in g.kept(wherePositive: y) }
  }

  /// x where x > 0, else slope · x.  d/dx = g where x > 0, else slope · g.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func leakyRelu(slope: Element) -> Variable {
    select(value .> 0, self, slope * self)
  }

  /// These elements where those of `reference` are positive, else 0: the derivative of ``relu()``, in one pass.
  /// d/dx = the same of g.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func kept(wherePositive reference: Tensor<Element>) -> Variable {
    let kept = Tensor.zipVectors(value, reference, "relu", KeptWherePositive())
    return record(kept, from: self) { g in g.kept(wherePositive: reference) }
  }
}

/// x where y is positive, else 0.
private struct KeptWherePositive<E: Scalar>: VectorFunction2 {
  @inline(__always) func callAsFunction(_ x: E.Vector, _ y: E.Vector) -> E.Vector {
    E.select(y, isAbove: .zero, then: x, else: .zero)
  }
}

// MARK: - Selection

/// The elements of `x` where the mask holds, those of `y` elsewhere, with broadcasting.
/// d/dx = g where the mask holds, else 0;  d/dy = 0 where it holds, else g; each summed to its input's shape.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func select<Element>(
  _ mask: Tensor<Bool>, _ x: Variable<Element>, _ y: Variable<Element>
) -> Variable<Element> {
  record(select(mask, x.value, y.value), from: x, y) { [a = x.shape, b = y.shape] g, needed in
    let zero = Variable<Element>(0)
    return (
      needed.0 ? select(mask, g, zero).summed(to: a) : nil,
      needed.1 ? select(mask, zero, g).summed(to: b) : nil
    )
  }
}

/// The larger of two elements, with broadcasting. The gradient goes to `x` where x > y, else to `y`.
public func maximum<Element>(_ x: Variable<Element>, _ y: Variable<Element>) -> Variable<Element> {
  select(x.value .> y.value, x, y)
}

/// The smaller of two elements, with broadcasting. The gradient goes to `x` where x < y, else to `y`.
public func minimum<Element>(_ x: Variable<Element>, _ y: Variable<Element>) -> Variable<Element> {
  select(x.value .< y.value, x, y)
}
