// Sets in memory, batches and augmentation.

import Datasets
import MiniTensor
import Testing

@Suite struct LoadingTests {
  private func set(_ count: Int) -> ImageSet {
    let images = Tensor((0..<count * 4).map { Float($0) }, shape: [count, 1, 2, 2])
    return ImageSet(images: images, labels: Tensor((0..<count).map { Int32($0) }))
  }

  @Test func chosenImagesKeepTheirLabels() {
    let chosen = set(5).chosen([4, 0, 4])
    #expect(chosen.labels.elements == [4, 0, 4])
    #expect(chosen.images.shape == [3, 1, 2, 2])
    #expect(chosen.images.elements == [16, 17, 18, 19, 0, 1, 2, 3, 16, 17, 18, 19])
  }

  @Test func aRangeIsAView() {
    let part = set(5)[1..<3]
    #expect(part.count == 2 && part.labels.elements == [1, 2] && part.images.elements.first == 4)
  }

  @Test func batchesHoldEachPlaceAtMostOnceAndDropTheRest() {
    let batches = Batches(of: 3, among: 10, order: Random(seed: 1))
    #expect(batches.count == 3)
    let places = batches.flatMap { $0 }
    #expect(places.count == 9 && Set(places).count == 9 && Set(places).isSubset(of: 0..<10))
    #expect(Batches(of: 3, among: 2, order: Random(seed: 1)).count == 0)
  }

  @Test func theOrderIsTheGenerators() {
    let first = Batches(of: 5, among: 100, order: Random(seed: 1))
    #expect(first.order == Batches(of: 5, among: 100, order: Random(seed: 1)).order)
    #expect(first.order != Batches(of: 5, among: 100, order: Random(seed: 2)).order)
    #expect(first.order != Array(0..<100))
  }

  @Test func wrappedBatchesBeginAgain() {
    let batches = Batches(of: 4, among: 6, order: Random(seed: 1))
    #expect(batches.wrapped(0) == Array(batches.order[0..<4]))
    #expect(batches.wrapped(1) == Array(batches.order[4..<6] + batches.order[0..<2]))
    #expect(batches.wrapped(3) == batches.wrapped(0))
  }

  @Test func augmentationMirrorsAndShifts() {
    // Every pixel has a value of its own, so that each result tells how it was made.
    let image = Tensor((1...64 * 16).map { Float($0) }, shape: [64, 1, 4, 4])
    let moved = image.mirroredAndShifted(padding: 1, using: Random(seed: 9))
    var mirrored = 0
    var shifts: Set<[Int]> = []
    for index in 0..<64 {
      let (old, new) = (image[index, 0].elements, moved[index, 0].elements)
      var fits: [(Bool, [Int])] = []
      for flip in [false, true] {
        for down in -1...1 {
          for right in -1...1 {
            let expected = (0..<16).map { place -> Float in
              let (row, column) = (place / 4 + down, place % 4 + right)
              guard (0..<4).contains(row), (0..<4).contains(column) else { return 0 }
              return old[row * 4 + (flip ? 3 - column : column)]
            }
            if expected == new { fits.append((flip, [down, right])) }
          }
        }
      }
      #expect(fits.count == 1)
      if let fit = fits.first {
        if fit.0 { mirrored += 1 }
        shifts.insert(fit.1)
      }
    }
    #expect(shifts.count == 9)
    #expect((16...48).contains(mirrored))
    #expect(image.mirroredAndShifted(padding: 0, using: Random(seed: 9)).sum().item == image.sum().item)
  }
}
