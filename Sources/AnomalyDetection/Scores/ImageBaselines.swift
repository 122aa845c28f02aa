// Scores that know nothing of a network: what a table must beat before it is worth printing.

import MiniTensor

/// A number that any image has, and the score made of it.
public enum PixelStatistic: String, Sendable, CaseIterable {
  /// The mean intensity.
  case mean
  /// The standard deviation of the pixels (divisor: their number).
  case standardDeviation

  /// The statistic of each image. Shape [N, ...] -> N numbers.
  public func values(of images: Tensor<some Scalar>) -> [Double] {
    precondition(images.rank >= 2, "PixelStatistic: expected shape [N, ...], got \(images.shape)")
    let pixels = inDouble(images).reshaped(to: [images.shape[0], images.shape.dropFirst().reduce(1, *)])
    switch self {
    case .mean: return pixels.mean(along: 1).elements
    case .standardDeviation: return pixels.variance(along: 1).sqrt().elements
    }
  }

  /// How far each image is from the training average: `|v(x) - mean over training images of v|`.
  ///
  /// The magnitude makes brighter and darker images alike anomalous; no label decides the direction.
  public func scores(of images: Tensor<some Scalar>, training: Tensor<some Scalar>) -> [Double] {
    let average = Summary(of: values(of: training)).mean
    return values(of: images).map { abs($0 - average) }
  }
}

/// Smoothness: the negative total variation, `-Σ |x(i+1, j) - x(i, j)| - Σ |x(i, j+1) - x(i, j)|` over all channels.
///
/// Smoother images count as more anomalous, a direction that is fixed whatever the data (complexity misleads the
/// likelihoods of generative models the same way: Serrà et al., 2020).
/// - Parameter images: shape [N, C, H, W].
public func smoothnessScores(_ images: Tensor<some Scalar>) -> [Double] {
  precondition(images.rank == 4, "smoothnessScores: expected shape [N, C, H, W], got \(images.shape)")
  let x = inDouble(images)
  let (height, width) = (x.shape[2], x.shape[3])
  let down = (x[0..., 0..., 1...] - x[0..., 0..., 0..<max(height - 1, 0)]).absolute().sum(along: 1, 2, 3)
  let across = (x[0..., 0..., 0..., 1...] - x[0..., 0..., 0..., 0..<max(width - 1, 0)]).absolute().sum(along: 1, 2, 3)
  return (-(down + across)).elements
}
