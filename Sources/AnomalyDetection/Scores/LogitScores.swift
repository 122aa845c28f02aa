// Anomaly scores that are read from the logits of a classifier of normal classes.
//
// All take logits f of shape [N, K] in any precision, compute in Double, and return N scores, larger for more anomalous.

import MiniTensor

/// Maximum softmax probability: `-max_k p_k` with p = softmax(f), in -1 ... -1/K.
///
/// Hendrycks and Gimpel (2017) print +max p, a confidence that is larger for normal samples.
public func maximumSoftmaxScores(_ logits: Tensor<some Scalar>) -> [Double] {
  let f = rows(logits, in: "maximumSoftmaxScores")
  return (-(f.max(along: 1) - f.logSumExp(along: 1)).exp()).elements
}

/// Maximum logit: `-max_k f_k`, in the logits' own units (Hendrycks et al., 2022, who print it so).
public func maximumLogitScores(_ logits: Tensor<some Scalar>) -> [Double] {
  (-rows(logits, in: "maximumLogitScores").max(along: 1)).elements
}

/// Free energy: `F = -T log Σ_k exp(f_k / T)`, exact for logits of any size.
///
/// Liu et al., "Energy-based out-of-distribution detection" (2020), call F the energy and use -F, larger for normal
/// samples, as their score. For T = 1 and K equal logits c it is -c - log K.
/// - Parameters:
///   - logits: f, shape [N, K].
///   - temperature: T, positive.
public func energyScores(_ logits: Tensor<some Scalar>, temperature: Double = 1) -> [Double] {
  precondition(temperature > 0, "energyScores: the temperature \(temperature) is not positive")
  let f = rows(logits, in: "energyScores")
  return ((f / temperature).logSumExp(along: 1) * -temperature).elements
}

/// The energy with the sign of the exponent turned around: `-log Σ_k exp(-f_k)`.
///
/// So equation 5 of Chen and Li, "Sparsity-based regularization for out-of-distribution detection" (2023), prints it. It is
/// ruled by the *smallest* logit and hardly sees the winning one; it stands here to be compared with ``energyScores(_:temperature:)``.
public func printedEnergyScores(_ logits: Tensor<some Scalar>) -> [Double] {
  (-(-rows(logits, in: "printedEnergyScores")).logSumExp(along: 1)).elements
}

/// The negative size of the logits: `-‖f‖₁ = -Σ_k |f_k|`; 0 for a network that has no opinion. A diagnostic of our own.
public func logitNormScores(_ logits: Tensor<some Scalar>) -> [Double] {
  (-rows(logits, in: "logitNormScores").absolute().sum(along: 1)).elements
}

/// The softmax confidence at a high temperature: `-log S` with S = max_k softmax(f / T)_k, in 0 ... log K.
///
/// Liang et al., "Enhancing the reliability of out-of-distribution image detection in neural networks" (ODIN, 2018), use
/// S, larger for normal samples. At T = 1000 all S are close to 1/K and in Float mostly equal; the logarithm, computed as
/// LSE(f / T) - max_k f_k / T in Double, ranks them alike and keeps the digits. ``ODIN`` adds their step in the input.
/// - Parameters:
///   - logits: f, shape [N, K].
///   - temperature: T, positive.
public func temperedSoftmaxScores(_ logits: Tensor<some Scalar>, temperature: Double = 1000) -> [Double] {
  precondition(temperature > 0, "temperedSoftmaxScores: the temperature \(temperature) is not positive")
  let f = rows(logits, in: "temperedSoftmaxScores") / temperature
  return (f.logSumExp(along: 1) - f.max(along: 1)).elements
}

/// A matrix in Double, one sample a row.
func rows(_ x: Tensor<some Scalar>, in operation: StaticString) -> Tensor<Double> {
  precondition(x.rank == 2 && x.shape[1] > 0, "\(operation): expected shape [N, K] with K > 0, got \(x.shape)")
  return inDouble(x)
}

/// The same numbers in Double.
@specialized(where Element == Float)
@specialized(where Element == Double)
func inDouble<Element: Scalar>(_ x: Tensor<Element>) -> Tensor<Double> {
  Tensor(shape: x.shape) { memory in
    x.withElements { elements in
      for index in elements.indices { memory.initializeElement(at: index, to: Double(elements[index])) }
    }
  }
}
