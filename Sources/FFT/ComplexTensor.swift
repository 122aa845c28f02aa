// Complex numbers as pairs of tensors.

import MiniTensor

/// A tensor of complex numbers: its real and its imaginary parts, of one shape.
public struct ComplexTensor<Element: Scalar>: Sendable, Equatable {
  /// The real parts.
  public var real: Tensor<Element>
  /// The imaginary parts.
  public var imaginary: Tensor<Element>

  /// - Precondition: both parts have one shape.
  public init(real: Tensor<Element>, imaginary: Tensor<Element>) {
    precondition(
      real.shape == imaginary.shape, "ComplexTensor: parts of shapes \(real.shape) and \(imaginary.shape)")
    (self.real, self.imaginary) = (real, imaginary)
  }

  /// Real numbers: all imaginary parts are zero.
  public init(_ real: Tensor<Element>) { self.init(real: real, imaginary: .zeros(real.shape)) }

  /// The shape of both parts.
  public var shape: [Int] { real.shape }
}
