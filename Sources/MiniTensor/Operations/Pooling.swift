// Pooling of images in NCHW layout: the greatest or the mean value of each position of a sliding window, and gradients.

/// The greatest value in each window. Shape [n, channels, height, width] -> [n, channels, rows, columns] with
/// rows = (height + 2 · padding - size) / stride + 1, rounded down, and columns alike (PyTorch's `max_pool2d`).
///
/// Padding never wins, not even over -infinity. A window that holds a NaN gives NaN.
///
/// - Parameters:
///   - x: the images.
///   - size: height and width of the window, in pixels.
///   - stride: from one window to the next; the window's size unless told, so that windows tile the image.
///   - padding: on all four sides, at most half the size.
/// - Precondition: the window is no larger than the padded image.
public func maxPool2d<Element: Scalar>(
  _ x: Tensor<Element>, size: Int, stride: Int? = nil, padding: Int = 0
) -> Tensor<Element> {
  maxPool(x, Pooling(x.shape, size: size, stride: stride ?? size, padding: padding, in: "maxPool2d"), indices: nil)
}

/// ``maxPool2d(_:size:stride:padding:)`` and where in its plane each greatest value stands: row · width + column, the
/// first in row-major order where several are equal, the last of several NaN.
///
/// The indices are what ``maxPool2dGradient(_:at:imageSize:)`` needs. They have the shape of the values.
public func maxPool2dWithIndices<Element: Scalar>(
  _ x: Tensor<Element>, size: Int, stride: Int? = nil, padding: Int = 0
) -> (values: Tensor<Element>, indices: Tensor<Int32>) {
  let pooling = Pooling(x.shape, size: size, stride: stride ?? size, padding: padding, in: "maxPool2d")
  precondition(pooling.height * pooling.width <= Int(Int32.max), "maxPool2d: a plane of \(x.shape) is too large")
  var values: Tensor<Element>?
  let indices = Tensor<Int32>(shape: pooling.resultShape) { values = maxPool(x, pooling, indices: $0.baseAddress) }
  return (values!, indices)
}

/// The gradient of max pooling with respect to its input: each element of `gradient` added to zeros at its index.
///
/// - Parameters:
///   - gradient: with respect to the pooled values, of their shape.
///   - indices: from ``maxPool2dWithIndices(_:size:stride:padding:)``, of the gradient's shape.
///   - imageSize: height and width of the images that were pooled.
/// - Precondition: every index is in 0..<height · width.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func maxPool2dGradient<Element: Scalar>(
  _ gradient: Tensor<Element>, at indices: Tensor<Int32>, imageSize: (height: Int, width: Int)
) -> Tensor<Element> {
  precondition(
    gradient.rank == 4 && indices.shape == gradient.shape,
    "maxPool2dGradient: indices of shape \(indices.shape) for a gradient of shape \(gradient.shape)")
  let plane = imageSize.height * imageSize.width
  requireIndices(indices, below: plane, in: "maxPool2dGradient")
  let planes = gradient.shape[0] * gradient.shape[1]
  return Tensor(shape: [gradient.shape[0], gradient.shape[1], imageSize.height, imageSize.width]) { memory in
    guard let target = memory.baseAddress, !memory.isEmpty else { return }
    let windows = gradient.shape[2] * gradient.shape[3]
    gradient.withElements { from in
      indices.withElements { numbers in
        Threads.performChunks(of: planes, size: max(1, Threads.leastElements / 2 / plane)) { range in
          for index in range {
            let to = target + index * plane
            to.initialize(repeating: 0, count: plane)
            for window in (index * windows)..<((index + 1) * windows) { to[Int(numbers[window])] += from[window] }
          }
        }
      }
    }
  }
}

/// The mean of each window; shapes as in ``maxPool2d(_:size:stride:padding:)``.
///
/// Padding counts as zeros: the sum is divided by size² everywhere, as PyTorch's `avg_pool2d` does by default.
///
/// - Precondition: as for ``maxPool2d(_:size:stride:padding:)``.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func averagePool2d<Element: Scalar>(
  _ x: Tensor<Element>, size: Int, stride: Int? = nil, padding: Int = 0
) -> Tensor<Element> {
  let pooling = Pooling(x.shape, size: size, stride: stride ?? size, padding: padding, in: "averagePool2d")
  return Tensor(shape: pooling.resultShape) { memory in
    guard let target = memory.baseAddress, !memory.isEmpty else { return }
    x.withElements { source in
      guard let from = source.baseAddress else { return }
      pooling.forEachPlane { plane in
        averagePoolPlane(from + plane * pooling.plane, pooling, to: target + plane * pooling.windows)
      }
    }
  }
}

/// The gradient of average pooling with respect to its input: each element of `gradient` divided by size² and added
/// to all elements of its window.
///
/// - Parameters:
///   - gradient: with respect to the means, of their shape.
///   - imageSize: height and width of the images that were pooled.
///   - size: as it was for pooling.
///   - stride: as it was for pooling; the window's size unless told.
///   - padding: as it was for pooling.
/// - Precondition: the gradient has the shape that pooling such images gives.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func averagePool2dGradient<Element: Scalar>(
  _ gradient: Tensor<Element>, imageSize: (height: Int, width: Int), size: Int, stride: Int? = nil, padding: Int = 0
) -> Tensor<Element> {
  precondition(gradient.rank == 4, "averagePool2dGradient: shape \(gradient.shape) is not [n, channels, rows, columns]")
  let shape = [gradient.shape[0], gradient.shape[1], imageSize.height, imageSize.width]
  let pooling = Pooling(shape, size: size, stride: stride ?? size, padding: padding, in: "averagePool2dGradient")
  precondition(
    gradient.shape == pooling.resultShape,
    "averagePool2dGradient: a gradient of shape \(gradient.shape) where pooling \(shape) gives \(pooling.resultShape)")
  return Tensor(shape: shape) { memory in
    guard let target = memory.baseAddress, !memory.isEmpty else { return }
    gradient.withElements { source in
      guard let from = source.baseAddress else { return }
      pooling.forEachPlane { plane in
        averagePoolPlaneGradient(from + plane * pooling.windows, pooling, to: target + plane * pooling.plane)
      }
    }
  }
}

@specialized(where Element == Float)
@specialized(where Element == Double)
private func maxPool<Element: Scalar>(
  _ x: Tensor<Element>, _ pooling: Pooling, indices: UnsafeMutablePointer<Int32>?
) -> Tensor<Element> {
  Tensor(shape: pooling.resultShape) { memory in
    guard let target = memory.baseAddress, !memory.isEmpty else { return }
    x.withElements { source in
      guard let from = source.baseAddress else { return }
      pooling.forEachPlane { plane in
        let start = plane * pooling.windows
        maxPoolPlane(from + plane * pooling.plane, pooling, to: target + start, indices: indices.map { $0 + start })
      }
    }
  }
}
