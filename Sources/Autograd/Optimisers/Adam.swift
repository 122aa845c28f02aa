// Adam (Kingma and Ba 2015).

import MiniTensor

/// Adam: m = β₁ m + (1 - β₁) d, v = β₂ v + (1 - β₂) d², with d = g + weightDecay · p, and p falls by
/// rate / (1 - β₁ᵗ) · m / (√v / √(1 - β₂ᵗ) + ε).
public struct Adam<Element: Scalar>: Optimiser {
  public let beta1, beta2, epsilon, weightDecay: Element
  /// The moments by parameter name, prefixed `first.` and `second.`, and the number of steps as `steps`.
  public var state: [String: Tensor<Element>] = [:]

  public init(beta1: Element = 0.9, beta2: Element = 0.999, epsilon: Element = 1e-8, weightDecay: Element = 0) {
    (self.beta1, self.beta2, self.epsilon, self.weightDecay) = (beta1, beta2, epsilon, weightDecay)
  }

  public mutating func step(_ model: inout some Layer<Element>, _ gradients: [Variable<Element>], rate: Double) {
    let steps = (state["steps"]?.item ?? 0) + 1
    state["steps"] = Tensor(steps)
    let corrections = (first: 1 - power(beta1, Int(steps)), second: 1 - power(beta2, Int(steps)))
    updateParameters(of: &model, gradients) { name, p, g in
      // Taken out of the list while they change, so that nobody shares their memory.
      var m = state.removeValue(forKey: "first." + name) ?? .zeros(p.shape)
      var v = state.removeValue(forKey: "second." + name) ?? .zeros(p.shape)
      m.withMutableElements { m in
        v.withMutableElements { v in
          p.withMutableElements { p in
            g.withElements { g in
              descend(
                p.baseAddress!, m.baseAddress!, v.baseAddress!, g.baseAddress!, count: p.count,
                rate: Element(rate) / corrections.first, deviationScale: 1 / corrections.second.squareRoot())
            }
          }
        }
      }
      state["first." + name] = m
      state["second." + name] = v
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func descend(
    _ p: UnsafeMutablePointer<Element>, _ m: UnsafeMutablePointer<Element>, _ v: UnsafeMutablePointer<Element>,
    _ g: UnsafePointer<Element>, count: Int, rate: Element, deviationScale: Element
  ) {
    for i in 0..<count {
      let slope = g[i] + weightDecay * p[i]
      m[i] = beta1 * m[i] + (1 - beta1) * slope
      v[i] = beta2 * v[i] + (1 - beta2) * (slope * slope)
      p[i] -= rate * m[i] / (v[i].squareRoot() * deviationScale + epsilon)
    }
  }
}

/// x to a whole power, by repeated squaring: the same bits everywhere, unlike a C library's `pow`.
private func power<E: Scalar>(_ x: E, _ exponent: Int) -> E {
  var (result, base, rest) = (E(1), x, exponent)
  while rest > 0 {
    if rest & 1 == 1 { result *= base }
    base *= base
    rest >>= 1
  }
  return result
}
