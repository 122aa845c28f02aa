// Images from files: which files each preset reads, where it looks for them, and what it says where they are missing.

import Datasets
import Experiments
import Foundation
import MiniTensor

/// The files of a run, read once for all seeds; nothing for drawn data.
struct DataFiles: Sendable {
  var training: LabelledImages?
  var test: LabelledImages?
  /// Sets of outliers by name.  Shape of each [count, channels, height, width].
  var foreign: [(name: String, images: Tensor<UInt8>)] = []

  /// Reads what a recipe asks for.
  ///
  /// - Parameter run: shows progress where pictures are read one by one, and is asked whether to stop.
  /// - Throws: `UsageError` where a file is missing, `FileError` where it is not what it should be.
  init(for recipe: Recipe, in run: Run? = nil) throws {
    switch recipe.source {
    case .glyphs: break
    case .fashionMNIST: try readFashion(in: recipe.data ?? ".")
    case .cifar10, .cifar100: try readPhotographs(recipe, in: run)
    }
  }

  // MARK: - Fashion-MNIST and what is strange to it

  private mutating func readFashion(in path: String) throws {
    let inside = path + "/fashion-mnist"
    let own = exists(inside) ? inside : path
    let parent = exists(inside) ? path : path + "/.."
    let home = "github.com/zalandoresearch/fashion-mnist"
    func set(_ part: String) throws -> LabelledImages {
      let images = try file(own, part + "-images-idx3-ubyte", from: home)
      let set = try LabelledImages(idxImages: images, labels: file(own, part + "-labels-idx1-ubyte", from: home))
      try check(set, in: images, shape: [1, 28, 28], classes: 10)
      return set
    }
    training = try set("train")
    test = try set("t10k")

    let mnist = try file(parent + "/mnist", "t10k-images-idx3-ubyte", from: "yann.lecun.com/exdb/mnist")
    foreign.append(("mnist", try greyImages(mnist, side: 28)))
    // These two are no official files: without them the report has two rows less.
    for (name, stem) in [("letters-az", "letters-images-idx3-ubyte"), ("notmnist", "t10k-images-idx3-ubyte")] {
      if let path = existing(parent + "/" + name, stem) { foreign.append((name, try greyImages(path, side: 28))) }
    }
  }

  private func greyImages(_ path: String, side: Int) throws -> Tensor<UInt8> {
    let images = try IDX(contentsOf: path).tensor(as: UInt8.self)
    guard images.rank == 3, images.shape[1...] == [side, side], images.shape[0] > 0 else {
      throw FileError(.corrupt, file: path, problem: "its shape is \(images.shape), not [n, \(side), \(side)]")
    }
    return images.expanded(at: 1)
  }

  // MARK: - CIFAR and the sets that the command line names

  private mutating func readPhotographs(_ recipe: Recipe, in run: Run?) throws {
    let path = recipe.data ?? "."
    let isTen = recipe.source == .cifar10
    let folders = isTen ? ["cifar10", "cifar-10-batches-bin"] : ["cifar100", "cifar-100-binary"]
    let own = folders.map { path + "/" + $0 }.first(where: exists) ?? path
    let trainingNames = isTen ? (1...5).map { "data_batch_\($0).bin" } : ["train.bin"]
    let testName = isTen ? "test_batch.bin" : "test.bin"
    let home = "www.cs.toronto.edu/~kriz/cifar.html"
    func read(_ path: String) throws -> LabelledImages {
      try CIFAR(contentsOf: path, classes: isTen ? .ten : .hundred).samples
    }
    _ = try file(own, trainingNames[0], from: home)
    let parts = try trainingNames.map { own + "/" + $0 }.filter(exists).map(read)
    training = LabelledImages(
      images: concatenate(parts.map(\.images)), labels: concatenate(parts.map(\.labels)))
    test = try read(try file(own, testName, from: home))
    foreign = try recipe.outlierFiles.map { ($0.name, try NamedOutliers($0, of: recipe).images(in: run)) }
  }

  // MARK: - Finding

  private func check(_ set: LabelledImages, in path: String, shape: [Int], classes: Int) throws {
    guard set.count > 0, Array(set.images.shape[1...]) == shape else {
      throw FileError(.corrupt, file: path, problem: "images of shape \(set.images.shape), not [n, 28, 28]")
    }
    if let label = set.labels.elements.first(where: { $0 >= classes }) {
      throw FileError(.corrupt, file: path, problem: "a label is \(label), at most \(classes - 1) may be")
    }
  }

  private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// The path of a file, packed or not; nil where neither stands there.
  private func existing(_ folder: String, _ name: String) -> String? {
    [name + ".gz", name].map { folder + "/" + $0 }.first(where: exists)
  }

