// Choosing elements by number, the adjoints that put them back, and one-hot codes.

extension Tensor {
  /// The slices of an axis that `indices` name, in their order (NumPy's `take`).
  ///
  /// Indices of any shape stand in for the axis: for x of shape [a, b, c] and indices of shape [i, j], the result along
  /// axis 1 has the shape [a, i, j, c]. A scalar index drops the axis. An index may occur any number of times.
  /// ```swift
  /// images.gathered(batch, along: 0)     // the images of a batch
  /// ```
  /// - Precondition: every index is in 0..<size of the axis.
  public func gathered(_ indices: Tensor<Int32>, along axis: Int = 0) -> Tensor {
    let place = resolved(axis: axis, rank: rank, in: "gather")
    requireIndices(indices, below: shape[place], in: "gather")
    // Rows of a view are copied from where they stand; behind other axes, a contiguous copy keeps the loops simple.
    let source = place == 0 ? self : contiguous()
    let slice = Array(shape[(place + 1)...])
    let sliceStep = elementCount(slice)
    let walk = StridedWalk(shape: slice, strides: [Array(source.strides[(place + 1)...]), contiguousStrides(slice)])
    let layout = SliceLayout(
      blocks: elementCount(Array(shape[..<place])), size: shape[place],
      step: place == 0 ? source.strides[0] : sliceStep,  // a contiguous axis of size 1 may have any stride
      slice: sliceStep)
    return Tensor(shape: shape[..<place] + indices.shape + slice) { memory in
      guard let target = memory.baseAddress, !memory.isEmpty else { return }
      source.withFirstElement { from in
        indices.withElements { indices in
          GatherSlices(source: from, layout: layout, walk: walk, indices: indices, target: target)
            .move(elements: Element.self)
        }
      }
    }
  }

  /// Elements picked along an axis, by numbers of their own in every row (NumPy's `take_along_axis`).
  ///
  /// Indices with the tensor's shape less the axis pick one element of each row, and the axis is dropped: for x of
  /// shape [n, classes] and labels of shape [n], the result is x[i, labels[i]]. Indices of the tensor's rank pick as
  /// many from each row as they have along the axis.
  ///
  /// - Precondition: all sizes off the axis are equal; every index is in 0..<size of the axis.
  public func picked(_ indices: Tensor<Int32>, along axis: Int = -1) -> Tensor {
    let place = resolved(axis: axis, rank: rank, in: "pick")
    if indices.rank == rank - 1 {
      return picked(indices.expanded(at: place), along: place).squeezed(at: place)
    }
    requirePicks(indices.shape, shape, along: place, in: "pick")
    requireIndices(indices, below: shape[place], in: "pick")
    // With the axis last, the rows are the runs of the walk.
    let (rows, picks) = (movedLast(place), indices.movedLast(place))
    let result = Tensor(shape: picks.shape) { memory in
      guard let target = memory.baseAddress, !memory.isEmpty else { return }
      rows.withFirstElement { from in
        picks.withFirstElement { numbers in
          let rowStrides = Array(rows.strides.dropLast()) + [0]
          let walk = StridedWalk(
            shape: picks.shape, strides: [rowStrides, picks.strides, contiguousStrides(picks.shape)])
          PickElements(source: from, step: strides[place], walk: walk, indices: numbers, target: target)
            .move(elements: Element.self)
        }
      }
    }
    return result.movedBack(place)
  }

  /// The axis moved behind all others.
  fileprivate func movedLast(_ axis: Int) -> Tensor {
    axis == rank - 1 ? self : permuted((0..<rank).filter { $0 != axis } + [axis])
  }

  /// The last axis moved to where ``movedLast(_:)`` took it from.
  fileprivate func movedBack(_ axis: Int) -> Tensor {
    axis == rank - 1 ? self : permuted(Array(0..<axis) + [rank - 1] + Array(axis..<(rank - 1)))
  }
}

