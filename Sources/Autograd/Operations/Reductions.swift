// Reductions over axes, and their counterpart, stretching by broadcasting.

import MiniTensor

extension Variable {
  /// The sum over axes; over all where none are named.  d/dx = g, stretched to the shape of x.
  public func sum(along axes: Int..., keepingAxes: Bool = false) -> Variable {
    sum(alongAxes: axes.isEmpty ? Array(0..<rank) : axes, keepingAxes: keepingAxes)
  }

  /// The sum over a list of axes.  d/dx = g, stretched to the shape of x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func sum(alongAxes axes: [Int], keepingAxes: Bool = false) -> Variable {
    let kept = shapeKeepingAxes(axes)
    return record(value.sum(alongAxes: axes, keepingAxes: keepingAxes), from: self) { [shape] g in
      g.reshaped(to: kept).broadcast(to: shape)
    }
  }

  /// The mean over axes; over all where none are named.  d/dx = g / n, stretched to the shape of x.
  public func mean(along axes: Int..., keepingAxes: Bool = false) -> Variable {
    mean(alongAxes: axes.isEmpty ? Array(0..<rank) : axes, keepingAxes: keepingAxes)
  }

  /// The mean over a list of axes.  d/dx = g / n, stretched to the shape of x.
  public func mean(alongAxes axes: [Int], keepingAxes: Bool = false) -> Variable {
    let total = sum(alongAxes: axes, keepingAxes: keepingAxes)
    return total / Element(count / Swift.max(total.count, 1))
  }

  /// The mean squared deviation from the mean over axes; over all where none are named. Two passes, so that a large
  /// mean does not cost digits. The correction is taken off the number of elements in the divisor: 0, or 1 for an
  /// unbiased estimate.
  public func variance(along axes: Int..., correction: Int = 0, keepingAxes: Bool = false) -> Variable {
    let list = axes.isEmpty ? Array(0..<rank) : axes
    let deviations = self - mean(alongAxes: list, keepingAxes: true)
    let total = deviations.square().sum(alongAxes: list, keepingAxes: keepingAxes)
    return total / Element(count / Swift.max(total.count, 1) - correction)
  }

  /// The largest element along an axis.  d/dx = g at the first of the largest, else 0.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func max(along axis: Int) -> Variable { picked(value.argmax(along: axis), along: axis) }

  /// log Σ eˣ along an axis, without overflow.  d/dx = g · softmax(x).
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func logSumExp(along axis: Int, keepingAxes: Bool = false) -> Variable {
    let y = record(value.logSumExp(along: axis, keepingAxes: true), from: self) { g, y in g * (self - y).exp() }
    return keepingAxes ? y : y.squeezed(at: axis)
  }

  /// eˣ / Σ eˣ along an axis.
  public func softmax(along axis: Int) -> Variable { logSoftmax(along: axis).exp() }

  /// The logarithm of the softmax along an axis, x - log Σ eˣ.
  public func logSoftmax(along axis: Int) -> Variable { self - logSumExp(along: axis, keepingAxes: true) }

  /// Summed over the axes along which `target` would stretch to this shape.  d/dx = g, stretched back.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func summed(to target: [Int]) -> Variable {
    if target == shape { return self }
    return record(value.summed(to: target), from: self) { [shape] g in g.broadcast(to: shape) }
  }

  /// Stretched to a larger shape by NumPy's rule.  d/dx = g, summed to the shape of x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func broadcast(to target: [Int]) -> Variable {
    if target == shape { return self }
    return record(value.broadcast(to: target), from: self) { [shape] g in g.summed(to: shape) }
  }

  private func shapeKeepingAxes(_ axes: [Int]) -> [Int] {
    var kept = shape
    for axis in resolved(axes: axes, rank: rank, in: "sum") { kept[axis] = 1 }
    return kept
  }
}
