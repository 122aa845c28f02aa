// The images of one seed: normal ones in three parts, outliers in named sets, and auxiliary outliers to train with.

import Datasets
import Foundation
import MiniTensor

/// Everything that the networks of one seed see, standardised.
struct SeedData: Sendable {
  let seed: Int
  let training, validation, test: ImageSet
  let outliers: [OutlierSet]
  /// Outliers for the two losses that train with them; none of the tested kinds.  Shape [count, channels, side, side].
  let auxiliary: Tensor<Float>
  /// How pixels became what the networks see.
  let standard: Standardisation

  /// Draws or reads the images of a seed.
  ///
  /// Every set has a stream of its own, and every image in it, so that no set depends on the size of another.
  init(_ recipe: Recipe, seed: Int, files: DataFiles) throws {
    let stream = Random(seed: UInt64(seed)).split("data")
    switch recipe.source {
    case .glyphs: self.init(glyphs: recipe.counts, seed: seed, stream: stream)
    case .fashionMNIST: self.init(fashion: files, recipe.counts, seed: seed, stream: stream)
    case .cifar10, .cifar100: self.init(photographs: files, recipe.counts, seed: seed, stream: stream)
    }
  }

  /// Standardises raw images.
  init(
    seed: Int, training: ImageSet, validation: ImageSet, test: ImageSet, outliers: [OutlierSet],
    auxiliary: Tensor<Float>, standard: Standardisation
  ) {
    self.seed = seed
    self.training = standard(training)
    self.validation = standard(validation)
    self.test = standard(test)
    self.outliers = outliers.map { OutlierSet($0.name, $0.kind, standard($0.images)) }
    self.auxiliary = standard(auxiliary)
    self.standard = standard
  }
}

/// A set of images of no normal class.
struct OutlierSet: Sendable {
  /// Kinds of sets, which are never averaged together.
  enum Kind: String, Codable, CaseIterable, Sendable {
    /// Made from normal images or drawn like them, and matched in mean and deviation.
    case near
    /// Images of other collections, as they are.
    case foreign
    /// Anything that a threshold on a trivial statistic would find.
    case far
  }

  let name: String
  let kind: Kind
  /// Shape [count, channels, side, side].
  let images: Tensor<Float>

  init(_ name: String, _ kind: Kind, _ images: Tensor<Float>) {
    (self.name, self.kind, self.images) = (name, kind, images)
  }
}

/// Subtracts a mean and divides by a deviation, channel by channel.
struct Standardisation: Codable, Equatable, Sendable {
  let means, deviations: [Float]

  init(mean: Float, deviation: Float) { (means, deviations) = ([mean], [deviation]) }

  /// The mean and deviation of each channel of some images.
  init(of images: Tensor<Float>) {
    let (count, size) = (images.shape[0] * images.shape[2] * images.shape[3], images.shape[2] * images.shape[3])
    let channels = images.shape[1]
    var (sums, squares) = ([Double](repeating: 0, count: channels), [Double](repeating: 0, count: channels))
    images.withElements { pixels in
      for (place, pixel) in pixels.enumerated() { sums[place / size % channels] += Double(pixel) }
      let means = sums.map { $0 / Double(count) }
      for (place, pixel) in pixels.enumerated() {
        let deviation = Double(pixel) - means[place / size % channels]
        squares[place / size % channels] += deviation * deviation
      }
    }
    means = sums.map { Float($0 / Double(count)) }
    deviations = squares.map { Float(($0 / Double(count)).squareRoot()) }
  }

  func callAsFunction(_ images: Tensor<Float>) -> Tensor<Float> {
    (images - Tensor(means, shape: [means.count, 1, 1])) / Tensor(deviations, shape: [means.count, 1, 1])
  }

  func callAsFunction(_ set: ImageSet) -> ImageSet { ImageSet(images: self(set.images), labels: set.labels) }

  /// Pixels again, for pictures.
  func undone(_ images: Tensor<Float>) -> Tensor<Float> {
    images * Tensor(deviations, shape: [means.count, 1, 1]) + Tensor(means, shape: [means.count, 1, 1])
  }
}
