// The section `conv`: convolutions as networks use them, forward and both gradients.

import MiniTensor

extension Suite {
  /// The section `conv`, with the case names of the peers' record: KxK-INtoOUT-HxW-bBATCH and the stride.
  mutating func addConvolutions() {
    addConvolution("3x3-3to16-32x32-b32", 32, 3, 16, size: 32, kernel: 3)
    addConvolution("3x3-32to32-32x32-b32", 32, 32, 32, size: 32, kernel: 3)
    addConvolution("3x3-64to64-16x16-b32", 32, 64, 64, size: 16, kernel: 3)
    addConvolution("3x3-128to128-8x8-b32", 32, 128, 128, size: 8, kernel: 3)
    addConvolution("3x3-32to64-32x32-b32-s2", 32, 32, 64, size: 32, kernel: 3, stride: 2)
    addConvolution("1x1-64to128-16x16-b32", 32, 64, 128, size: 16, kernel: 1)
    addConvolution("1x1-32to64-32x32-b32-s2", 32, 32, 64, size: 32, kernel: 1, stride: 2)
    addConvolution("5x5-1to6-28x28-b128", 128, 1, 6, size: 28, kernel: 5)
    addConvolution("5x5-6to16-14x14-b128", 128, 6, 16, size: 14, kernel: 5, padding: 0)
  }

  private mutating func addConvolution(
    _ name: String, _ batch: Int, _ inputs: Int, _ outputs: Int, size: Int, kernel: Int, stride: Int = 1,
    padding: Int? = nil
  ) {
    let padding = padding ?? kernel / 2
    let outputSize = (size + 2 * padding - kernel) / stride + 1
    let work = Work.operations(2 * batch * inputs * outputs * kernel * kernel * outputSize * outputSize)
    let shapes = (
      x: [batch, inputs, size, size], w: [outputs, inputs, kernel, kernel], g: [batch, outputs, outputSize, outputSize]
    )
    add("conv", name + "/forward", work: work) {
      let (x, w): (Tensor<Float>, Tensor<Float>) = (normal(shapes.x, name + " x"), normal(shapes.w, name + " w"))
      return { keep(conv2d(x, w, stride: stride, padding: padding)) }
    }
    add("conv", name + "/input-gradient", work: work) {
      let (g, w): (Tensor<Float>, Tensor<Float>) = (normal(shapes.g, name + " g"), normal(shapes.w, name + " w"))
      return { keep(conv2dInputGradient(g, w, inputShape: shapes.x, stride: stride, padding: padding)) }
    }
    add("conv", name + "/weight-gradient", work: work) {
      let (g, x): (Tensor<Float>, Tensor<Float>) = (normal(shapes.g, name + " g"), normal(shapes.x, name + " x"))
      return { keep(conv2dWeightGradient(g, x, kernelShape: shapes.w, stride: stride, padding: padding)) }
    }
  }
}
