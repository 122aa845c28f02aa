// The sets of outliers that `--ood` names: folders of small invented pictures, and grey images of IDX files.

import Datasets
import Experiments
import Formats
import Foundation
import MiniTensor
import Testing

@testable import SparseEnergy

extension InventedFolder {
  /// A PNG file whose pixels all have the same samples.
  func writePicture(
    _ name: String, width: Int = 32, height: Int = 32, _ channels: Picture.Channels = .rgb, _ pixel: [UInt8]
  ) throws {
    let samples = (0..<width * height).flatMap { _ in pixel }
    try write(
      PNG.encode(Picture(width: width, height: height, channels: channels, samples: .bytes(samples))), to: name)
  }
}

@Suite struct NamedOutlierTests {
  private func outliers(_ path: String, limit: Int = 20_000, seed: Int = 0) -> NamedOutliers {
    var recipe = Recipe(.paper, seeds: [seed])
    (recipe.counts.draws, recipe.counts.outliers) = (1, limit)
    return NamedOutliers(NamedPath(name: "places", path: path), of: recipe)
  }

  /// The channels of the first pixel of each image.
  private func colours(_ images: Tensor<UInt8>) -> [[UInt8]] {
    (0..<images.shape[0]).map { image in (0..<3).map { images[image, $0, 0, 0].item } }
  }

  // MARK: - Folders

  @Test func greyColouredAndTransparentPicturesInTheOrderOfTheirNames() throws {
    let folder = try InventedFolder()
    try folder.writePicture("set/9.png", .rgb, [10, 20, 30])
    try folder.writePicture("set/10.png", width: 50, height: 40, .grey, [77])
    // Transparency shows white.
    try folder.writePicture("set/b.png", width: 7, height: 90, .rgba, [200, 100, 0, 0])
    try folder.writePicture("set/c.png", .greyAlpha, [55, 255])
    try folder.write(Array("P5 2 1 4 ".utf8) + [4, 4], to: "set/a.pgm")
    let images = try outliers(folder.path + "/set").images(in: nil)
    #expect(images.shape == [5, 3, 32, 32])
    #expect(
      colours(images) == [[77, 77, 77], [10, 20, 30], [255, 255, 255], [255, 255, 255], [55, 55, 55]])
    for image in 0..<5 { #expect(Set(images[image, 0].elements).count == 1) }
  }

  @Test func thePictureIsCutToItsMiddleAndShrunkByAreas() throws {
    let folder = try InventedFolder()
    // 64 rows of 100: the middle 64 columns are black and white in turn, what is beside them is red.
    let samples = (0..<64 * 100).flatMap { place -> [UInt8] in
      let column = place % 100 - 18
      guard (0..<64).contains(column) else { return [255, 0, 0] }
      return [UInt8](repeating: column % 2 == 0 ? 0 : 255, count: 3)
    }
    let picture = Picture(width: 100, height: 64, channels: .rgb, samples: .bytes(samples))
    try folder.write(PNG.encode(picture), to: "set/1.png")
    let images = try outliers(folder.path + "/set").images(in: nil)
    #expect(images.elements.allSatisfy { $0 == 128 })
  }

  @Test func aPictureOfTheRightSizeStaysAsItIs() throws {
    let folder = try InventedFolder()
    let samples = (0..<32 * 32 * 3).map { UInt8($0 * 31 % 256) }
    try folder.write(
      PNG.encode(Picture(width: 32, height: 32, channels: .rgb, samples: .bytes(samples))), to: "set/1.png")
    let images = try outliers(folder.path + "/set").images(in: nil)
    #expect(images[0].permuted([1, 2, 0]).elements == samples)
  }

