// Gaussians around the class means of features, with one covariance for all.

import MiniTensor

/// The squared Mahalanobis distance to the nearest class mean: `min_k (φ - μ_k)ᵀ Σ⁻¹ (φ - μ_k)`, larger for more anomalous.
///
/// Lee et al., "A simple unified framework for detecting out-of-distribution samples and adversarial attacks" (2018), print
/// its negative. Means and the tied covariance `Σ = 1/N Σ_n (φ_n - μ_{y_n})(φ_n - μ_{y_n})ᵀ` are those of training
/// features; `ρ · (tr Σ / d) · I` is added to Σ, since features that hardly vary would otherwise rule the distance. All is
/// computed in Double, with the Cholesky factor of Σ in place of an inverse.
public struct Mahalanobis: Sendable {
  /// The class means. Shape [K, d].
  public let means: Tensor<Double>
  /// The tied covariance with its shrinkage. Shape [d, d].
  public let covariance: Tensor<Double>
  private let factor: Tensor<Double>
  private let whitenedMeans: Tensor<Double>

  /// Fits means and covariance to training features in evaluation mode.
  /// - Parameters:
  ///   - features: φ, shape [N, d].
  ///   - labels: y, shape [N], each in 0 ..< `classes`, every class at least once. One class is a single Gaussian.
  ///   - classes: how many classes there are, at least 1.
  ///   - shrinkage: ρ, not negative.
  /// - Throws: ``CovarianceError`` where the covariance is not positive definite: features that hold a NaN, that do not
  ///   vary at all, or, with a shrinkage of 0, that lie in a plane.
  public init(
    features: Tensor<some Scalar>, labels: Tensor<Int32>, classes: Int, shrinkage: Double = 1e-3
  ) throws(CovarianceError) {
    let phi = rows(features, in: "Mahalanobis")
    let (count, width) = (phi.shape[0], phi.shape[1])
    precondition(
      labels.shape == [count], "Mahalanobis: \(count) features, labels of shape \(labels.shape)")
    precondition(shrinkage >= 0, "Mahalanobis: the shrinkage \(shrinkage) is negative")
    let sizes = Tensor<Double>.oneHot(labels, classes: classes).sum(along: 0)
    precondition(sizes.elements.allSatisfy { $0 > 0 }, "Mahalanobis: class sizes \(sizes.elements), one is 0")

    means = phi.scatterAdded(at: labels, along: 0, size: classes) / sizes.expanded(at: 1)
    let centred = phi - means.gathered(labels, along: 0)
    let tied = matmul(centred.transposed(), centred) / Double(count)
    let trace = centred.square().sum().item / Double(count)
    covariance = tied + Tensor.identity(width) * (shrinkage * trace / Double(width))
    guard let factor = covariance.cholesky() else { throw CovarianceError(samples: count, width: width) }
    self.factor = factor
    whitenedMeans = solveTriangular(factor, means.transposed(), .lower)
  }

  /// The score of each sample. Features of shape [M, d] -> M scores, not negative.
  public func scores(of features: Tensor<some Scalar>) -> [Double] {
    let phi = rows(features, in: "Mahalanobis")
    precondition(
      phi.shape[1] == means.shape[1],
      "Mahalanobis: features of shape \(phi.shape), expected [M, \(means.shape[1])]")
    let whitened = solveTriangular(factor, phi.transposed(), .lower)
    let distances = (0..<means.shape[0]).map { label in
      (whitened - whitenedMeans[0..., label..<label + 1]).square().sum(along: 0)
    }
    return distances.dropFirst().reduce(distances[0], minimum).elements
  }
}

/// A covariance that no Gaussian has.
public struct CovarianceError: Error, CustomStringConvertible {
  let samples: Int
  let width: Int

  /// One line for a person.
  public var description: String {
    "the covariance of \(samples) features of \(width) numbers is not positive definite: they hold a NaN or do not vary"
  }
}
