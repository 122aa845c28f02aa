// The sets of outliers that `--ood` names: IDX and CIFAR files, and folders of pictures, all as small colour squares.

import Datasets
import Experiments
import Formats
import Foundation
import MiniTensor

/// A set of outliers named on the command line, as bytes of shape [count, 3, 32, 32].
struct NamedOutliers {
  /// Where the set is.
  let named: NamedPath
  /// The most pictures of a folder that are read; of more, so many are chosen by `stream`, the same in every run.
  ///
  /// Collections of places or rooms have millions of pictures; what the draws of a run can show is far less.
  let limit: Int
  let stream: Random

  /// The height and width of the images of CIFAR.
  private static let side = 32

  init(_ named: NamedPath, of recipe: Recipe) {
    self.named = named
    limit = recipe.counts.draws * recipe.counts.outliers
    stream = Random(seed: UInt64(recipe.seeds[0])).split("pictures").split(named.name)
  }

  /// Reads the set.
  ///
  /// - Parameter run: shows progress, and is asked whether to stop; pictures are read one by one without it.
  /// - Throws: `UsageError` where nothing is at the path, `FileError` where it is not what it should be.
  func images(in run: Run?) throws -> Tensor<UInt8> {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: named.path, isDirectory: &isFolder) else {
      throw UsageError(
        "--ood \(named.name)=\(named.path): nothing is there; expected an IDX or CIFAR file, or a folder of pictures")
    }
    if isFolder.boolValue { return try pictures(in: run) }
    if named.path.hasSuffix(".bin") {
      let size = (try? FileManager.default.attributesOfItem(atPath: named.path)[.size] as? Int) ?? 0
      return try CIFAR(contentsOf: named.path, classes: size % 3073 == 0 ? .ten : .hundred).samples.images
    }
    let images = try IDX(contentsOf: named.path).tensor(as: UInt8.self)
    if images.rank == 4, images.shape[1...] == [3, Self.side, Self.side] { return images }
    guard images.rank == 3, images.shape.allSatisfy({ $0 > 0 }) else {
      let problem = "its shape is \(images.shape); expected [n, height, width] or [n, 3, 32, 32]"
      throw FileError(.unsupported, file: named.path, problem: problem)
    }
    return images.colourSquares(of: Self.side)
  }

  /// The paths of the pictures that are read, in the order of the folder.
  func chosenPaths() throws(FileError) -> [String] {
    let paths = try PictureFolder(named.path).paths
    guard paths.count > limit else { return paths }
    var generator = stream
    return generator.permutation(count: paths.count).prefix(limit).sorted().map { paths[$0] }
  }

  private func pictures(in run: Run?) throws -> Tensor<UInt8> {
    let paths = try chosenPaths()
    guard let run else { return try Tensor(stacking: paths.map(Self.square)) }
    return try Tensor(stacking: run.stage("pictures of \(named.name)", paths) { path, _ in try Self.square(of: path) })
  }

  /// A picture as CIFAR would show it.  Shape [3, 32, 32].
  ///
  /// The paper is silent on how outliers of other sizes come to 32 by 32 pixels.  Here the centred square is kept and
  /// resized by means of areas, or by interpolation where it is smaller.  Grey becomes three equal channels, and what is
  /// transparent shows white, as on a page.
  private static func square(of path: String) throws(FileError) -> Tensor<UInt8> {
    let picture: Tensor<Float> = try Picture(contentsOf: path).flattened().tensor()
    return picture.centredSquare(of: side).levels().broadcast(to: [3, side, side])
  }
}

extension Tensor<UInt8> {
  /// Grey images cut to a centred square, resized and repeated in three channels, as pictures of folders are.  Shape
  /// [n, height, width] -> [n, 3, side, side].
  func colourSquares(of side: Int) -> Tensor {
    // One by one, since the whole file as floating-point numbers would be four times as large.
    let squares = (0..<shape[0]).map { self[$0].shares.centredSquare(of: side).levels() }
    return Tensor(stacking: squares).expanded(at: 1).broadcast(to: [shape[0], 3, side, side])
  }
}
