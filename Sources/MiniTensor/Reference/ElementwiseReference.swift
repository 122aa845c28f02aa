// Elementwise operations as a textbook writes them.

extension Reference {
  /// f of each element.
  public static func map<Element, Result>(_ x: Tensor<Element>, _ f: (Element) -> Result) -> Tensor<Result> {
    tensor(shape: x.shape) { f(element(x, at: $0)) }
  }

  /// f of each pair of elements. Axes are matched from the last; where one size is 1, its one element serves all.
  ///
  /// - Precondition: the sizes of matching axes are equal, or one of them is 1.
  public static func pairwise<A, B, Result>(
    _ x: Tensor<A>, _ y: Tensor<B>, _ f: (A, B) -> Result
  ) -> Tensor<Result> {
    let rank = Swift.max(x.rank, y.rank)
    let (a, b) = (padded(x.shape, to: rank), padded(y.shape, to: rank))
    let shape = (0..<rank).map { axis in
      precondition(a[axis] == b[axis] || a[axis] == 1 || b[axis] == 1, "Reference.pairwise: \(x.shape) and \(y.shape)")
      return a[axis] == 1 ? b[axis] : a[axis]
    }
    return tensor(shape: shape) { index in
      f(element(x, at: partner(of: index, in: x.shape)), element(y, at: partner(of: index, in: y.shape)))
    }
  }

  /// The shape with sizes of 1 in front.
  private static func padded(_ shape: [Int], to rank: Int) -> [Int] {
    Array(repeating: 1, count: rank - shape.count) + shape
  }

  /// Where an operand of a shape is read for an index of the result.
  private static func partner(of index: [Int], in shape: [Int]) -> [Int] {
    zip(index.suffix(shape.count), shape).map { $1 == 1 ? 0 : $0 }
  }
}
