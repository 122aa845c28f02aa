// The drawn images: what each set should contain, and what must not depend on what.

import AnomalyDetection
import Datasets
import Foundation
import MiniTensor
import Testing

@testable import SparseEnergy

@Suite struct DrawnDataTests {
  private static func data(seed: Int = 0, _ change: (inout Recipe) -> Void = { _ in }) throws -> SeedData {
    var recipe = Recipe(.quick, seeds: [seed])
    recipe.counts = Recipe.SampleCounts(
      training: 200, validation: 50, test: 100, outliers: 60, auxiliary: 80, pixelNeighbours: 200)
    change(&recipe)
    return try SeedData(recipe, seed: seed, files: DataFiles(for: recipe))
  }

  @Test func classesAreBalancedAndShuffled() throws {
    let data = try Self.data()
    for (set, count) in [(data.training, 200), (data.validation, 50), (data.test, 100)] {
      let labels = set.labels.elements
      #expect(labels.count == count)
      for label in 0..<10 { #expect(labels.count { $0 == Int32(label) } == count / 10) }
      #expect(labels != labels.sorted() && Array(labels[..<10]) != (0..<10).map { Int32($0) })
    }
  }

  @Test func trainingImagesHaveMeanZeroAndDeviationOne() throws {
    let images = try Self.data().training.images
    #expect(abs(images.mean().item) < 1e-4)
    #expect(abs(images.variance().item - 1) < 1e-3)
  }

  @Test func nearSetsHaveTheMomentsOfTestImages() throws {
    let data = try Self.data()
    func moments(_ images: Tensor<Float>) -> [(Double, Double)] {
      let rows = Tensor<Double>(images).reshaped(to: [images.shape[0], -1])
      return Array(zip(rows.mean(along: 1).elements, rows.variance(along: 1).sqrt().elements))
    }
    let test = moments(data.test.images)
    let near = data.outliers.filter { $0.kind == .near }
    #expect(near.map(\.name) == ["unseen", "blend", "jigsaw", "phase"])
    for set in near {
      for (own, other) in zip(moments(set.images), test) {
        #expect(abs(own.0 - other.0) < 1e-5 && abs(own.1 - other.1) < 1e-5, "\(set.name)")
      }
    }
    // So that a threshold on either is worth nothing against the images they were matched to.
    for statistic in PixelStatistic.allCases {
      let normal = statistic.values(of: data.test.images[0..<60])
      for set in near {
        let area = try AnomalyScores(normal: normal, anomalous: statistic.values(of: set.images)).roc().area
        #expect(abs(area - 0.5) <= 1.0 / 60, "\(set.name), \(statistic)")
      }
    }
  }

  @Test func farSetsAreWhatTheySay() throws {
    let data = try Self.data()
    let far = data.outliers.filter { $0.kind == .far }
    #expect(far.map(\.name) == ["uniform", "constant", "inverted"])
    let uniform = data.standard.undone(far[0].images).elements
    #expect(uniform.allSatisfy { $0 > -0.51 && $0 < 1.51 })
    #expect(abs(uniform.reduce(0, +) / Float(uniform.count) - 0.5) < 0.02)
    for image in 0..<60 {
      let pixels = far[1].images[image].elements
      #expect(pixels.allSatisfy { $0 == pixels[0] })
    }
    // Dark ink on a light ground.
    let inverted = data.standard.undone(far[2].images).mean().item
    let normal = data.standard.undone(data.test.images).mean().item
    #expect(abs(inverted - (1 - normal)) < 0.05)
  }

  @Test func sameSeedSameBitsAndAnotherSeedOthers() throws {
    let (first, second, other) = (try Self.data(), try Self.data(), try Self.data(seed: 1))
    #expect(first.training.images == second.training.images)
    #expect(first.auxiliary == second.auxiliary)
    for (a, b) in zip(first.outliers, second.outliers) { #expect(a.images == b.images, "\(a.name)") }
    #expect(first.training.images != other.training.images)
    for (a, b) in zip(first.outliers, other.outliers) { #expect(a.images != b.images, "\(a.name)") }
  }

  @Test func theSizeOfASetChangesNoOther() throws {
    let small = try Self.data()
    let large = try Self.data {
      $0.counts.outliers = 90
      $0.counts.auxiliary = 120
      $0.counts.validation = 70
    }
    #expect(small.training.images == large.training.images)
    #expect(small.test.images == large.test.images)
    #expect(small.test.labels == large.test.labels)
    for (a, b) in zip(small.outliers, large.outliers) { #expect(a.images == b.images[0..<60], "\(a.name)") }
    #expect(small.auxiliary == large.auxiliary[0..<80])
  }

  @Test func noTwoSetsShareAnImage() throws {
    let data = try Self.data()
    var seen: Set<[Float]> = []
    let sets = [data.training.images, data.validation.images, data.test.images, data.auxiliary]
    for images in sets + data.outliers.map(\.images) {
      for index in 0..<images.shape[0] { #expect(seen.insert(images[index].elements).inserted) }
    }
  }

  @Test func theWidthAndReachOfTheDrawings() {
    // A glyph in any pose lies well inside of the canvas or at its edge, never far outside: the ink can be seen.
    var generator = Random(seed: 5)
    for (name, glyph) in Glyphs.normal + Glyphs.unseen {
      for _ in 0..<20 {
        let image = Glyphs.image(of: glyph, using: &generator)
        #expect(image.pixels.allSatisfy { $0.isFinite }, "\(name)")
        #expect(image.deviation > 0.08, "\(name)")
      }
    }
    #expect(Glyphs.normal.count == 10 && Glyphs.unseen.count == 6)
    #expect(Glyphs.normal[0].glyph.segments.count == 12)
  }
}
