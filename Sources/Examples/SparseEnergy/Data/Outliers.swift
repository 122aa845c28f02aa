// Outliers made from normal images, and from nothing.

import Datasets
import MiniTensor

/// Where normal images come from that no network was trained or tested on.
struct NormalSource: Sendable {
  let classes: Int
  /// The image number `occurrence` of a class in the set that a stream stands for.
  let draw: @Sendable (_ label: Int, _ occurrence: Int, _ stream: Random) -> Canvas

  /// A normal set with as many images of one class as of another, in random order.
  func balanced(_ count: Int, stream: Random) -> (canvases: [Canvas], set: ImageSet) {
    var generator = stream.split("order")
    let order = generator.permutation(count: count)
    let canvases = order.map { draw($0 % classes, $0 / classes, stream) }
    let labels = order.map { Int32($0 % classes) }
    return (canvases, ImageSet(images: Tensor(canvases, side: canvases[0].side), labels: Tensor(labels)))
  }

  /// The sets that are made from normal images, near ones not yet matched, and the far ones.
  func outliers(
    _ count: Int, tiles: Int, stream: Random
  ) -> (near: [(String, [Canvas])], far: [OutlierSet]) {
    let blend = set(count, stream.split("blend")) { image, label, occurrence, generator in
      let other = (label + 1 + generator.integer(in: 0..<classes - 1)) % classes
      return image.combined(with: draw(other, occurrence, stream.split("blend, second"))) { ($0 + $1) / 2 }
    }
    let jigsaw = set(count, stream.split("jigsaw")) { image, _, _, generator in
      image.jigsaw(tiles: tiles, moving: tiles * tiles - 2, using: &generator)
    }
    let phase = set(count, stream.split("phase")) { image, _, _, generator in
      image.withRandomPhase(using: &generator)
    }
    let inverted = set(count, stream.split("inverted")) { image, _, _, _ in image.map { 1 - $0 } }
    let shape = [1, inverted[0].side, inverted[0].side]
    let far = farSets(count, shape: shape, inverted: Tensor(inverted, side: inverted[0].side), stream: stream)
    return ([("blend", blend), ("jigsaw", jigsaw), ("phase", phase)], far)
  }

  /// One image after another, each from a normal image and a stream of its own.
  private func set(
    _ count: Int, _ stream: Random,
    _ make: (_ image: Canvas, _ label: Int, _ occurrence: Int, _ generator: inout Random) -> Canvas
  ) -> [Canvas] {
    (0..<count).map { index in
      var generator = stream.split("making").split(index)
      let (label, occurrence) = (index % classes, index / classes)
      return make(draw(label, occurrence, stream), label, occurrence, &generator)
    }
  }
}

/// The far sets: uniform noise, single greys, and normal images with black and white exchanged.
///
/// - Parameter shape: of an image, [channels, height, width].
func farSets(_ count: Int, shape: [Int], inverted: Tensor<Float>, stream: Random) -> [OutlierSet] {
  let size = shape.reduce(1, *)
  let uniform = Tensor<Float>(shape: [count] + shape) { memory in
    for index in 0..<count {
      var generator = stream.split("uniform").split(index)
      for place in index * size..<(index + 1) * size { memory[place] = Float(generator.uniform(in: -0.5..<1.5)) }
    }
  }
  let constant = Tensor<Float>(shape: [count] + shape) { memory in
    for index in 0..<count {
      var generator = stream.split("constant").split(index)
      let grey = Float(generator.uniform(in: -0.5..<1.5))
      for place in index * size..<(index + 1) * size { memory[place] = grey }
    }
  }
  return [
    OutlierSet("uniform", .far, uniform), OutlierSet("constant", .far, constant),
    OutlierSet("inverted", .far, inverted),
  ]
}

/// Image i with the mean and deviation of the i-th of other images, so that neither can tell them apart.
func matched(_ canvases: [Canvas], to targets: [Canvas]) -> Tensor<Float> {
  let images = canvases.enumerated().map { $1.matched(to: targets[$0 % targets.count]) }
  return Tensor(images, side: targets[0].side)
}

/// Outliers to train with: scribbles and smooth fields in turn, matched to training images.
///
/// They are kin of the sets `unseen` and `phase`, but neither of them.
func auxiliaryOutliers(_ count: Int, matching training: [Canvas], stream: Random) -> Tensor<Float> {
  let side = training[0].side
  let canvases = (0..<count).map { index in
    var generator = stream.split(index)
    if index % 2 == 0 { return Glyphs.scribble(side: side, using: &generator) }
    // A blur as wide as it is on 16 pixels.
    let sigma = generator.uniform(in: 0.6..<2) * Double(side) / 16
    return Canvas.smoothField(side: side, sigma: sigma, using: &generator)
  }
  return matched(canvases, to: training)
}
