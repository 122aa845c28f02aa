// Layers without parameters: activations, pooling, dropout, flattening.

import MiniTensor

/// max(0, x), elementwise.
public struct ReLU<Element: Scalar>: Layer {
  public init() {}
  public func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> { x.relu() }
}

/// x where x > 0, else slope · x, elementwise.
public struct LeakyReLU<Element: Scalar>: Layer {
  public let slope: Element
  public init(slope: Element = 0.01) { self.slope = slope }
  public func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    x.leakyRelu(slope: slope)
  }
}

/// The largest element of each window.  Shape [N, C, H, W] -> [N, C, HO, WO].
public struct MaxPool2d<Element: Scalar>: Layer {
  public let size, stride, padding: Int
  /// - Parameters:
  ///   - size: the edge of the square window, in pixels.
  ///   - stride: the size of the window unless given.
  ///   - padding: on all four sides, at most half the size.
  public init(_ size: Int, stride: Int? = nil, padding: Int = 0) {
    (self.size, self.stride, self.padding) = (size, stride ?? size, padding)
  }
  public func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    maxPool2d(x, size: size, stride: stride, padding: padding)
  }
}

/// The mean of each window, padding counted.  Shape [N, C, H, W] -> [N, C, HO, WO].
public struct AveragePool2d<Element: Scalar>: Layer {
  public let size, stride, padding: Int
  /// - Parameters:
  ///   - size: the edge of the square window, in pixels.
  ///   - stride: the size of the window unless given.
  ///   - padding: on all four sides, at most half the size.
  public init(_ size: Int, stride: Int? = nil, padding: Int = 0) {
    (self.size, self.stride, self.padding) = (size, stride ?? size, padding)
  }
  public func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    averagePool2d(x, size: size, stride: stride, padding: padding)
  }
}

/// The mean of each channel.  Shape [N, C, H, W] -> [N, C].
public struct GlobalAverage<Element: Scalar>: Layer {
  public init() {}
  public func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    x.mean(along: 2, 3)
  }
}

/// All axes but the first joined.  Shape [N, ...] -> [N, rest].
public struct Flatten<Element: Scalar>: Layer {
  public init() {}
  public func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    x.flattenedRows()
  }
}

/// In training, zero with probability `rate`, else divided by 1 - rate (Srivastava et al. 2014); otherwise unchanged.
public struct Dropout<Element: Scalar>: Layer {
  public let rate: Element
  /// - Parameter rate: in 0..<1.
  public init(_ rate: Element) {
    precondition(rate >= 0 && rate < 1, "Dropout: rate \(rate) is outside of 0..<1")
    self.rate = rate
  }
  public func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    guard context.mode == .training, rate > 0 else { return x }
    var generator = context.generator.split()
    let kept = Tensor<Element>.uniform(x.shape, in: 0..<1, using: &generator) .>= rate
    return select(kept, x / (1 - rate), Variable(0))
  }
}
