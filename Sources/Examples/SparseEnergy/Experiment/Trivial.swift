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
  /// Images looked at together: statistics are computed in Double, so a whole training set would take much memory.
  private static let batch = 1000

  private let averages: [PixelStatistic: Double]
  private let neighbours: NearestNeighbours<Float>

  /// - Parameter count: how many training images the nearest one is looked for among.
  init(training images: Tensor<Float>, neighbours count: Int) {
    averages = Dictionary(
      uniqueKeysWithValues: PixelStatistic.allCases.map { statistic in
        (statistic, Summary(of: TrivialDetector.inBatches(images, statistic.values)).mean)
      })
    neighbours = NearestNeighbours(images[0..<min(count, images.shape[0])], unitLength: false)
  }

  /// The scores of images by kind: how far mean and deviation are from the average training image's, the distance to
  /// the nearest training image, and smoothness.
  func scores(of images: Tensor<Float>) -> [TrivialScore: [Double]] {
    func distances(_ statistic: PixelStatistic) -> [Double] {
      TrivialDetector.inBatches(images, statistic.values).map { abs($0 - averages[statistic]!) }
    }
    return [
      .intensity: distances(.mean), .deviation: distances(.standardDeviation),
      .nearestImage: neighbours.scores(of: images, k: 1),
      .totalVariation: TrivialDetector.inBatches(images) { smoothnessScores($0) },
    ]
  }

  private static func inBatches(_ images: Tensor<Float>, _ values: (Tensor<Float>) -> [Double]) -> [Double] {
    stride(from: 0, to: images.shape[0], by: batch).flatMap { start in
      values(images[start..<min(start + batch, images.shape[0])])
    }
  }
}
