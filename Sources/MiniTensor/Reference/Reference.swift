// The namespace of the plain forms of operations.

/// Operations as a textbook writes them: plain loops, slow and obvious.
///
/// They are what the fast kernels are tested against, and where a reader should look first to see what an operation
/// does.
public enum Reference {}

extension Reference {
  /// Every index of a shape in row-major order: [0, 0], [0, 1], … One empty index for a scalar.
  public static func indices(of shape: [Int]) -> [[Int]] {
    shape.reduce([[]]) { prefixes, size in prefixes.flatMap { prefix in (0..<size).map { prefix + [$0] } } }
  }

  /// The element at an index: its place in memory is the sum of index times stride.
  public static func element<Element>(_ x: Tensor<Element>, at index: [Int]) -> Element {
    let isInside = index.count == x.rank && zip(index, x.shape).allSatisfy { $0 >= 0 && $0 < $1 }
    precondition(isInside, "element: \(index) is outside of \(x.shape)")
    return x.withFirstElement { $0[zip(index, x.strides).reduce(0) { $0 + $1.0 * $1.1 }] }
  }

  /// The tensor whose element at each index is what `body` says.
  public static func tensor<Element>(shape: [Int], _ body: ([Int]) -> Element) -> Tensor<Element> {
    Tensor(indices(of: shape).map(body), shape: shape)
  }
}
