// Views: other ways to look at the same memory. None of them copies, save a reshape that no strides can express.

extension Tensor {
  /// The same elements in another shape, in row-major order. One size may be -1: it is what the others leave.
  ///
  /// A view where strides can express it, else a copy.
  public func reshaped(to newShape: [Int]) -> Tensor {
    var target = newShape
    if let open = newShape.firstIndex(of: -1) {
      target[open] = 1
      let known = elementCount(target)
      precondition(known > 0 && count % known == 0, "reshape: \(shape) does not fit \(newShape)")
      target[open] = count / known
    }
    precondition(elementCount(target) == count, "reshape: \(shape) does not fit \(newShape)")
    if target == shape { return self }
    if isContiguous {
      return Tensor(shape: target, strides: contiguousStrides(target), offset: offset, storage: storage)
    }
    return materialized().reshaped(to: target)
  }

  /// All elements in one axis, in row-major order.
  public func flattened() -> Tensor { reshaped(to: [count]) }

  /// The axes in another order: axis i of the result is axis `axes[i]`.
  public func permuted(_ axes: [Int]) -> Tensor {
    let order = axes.map { resolved(axis: $0, rank: rank, in: "permute") }
    precondition(order.sorted() == Array(0..<rank), "permute: \(axes) is no order of the \(rank) axes of \(shape)")
    return Tensor(shape: order.map { shape[$0] }, strides: order.map { strides[$0] }, offset: offset, storage: storage)
  }

  /// Two axes exchanged; the last two unless told.
  public func transposed(_ first: Int = -2, _ second: Int = -1) -> Tensor {
    var order = Array(0..<rank)
    order.swapAt(
      resolved(axis: first, rank: rank, in: "transpose"), resolved(axis: second, rank: rank, in: "transpose"))
    return permuted(order)
  }

  /// Stretched to a larger shape by NumPy's rule: axes are matched from the last, and sizes of 1 repeat.
  public func broadcast(to target: [Int]) -> Tensor {
    if target == shape { return self }
    let added = target.count - rank
    precondition(added >= 0, "broadcast: \(shape) does not stretch to \(target)")
    var newStrides = [Int](repeating: 0, count: target.count)
    for axis in 0..<rank {
      if shape[axis] == target[axis + added] {
        newStrides[axis + added] = strides[axis]
      } else {
        precondition(shape[axis] == 1, "broadcast: \(shape) does not stretch to \(target)")
      }
    }
    return Tensor(shape: target, strides: newStrides, offset: offset, storage: storage)
  }

  /// In reverse order along the axes.
  public func flipped(along axes: Int...) -> Tensor {
    var (newStrides, start) = (strides, offset)
    for axis in resolved(axes: axes, rank: rank, in: "flip") where shape[axis] > 0 {
      start += (shape[axis] - 1) * strides[axis]
      newStrides[axis] = -strides[axis]
    }
    return Tensor(shape: shape, strides: newStrides, offset: start, storage: storage)
  }

  /// A new axis of size 1 in front of an axis; `rank` (or -1) puts it last.
  public func expanded(at axis: Int) -> Tensor {
    let place = resolved(axis: axis, rank: rank + 1, in: "expand")
    var (newShape, newStrides) = (shape, strides)
    newShape.insert(1, at: place)
    newStrides.insert(0, at: place)
    return Tensor(shape: newShape, strides: newStrides, offset: offset, storage: storage)
  }

  /// Without an axis of size 1.
  public func squeezed(at axis: Int) -> Tensor {
    let place = resolved(axis: axis, rank: rank, in: "squeeze")
    precondition(shape[place] == 1, "squeeze: axis \(axis) of \(shape) has size \(shape[place]), not 1")
    var (newShape, newStrides) = (shape, strides)
    newShape.remove(at: place)
    newStrides.remove(at: place)
    return Tensor(shape: newShape, strides: newStrides, offset: offset, storage: storage)
  }

