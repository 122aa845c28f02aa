// Batch normalisation as one operation: composed of simple ones it would pass over the images a dozen times.

import MiniTensor

/// (x - mean) / √(variance + ε) · scale + shift with the moments of the batch, for each channel (axis 1), and the moments.
/// Shapes [N, C, ...], [C], [C] -> [N, C, ...]; variance divided by the count.
///
/// With x̂ the normalised x and n the number of elements of a channel:
/// d/dx = scale / √(variance + ε) · (g - mean g - x̂ · mean(g · x̂)),  d/dscale = Σ g · x̂,  d/dshift = Σ g.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func batchNorm<Element>(
  _ x: Variable<Element>, scale: Variable<Element>, shift: Variable<Element>, epsilon: Element
) -> (Variable<Element>, moments: (mean: Tensor<Element>, variance: Tensor<Element>)) {
  let moments = channelMoments(x.value)
  let inverse = (moments.variance + epsilon).sqrt().reciprocal()
  let slope = scale.value * inverse
  let y = channelCombination(x.value, times: slope, plus: shift.value - slope * moments.mean)
  let result = record(y, from: [x, scale, shift]) { g, needed in
    if Recording.isOn { return batchNormGradients(g, x, scale, epsilon: epsilon) }
    let n = Element(x.count / max(scale.count, 1))
    let dots = channelDots(g.value, x.value, centre: moments.mean)
    let forScale = dots.product * inverse
    // g · slope + x · b + c with b = -slope · inverse · Σ g x̂ / n and c what is left.
    let b = slope * inverse * forScale * (-1 / n)
    let c = slope * dots.sum * (-1 / n) - b * moments.mean
    return [
      needed[0] ? Variable(channelCombination(g.value, times: slope, and: x.value, times: b, plus: c)) : nil,
      Variable(forScale), Variable(dots.sum),
    ]
  }
  return (result, moments)
}

/// The gradients of ``batchNorm(_:scale:shift:epsilon:)`` from simple operations, so that they can be differentiated.
private func batchNormGradients<Element>(
  _ g: Variable<Element>, _ x: Variable<Element>, _ scale: Variable<Element>, epsilon: Element
) -> [Variable<Element>?] {
  let axes = [0] + Array(2..<x.rank)
  let mean = x.mean(alongAxes: axes, keepingAxes: true)
  let centred = x - mean
  let variance = centred.square().mean(alongAxes: axes, keepingAxes: true)
  let inverse = (variance + epsilon).sqrt().reciprocal()
  let normalised = centred * inverse
  let perChannel = mean.shape
  let forX =
    scale.reshaped(to: perChannel) * inverse
    * (g - g.mean(alongAxes: axes, keepingAxes: true)
      - normalised * (g * normalised).mean(alongAxes: axes, keepingAxes: true))
  return [forX, (g * normalised).sum(alongAxes: axes), g.sum(alongAxes: axes)]
}
