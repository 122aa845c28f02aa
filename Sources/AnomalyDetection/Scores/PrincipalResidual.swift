// How far a feature lies from the plane in which training features vary.

import MiniTensor

/// The distance to the principal plane of training features: `‖(I - V Vᵀ)(φ - mean)‖₂`, larger for more anomalous.
///
/// V holds the leading principal axes. It is the distance half of ViM (Wang et al., "ViM: out-of-distribution with virtual-
/// logit matching", 2022), with the mean of the features as origin. NaN where a training feature is.
public struct PrincipalResidual: Sendable {
  /// The mean of the training features. Shape [d].
  public let mean: Tensor<Double>
  /// The leading principal axes V, one a column, orthonormal. Shape [d, axes].
  public let axes: Tensor<Double>

  /// Fits the plane to training features.
  /// - Parameters:
  ///   - features: shape [N, d].
  ///   - axes: how many principal axes span the plane, in 0 ... d.
  public init(features: Tensor<some Scalar>, axes: Int) {
    let phi = rows(features, in: "PrincipalResidual")
    let (count, width) = (phi.shape[0], phi.shape[1])
    precondition(count > 0, "PrincipalResidual: no features")
    precondition(
      (0...width).contains(axes), "PrincipalResidual: \(axes) axes in \(width) dimensions")
    mean = phi.mean(along: 0)
    let centred = phi - mean
    let covariance = matmul(centred.transposed(), centred) / Double(count)
    self.axes = covariance.symmetricEigenvectors().vectors[0..., 0..<axes]
  }

  /// The score of each sample. Features of shape [M, d] -> M scores, not negative.
  public func scores(of features: Tensor<some Scalar>) -> [Double] {
    let phi = rows(features, in: "PrincipalResidual")
    precondition(
      phi.shape[1] == mean.shape[0],
      "PrincipalResidual: features of shape \(phi.shape), expected [M, \(mean.shape[0])]")
    let centred = phi - mean
    let residual = centred - matmul(matmul(centred, axes), axes.transposed())
    return residual.square().sum(along: 1).sqrt().elements
  }
}