  @Test func ofTooManyPicturesTheSameOnesAreChosenInEveryRun() throws {
    let folder = try InventedFolder()
    for number in 0..<40 { try folder.write([], to: "set/\(number % 4)/\(number).png") }
    let path = folder.path + "/set"
    let all = try outliers(path).chosenPaths()
    let chosen = try outliers(path, limit: 10).chosenPaths()
    #expect(all.count == 40 && chosen.count == 10 && Set(chosen).count == 10)
    #expect(chosen == all.filter(Set(chosen).contains), "the order of the folder stays")
    #expect(try outliers(path, limit: 10).chosenPaths() == chosen)
    #expect(try outliers(path, limit: 10, seed: 1).chosenPaths() != chosen)
    #expect(try outliers(path, limit: 40).chosenPaths() == all)
    // What the help says, and what chance chooses on every system alike.
    let recipe = Recipe(.paper, seeds: [0])
    #expect(NamedOutliers(NamedPath(name: "places", path: path), of: recipe).limit == 20_000)
    let numbers = chosen.map { $0.split(separator: "/").last?.dropLast(4) }
    #expect(numbers == ["16", "28", "1", "21", "25", "33", "22", "34", "38", "39"])
  }

  @Test func aFolderBesideFilesInOneRun() throws {
    let folder = try InventedFolder()
    try folder.writeCIFAR(150, to: "cifar10/data_batch_1.bin")
    try folder.writeCIFAR(30, to: "cifar10/test_batch.bin")
    try folder.writeIDX([20, 28, 28], to: "digits") { UInt8($0 % 256) }
    for number in 0..<6 { try folder.writePicture("faces/s\(number % 2)/\(number).png", .grey, [UInt8(number)]) }
    var recipe = Recipe(.paper, seeds: [0])
    recipe.data = folder.path
    recipe.outlierFiles = ["digits", "faces"].map { NamedPath(name: $0, path: folder.path + "/" + $0) }
    let files = try DataFiles(for: recipe)
    #expect(colours(files.foreign[1].images).map(\.[0]) == [0, 2, 4, 1, 3, 5])
    // Fewer than a draw wants are all there are, as with files.
    let data = try SeedData(recipe, seed: 0, files: files)
    #expect(data.outliers.map(\.name).prefix(2) == ["digits", "faces"])
    #expect(data.outliers.map { $0.images.shape[0] }.prefix(2) == [20, 6])
  }

  // MARK: - What is wrong with a folder

  @Test func badFoldersGetOneLineAndCode2() throws {
    let folder = try InventedFolder()
    try folder.writeCIFAR(150, to: "cifar10/data_batch_1.bin")
    try folder.writeCIFAR(30, to: "cifar10/test_batch.bin")
    let png = PNG.encode(Picture(width: 2, height: 2, channels: .grey, samples: .bytes([1, 2, 3, 4])))
    try folder.write(png, to: "corrupt/a/1.png")
    try folder.write(png.dropLast(20) + [0], to: "corrupt/b/2.png")
    try folder.write(png, to: "mixed/1.png")
    try folder.write([1], to: "mixed/names.csv")
    try FileManager.default.createDirectory(atPath: folder.path + "/empty", withIntermediateDirectories: true)
    for (name, words) in [
      ("corrupt", ["corrupt/b/2.png"]), ("empty", ["empty", "there is no picture in it"]),
      ("mixed", ["names.csv", "only pictures"]), ("none", ["--ood none=", "folder of pictures"]),
    ] {
      let run = try Program.run(
        [
          "--preset", "paper", "--data", folder.path, "--ood", "\(name)=\(folder.path)/\(name)", "--output",
          folder.path + "/run", "--quiet",
        ], in: folder)
      #expect(run.code == 2, "\(name): \(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(name): \(run.errors)")
      for word in words { #expect(run.errors.contains(word), "\(name): \(run.errors)") }
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/run"), "\(name)")
    }
  }

  // MARK: - Files

  @Test func greyImagesBecomeColourSquares() {
    // Constant images stay constant; a wide image loses its sides.
    let flat = Tensor<UInt8>(repeating: 77, shape: [1, 28, 28]).colourSquares(of: 32)
    #expect(flat.shape == [1, 3, 32, 32] && flat.elements.allSatisfy { $0 == 77 })
    let wide = Tensor<UInt8>(shape: [1, 4, 8]) { memory in
      for place in 0..<32 { memory[place] = (2..<6).contains(place % 8) ? 10 : 200 }
    }
    #expect(wide.colourSquares(of: 4).elements.allSatisfy { $0 == 10 })
    let same = Tensor<UInt8>((0..<32).map { UInt8($0 * 3) }, shape: [2, 4, 4])
    let squares = same.colourSquares(of: 4)
    for channel in 0..<3 { #expect(squares[0..., channel] == same) }
  }
}
