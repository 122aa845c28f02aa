// Choosing and joining, element by element.

extension Reference {
  /// ``Tensor/gathered(_:along:)``.
  public static func gathered<Element>(
    _ x: Tensor<Element>, _ indices: Tensor<Int32>, along axis: Int
  ) -> Tensor<Element> {
    tensor(shape: x.shape[..<axis] + indices.shape + x.shape[(axis + 1)...]) { place in
      let end = axis + indices.rank
      let chosen = Int(element(indices, at: Array(place[axis..<end])))
      return element(x, at: place[..<axis] + [chosen] + place[end...])
    }
  }

  /// ``Tensor/scatterAdded(at:along:size:)``.
  public static func scatterAdded<Element: Scalar>(
    _ g: Tensor<Element>, at indices: Tensor<Int32>, along axis: Int, size: Int
  ) -> Tensor<Element> {
    let end = axis + indices.rank
    return tensor(shape: g.shape[..<axis] + [size] + g.shape[end...]) { place in
      var sum: Element = 0
      for number in self.indices(of: indices.shape) where Int(element(indices, at: number)) == place[axis] {
        sum += element(g, at: place[..<axis] + number + place[(axis + 1)...])
      }
      return sum
    }
  }

  /// ``Tensor/picked(_:along:)`` with several picks from each row.
  public static func picked<Element>(
    _ x: Tensor<Element>, _ indices: Tensor<Int32>, along axis: Int
  ) -> Tensor<Element> {
    tensor(shape: indices.shape) { place in
      var source = place
      source[axis] = Int(element(indices, at: place))
      return element(x, at: source)
    }
  }

  /// ``Tensor/unpicked(at:along:size:keepingAxis:)`` with several picks from each row.
  public static func unpicked<Element: Scalar>(
    _ g: Tensor<Element>, at indices: Tensor<Int32>, along axis: Int, size: Int
  ) -> Tensor<Element> {
    var shape = g.shape
    shape[axis] = size
    return tensor(shape: shape) { place in
      var sum: Element = 0
      for pick in 0..<g.shape[axis] {
        var source = place
        source[axis] = pick
        if Int(element(indices, at: source)) == place[axis] { sum += element(g, at: source) }
      }
      return sum
    }
  }
}
