// Reductions over any set of axes. Sums are pairwise over fixed chunks: accurate, and the same bits at any thread count.

extension Tensor where Element: Scalar {
  /// The sum of all elements, of shape [] (or of the same rank with sizes of 1); 0 of an empty tensor.
  public func sum(keepingAxes: Bool = false) -> Tensor { sum(axes: nil, keepingAxes) }

  /// The sum along one or more axes; 0 along an empty axis.
  public func sum(along axis: Int, _ others: Int..., keepingAxes: Bool = false) -> Tensor {
    sum(axes: [axis] + others, keepingAxes)
  }

  /// The sum along a list of axes; 0 along an empty axis.
  public func sum(alongAxes axes: [Int], keepingAxes: Bool = false) -> Tensor { sum(axes: axes, keepingAxes) }

  /// The mean of all elements, of shape [] (or of the same rank with sizes of 1); NaN of an empty tensor.
  public func mean(keepingAxes: Bool = false) -> Tensor { mean(axes: nil, keepingAxes) }

  /// The mean along one or more axes; NaN along an empty axis.
  public func mean(along axis: Int, _ others: Int..., keepingAxes: Bool = false) -> Tensor {
    mean(axes: [axis] + others, keepingAxes)
  }

  /// The mean along a list of axes; NaN along an empty axis.
  public func mean(alongAxes axes: [Int], keepingAxes: Bool = false) -> Tensor { mean(axes: axes, keepingAxes) }

