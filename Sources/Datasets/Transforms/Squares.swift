// From pictures of any size to the small squares that networks are trained on.

import MiniTensor

extension Tensor where Element: Scalar {
  /// The pictures in the last two axes, cut to their centred square, then resized.  Shape [..., H, W] ->
  /// [..., side, side].
  ///
  /// A square that shrinks becomes means of areas, so that no old pixel is left out; one that grows is interpolated
  /// between its pixels, since areas would show as blocks.  One of the right size stays as it is.
  ///
  /// - Precondition: rank of at least 2; all sizes are at least 1.
  public func centredSquare(of side: Int) -> Tensor {
    precondition(rank >= 2, "centredSquare: shape \(shape)")
    let edge = Swift.min(shape[rank - 2], shape[rank - 1])
    return croppedToCentre(height: edge, width: edge)
      .resized(height: side, width: side, by: edge > side ? .area : .bilinear)
  }
}

extension Tensor<Float> {
  /// Numbers in 0...1 as the levels 0...255 that a file would hold, each rounded to the nearest.  Same shape.
  ///
  /// What lies beyond 0...1 is cut off; NaN becomes 0.
  public func levels() -> Tensor<UInt8> {
    withElements { numbers in
      Tensor<UInt8>(shape: shape) { memory in
        for place in 0..<numbers.count {
          // NaN is above nothing.
          let number = numbers[place] > 0 ? Swift.min(numbers[place], 1) : 0
          memory.initializeElement(at: place, to: UInt8(number * 255 + 0.5))
        }
      }
    }
  }
}
