// Stochastic gradient descent with momentum.

import MiniTensor

/// Stochastic gradient descent: d = g + weightDecay · p, v = momentum · v + d, and p falls by rate · v, or with Nesterov's
/// look ahead by rate · (d + momentum · v).
///
/// Velocities begin at zero. Weight decay applies to every parameter.
public struct SGD<Element: Scalar>: Optimiser {
  public let momentum, weightDecay: Element
  public let isNesterov: Bool
  /// The velocities by parameter name, prefixed `velocity.`.
  public var state: [String: Tensor<Element>] = [:]

  public init(momentum: Element = 0, weightDecay: Element = 0, isNesterov: Bool = false) {
    (self.momentum, self.weightDecay, self.isNesterov) = (momentum, weightDecay, isNesterov)
  }

  public mutating func step(_ model: inout some Layer<Element>, _ gradients: [Variable<Element>], rate: Double) {
    updateParameters(of: &model, gradients) { name, p, g in
      // Taken out of the list while it changes, so that nobody shares its memory.
      var v = state.removeValue(forKey: "velocity." + name) ?? .zeros(p.shape)
      v.withMutableElements { v in
        p.withMutableElements { p in
          g.withElements { g in
            descend(p.baseAddress!, v.baseAddress!, g.baseAddress!, count: p.count, rate: Element(rate))
          }
        }
      }
      state["velocity." + name] = v
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func descend(
    _ p: UnsafeMutablePointer<Element>, _ v: UnsafeMutablePointer<Element>, _ g: UnsafePointer<Element>, count: Int,
    rate: Element
  ) {
    for i in 0..<count {
      let slope = g[i] + weightDecay * p[i]
      v[i] = momentum * v[i] + slope
      p[i] -= rate * (isNesterov ? slope + momentum * v[i] : v[i])
    }
  }
}

/// Calls `update` for each parameter of a model that is not empty, with its name and gradient; the parameter's memory
/// is written in place where nobody shares it.
func updateParameters<E: Scalar>(
  of model: inout some Layer<E>, _ gradients: [Variable<E>],
  _ update: (_ name: String, _ parameter: inout Tensor<E>, _ gradient: Tensor<E>) -> Void
) {
  var rest = gradients[...]
  withoutActuallyEscaping(update) { update in
    model.visit(
      Visitor(
        onParameter: { name, parameter in
          guard let gradient = rest.popFirst() else {
            preconditionFailure("optimiser: \(gradients.count) gradients, but more parameters: no gradient for \(name)")
          }
          precondition(
            gradient.shape == parameter.shape,
            "optimiser: \(name) has shape \(parameter.shape), its gradient \(gradient.shape)")
          if parameter.count > 0 { parameter.update { update(name, &$0, gradient.value) } }
        }, onStatistic: { _, _ in }))
  }
  precondition(rest.isEmpty, "optimiser: \(gradients.count) gradients are \(rest.count) more than there are parameters")
}
