// Reading the sets of presets `full` and `paper`, from small invented files.

import Datasets
import Experiments
import Foundation
import MiniTensor
import Testing

@testable import SparseEnergy

/// A folder of invented files that is removed with its owner.
final class InventedFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "sparse-energy-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ bytes: [UInt8], to name: String) throws {
    let file = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
  }

  /// An IDX file of bytes: pixels that tell image and place, or labels in turn.
  func writeIDX(_ shape: [Int], to name: String, _ element: (Int) -> UInt8) throws {
    let extents = shape.flatMap { size in [24, 16, 8, 0].map { UInt8(size >> $0 & 255) } }
    try write([0, 0, 8, UInt8(shape.count)] + extents + (0..<shape.reduce(1, *)).map(element), to: name)
  }

  /// Fashion-MNIST and MNIST of a few images.
  func writeFashion(training: Int = 200, test: Int = 60) throws {
    for (part, count) in [("train", training), ("t10k", test)] {
      try writeIDX([count, 28, 28], to: "fashion-mnist/\(part)-images-idx3-ubyte") { UInt8($0 * 7 % 251) }
      try writeIDX([count], to: "fashion-mnist/\(part)-labels-idx1-ubyte") { UInt8($0 % 10) }
    }
    try writeIDX([40, 28, 28], to: "mnist/t10k-images-idx3-ubyte") { UInt8($0 * 11 % 241) }
  }

  /// Records of CIFAR-10, or of CIFAR-100 with a coarse label before the fine one.
  func writeCIFAR(_ count: Int, to name: String, labels: Int = 1) throws {
    let record = labels + 3072
    let bytes = (0..<count * record).map { place -> UInt8 in
      let (image, offset) = (place / record, place % record)
      return offset < labels ? UInt8(image % 10) : UInt8((image * 13 + offset) % 256)
    }
    try write(bytes, to: name)
  }
}

@Suite struct FilesTests {
  private func recipe(_ preset: Preset, in folder: InventedFolder) -> Recipe {
    var recipe = Recipe(preset, seeds: [0])
    recipe.data = folder.path
    return recipe
  }

  @Test func fashionMNISTAndWhatIsStrangeToIt() throws {
    let folder = try InventedFolder()
    try folder.writeFashion()
    try folder.writeIDX([50, 28, 28], to: "letters-az/letters-images-idx3-ubyte") { UInt8($0 % 256) }
    let recipe = recipe(.full, in: folder)
    let data = try SeedData(recipe, seed: 0, files: DataFiles(for: recipe))
    // A fifth at most is held out.
    #expect(data.training.count == 160 && data.validation.count == 40 && data.test.count == 60)
    #expect(
      data.outliers.map(\.name) == [
        "mnist", "letters-az", "blend", "jigsaw", "phase", "uniform", "constant", "inverted",
      ])
    #expect(data.outliers.map { $0.images.shape[0] } == [40, 50, 60, 60, 60, 60, 60, 60])
    #expect(data.auxiliary.shape == [160, 1, 28, 28])
    // The first pixel of the second test image, by the constants of Fashion-MNIST.
    let expected = (Float(784 * 7 % 251) / 255 - 0.2860) / 0.3530
    #expect(abs(data.test.images[1].elements[0] - expected) < 1e-5)
    #expect(data.test.labels.elements[..<3] == [0, 1, 2])
  }

  @Test func aSetsOwnFolderWillDo() throws {
    let folder = try InventedFolder()
    try folder.writeFashion()
    var recipe = recipe(.full, in: folder)
    recipe.data = folder.path + "/fashion-mnist"
    #expect(try DataFiles(for: recipe).training?.count == 200)
  }

  @Test func aMissingFileIsNamedWithItsPlaceAndItsSource() throws {
    let folder = try InventedFolder()
    let error = #expect(throws: UsageError.self) { try DataFiles(for: recipe(.full, in: folder)) }
    let text = error?.description ?? ""
    #expect(text.contains("train-images-idx3-ubyte") && text.contains(folder.path) && text.contains("zalandoresearch"))
    try folder.writeFashion()
    try FileManager.default.removeItem(atPath: folder.path + "/mnist")
    let other = #expect(throws: UsageError.self) { try DataFiles(for: recipe(.full, in: folder)) }
    #expect(
      other?.description.contains("mnist/t10k-images-idx3-ubyte") == true
        || other?.description.contains("/mnist") == true)
  }

  @Test func imagesOfAnotherSizeAreRefused() throws {
    let folder = try InventedFolder()
    try folder.writeFashion()
    try folder.writeIDX([40, 14, 14], to: "mnist/t10k-images-idx3-ubyte") { _ in 0 }
    let error = #expect(throws: FileError.self) { try DataFiles(for: recipe(.full, in: folder)) }
    #expect(error?.description.contains("[40, 14, 14]") == true)
  }

  @Test func aTruncatedFileIsRefused() throws {
    let folder = try InventedFolder()
    try folder.writeFashion()
    try folder.write([0, 0, 8, 3, 0, 0, 0, 9], to: "mnist/t10k-images-idx3-ubyte")
    #expect(throws: FileError.self) { try DataFiles(for: recipe(.full, in: folder)) }
  }

  @Test func photographsAndNamedOutliers() throws {
    let folder = try InventedFolder()
    try folder.writeCIFAR(150, to: "cifar10/data_batch_1.bin")
    try folder.writeCIFAR(50, to: "cifar10/data_batch_2.bin")
    try folder.writeCIFAR(30, to: "cifar10/test_batch.bin")
    try folder.writeIDX([20, 28, 28], to: "digits") { UInt8($0 % 256) }
    try folder.writeCIFAR(25, to: "other.bin", labels: 2)
    var recipe = recipe(.paper, in: folder)
    recipe.outlierFiles = [
      NamedPath(name: "digits", path: folder.path + "/digits"),
      NamedPath(name: "other", path: folder.path + "/other.bin"),
    ]
    let data = try SeedData(recipe, seed: 0, files: DataFiles(for: recipe))
    #expect(data.training.count == 160 && data.validation.count == 40 && data.test.count == 30)
    #expect(data.outliers.map(\.name) == ["digits", "other", "uniform", "constant", "inverted"])
    #expect(data.outliers[0].images.shape == [20, 3, 32, 32] && data.outliers[1].images.shape == [25, 3, 32, 32])
    #expect(data.standard.means.count == 3)
    for channel in 0..<3 { #expect(abs(data.training.images[0..., channel].mean().item) < 1e-4) }
  }

  @Test func namedOutliersThatAreMissingOrForeign() throws {
    let folder = try InventedFolder()
    try folder.writeCIFAR(150, to: "cifar10/data_batch_1.bin")
    try folder.writeCIFAR(30, to: "cifar10/test_batch.bin")
    var recipe = recipe(.paper, in: folder)
    recipe.outlierFiles = [NamedPath(name: "svhn", path: folder.path + "/svhn")]
    let error = #expect(throws: UsageError.self) { try DataFiles(for: recipe) }
    #expect(error?.description.contains("--ood svhn=") == true)
    try folder.write(Array("no images".utf8), to: "svhn")
    #expect(throws: FileError.self) { try DataFiles(for: recipe) }
  }
}
