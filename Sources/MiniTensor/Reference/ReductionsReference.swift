// Reductions as a textbook writes them.

extension Reference {
  /// All elements that differ in some axes only, handed to `f` in row-major order, for every index of the others.
  ///
  /// - Returns: the shape of x without these axes, or with sizes of 1 in their place.
  public static func reduce<Element, Result>(
    _ x: Tensor<Element>, along axes: [Int], keepingAxes: Bool = false, _ f: ([Element]) -> Result
  ) -> Tensor<Result> {
    let kept = x.shape.indices.filter { !axes.contains($0) }
    let inner = axes.sorted()
    let results = indices(of: kept.map { x.shape[$0] }).map { outer in
      f(
        indices(of: inner.map { x.shape[$0] }).map { position in
          var index = [Int](repeating: 0, count: x.rank)
          for (axis, place) in zip(kept, outer) { index[axis] = place }
          for (axis, place) in zip(inner, position) { index[axis] = place }
          return element(x, at: index)
        })
    }
    let shape = keepingAxes ? x.shape.indices.map { axes.contains($0) ? 1 : x.shape[$0] } : kept.map { x.shape[$0] }
    return Tensor(results, shape: shape)
  }

  /// Σ x.
  public static func sum<E: Scalar>(_ x: [E]) -> E { x.reduce(0, +) }

  /// Σ x / n.
  public static func mean<E: Scalar>(_ x: [E]) -> E { sum(x) / E(x.count) }

  /// Σ (x - mean)² / (n - correction).
  public static func variance<E: Scalar>(_ x: [E], correction: Int = 0) -> E {
    let center = mean(x)
    return sum(x.map { ($0 - center) * ($0 - center) }) / E(x.count - correction)
  }

  /// log Σ exp(x), the largest element taken off first.
  public static func logSumExp<E: Scalar>(_ x: [E]) -> E {
    let largest = x.max() ?? 0
    return largest + E.log(sum(x.map { E.exp($0 - largest) }))
  }
}
