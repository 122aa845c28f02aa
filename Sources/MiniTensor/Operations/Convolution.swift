// Two-dimensional convolution of tensors with its two gradients: shapes and their checks.

/// The convolution of images with kernels, as networks mean it: kernels are not mirrored.
///
/// Shapes: x [N, C, H, W], w [O, C, KH, KW] -> [N, O, (H + 2 padding - KH) / stride + 1, likewise for W], rounded down;
/// y[n][o][i][j] = Σ w[o][c][dy][dx] · x[n][c][i · stride + dy - padding][j · stride + dx - padding] over c, dy and dx,
/// where x is 0 outside of the image. No images, channels or outputs: the result is empty or zero.
///
/// Zeros of the padding are multiplied like pixels, so an infinite weight gives NaN at the rim. Sums run in a fixed
/// order: the same bits at any number of threads.
///
/// - Precondition: as many channels in x as in w, stride at least 1, padding at least 0, and a kernel of at least one
///   tap that is not larger than the padded image.
@specialized(where E == Float)
@specialized(where E == Double)
public func conv2d<E: Scalar>(_ x: Tensor<E>, _ w: Tensor<E>, stride: Int = 1, padding: Int = 0) -> Tensor<E> {
  let shape = ConvolutionShape("conv2d", image: x.shape, kernel: w.shape, stride: stride, padding: padding)
  return Tensor(shape: shape.result) { memory in
    guard let result = memory.baseAddress, !memory.isEmpty else { return }
    x.withElements { images in
      w.withElements { weights in
        guard let images = images.baseAddress, let weights = weights.baseAddress else { return }
        convolve(
          images, count: shape.images, weights, outputs: shape.outputs, shape.correlation, into: result)
      }
    }
  }
}

/// The gradient of ``conv2d(_:_:stride:padding:)`` with respect to its images; also the transposed convolution.
///
/// Shapes: g [N, O, HO, WO] (the gradient of the result), w [O, C, KH, KW] -> inputShape [N, C, H, W]:
/// gx[n][c][y][x] = Σ w[o][c][dy][dx] · g[n][o][i][j] over the o, dy, dx, i, j that meet pixel (y, x) in the forward
/// product.
///
/// - Precondition: g has the shape that the convolution of such images gives.
@specialized(where E == Float)
@specialized(where E == Double)
public func conv2dInputGradient<E: Scalar>(
  _ g: Tensor<E>, _ w: Tensor<E>, inputShape: [Int], stride: Int = 1, padding: Int = 0
) -> Tensor<E> {
  let name = "conv2dInputGradient"
  let shape = ConvolutionShape(name, image: inputShape, kernel: w.shape, stride: stride, padding: padding)
  shape.check(gradient: g.shape, in: name)
  return Tensor(shape: inputShape) { memory in
    guard let result = memory.baseAddress, !memory.isEmpty else { return }
    g.withElements { gradients in
      w.withElements { weights in
        guard let gradients = gradients.baseAddress, let weights = weights.baseAddress else { return }
        convolveToInput(
          gradients, count: shape.images, weights, outputs: shape.outputs, shape.correlation, into: result)
      }
    }
  }
}

/// The gradient of ``conv2d(_:_:stride:padding:)`` with respect to its kernels.
///
/// Shapes: g [N, O, HO, WO] (the gradient of the result), x [N, C, H, W] -> kernelShape [O, C, KH, KW]:
/// gw[o][c][dy][dx] = Σ g[n][o][i][j] · x[n][c][i · stride + dy - padding][j · stride + dx - padding] over n, i and j.
///
/// - Precondition: g has the shape that the convolution of x with such kernels gives.
@specialized(where E == Float)
@specialized(where E == Double)
public func conv2dWeightGradient<E: Scalar>(
  _ g: Tensor<E>, _ x: Tensor<E>, kernelShape: [Int], stride: Int = 1, padding: Int = 0
) -> Tensor<E> {
  let name = "conv2dWeightGradient"
  let shape = ConvolutionShape(name, image: x.shape, kernel: kernelShape, stride: stride, padding: padding)
  shape.check(gradient: g.shape, in: name)
  return Tensor(shape: kernelShape) { memory in
    guard let result = memory.baseAddress, !memory.isEmpty else { return }
    g.withElements { gradients in
      x.withElements { images in
        guard let gradients = gradients.baseAddress, let images = images.baseAddress else { return }
        convolveToWeights(
          gradients, images, count: shape.images, outputs: shape.outputs, shape.correlation, into: result)
      }
    }
  }
}

/// The checked shapes of a convolution.
private struct ConvolutionShape {
  let images, outputs: Int
  let correlation: Correlation
  var result: [Int] { [images, outputs, correlation.outHeight, correlation.outWidth] }

  init(_ name: String, image: [Int], kernel: [Int], stride: Int, padding: Int) {
    if let problem = convolutionProblem(image: image, kernel: kernel, stride: stride, padding: padding) {
      fatalError("\(name): \(problem)")
    }
    (images, outputs) = (image[0], kernel[0])
    correlation = Correlation(
      channels: image[1], height: image[2], width: image[3], kernelHeight: kernel[2], kernelWidth: kernel[3],
      step: stride, top: -padding, left: -padding,
      outHeight: (image[2] + 2 * padding - kernel[2]) / stride + 1,
      outWidth: (image[3] + 2 * padding - kernel[3]) / stride + 1)
  }

  func check(gradient: [Int], in name: String) {
    if gradient != result {
      fatalError("\(name): the gradient has shape \(gradient), the convolution's result has \(result)")
    }
  }
}

/// What is wrong with the shapes of a convolution; nil where nothing is.
func convolutionProblem(image: [Int], kernel: [Int], stride: Int, padding: Int) -> String? {
  var shapes: String { "images \(image), kernels \(kernel), stride \(stride), padding \(padding)" }
  if image.count != 4 { return "images need the axes [N, C, H, W]: \(shapes)" }
  if kernel.count != 4 { return "kernels need the axes [O, C, KH, KW]: \(shapes)" }
  if (image + kernel).contains(where: { $0 < 0 }) { return "a size is negative: \(shapes)" }
  if stride < 1 { return "the stride has to be at least 1: \(shapes)" }
  if padding < 0 { return "the padding has to be at least 0: \(shapes)" }
  if image[1] != kernel[1] { return "\(image[1]) channels of images meet \(kernel[1]) of kernels: \(shapes)" }
  if kernel[2] < 1 || kernel[3] < 1 { return "a kernel needs at least one tap: \(shapes)" }
  let greatest = 1 << 31
  if padding > greatest || stride > greatest || image[2] > greatest || image[3] > greatest {
    return "sizes of axes, stride and padding go up to \(greatest): \(shapes)"
  }
  let (height, width) = (image[2] + 2 * padding, image[3] + 2 * padding)
  if kernel[2] > height || kernel[3] > width {
    return "the kernel is larger than the padded image, \(height) x \(width): \(shapes)"
  }
  let result = [image[0], kernel[0], (height - kernel[2]) / stride + 1, (width - kernel[3]) / stride + 1]
  // The greatest scratch: as many copies of the padded images as a kernel has columns.
  let planes = [image[1], kernel[3], min(stride, kernel[2]), height + kernel[2], width]
  if !fitsMemory(result) || !fitsMemory(planes) || !fitsMemory(image) || !fitsMemory(kernel) {
    return "more elements than memory can address: \(shapes)"
  }
  return nil
}
