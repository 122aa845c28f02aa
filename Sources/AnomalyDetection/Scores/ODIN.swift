// ODIN: the softmax confidence at a high temperature, after a small step of the input towards more confidence.

import MiniTensor

/// ODIN (Liang et al., 2018): `-log S(x')` with `S(x) = max_k softmax(f(x) / T)_k` and `x' = x + ε sign(∇_x log S(x))`.
///
/// The step raises the confidence of every sample, and that of normal ones by more; that is the hope. The network is used
/// as in evaluation: no batch statistics, no dropout. Scores are larger for more anomalous samples (the paper's S is
/// smaller for them); see ``temperedSoftmaxScores(_:temperature:)``.
public struct ODIN<Element: Scalar> {
  /// The temperature T, positive.
  public let temperature: Double
  /// The logits of samples. Shape [N, ...] -> [N, K].
  public let logits: (Tensor<Element>) -> Tensor<Element>
  /// The gradient of the sum over samples of log S with respect to the samples, in their shape.
  ///
  /// Only its sign is used, so any positive factor will do.
  public let gradient: (Tensor<Element>) -> Tensor<Element>

  /// A detector around a network; the closures may work through large inputs in batches.
  public init(
    temperature: Double = 1000, logits: @escaping (Tensor<Element>) -> Tensor<Element>,
    gradient: @escaping (Tensor<Element>) -> Tensor<Element>
  ) {
    precondition(temperature > 0, "ODIN: the temperature \(temperature) is not positive")
    self.temperature = temperature
    self.logits = logits
    self.gradient = gradient
  }

  /// The scores after a step of size `epsilon`; with 0 there is no step, and no gradient is asked for.
  public func scores(of samples: Tensor<Element>, epsilon: Element) -> [Double] {
    scores(of: samples, epsilons: [epsilon])[0]
  }

  /// The scores for several sizes of the step, from one gradient.
  public func scores(of samples: Tensor<Element>, epsilons: [Element]) -> [[Double]] {
    let direction = epsilons.contains { $0 != 0 } ? gradient(samples).sign() : nil
    return epsilons.map { epsilon in
      let moved = epsilon == 0 ? samples : samples + epsilon * direction!
      return temperedSoftmaxScores(logits(moved), temperature: temperature)
    }
  }

  /// The step size with the largest mean of S(x') on normal validation data, the first of equals.
  ///
  /// The rule of Hsu et al., "Generalized ODIN" (2020): no anomalous sample is looked at. The mean of S tends to grow with
  /// ε, so the rule may well run to the largest size offered.
  public func chosenEpsilon(from epsilons: [Element], normalValidation samples: Tensor<Element>) -> Element {
    precondition(!epsilons.isEmpty && samples.shape.first ?? 0 > 0, "ODIN: no step size or no sample to choose from")
    let confidences = scores(of: samples, epsilons: epsilons).map { scores in
      Tensor(scores.map { -$0 }).exp().mean().item
    }
    let best = confidences.indices.reduce(0) { confidences[$1] > confidences[$0] ? $1 : $0 }
    return epsilons[best]
  }
}
