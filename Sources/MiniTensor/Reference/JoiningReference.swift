// Joining, padding and windows, element by element.

extension Reference {
  /// ``concatenate(_:along:)``.
  public static func concatenate<Element>(_ tensors: [Tensor<Element>], along axis: Int) -> Tensor<Element> {
    var shape = tensors[0].shape
    shape[axis] = tensors.reduce(0) { $0 + $1.shape[axis] }
    return tensor(shape: shape) { place in
      var source = place
      for x in tensors {
        if source[axis] < x.shape[axis] { return element(x, at: source) }
        source[axis] -= x.shape[axis]
      }
      preconditionFailure("concatenate: \(place) is outside of \(shape)")
    }
  }

  /// ``Tensor/padded(_:with:)`` with one pair of widths for every axis.
  public static func padded<Element>(
    _ x: Tensor<Element>, _ widths: [(before: Int, after: Int)], with value: Element
  ) -> Tensor<Element> {
    tensor(shape: zip(x.shape, widths).map { $0 + $1.before + $1.after }) { place in
      let source = zip(place, widths).map { $0 - $1.before }
      let isInside = zip(source, x.shape).allSatisfy { $0 >= 0 && $0 < $1 }
      return isInside ? element(x, at: source) : value
    }
  }

  /// ``Tensor/windows(of:step:along:)``.
  public static func windows<Element>(
    _ x: Tensor<Element>, of size: Int, step: Int, along axis: Int
  ) -> Tensor<Element> {
    var shape = x.shape
    shape[axis] = (shape[axis] - size) / step + 1
    return tensor(shape: shape + [size]) { place in
      var source = Array(place.dropLast())
      source[axis] = source[axis] * step + place[x.rank]
      return element(x, at: source)
    }
  }
}
