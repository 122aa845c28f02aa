// Scores without a network: what the images' simplest statistics give away.

import AnomalyDetection
import MiniTensor

/// A score that anybody could have had without learning anything.
enum TrivialScore: String, CaseIterable, Sendable {
  case intensity = "mean intensity"
  case deviation = "sd of pixels"
  case nearestImage = "nearest training image"
  case totalVariation = "total variation"
}

/// The trivial scores, fitted to training images; larger is more anomalous.
struct TrivialDetector: Sendable {
  private let training: Tensor<Float>
  private let neighbours: NearestNeighbours<Float>

  /// - Parameter count: how many training images the nearest one is looked for among.
  init(training images: Tensor<Float>, neighbours count: Int) {
    training = images
    neighbours = NearestNeighbours(images[0..<min(count, images.shape[0])], unitLength: false)
  }

  /// The scores of images by kind.
  func scores(of images: Tensor<Float>) -> [TrivialScore: [Double]] {
    [
      .intensity: PixelStatistic.mean.scores(of: images, training: training),
      .deviation: PixelStatistic.standardDeviation.scores(of: images, training: training),
      .nearestImage: neighbours.scores(of: images, k: 1),
      .totalVariation: smoothnessScores(images),
    ]
  }
}
