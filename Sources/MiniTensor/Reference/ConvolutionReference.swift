// Convolution and its gradients as a textbook writes them: one loop for each index.

extension Reference {
  /// y[n][o][i][j] = Σ w[o][c][dy][dx] · x[n][c][i · stride + dy - padding][j · stride + dx - padding].
  ///
  /// Shapes: x [N, C, H, W], w [O, C, KH, KW] -> [N, O, HO, WO]. Taps outside of the image are left out.
  @specialized(where E == Float)
  @specialized(where E == Double)
  public static func conv2d<E: Scalar>(
    _ x: Tensor<E>, _ w: Tensor<E>, stride: Int = 1, padding: Int = 0
  ) -> Tensor<E> {
    let outHeight = (x.shape[2] + 2 * padding - w.shape[2]) / stride + 1
    let outWidth = (x.shape[3] + 2 * padding - w.shape[3]) / stride + 1
    let shape = [x.shape[0], w.shape[0], outHeight, outWidth]
    var y = [E](repeating: 0, count: shape.reduce(1, *))
    let (pixels, weights) = (x.elements, w.elements)
    forEachProduct(x.shape, w.shape, shape, stride, padding) { result, pixel, weight in
      y[result] += weights[weight] * pixels[pixel]
    }
    return Tensor(y, shape: shape)
  }

  /// The gradient of a convolution with respect to its images: each product of the forward sum sends g · w to its pixel.
  ///
  /// Shapes: g [N, O, HO, WO], w [O, C, KH, KW] -> inputShape [N, C, H, W].
  @specialized(where E == Float)
  @specialized(where E == Double)
  public static func conv2dInputGradient<E: Scalar>(
    _ g: Tensor<E>, _ w: Tensor<E>, inputShape: [Int], stride: Int = 1, padding: Int = 0
  ) -> Tensor<E> {
    var gx = [E](repeating: 0, count: inputShape.reduce(1, *))
    let (gradients, weights) = (g.elements, w.elements)
    forEachProduct(inputShape, w.shape, g.shape, stride, padding) { result, pixel, weight in
      gx[pixel] += gradients[result] * weights[weight]
    }
    return Tensor(gx, shape: inputShape)
  }

  /// The gradient of a convolution with respect to its kernels: each product of the forward sum sends g · x to its tap.
  ///
  /// Shapes: g [N, O, HO, WO], x [N, C, H, W] -> kernelShape [O, C, KH, KW].
  @specialized(where E == Float)
  @specialized(where E == Double)
  public static func conv2dWeightGradient<E: Scalar>(
    _ g: Tensor<E>, _ x: Tensor<E>, kernelShape: [Int], stride: Int = 1, padding: Int = 0
  ) -> Tensor<E> {
    var gw = [E](repeating: 0, count: kernelShape.reduce(1, *))
    let (gradients, pixels) = (g.elements, x.elements)
    forEachProduct(x.shape, kernelShape, g.shape, stride, padding) { result, pixel, weight in
      gw[weight] += gradients[result] * pixels[pixel]
    }
    return Tensor(gw, shape: kernelShape)
  }

  /// Calls `body` for every product of a convolution, with the positions in memory of result, pixel and weight.
  private static func forEachProduct(
    _ image: [Int], _ kernel: [Int], _ result: [Int], _ stride: Int, _ padding: Int,
    _ body: (_ result: Int, _ pixel: Int, _ weight: Int) -> Void
  ) {
    for n in 0..<result[0] {
      for o in 0..<result[1] {
        for i in 0..<result[2] {
          for j in 0..<result[3] {
            for c in 0..<kernel[1] {
              for dy in 0..<kernel[2] {
                for dx in 0..<kernel[3] {
                  let (y, x) = (i * stride + dy - padding, j * stride + dx - padding)
                  guard y >= 0, y < image[2], x >= 0, x < image[3] else { continue }
                  body(
                    ((n * result[1] + o) * result[2] + i) * result[3] + j,
                    ((n * image[1] + c) * image[2] + y) * image[3] + x,
                    ((o * kernel[1] + c) * kernel[2] + dy) * kernel[3] + dx)
                }
              }
            }
          }
        }
      }
    }
  }
}
