// Layers made of layers.

import MiniTensor

/// One layer after another. Names: `0`, `1`, …
public struct Sequential<Element: Scalar>: Layer {
  public var layers: [any Layer<Element>]

  public init(_ layers: any Layer<Element>...) { self.layers = layers }
  public init(_ layers: [any Layer<Element>]) { self.layers = layers }

  public mutating func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    var x = x
    for index in layers.indices { x = layers[index](x, in: &context) }
    return x
  }

  public mutating func visit(_ visitor: Visitor<Element>) {
    for index in layers.indices { visitor.layer("\(index)", &layers[index]) }
  }
}

/// A pre-activation residual block of a wide residual network (Zagoruyko and Komodakis 2016):
/// a = relu(bn x), y = conv(dropout(relu(bn(conv a)))), out = y + shortcut.
///
/// The shortcut is x itself where shape allows, else a 1x1 convolution of a.
public struct ResidualBlock<Element: Scalar>: Layer {
  public var norm1: BatchNorm<Element>
  public var conv1: Conv2d<Element>
  public var norm2: BatchNorm<Element>
  public var dropout: Dropout<Element>
  public var conv2: Conv2d<Element>
  public var shortcut: Conv2d<Element>?

  /// - Parameters:
  ///   - inputs: the channels of x.
  ///   - outputs: the channels of the result.
  ///   - stride: of the first convolution and of the shortcut.
  ///   - rate: the share of elements that dropout sets to 0, in 0..<1.
  ///   - generator: the source of the first weights.
  public init(
    _ inputs: Int, _ outputs: Int, stride: Int = 1, dropout rate: Element = 0, using generator: inout Random
  ) {
    norm1 = BatchNorm(inputs)
    conv1 = Conv2d(inputs, outputs, size: 3, stride: stride, padding: 1, hasBias: false, using: &generator)
    norm2 = BatchNorm(outputs)
    dropout = Dropout(rate)
    conv2 = Conv2d(outputs, outputs, size: 3, padding: 1, hasBias: false, using: &generator)
    if inputs != outputs || stride != 1 {
      shortcut = Conv2d(inputs, outputs, size: 1, stride: stride, hasBias: false, using: &generator)
    }
  }

  public mutating func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    let a = norm1(x, in: &context).relu()
    let hidden = norm2(conv1(a, in: &context), in: &context).relu()
    let y = conv2(dropout(hidden, in: &context), in: &context)
    return y + (shortcut?(a, in: &context) ?? x)
  }

  public mutating func visit(_ visitor: Visitor<Element>) {
    visitor.layer("bn1", &norm1)
    visitor.layer("conv1", &conv1)
    visitor.layer("bn2", &norm2)
    visitor.layer("conv2", &conv2)
    if shortcut != nil { visitor.layer("shortcut", &shortcut!) }
  }
}
