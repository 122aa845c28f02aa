// Putting tensors together and taking them apart: concatenation, splits, padding, cropping and windows.

/// Tensors one after another along an axis.
///
/// - Precondition: at least one tensor; all sizes off the axis are equal.
public func concatenate<Element>(_ tensors: [Tensor<Element>], along axis: Int = 0) -> Tensor<Element> {
  precondition(!tensors.isEmpty, "concatenate: nothing to join")
  var shape = tensors[0].shape
  let place = resolved(axis: axis, rank: shape.count, in: "concatenate")
  var starts: [Int] = []
  var end = 0
  for tensor in tensors {
    let fits = tensor.rank == shape.count && shape.indices.allSatisfy { $0 == place || tensor.shape[$0] == shape[$0] }
    precondition(fits, "concatenate: \(tensors[0].shape) and \(tensor.shape) do not join along axis \(place)")
    starts.append(end)
    end += tensor.shape[place]
  }
  shape[place] = end
  return joined(tensors, at: starts, along: place, shape: shape)
}

private func joined<Element>(
  _ tensors: [Tensor<Element>], at starts: [Int], along axis: Int, shape: [Int]
) -> Tensor<Element> {
  let strides = contiguousStrides(shape)
  return Tensor(shape: shape) { memory in
    guard let target = memory.baseAddress, !memory.isEmpty else { return }
    Threads.performChunks(of: tensors.count, size: memory.count < Threads.leastElements ? tensors.count : 1) { range in
      for index in range {
        let tensor = tensors[index]
        tensor.withFirstElement { source in
          copyElements(
            from: source, strides: tensor.strides, to: target + starts[index] * strides[axis], strides: strides,
            shape: tensor.shape)
        }
      }
    }
  }
}

extension Tensor {
  /// Consecutive pieces along an axis, as views: the inverse of ``concatenate(_:along:)``.
  ///
  /// - Precondition: the sizes add up to the axis's.
  public func split(into sizes: [Int], along axis: Int = 0) -> [Tensor] {
    let place = resolved(axis: axis, rank: rank, in: "split")
    precondition(
      sizes.allSatisfy { $0 >= 0 } && sizes.reduce(0, +) == shape[place],
      "split: pieces of \(sizes) do not make up axis \(place) of \(shape)")
    var start = 0
    return sizes.map { size in
      defer { start += size }
      return narrowed(place, to: start..<(start + size))
    }
  }

  /// With `value` put around: one pair of widths for each of the last axes; axes before them are left alone.
  ///
  /// A negative width crops. The widths negated undo it.
  /// ```swift
  /// images.padded([(1, 1), (2, 2)])     // NCHW: a row above and below, two columns left and right
  /// ```
  /// - Precondition: no size falls below 0.
  public func padded(_ widths: [(before: Int, after: Int)], with value: Element = .blank) -> Tensor {
    let inner = cropped(widths.map { (Swift.max(0, -$0.before), Swift.max(0, -$0.after)) })
    if widths.allSatisfy({ $0.before <= 0 && $0.after <= 0 }) { return inner }
    let first = rank - widths.count
    var (newShape, start) = (inner.shape, 0)
    for (index, width) in widths.enumerated() {
      newShape[first + index] += Swift.max(0, width.before) + Swift.max(0, width.after)
    }
    let newStrides = contiguousStrides(newShape)
    for (index, width) in widths.enumerated() { start += Swift.max(0, width.before) * newStrides[first + index] }
    return Tensor(shape: newShape) { memory in
      memory.fill(with: value)
      guard let target = memory.baseAddress, inner.count > 0 else { return }
      inner.withFirstElement { source in
        copyElements(
          from: source, strides: inner.strides, to: target + start, strides: newStrides, shape: inner.shape)
      }
    }
  }

  /// Without some elements at both ends of the last axes, as a view: one pair of widths, at least 0, for each.
  ///
  /// - Precondition: no size falls below 0.
  public func cropped(_ widths: [(before: Int, after: Int)]) -> Tensor {
    precondition(widths.count <= rank, "crop: \(widths.count) pairs of widths for the \(rank) axes of \(shape)")
    var result = self
    for (axis, width) in zip((rank - widths.count)..., widths) {
      precondition(
        width.before >= 0 && width.after >= 0 && width.before + width.after <= shape[axis],
        "crop: \(width.before) and \(width.after) cannot be taken from axis \(axis) of \(shape)")
      result = result.narrowed(axis, to: width.before..<(shape[axis] - width.after))
    }
    return result
  }

  /// Windows that slide along an axis, as a view: the axis counts the windows, a new last axis runs through each.
  ///
  /// A view of overlapping memory: size n along the axis becomes (n - size) / step + 1, rounded down. With step = size
  /// the windows are tiles.
  ///
  /// - Precondition: 1 ≤ size ≤ n, step ≥ 1.
  public func windows(of size: Int, step: Int = 1, along axis: Int = -1) -> Tensor {
    let place = resolved(axis: axis, rank: rank, in: "windows")
    precondition(
      size >= 1 && step >= 1 && size <= shape[place],
      "windows: size \(size) and step \(step) do not fit axis \(place) of \(shape)")
    var (newShape, newStrides) = (shape, strides)
    newShape[place] = (shape[place] - size) / step + 1
    newStrides[place] *= step
    return Tensor(shape: newShape + [size], strides: newStrides + [strides[place]], offset: offset, storage: storage)
  }
}
