// Images with a label each: what the readers of classification sets hand out.

import MiniTensor

/// Images of one size, each with a label.
public struct LabelledImages: Sendable {
  /// The pixels, 0...255.  Shape [count, channels, height, width].
  public let images: Tensor<UInt8>
  /// The classes, from 0 unless the file counts otherwise.  Shape [count].
  public let labels: Tensor<Int32>

  /// How many images there are.
  public var count: Int { labels.count }

  /// Pairs images with labels.
  ///
  /// - Precondition: shapes [count, channels, height, width] and [count].
  public init(images: Tensor<UInt8>, labels: Tensor<Int32>) {
    precondition(
      images.rank == 4 && labels.shape == [images.shape[0]],
      "LabelledImages: images \(images.shape) and labels \(labels.shape) do not match")
    self.images = images
    self.labels = labels
  }

  /// Reads grey images and their labels from two IDX files of bytes, plain or packed with gzip, as MNIST has them.
  ///
  /// Images become [count, 1, rows, columns].  An error where a file is not of rank 3 or rank 1, or where there are
  /// more images than labels or fewer.
  public init(idxImages imagesPath: String, labels labelsPath: String) throws(FileError) {
    let images = try LabelledImages.bytes(in: imagesPath, rank: 3, "images")
    let labels = try LabelledImages.bytes(in: labelsPath, rank: 1, "labels")
    let count = images.shape[0]
    guard labels.shape[0] == count else {
      let problem = "\(counted(count, "image")) and \(counted(labels.shape[0], "label")) do not match"
      throw FileError(.corrupt, file: labelsPath, problem: problem)
    }
    self.init(
      images: Tensor(Array(images.bytes), shape: [count, 1] + images.shape[1...]),
      labels: Tensor(labels.bytes.map(Int32.init)))
  }

  private static func bytes(in path: String, rank: Int, _ what: String) throws(FileError) -> IDX {
    let file = try IDX(contentsOf: path)
    guard file.type == .uint8 && file.shape.count == rank else {
      let found = "\(file.type.rawValue) of rank \(file.shape.count)"
      throw FileError(.corrupt, file: path, problem: "\(what) must be U8 of rank \(rank), not \(found)")
    }
    return file
  }
}
