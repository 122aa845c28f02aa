// Taking elements by index, and putting them back.

import MiniTensor

extension Variable {
  /// Slices along an axis, by index; an index may occur more than once.  d/dx = g, each slice added where it came from.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func gathered(_ indices: Tensor<Int32>, along axis: Int) -> Variable {
    record(value.gathered(indices, along: axis), from: self) { [size = size(along: axis)] g in
      g.scatterAdded(at: indices, along: axis, size: size)
    }
  }

  /// Zeros of a size along an axis, with these slices added at positions along it.  d/dx = g at the same positions.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func scatterAdded(at indices: Tensor<Int32>, along axis: Int, size: Int) -> Variable {
    record(value.scatterAdded(at: indices, along: axis, size: size), from: self) { g in
      g.gathered(indices, along: axis)
    }
  }

  /// One element for each line along an axis, by index.  Shape [N, K] and indices [N] -> [N] along axis 1.
  /// d/dx = g at the elements picked, else 0.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func picked(_ indices: Tensor<Int32>, along axis: Int) -> Variable {
    record(value.picked(indices, along: axis), from: self) { [size = size(along: axis)] g in
      g.unpicked(at: indices, along: axis, size: size)
    }
  }

  /// The inverse of ``picked(_:along:)``: lines of a size along a new axis, zero but for one element.
  /// d/dx = the elements of g at the same places.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func unpicked(at indices: Tensor<Int32>, along axis: Int, size: Int) -> Variable {
    record(value.unpicked(at: indices, along: axis, size: size), from: self) { g in g.picked(indices, along: axis) }
  }

  private func size(along axis: Int) -> Int { shape[resolved(axis: axis, rank: rank, in: "gather")] }
}