  private func file(_ folder: String, _ name: String, from home: String) throws -> String {
    if let path = existing(folder, name) { return path }
    let suffix = name.hasSuffix(".bin") ? "" : " or \(name).gz"
    throw UsageError("--data: looked for \(name)\(suffix) in \(folder), it is not there; it comes from \(home)")
  }
}

extension Tensor<UInt8> {
  /// Pixels from 0 to 1.
  var shares: Tensor<Float> {
    withElements { pixels in
      Tensor<Float>(shape: shape) { memory in
        for (place, pixel) in pixels.enumerated() { memory[place] = Float(pixel) / 255 }
      }
    }
  }
}

extension LabelledImages {
  /// The images at some places, pixels from 0 to 1.
  func chosen(_ places: [Int]) -> ImageSet {
    ImageSet(images: images.rows(places).shares, labels: labels.rows(places))
  }
}

// MARK: - The data of a seed

extension SeedData {
  /// Fashion-MNIST, sets that are strange to it, and sets made from its held-out images.
  init(fashion files: DataFiles, _ counts: Recipe.SampleCounts, seed: Int, stream: Random) {
    let (training, validation) = SeedData.split(files.training!, counts, stream)
    let test = files.test!.chosen(Array(0..<files.test!.count))
    let outlierCount = min(counts.outliers, test.count)
    let source = NormalSource(heldOut: validation, classes: 10)
    let made = source.outliers(outlierCount, tiles: 4, stream: stream)
    let targets = Canvas.list(test.images, first: outlierCount)
    let auxiliary = auxiliaryOutliers(
      min(counts.auxiliary, training.count), matching: Canvas.list(training.images, first: counts.auxiliary),
      stream: stream.split("auxiliary"))
    self.init(
      seed: seed, training: training, validation: validation, test: test,
      outliers: SeedData.foreign(files, counts, stream)
        + made.near.map { OutlierSet($0.0, .near, matched($0.1, to: targets)) } + made.far,
      auxiliary: auxiliary, standard: Standardisation(mean: 0.2860, deviation: 0.3530))
  }

  /// CIFAR and the sets that the command line names.
  init(photographs files: DataFiles, _ counts: Recipe.SampleCounts, seed: Int, stream: Random) {
    let (training, validation) = SeedData.split(files.training!, counts, stream)
    let test = files.test!.chosen(Array(0..<files.test!.count))
    let heldOut = validation.images.narrowed(0, to: 0..<min(counts.outliers, validation.count))
    let far = farSets(heldOut.shape[0], shape: Array(heldOut.shape[1...]), inverted: 1 - heldOut, stream: stream)
    self.init(
      seed: seed, training: training, validation: validation, test: test,
      outliers: SeedData.foreign(files, counts, stream) + far,
      auxiliary: Tensor(shape: [0] + training.images.shape[1...]) { _ in },
      standard: Standardisation(of: training.images))
  }

  /// Training images without those that are held out, and those.
  private static func split(
    _ images: LabelledImages, _ counts: Recipe.SampleCounts, _ stream: Random
  ) -> (training: ImageSet, validation: ImageSet) {
    var generator = stream.split("validation")
    let order = generator.permutation(count: images.count)
    let heldOut = min(counts.validation, images.count / 5)
    return (images.chosen(Array(order[heldOut...])), images.chosen(Array(order[..<heldOut])))
  }

  /// So many images of each set from files, without replacement; all where there are several draws from each.
  private static func foreign(
    _ files: DataFiles, _ counts: Recipe.SampleCounts, _ stream: Random
  ) -> [OutlierSet] {
    files.foreign.map { name, images in
      var generator = stream.split(name)
      let order = generator.permutation(count: images.shape[0])
      let places = counts.draws > 1 ? order : Array(order.prefix(counts.outliers))
      return OutlierSet(name, .foreign, images.rows(places).shares)
    }
  }
}

extension NormalSource {
  /// Held-out images, class by class, in an order that each set has for itself.
  init(heldOut: ImageSet, classes: Int) {
    let canvases = Canvas.list(heldOut.images, first: heldOut.count)
    var lists = [[Int]](repeating: [], count: classes)
    for (place, label) in heldOut.labels.elements.enumerated() { lists[Int(label)].append(place) }
    let all = Array(canvases.indices)
    let places = lists.map { $0.isEmpty ? all : $0 }
    self.init(classes: classes) { label, occurrence, stream in
      var generator = stream.split("order").split(label)
      let order = generator.permutation(count: places[label].count)
      return canvases[places[label][order[occurrence % order.count]]]
    }
  }
}

extension Canvas {
  /// The first images of a batch with one channel.
  static func list(_ images: Tensor<Float>, first count: Int) -> [Canvas] {
    let side = images.shape[3]
    return images.withElements { pixels in
      (0..<min(count, images.shape[0])).map { index in
        Canvas(side: side, pixels: pixels[index * side * side..<(index + 1) * side * side].map(Double.init))
      }
    }
  }
}
