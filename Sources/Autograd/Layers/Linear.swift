// The fully connected layer.

import MiniTensor

/// x Wᵀ + b.  Shape [N, inputs] -> [N, outputs]; weight [outputs, inputs], bias [outputs].
public struct Linear<Element: Scalar>: Layer {
  public var weight: Variable<Element>
  public var bias: Variable<Element>?

  /// Weights uniform in ±1/√inputs; the bias begins at zero.
  public init(_ inputs: Int, _ outputs: Int, hasBias: Bool = true, using generator: inout Random) {
    let bound = 1 / Element(inputs).squareRoot()
    weight = .parameter(.uniform([outputs, inputs], in: -bound..<bound, using: &generator))
    bias = hasBias ? .parameter(.zeros([outputs])) : nil
  }

  public func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    let product = matmul(x, weight.transposed())
    return bias.map { product + $0 } ?? product
  }

  public mutating func visit(_ visitor: Visitor<Element>) {
    visitor.parameter("weight", &weight)
    if bias != nil { visitor.parameter("bias", &bias!) }
  }
}
