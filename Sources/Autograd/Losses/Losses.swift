// Losses that several methods share.

import MiniTensor

/// The mean over the batch of log Σ eᶠ - f_y.  Logits [N, K], labels [N] in 0..<K -> scalar.
/// Its gradient is (softmax - onehot) / N.
public func crossEntropy<Element>(_ logits: Variable<Element>, _ labels: Tensor<Int32>) -> Variable<Element> {
  precondition(
    logits.rank == 2 && labels.shape == [logits.shape[0]],
    "crossEntropy: logits \(logits.shape) and labels \(labels.shape); expected [N, K] and [N]")
  return (logits.logSumExp(along: 1) - logits.picked(labels, along: 1)).mean()
}

/// The mean of (x - y)² over all elements.  Two shapes that broadcast -> scalar.
public func meanSquaredError<Element>(_ x: Variable<Element>, _ y: Variable<Element>) -> Variable<Element> {
  (x - y).square().mean()
}
