// Views: the same elements seen another way. Each derivative is the view back, or zeros around it.

import MiniTensor

extension Variable {
  /// The same elements in another shape; one size may be -1.  d/dx = g in the shape of x.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func reshaped(to newShape: [Int]) -> Variable {
    if newShape == shape { return self }
    return record(value.reshaped(to: newShape), from: self) { [shape] g in g.reshaped(to: shape) }
  }

  /// The first axis kept, all others joined.  Shape [N, ...] -> [N, rest].
  public func flattenedRows() -> Variable { reshaped(to: [shape[0], shape.dropFirst().reduce(1, *)]) }

  /// The axes in another order: axis i of the result is axis `axes[i]`.  d/dx = g in the former order.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func permuted(_ axes: [Int]) -> Variable {
    record(value.permuted(axes), from: self) { [rank] g in
      var inverse = axes
      for (place, axis) in axes.enumerated() { inverse[axis < 0 ? axis + rank : axis] = place }
      return g.permuted(inverse)
    }
  }

  /// Two axes exchanged; the last two unless told.  d/dx = g, exchanged back.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func transposed(_ first: Int = -2, _ second: Int = -1) -> Variable {
    record(value.transposed(first, second), from: self) { g in g.transposed(first, second) }
  }

  /// A new axis of size 1 in front of an axis.  d/dx = g without it.
  public func expanded(at axis: Int) -> Variable { reshaped(to: value.expanded(at: axis).shape) }

  /// Without an axis of size 1.  d/dx = g with it.
  public func squeezed(at axis: Int) -> Variable { reshaped(to: value.squeezed(at: axis).shape) }

  /// In reverse order along an axis.  d/dx = g in reverse order.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func flipped(along axis: Int) -> Variable {
    record(value.flipped(along: axis), from: self) { g in g.flipped(along: axis) }
  }

  /// A range of positions along one axis.  d/dx = g with zeros around it.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func narrowed(_ axis: Int, to range: Range<Int>) -> Variable {
    record(value.narrowed(axis, to: range), from: self) { [shape] g in
      var widths = [(before: Int, after: Int)](repeating: (0, 0), count: shape.count)
      let place = resolved(axis: axis, rank: shape.count, in: "narrow")
      widths[place] = (range.lowerBound, shape[place] - range.upperBound)
      return g.padded(widths)
    }
  }

  /// Zeros around, before and after along each axis.  d/dx = the part of g that is no padding.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func padded(_ widths: [(before: Int, after: Int)]) -> Variable {
    record(value.padded(widths), from: self) { [shape] g in
      var inside = g
      for (axis, width) in widths.enumerated() where width != (0, 0) {
        inside = inside.narrowed(axis, to: width.before..<width.before + shape[axis])
      }
      return inside
    }
  }
}
