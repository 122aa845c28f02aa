// The paper's equations, and those of the methods that it is measured against.
//
// Logits f have the shape [N, K], energies [N]; every loss is a mean over the batch.  A lower energy is more normal.

import Autograd
import MiniTensor

// MARK: - Energies

/// Eq. 5 with the sign that eqs. 2 to 4 give: F = -log Σ e^f.  Shape [N, K] -> [N].  ∂F/∂f = -softmax(f).
func energy<E: Scalar>(_ logits: Variable<E>) -> Variable<E> { -logits.logSumExp(along: 1) }

/// Eq. 5 as it is printed: F = -log Σ e^(-f).  Shape [N, K] -> [N].
///
/// It is ruled by the *smallest* logit and hardly sees the winning one.
func printedEnergy<E: Scalar>(_ logits: Variable<E>) -> Variable<E> { -(-logits).logSumExp(along: 1) }

// MARK: - Losses

/// Eq. 9: the mean over the batch of the L1 norm of each row, ‖f‖₁ summed over classes.  Shape [N, K] -> scalar.
/// ∂/∂f = sign(f) / N.
func sparsity<E: Scalar>(_ rows: Variable<E>) -> Variable<E> { rows.absolute().sum(along: 1).mean() }

/// Eq. 10: cross entropy plus λ times the sparsity of the logits.
func sparseLoss<E: Scalar>(_ logits: Variable<E>, _ labels: Tensor<Int32>, lambda: E) -> Variable<E> {
  crossEntropy(logits, labels) + lambda * sparsity(logits)
}

/// Eqs. 7 and 8 (Liu et al. 2020), the part beside the cross entropy: mean max(0, F - inside)² over normal samples plus
/// mean max(0, outside - F)² over outliers.
func energyHinges<E: Scalar>(
  normal: Variable<E>, outliers: Variable<E>, margins: EnergyMargins<E>
) -> Variable<E> {
  let tooHigh = (energy(normal) - margins.inside).relu()
  let tooLow = (margins.outside - energy(outliers)).relu()
  return tooHigh.square().mean() + tooLow.square().mean()
}

/// Between which energies the hinges of ``energyHinges(normal:outliers:margins:)`` are at rest.
struct EnergyMargins<E: Scalar>: Equatable, Sendable {
  /// Normal samples should lie below.
  var inside: E
  /// Outliers should lie above.
  var outside: E

  /// The margins for a network whose training samples have this mean energy: there, and half way to zero.
  ///
  /// The values -25 and -7 of Liu et al. belong to other logits.
  init(meanEnergy: E) { (inside, outside) = (meanEnergy, meanEnergy / 2) }

  init(inside: E, outside: E) { (self.inside, self.outside) = (inside, outside) }
}

/// Outlier exposure (Hendrycks et al. 2019), the part beside the cross entropy: the mean over outliers of
/// LSE(f) - (1/K) Σ f, which is least where all classes are equally likely.  ∂/∂f = (softmax(f) - 1/K) / M.
func outlierExposure<E: Scalar>(_ outliers: Variable<E>) -> Variable<E> {
  (outliers.logSumExp(along: 1) - outliers.mean(along: 1)).mean()
}

// MARK: - What the loss wants

/// The logits of one sample that minimise CE + λ‖f‖₁, where logits are free to choose: a for the right class, 0 for
/// all others.
///
/// Cross entropy does not change when all logits move together, the L1 norm does, and is least when their median is
/// zero.  What is left is one number, and setting its derivative -(1 - p) + λ to zero gives p = 1 - λ.
struct SparseOptimum: Equatable, Sendable {
  let classes: Int
  let lambda: Double

  /// - Parameters:
  ///   - classes: K, at least 3 (with two classes the wrong logit is not unique).
  ///   - lambda: in 0..<(K - 1)/K without 0; beyond it all logits are zero.
  init(classes: Int, lambda: Double) {
    let wrong = Double(classes - 1)
    precondition(
      classes >= 3 && lambda > 0 && lambda < wrong / Double(classes),
      "SparseOptimum: no single optimum for \(classes) classes and λ = \(lambda)")
    (self.classes, self.lambda) = (classes, lambda)
  }

  /// a* = log((K - 1)(1 - λ)/λ), which is ‖f‖₁ as well.
  var logit: Double { Double.log(Double(classes - 1) * (1 - lambda) / lambda) }
  /// F* = -log((K - 1)/λ): λ does not push the energy down, it sets it.
  var energy: Double { -Double.log(Double(classes - 1) / lambda) }
  /// CE* = -log(1 - λ).
  var crossEntropy: Double { -Double.log(1 - lambda) }
  /// CE* + λ a*.
  var loss: Double { crossEntropy + lambda * logit }
  /// The energy as printed, -log(e^(-a*) + K - 1): close to -log(K - 1) for any sample at all.
  var printedEnergy: Double {
    let wrong = Double(classes - 1)
    return -Double.log(lambda / (wrong * (1 - lambda)) + wrong)
  }
}
