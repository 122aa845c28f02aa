// Optimisers: how a step follows from gradients. Formulas and order of operations as PyTorch's.

import MiniTensor

/// Changes the parameters of a model by their gradients.
public protocol Optimiser<Element>: Sendable {
  associatedtype Element: Scalar

  /// The tensors a checkpoint keeps, by name.
  var state: [String: Tensor<Element>] { get set }

  /// One step.
  ///
  /// - Parameters:
  ///   - model: whose parameters change, in place where nobody shares them.
  ///   - gradients: one for each parameter, in the order of ``Layer/parameters``.
  ///   - rate: the learning rate of this step.
  mutating func step(_ model: inout some Layer<Element>, _ gradients: [Variable<Element>], rate: Double)
}
