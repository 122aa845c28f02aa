// The backward pass: from a loss to the gradients of what it was computed from.

import MiniTensor

/// The gradients of a loss with respect to variables, one for each, of the same shapes.
///
/// Where the loss does not depend on a variable, its gradient is zero.
///
/// The call *consumes* the graph of the loss: what was kept for the backward pass is released on the way. Two options
/// change that.
/// ```swift
/// let slope = gradients(of: loss, at: [x], recording: true)[0]      // a recorded variable
/// let curvature = gradients(of: slope.sum(), at: [x])[0]            // so it can be differentiated again
/// ```
///
/// - Parameters:
///   - loss: a variable with one element.
///   - variables: parameters, or results on the way to the loss.
///   - keepingGraph: leaves the graph whole, for another call on it.
///   - recording: records the backward pass, so that the gradients can be differentiated. It keeps the graph, too.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func gradients<Element>(
  of loss: Variable<Element>, at variables: [Variable<Element>], keepingGraph: Bool = false, recording: Bool = false
) -> [Variable<Element>] {
  precondition(loss.count == 1, "gradients: the loss has shape \(loss.shape), not one element")
  let zeros = { (index: Int) in Variable(Tensor<Element>.zeros(variables[index].shape)) }
  guard let root = loss.node else { return variables.indices.map(zeros) }

  let graph = Graph(from: root, to: variables.compactMap(\.node))
  let seed = Variable(Tensor<Element>.ones(loss.shape))
  let pass = { graph.propagate(seed, consuming: !(keepingGraph || recording)) }
  let found = recording ? pass() : withoutRecording(pass)
  return variables.indices.map { index in variables[index].node.flatMap { found[$0.number] } ?? zeros(index) }
}

/// The part of a graph that lies between a loss and what its derivatives are asked for.
///
/// Nodes are known by their numbers, in rising order, so that they are found without hashing.
private struct Graph<Element: Scalar> {
  /// The nodes from which the loss is reached and which a target reaches, every one after its inputs.
  private var nodes: [Node<Element>] = []
  private var numbers: [UInt64] = []
  /// Where the inputs of one node after the other stand among `nodes`; nil for those that no target reaches.
  private var inputs: [Int?] = []
  /// Nodes below the loss that no target reaches: they are consumed with the graph, and else nothing.
  private var others: [Node<Element>] = []
  /// The numbers of the targets.
  private let targets: [UInt64]

  init(from root: Node<Element>, to targets: [Node<Element>]) {
    self.targets = targets.map(\.number).sorted()
    for node in Graph.nodes(below: root, since: self.targets.first ?? .max) {
      let first = inputs.count
      var isReached = Graph.place(of: node.number, in: self.targets) != nil
      node.origin?.forEachInput { input in
        let place = input.flatMap { Graph.place(of: $0.number, in: numbers) }
        isReached = isReached || place != nil
        inputs.append(place)
      }
      if isReached {
        nodes.append(node)
        numbers.append(node.number)
      } else {
        others.append(node)
        inputs.removeSubrange(first...)
      }
    }
  }

  /// The nodes below the loss that are no older than the oldest target, every one after its inputs: nothing older can
  /// depend on a target.
  private static func nodes(below root: Node<Element>, since oldest: UInt64) -> [Node<Element>] {
    var nodes: [Node<Element>] = []
    var seen: Set<UInt64> = [root.number]
    var open = [root]
    while let node = open.popLast() {
      precondition(
        !node.isConsumed,
        "gradients: an earlier call consumed this graph. Hand keepingGraph: true to that call to use the graph again, "
          + "or recording: true to differentiate its result.")
      nodes.append(node)
      node.origin?.forEachInput { input in
        if let input, input.number >= oldest, seen.insert(input.number).inserted { open.append(input) }
      }
    }
    return nodes.sorted { $0.number < $1.number }
  }

  /// Where a number stands among numbers in rising order.
  private static func place(of number: UInt64, in numbers: [UInt64]) -> Int? {
    var (low, high) = (0, numbers.count)
    while low < high {
      let middle = (low + high) / 2
      if numbers[middle] < number { low = middle + 1 } else { high = middle }
    }
    return low < numbers.count && numbers[low] == number ? low : nil
  }

  /// Visits every consumer before its producer, that is, numbers from the highest down, and returns what arrives at
  /// the targets, by their numbers.
  func propagate(_ seed: Variable<Element>, consuming: Bool) -> [UInt64: Variable<Element>] {
    var arrived = [Variable<Element>?](repeating: nil, count: nodes.count)
    var found: [UInt64: Variable<Element>] = [:]
    if !nodes.isEmpty { arrived[nodes.count - 1] = seed }
    defer { if consuming { for node in others { node.consume() } } }

    var end = inputs.count
    for index in nodes.indices.reversed() {
      let node = nodes[index]
      defer { if consuming { node.consume() } }
      let origin = node.origin
      var first = end
      origin?.forEachInput { _ in first -= 1 }
      let places = inputs[first..<end]
      end = first
      guard let gradient = arrived[index].take() else { continue }
      if Graph.place(of: node.number, in: targets) != nil { found[node.number] = gradient }
      guard let origin, places.contains(where: { $0 != nil }) else { continue }
      passOn(gradient, from: node, origin, to: places, &arrived)
    }
    return found
  }

  /// Adds the gradients that a node's rule makes to what has arrived at its inputs.
  @inline(__always)
  private func passOn(
    _ g: Variable<Element>, from node: Node<Element>, _ origin: Origin<Element>, to places: ArraySlice<Int?>,
    _ arrived: inout [Variable<Element>?]
  ) {
    func add(_ contribution: Variable<Element>?, at place: Int?) {
      guard let place, let contribution else { return }
      arrived[place] = arrived[place].take().map { $0 + contribution } ?? contribution
    }
    let first = places.startIndex
    switch origin {
    case .one(_, let rule):
      add(rule(g), at: places[first])
    case .oneWithResult(_, let value, let rule):
      add(rule(g, Variable(value, node: Recording.isOn ? node : nil)), at: places[first])
    case .two(_, _, let rule):
      let (x, y) = rule(g, (places[first] != nil, places[first + 1] != nil))
      add(x, at: places[first])
      add(y, at: places[first + 1])
    case .many(_, let rule):
      for (place, contribution) in zip(places, rule(g, places.map { $0 != nil })) { add(contribution, at: place) }
    }
  }
}
