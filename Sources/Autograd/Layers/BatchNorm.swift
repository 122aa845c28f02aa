// Batch normalisation (Ioffe and Szegedy 2015).

import MiniTensor

/// (x - mean) / √(variance + ε) · weight + bias for each channel.  Shape [N, C] or [N, C, H, W], the same out.
///
/// In training the moments are those of the batch; they also move the running moments, by `momentum`. In evaluation
/// the running moments are used. The running variance is the unbiased one, as PyTorch's.
public struct BatchNorm<Element: Scalar>: Layer {
  public var weight: Variable<Element>
  public var bias: Variable<Element>
  public var runningMean: Tensor<Element>
  public var runningVariance: Tensor<Element>
  public let momentum: Element
  public let epsilon: Element

  /// Scale 1, shift 0, running mean 0, running variance 1.
  public init(_ channels: Int, momentum: Element = 0.1, epsilon: Element = 1e-5) {
    weight = .parameter(.ones([channels]))
    bias = .parameter(.zeros([channels]))
    runningMean = .zeros([channels])
    runningVariance = .ones([channels])
    self.momentum = momentum
    self.epsilon = epsilon
  }

  public mutating func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element> {
    switch context.mode {
    case .training:
      let (y, moments) = batchNorm(x, scale: weight, shift: bias, epsilon: epsilon)
      let count = Element(x.count / max(runningMean.count, 1))
      let unbiased = moments.variance * (count / (count - 1))
      runningMean = runningMean * (1 - momentum) + moments.mean * momentum
      runningVariance = runningVariance * (1 - momentum) + unbiased * momentum
      return y
    case .evaluation:
      let slope = weight * Variable((runningVariance + epsilon).sqrt().reciprocal())
      let shift = bias - slope * Variable(runningMean)
      let perChannel = [-1] + Array(repeating: 1, count: x.rank - 2)
      return x * slope.reshaped(to: perChannel) + shift.reshaped(to: perChannel)
    }
  }

  public mutating func visit(_ visitor: Visitor<Element>) {
    visitor.parameter("weight", &weight)
    visitor.parameter("bias", &bias)
    visitor.statistic("running_mean", &runningMean)
    visitor.statistic("running_var", &runningVariance)
  }
}