extension Tensor where Element: Scalar {
  /// The adjoint of ``gathered(_:along:)``: each slice added to zeros at the index it was gathered from.
  ///
  /// Slices that share an index are added in the order of the indices, so the result is the same bits every time.
  ///
  /// - Parameters:
  ///   - indices: their shape stands in this tensor's shape from the axis on, as in the result of `gathered`.
  ///   - axis: the result's axis, along which was gathered; negative counts from its end.
  ///   - size: the result's size along the axis; every index is below it.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func scatterAdded(at indices: Tensor<Int32>, along axis: Int = 0, size: Int) -> Tensor {
    let place = resolved(axis: axis, rank: rank - indices.rank + 1, in: "scatter")
    let end = place + indices.rank
    precondition(
      Array(shape[place..<Swift.min(end, rank)]) == indices.shape,
      "scatter: indices of shape \(indices.shape) do not stand at axis \(place) of \(shape)")
    precondition(size >= 0, "scatter: negative size \(size)")
    requireIndices(indices, below: size, in: "scatter")
    let slice = Array(shape[end...])
    let layout = SliceLayout(
      blocks: elementCount(Array(shape[..<place])), size: size, step: elementCount(slice), slice: elementCount(slice))
    return Tensor(shape: shape[..<place] + [size] + slice) { memory in
      guard let target = memory.baseAddress, !memory.isEmpty else { return }
      withElements { from in
        indices.withElements { addSlices(from: from, layout: layout, indices: $0, to: target) }
      }
    }
  }

  /// The adjoint of ``picked(_:along:)``: each element added to zeros at the place it was picked from.
  ///
  /// - Parameters:
  ///   - indices: of this tensor's shape.
  ///   - axis: the result's axis along which the indices count.
  ///   - size: the result's size along the axis; every index is below it.
  ///   - keepingAxis: whether this tensor has the axis, with several picks from each row; if not, it is the result of
  ///     one pick from each, and the axis is put in.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func unpicked(
    at indices: Tensor<Int32>, along axis: Int = -1, size: Int, keepingAxis: Bool = false
  ) -> Tensor {
    precondition(indices.shape == shape, "unpick: indices of shape \(indices.shape) for elements of shape \(shape)")
    let place = resolved(axis: axis, rank: keepingAxis ? rank : rank + 1, in: "unpick")
    if !keepingAxis {
      return expanded(at: place).unpicked(at: indices.expanded(at: place), along: place, size: size, keepingAxis: true)
    }
    precondition(size >= 0, "unpick: negative size \(size)")
    requireIndices(indices, below: size, in: "unpick")
    let (elements, picks) = (movedLast(place), indices.movedLast(place))
    let resultShape = Array(elements.shape.dropLast()) + [size]
    let result = Tensor(shape: resultShape) { memory in
      guard let target = memory.baseAddress, !memory.isEmpty else { return }
      memory.initialize(repeating: 0)
      elements.withFirstElement { from in
        picks.withFirstElement { numbers in
          let rowStrides = Array(contiguousStrides(resultShape).dropLast()) + [0]
          let walk = StridedWalk(shape: picks.shape, strides: [elements.strides, picks.strides, rowStrides])
          addPicks(from: from, walk: walk, indices: numbers, to: target)
        }
      }
    }
    return result.movedBack(place)
  }

  /// One row for each label: 1 at the label, 0 elsewhere. Shape: the labels' shape and [classes].
  ///
  /// - Precondition: every label is in 0..<classes.
  public static func oneHot(_ labels: Tensor<Int32>, classes: Int) -> Tensor {
    requireIndices(labels, below: classes, in: "oneHot")
    return Tensor(repeating: 1, shape: labels.shape).unpicked(at: labels, size: classes)
  }
}

/// Stops the program at the first index outside of 0..<size.
func requireIndices(_ indices: Tensor<Int32>, below size: Int, in operation: StaticString) {
  indices.withElements { numbers in
    guard let wrong = numbers.first(where: { $0 < 0 || Int($0) >= size }) else { return }
    preconditionFailure("\(operation): index \(wrong) is outside of 0..<\(size)")
  }
}

/// Stops the program where indices do not fit the rows that they pick from.
private func requirePicks(_ picks: [Int], _ shape: [Int], along axis: Int, in operation: StaticString) {
  let fits = picks.count == shape.count && shape.indices.allSatisfy { $0 == axis || picks[$0] == shape[$0] }
  precondition(fits, "\(operation): indices of shape \(picks) do not fit axis \(axis) of \(shape)")
}
