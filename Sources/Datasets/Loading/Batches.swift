// The order in which training sees a set: batches of places, shuffled by a generator.

import MiniTensor

/// The batches of one epoch: places in a set of `count` samples, in random order, each at most once.
///
/// ```swift
/// for places in Batches(of: 64, among: set.count, order: generator.split(epoch)) {
///   let batch = set.chosen(places)
/// }
/// ```
public struct Batches: Sequence, Sendable {
  /// All places in the order of the epoch.
  public let order: [Int]
  /// Samples in a batch.
  public let size: Int
  /// How many batches there are: an incomplete last one is dropped, so that every step weighs the same.
  public var count: Int { order.count / size }

  /// - Parameters:
  ///   - size: at least 1; a set with fewer samples gives no batch.
  ///   - count: how many samples the set has.
  ///   - generator: the same one gives the same order.
  public init(of size: Int, among count: Int, order generator: Random) {
    precondition(size > 0 && count >= 0, "Batches: batches of \(size) among \(count)")
    var generator = generator
    order = generator.permutation(count: count)
    self.size = size
  }

  /// The places of one batch.
  ///
  /// - Parameter index: in 0..<``count``.
  public subscript(index: Int) -> [Int] {
    precondition(index >= 0 && index < count, "Batches: there is no batch \(index) among \(count)")
    return Array(order[index * size..<(index + 1) * size])
  }

  /// The places of a batch where the batches are repeated as often as needed: the order wraps round, and an incomplete
  /// last batch is filled up from the beginning.
  public func wrapped(_ index: Int) -> [Int] {
    precondition(!order.isEmpty && index >= 0, "Batches: nothing to draw batch \(index) from")
    return (index * size..<(index + 1) * size).map { order[$0 % order.count] }
  }

  public func makeIterator() -> some IteratorProtocol<[Int]> { (0..<count).lazy.map { self[$0] }.makeIterator() }
}