  /// The sum over all positions that broadcasting to this shape would have repeated: what a derivative needs of an
  /// input that was stretched. Itself where the shapes are equal.
  ///
  /// - Precondition: `shape` broadcasts to the tensor's own.
  public func summed(to shape: [Int]) -> Tensor {
    if shape == self.shape { return self }
    precondition(broadcastShape(shape, self.shape) == self.shape, "summed: \(shape) does not stretch to \(self.shape)")
    let added = rank - shape.count
    let axes = (0..<rank).filter { $0 < added || shape[$0 - added] != self.shape[$0] }
    return sum(axes: axes, true).reshaped(to: shape)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func sum(axes: [Int]?, _ keepingAxes: Bool) -> Tensor {
    reduced(by: Summing<Element>.self, along: ReducedAxes(shape, axes, "sum"), keepingAxes)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func mean(axes: [Int]?, _ keepingAxes: Bool) -> Tensor {
    let axes = ReducedAxes(shape, axes, "mean")
    return reduced(by: Summing<Element>.self, along: axes, keepingAxes) / Element(axes.count)
  }
}

// MARK: - Variance

extension Tensor where Element: Scalar {
  /// The variance of all elements, of shape [] (or of the same rank with sizes of 1); NaN of an empty tensor.
  ///
  /// - Parameters:
  ///   - correction: taken off the count: 0 for the variance of these numbers, 1 for an unbiased estimate of the
  ///     variance of what they were drawn from (NaN of a single number).
  ///   - keepingAxes: whether the result keeps the rank, with sizes of 1.
  public func variance(correction: Int = 0, keepingAxes: Bool = false) -> Tensor {
    variance(axes: nil, correction, keepingAxes)
  }

  /// The variance along one or more axes, in two passes; NaN along an empty axis.
  ///
  /// - Parameters:
  ///   - axis: the first of the axes; negative counts from the end.
  ///   - others: the other axes.
  ///   - correction: taken off the count: 0 for the variance of these numbers, 1 for an unbiased estimate of the
  ///     variance of what they were drawn from (NaN of a single number).
  ///   - keepingAxes: whether the axes stay in the shape, with size 1.
  public func variance(along axis: Int, _ others: Int..., correction: Int = 0, keepingAxes: Bool = false) -> Tensor {
    variance(axes: [axis] + others, correction, keepingAxes)
  }

  /// The variance along a list of axes, in two passes; NaN along an empty axis.
  ///
  /// - Parameters:
  ///   - axes: each named once; negative counts from the end.
  ///   - correction: taken off the count: 0 for the variance of these numbers, 1 for an unbiased estimate of the
  ///     variance of what they were drawn from (NaN of a single number).
  ///   - keepingAxes: whether the axes stay in the shape, with size 1.
  public func variance(alongAxes axes: [Int], correction: Int = 0, keepingAxes: Bool = false) -> Tensor {
    variance(axes: axes, correction, keepingAxes)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func variance(axes: [Int]?, _ correction: Int, _ keepingAxes: Bool) -> Tensor {
    precondition(correction >= 0, "variance: correction \(correction) is negative")
    let axes = ReducedAxes(shape, axes, "variance")
    let mean = reduced(by: Summing<Element>.self, along: axes, true) / Element(axes.count)
    let squares = Tensor.zipVectors(self, mean, "variance", SquaredDifference())
    let sum = squares.reduced(by: Summing<Element>.self, along: axes, keepingAxes)
    return sum / Element(Swift.max(0, axes.count - correction))
  }
}

// MARK: - Extremes

extension Tensor where Element: Scalar {
  /// The largest of all elements, of shape [] (or of the same rank with sizes of 1); NaN if there is one; an empty tensor traps.
  public func max(keepingAxes: Bool = false) -> Tensor { max(axes: nil, keepingAxes) }

  /// The largest along one or more axes; NaN where there is one; an empty axis traps.
  public func max(along axis: Int, _ others: Int..., keepingAxes: Bool = false) -> Tensor {
    max(axes: [axis] + others, keepingAxes)
  }

  /// The largest along a list of axes; NaN where there is one; an empty axis traps.
  public func max(alongAxes axes: [Int], keepingAxes: Bool = false) -> Tensor {
    max(axes: axes, keepingAxes)
  }

  /// The smallest of all elements, of shape [] (or of the same rank with sizes of 1); NaN if there is one; an empty tensor traps.
  public func min(keepingAxes: Bool = false) -> Tensor { min(axes: nil, keepingAxes) }

  /// The smallest along one or more axes; NaN where there is one; an empty axis traps.
  public func min(along axis: Int, _ others: Int..., keepingAxes: Bool = false) -> Tensor {
    min(axes: [axis] + others, keepingAxes)
  }

  /// The smallest along a list of axes; NaN where there is one; an empty axis traps.
  public func min(alongAxes axes: [Int], keepingAxes: Bool = false) -> Tensor {
    min(axes: axes, keepingAxes)
  }

  /// The position of the largest element along an axis: the first of equal ones, and the first NaN if there is one.
  ///
  /// - Precondition: the axis is not empty.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func argmax(along axis: Int, keepingAxes: Bool = false) -> Tensor<Int32> {
    positions(of: Maximising<Element>.self, along: axis, keepingAxes, "argmax")
  }

  /// The position of the smallest element along an axis: the first of equal ones, and the first NaN if there is one.
  ///
  /// - Precondition: the axis is not empty.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func argmin(along axis: Int, keepingAxes: Bool = false) -> Tensor<Int32> {
    positions(of: Minimising<Element>.self, along: axis, keepingAxes, "argmin")
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func max(axes: [Int]?, _ keepingAxes: Bool) -> Tensor {
    let axes = ReducedAxes(shape, axes, "max")
    precondition(axes.count > 0, "max: nothing to choose from in \(shape)")
    return reduced(by: Maximising<Element>.self, along: axes, keepingAxes)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func min(axes: [Int]?, _ keepingAxes: Bool) -> Tensor {
    let axes = ReducedAxes(shape, axes, "min")
    precondition(axes.count > 0, "min: nothing to choose from in \(shape)")
    return reduced(by: Minimising<Element>.self, along: axes, keepingAxes)
  }

  private func positions<R: Reducer<Element>>(
    of reducer: R.Type, along axis: Int, _ keepingAxes: Bool, _ operation: StaticString
  ) -> Tensor<Int32> {
    let size = shape[resolved(axis: axis, rank: rank, in: operation)]
    precondition(size > 0 && size <= Int32.max, "\(operation): no position to name along axis \(axis) of \(shape)")
    return reducedRows(along: axis, keepingAxes, operation) { row in
      let start = row.baseAddress.unsafelyUnwrapped
      let extreme = R.reduceRun(start, count: row.count)
      var position = 0
      while start[position] != extreme && start[position] == start[position] { position &+= 1 }
      return Int32(truncatingIfNeeded: position)
    }
  }
}

// MARK: - Sums of exponentials

extension Tensor where Element: Scalar {
  /// log Σ exp(x) of all elements, of shape [] (or of the same rank with sizes of 1), without overflow; -infinity of an empty tensor.
  public func logSumExp(keepingAxes: Bool = false) -> Tensor { logSumExp(axes: nil, keepingAxes) }

  /// log Σ exp(x) along one or more axes, without overflow; -infinity along an empty axis.
  public func logSumExp(along axis: Int, _ others: Int..., keepingAxes: Bool = false) -> Tensor {
    logSumExp(axes: [axis] + others, keepingAxes)
  }

  /// log Σ exp(x) along a list of axes, without overflow; -infinity along an empty axis.
  public func logSumExp(alongAxes axes: [Int], keepingAxes: Bool = false) -> Tensor {
    logSumExp(axes: axes, keepingAxes)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func logSumExp(axes: [Int]?, _ keepingAxes: Bool) -> Tensor {
    let axes = ReducedAxes(shape, axes, "logSumExp")
    // What is taken off before exponentials are added up: the largest number, or 0 where that is infinite.
    let shifts = reduced(by: Maximising<Element>.self, along: axes, true).mapVectors(FiniteOrZero())
    let powers = Tensor.zipVectors(self, shifts, "logSumExp", ExponentialOfDifference())
    let sum = powers.reduced(by: Summing<Element>.self, along: axes, keepingAxes)
    return sum.log() + shifts.reshaped(to: sum.shape)
  }

  /// exp(x) / Σ exp(x) along an axis: positive numbers that add up to 1; NaN where the largest is infinite.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func softmax(along axis: Int = -1) -> Tensor {
    let axis = resolved(axis: axis, rank: rank, in: "softmax")
    if count == 0 { return self }
    if axis == rank - 1 && isShortRow(shape[axis], of: Element.self) { return mapShortRows(SoftmaxOfLanes()) }
    let largest = max(along: axis, keepingAxes: true)
    let powers = Tensor.zipVectors(self, largest, "softmax", ExponentialOfDifference())
    return powers / powers.sum(along: axis, keepingAxes: true)
  }

  /// x - log Σ exp(x) along an axis: the logarithm of ``softmax(along:)`` without its cancellation.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func logSoftmax(along axis: Int = -1) -> Tensor {
    let axis = resolved(axis: axis, rank: rank, in: "logSoftmax")
    if count == 0 { return self }
    if axis == rank - 1 && isShortRow(shape[axis], of: Element.self) { return mapShortRows(LogSoftmaxOfLanes()) }
    let shifted = self - max(along: axis, keepingAxes: true)
    return shifted - shifted.exp().sum(along: axis, keepingAxes: true).log()
  }

  /// f of each row along the last axis.
  private func mapShortRows<F: LaneFunction<Element>>(_ f: F) -> Tensor {
    let (source, width) = (contiguous(), shape[rank - 1])
    return Tensor(like: source) { out in
      source.withFirstElement { x in
        Threads.performChunks(of: source.count / width, size: Threads.leastElements / 2 / width) { rows in
          mapRowsInLanes(x, rows: rows, length: width, to: out, f)
        }
      }
    }
  }
}
