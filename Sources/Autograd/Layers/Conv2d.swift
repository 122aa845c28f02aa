// The convolutional layer.

import MiniTensor

/// Cross-correlation with learned kernels.  Shape [N, inputs, H, W] -> [N, outputs, HO, WO]; weight
/// [outputs, inputs, size, size], bias [outputs].
public struct Conv2d<Element: Scalar>: Layer {
  public var weight: Variable<Element>
  public var bias: Variable<Element>?
  public let stride: Int
  public let padding: Int

  /// Weights normal with variance 2 / (size² · outputs) (He et al. 2015, by outputs); the bias begins at zero.
  public init(
    _ inputs: Int, _ outputs: Int, size: Int, stride: Int = 1, padding: Int = 0, hasBias: Bool = true,
    using generator: inout Random
  ) {
    let deviation = (2 / Element(size * size * outputs)).squareRoot()
    weight = .parameter(.normal([outputs, inputs, size, size], deviation: deviation, using: &generator))
    bias = hasBias ? .parameter(.zeros([outputs])) : nil
    self.stride = stride
    self.padding = padding
  }

  public func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    let y = conv2d(x, weight, stride: stride, padding: padding)
    return bias.map { y + $0.reshaped(to: [-1, 1, 1]) } ?? y
  }

  public mutating func visit(_ visitor: Visitor<Element>) {
    visitor.parameter("weight", &weight)
    if bias != nil { visitor.parameter("bias", &bias!) }
  }
}
