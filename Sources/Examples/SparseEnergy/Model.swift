// The networks: a residual network of any width and depth, with a linear head or that of generalised ODIN.

import Autograd
import MiniTensor

/// Widths and depths of a residual network.
struct NetworkShape: Codable, Equatable, Sendable {
  /// Channels of the images.
  var channels: Int
  /// Channels after the first convolution.
  var stem: Int
  /// Channels of each group of blocks, and the stride of its first block.
  var widths: [Int]
  var strides: [Int]
  /// Blocks in a group.
  var blocks: Int
  var classes: Int
  /// Between the two convolutions of a block.
  var dropout: Float = 0

  /// The length of the penultimate features.
  var features: Int { widths.last ?? stem }
}

/// A pre-activation residual network (He et al. 2016; Zagoruyko and Komodakis 2016): a convolution, residual blocks,
/// normalisation, the mean over each channel, and a head.
///
/// With `NetworkShape(channels: 3, stem: 16, widths: [32, 64, 128], strides: [1, 2, 2], blocks: 6)` it is WRN-40-2.
struct ResidualNetwork<Element: Scalar>: Layer {
  /// What makes logits of features.
  enum Head: String, Codable, Sendable {
    /// One linear layer.
    case linear
    /// Cosines divided by a learned scale: ``DecomposedHead``.
    case decomposed
  }

  /// What a network says of a batch.
  struct Outputs {
    /// Shape [N, classes].
    var logits: Variable<Element>
    /// What the head was given: the mean of each channel after the last normalisation.  Shape [N, features].
    var features: Variable<Element>
    /// The mean over each channel of the first convolution, and of every block's output after ReLU.
    var stages: [Variable<Element>]
    /// The numerators of a decomposed head, h_k = cos(w_k, φ).  Shape [N, classes].
    var cosines: Variable<Element>?
  }

  private(set) var stem: Conv2d<Element>
  private(set) var blocks: [ResidualBlock<Element>] = []
  private(set) var norm: BatchNorm<Element>
  private(set) var linear: Linear<Element>?
  private(set) var decomposed: DecomposedHead<Element>?

  init(_ shape: NetworkShape, head: Head = .linear, using generator: inout Random) {
    stem = Conv2d(shape.channels, shape.stem, size: 3, padding: 1, hasBias: false, using: &generator)
    var width = shape.stem
    for (outputs, stride) in zip(shape.widths, shape.strides) {
      for index in 0..<shape.blocks {
        blocks.append(
          ResidualBlock(
            width, outputs, stride: index == 0 ? stride : 1, dropout: Element(shape.dropout), using: &generator))
        width = outputs
      }
    }
    norm = BatchNorm(width)
    switch head {
    case .linear: linear = Linear(width, shape.classes, using: &generator)
    case .decomposed: decomposed = DecomposedHead(width, shape.classes, using: &generator)
    }
  }

  mutating func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    outputs(x, in: &context, withStages: false).logits
  }

  /// Everything that losses and scores look at.
  /// - Parameter withStages: whether the means of the stages are wanted; they take a pass over every block's output.
  mutating func outputs(
    _ images: Variable<Element>, in context: inout Context, withStages: Bool
  ) -> Outputs {
    var x = stem(images, in: &context)
    var stages = withStages ? [x.mean(along: 2, 3)] : []
    for index in blocks.indices {
      x = blocks[index](x, in: &context)
      if withStages { stages.append(x.relu().mean(along: 2, 3)) }
    }
    let features = norm(x, in: &context).relu().mean(along: 2, 3)
    if decomposed != nil {
      let parts = decomposed!.parts(of: features, in: &context)
      return Outputs(logits: parts.cosines / parts.scale, features: features, stages: stages, cosines: parts.cosines)
    }
    return Outputs(logits: linear!(features, in: &context), features: features, stages: stages)
  }

  mutating func visit(_ visitor: Visitor<Element>) {
    visitor.layer("stem", &stem)
    for index in blocks.indices { visitor.layer("blocks.\(index)", &blocks[index]) }
    visitor.layer("norm", &norm)
    if linear != nil { visitor.layer("linear", &linear!) }
    if decomposed != nil { visitor.layer("decomposed", &decomposed!) }
  }
}

/// The head of generalised ODIN, variant DeConf-C (Hsu, Shen, Jin, Kira, "Generalized ODIN", CVPR 2020): logits h_k / g
/// with h_k = cos(w_k, φ) and g = sigmoid(BN(w_g · φ + b_g)).
///
/// h is to say which class and how surely; g takes up what all classes share.
struct DecomposedHead<Element: Scalar>: Layer {
  private(set) var weight: Variable<Element>
  private(set) var scale: Linear<Element>
  private(set) var norm = BatchNorm<Element>(1)

  /// Weights w_k normal with variance 2 / inputs; w_g as in any linear layer.
  init(_ inputs: Int, _ classes: Int, using generator: inout Random) {
    let deviation = (2 / Element(inputs)).squareRoot()
    weight = .parameter(.normal([classes, inputs], deviation: deviation, using: &generator))
    scale = Linear(inputs, 1, using: &generator)
  }

  mutating func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    let parts = parts(of: x, in: &context)
    return parts.cosines / parts.scale
  }

  /// Numerator h and denominator g.  Shapes [N, classes] and [N, 1].
  mutating func parts(
    of features: Variable<Element>, in context: inout Context
  ) -> (cosines: Variable<Element>, scale: Variable<Element>) {
    let cosines = matmul(directions(of: features), directions(of: weight).transposed())
    return (cosines, norm(scale(features, in: &context), in: &context).sigmoid())
  }

  /// Each row at length 1; a row of zeros stays one.
  private func directions(of x: Variable<Element>) -> Variable<Element> {
    x / (x.square().sum(along: 1, keepingAxes: true) + Element(1e-12)).sqrt()
  }

  mutating func visit(_ visitor: Visitor<Element>) {
    visitor.parameter("weight", &weight)
    visitor.layer("scale", &scale)
    visitor.layer("norm", &norm)
  }
}
