// Convolution. It and its two gradients are linear in each input, so each derivative is one of the other two.

import MiniTensor

/// The cross-correlation of images with kernels.  Shapes [N, C, H, W] x [O, C, KH, KW] -> [N, O, HO, WO] with
/// HO = (H + 2 padding - KH) / stride + 1.
/// d/dx = the input gradient of g and w,  d/dw = the weight gradient of g and x.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func conv2d<Element>(
  _ x: Variable<Element>, _ w: Variable<Element>, stride: Int = 1, padding: Int = 0
) -> Variable<Element> {
  record(conv2d(x.value, w.value, stride: stride, padding: padding), from: x, w) { g, needed in
    (
      needed.0 ? conv2dInputGradient(g, w, inputShape: x.shape, stride: stride, padding: padding) : nil,
      needed.1 ? conv2dWeightGradient(g, x, kernelShape: w.shape, stride: stride, padding: padding) : nil
    )
  }
}

/// What a gradient `g` [N, O, HO, WO] of the output of ``conv2d(_:_:stride:padding:)`` is at its images.
/// d/dg = the convolution of the incoming gradient with w,  d/dw = the weight gradient of g at the incoming gradient.
@specialized(where Element == Float)
@specialized(where Element == Double)
func conv2dInputGradient<Element>(
  _ g: Variable<Element>, _ w: Variable<Element>, inputShape: [Int], stride: Int, padding: Int
) -> Variable<Element> {
  let value = conv2dInputGradient(g.value, w.value, inputShape: inputShape, stride: stride, padding: padding)
  return record(value, from: g, w) { h, needed in
    (
      needed.0 ? conv2d(h, w, stride: stride, padding: padding) : nil,
      needed.1 ? conv2dWeightGradient(g, h, kernelShape: w.shape, stride: stride, padding: padding) : nil
    )
  }
}

/// What a gradient `g` [N, O, HO, WO] of the output of ``conv2d(_:_:stride:padding:)`` is at its kernels.
/// d/dg = the convolution of x with the incoming gradient,  d/dx = the input gradient of g and the incoming gradient.
@specialized(where Element == Float)
@specialized(where Element == Double)
func conv2dWeightGradient<Element>(
  _ g: Variable<Element>, _ x: Variable<Element>, kernelShape: [Int], stride: Int, padding: Int
) -> Variable<Element> {
  let value = conv2dWeightGradient(g.value, x.value, kernelShape: kernelShape, stride: stride, padding: padding)
  return record(value, from: g, x) { h, needed in
    (
      needed.0 ? conv2d(x, h, stride: stride, padding: padding) : nil,
      needed.1 ? conv2dInputGradient(g, h, inputShape: x.shape, stride: stride, padding: padding) : nil
    )
  }
}
