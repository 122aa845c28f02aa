// Pooling. A pooling and its gradient are adjoint linear maps once the winners are known, so each is the other's rule.

import MiniTensor

/// The largest element of each window.  Shape [N, C, H, W] -> [N, C, HO, WO] with HO = (H + 2 padding - size) / stride + 1.
/// d/dx = g at the first of the largest elements of each window, added up where windows overlap.
///
/// - Parameters:
///   - x: the images.
///   - size: the edge of the square window, in pixels.
///   - stride: the size of the window unless given.
///   - padding: on all four sides, at most half the size.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func maxPool2d<Element>(
  _ x: Variable<Element>, size: Int, stride: Int? = nil, padding: Int = 0
) -> Variable<Element> {
  let (values, winners) = maxPool2dWithIndices(x.value, size: size, stride: stride, padding: padding)
  let imageSize = (height: x.shape[2], width: x.shape[3])
  return record(values, from: x) { g in g.placed(at: winners, imageSize: imageSize) }
}

/// The mean of each window, padding counted.  Shape [N, C, H, W] -> [N, C, HO, WO].
/// d/dx = g / size² at every element of each window, added up where windows overlap.
///
/// - Parameters:
///   - x: the images.
///   - size: the edge of the square window, in pixels.
///   - stride: the size of the window unless given.
///   - padding: on all four sides, at most half the size.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func averagePool2d<Element>(
  _ x: Variable<Element>, size: Int, stride: Int? = nil, padding: Int = 0
) -> Variable<Element> {
  let imageSize = (height: x.shape[2], width: x.shape[3])
  return record(averagePool2d(x.value, size: size, stride: stride, padding: padding), from: x) { g in
    averagePool2dGradient(g, imageSize: imageSize, size: size, stride: stride, padding: padding)
  }
}

/// What a gradient of the output of ``averagePool2d(_:size:stride:padding:)`` is at its images.
/// d/dg = the pooling of the incoming gradient.
private func averagePool2dGradient<Element>(
  _ g: Variable<Element>, imageSize: (height: Int, width: Int), size: Int, stride: Int?, padding: Int
) -> Variable<Element> {
  let value = averagePool2dGradient(g.value, imageSize: imageSize, size: size, stride: stride, padding: padding)
  return record(value, from: g) { h in averagePool2d(h, size: size, stride: stride, padding: padding) }
}

extension Variable {
  /// Zero images with these elements added at positions in their planes.  Shape [N, C, HO, WO] -> [N, C, H, W].
  /// d/dx = g at these positions.
  fileprivate func placed(at indices: Tensor<Int32>, imageSize: (height: Int, width: Int)) -> Variable {
    record(maxPool2dGradient(value, at: indices, imageSize: imageSize), from: self) { g in
      g.taken(at: indices, imageSize: imageSize)
    }
  }

  /// The elements at positions in the planes.  Shape [N, C, H, W] -> that of the indices [N, C, HO, WO].
  /// d/dx = g at these positions, else 0.
  fileprivate func taken(at indices: Tensor<Int32>, imageSize: (height: Int, width: Int)) -> Variable {
    let planes = value.reshaped(to: [shape[0], shape[1], -1])
    let places = indices.reshaped(to: [shape[0], shape[1], -1])
    return record(planes.picked(places, along: 2).reshaped(to: indices.shape), from: self) { g in
      g.placed(at: indices, imageSize: imageSize)
    }
  }
}