  /// A range of positions along one axis.
  public func narrowed(_ axis: Int, to range: Range<Int>) -> Tensor {
    let place = resolved(axis: axis, rank: rank, in: "narrow")
    precondition(
      range.lowerBound >= 0 && range.upperBound <= shape[place],
      "narrow: \(range) is outside of axis \(axis) of \(shape)")
    var newShape = shape
    newShape[place] = range.count
    let start = offset + (range.isEmpty ? 0 : range.lowerBound * strides[place])
    return Tensor(shape: newShape, strides: strides, offset: start, storage: storage)
  }

  /// What is chosen along each axis, in order; axes beyond the last choice are kept whole.
  ///
  /// An integer picks one position and drops the axis; a range keeps it; a stride keeps every so many.
  /// ```swift
  /// x[0]                                     // the first row
  /// x[0..., 1..<3]                           // two columns
  /// x[stride(from: 9, through: 0, by: -3)]   // four rows, last first
  /// ```
  public subscript(_ choices: any AxisChoice...) -> Tensor {
    precondition(choices.count <= rank, "subscript: \(choices.count) choices for the \(rank) axes of \(shape)")
    var (newShape, newStrides, start): ([Int], [Int], Int) = ([], [], offset)
    for axis in 0..<rank {
      let size = shape[axis]
      let positions = axis < choices.count ? choices[axis].positions(in: size) : .init(first: 0, step: 1, count: size)
      if let count = positions.count {
        let last = positions.first + Swift.max(count - 1, 0) * positions.step
        precondition(
          count == 0 || ((0..<size).contains(positions.first) && (0..<size).contains(last)),
          "subscript: \(choices[axis]) is outside of axis \(axis) of \(shape)")
        if count > 0 { start += positions.first * strides[axis] }
        newShape.append(count)
        newStrides.append(strides[axis] * positions.step)
      } else {
        precondition(
          (0..<size).contains(positions.first), "subscript: \(positions.first) is outside of axis \(axis) of \(shape)")
        start += positions.first * strides[axis]
      }
    }
    return Tensor(shape: newShape, strides: newStrides, offset: start, storage: storage)
  }
}

/// What a subscript of a tensor can choose along one axis: an integer, a range, or a stride.
public protocol AxisChoice {
  /// The positions chosen of an axis of some size.
  func positions(in size: Int) -> AxisPositions
}

/// Evenly spaced positions along an axis.
public struct AxisPositions {
  /// The first position.
  public var first: Int
  /// From one position to the next.
  public var step: Int
  /// How many there are; nil for a single position whose axis is dropped.
  public var count: Int?

  /// Positions `first`, `first + step`, … (`count` of them).
  public init(first: Int, step: Int, count: Int?) { (self.first, self.step, self.count) = (first, step, count) }
}

extension Int: AxisChoice {
  public func positions(in size: Int) -> AxisPositions { AxisPositions(first: self, step: 1, count: nil) }
}

extension Range<Int>: AxisChoice {
  public func positions(in size: Int) -> AxisPositions { AxisPositions(first: lowerBound, step: 1, count: count) }
}

extension ClosedRange<Int>: AxisChoice {
  public func positions(in size: Int) -> AxisPositions { AxisPositions(first: lowerBound, step: 1, count: count) }
}

extension PartialRangeFrom<Int>: AxisChoice {
  public func positions(in size: Int) -> AxisPositions {
    precondition(lowerBound <= size, "subscript: \(lowerBound)... begins behind an axis of size \(size)")
    return AxisPositions(first: lowerBound, step: 1, count: size - lowerBound)
  }
}

extension PartialRangeUpTo<Int>: AxisChoice {
  public func positions(in size: Int) -> AxisPositions { AxisPositions(first: 0, step: 1, count: upperBound) }
}

extension StrideTo<Int>: AxisChoice {
  public func positions(in size: Int) -> AxisPositions { AxisPositions(Array(self)) }
}

extension StrideThrough<Int>: AxisChoice {
  public func positions(in size: Int) -> AxisPositions { AxisPositions(Array(self)) }
}

extension AxisPositions {
  fileprivate init(_ list: [Int]) {
    self.init(first: list.first ?? 0, step: list.count > 1 ? list[1] - list[0] : 1, count: list.count)
  }
}
