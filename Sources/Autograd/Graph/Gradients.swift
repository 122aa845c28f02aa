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
  return variables.indices.map { index in
    variables[index].node.flatMap { found[ObjectIdentifier($0)] } ?? zeros(index)
  }
}

/// The part of a graph that lies between a loss and what its derivatives are asked for.
private struct Graph<Element: Scalar> {
  typealias Key = ObjectIdentifier

  /// The nodes from which the loss is reached and which a target reaches, every one after its inputs.
  private var nodes: [Node<Element>] = []
  /// Where they stand among `nodes`.
  private var places: [Key: Int] = [:]
  /// Nodes below the loss that no target reaches: they are consumed with the graph, and else nothing.
  private var others: [Node<Element>] = []
  private let targets: Set<Key>

  init(from root: Node<Element>, to targets: [Node<Element>]) {
    self.targets = Set(targets.map(Key.init))
    for node in Graph.nodes(below: root, since: targets.map(\.number).min() ?? .max) {
      if self.targets.contains(Key(node)) || node.inputs.contains(where: { place(of: $0) != nil }) {
        places[Key(node)] = nodes.count
        nodes.append(node)
      } else {
        others.append(node)
      }
    }
  }

  /// The nodes below the loss that are no older than the oldest target, every one after its inputs: nothing older can
  /// depend on a target.
  private static func nodes(below root: Node<Element>, since oldest: UInt64) -> [Node<Element>] {
    var nodes: [Node<Element>] = []
    var seen: Set<Key> = [Key(root)]
    var open = [root]
    while let node = open.popLast() {
      precondition(
        !node.isConsumed,
        "gradients: an earlier call consumed this graph. Hand keepingGraph: true to that call to use the graph again, "
          + "or recording: true to differentiate its result.")
      nodes.append(node)
      for input in node.inputs {
        if let input, input.number >= oldest, seen.insert(Key(input)).inserted { open.append(input) }
      }
    }
    return nodes.sorted { $0.number < $1.number }
  }

  private func place(of node: Node<Element>?) -> Int? { node.flatMap { places[Key($0)] } }

  /// Visits every consumer before its producer, that is, numbers from the highest down, and returns what arrives at
  /// the targets.
  func propagate(_ seed: Variable<Element>, consuming: Bool) -> [Key: Variable<Element>] {
    var arrived = [Variable<Element>?](repeating: nil, count: nodes.count)
    var found: [Key: Variable<Element>] = [:]
    if !nodes.isEmpty { arrived[nodes.count - 1] = seed }
    defer { if consuming { for node in others { node.consume() } } }
    for (index, node) in nodes.enumerated().reversed() {
      defer { if consuming { node.consume() } }
      guard let gradient = arrived[index].take() else { continue }
      if targets.contains(Key(node)) { found[Key(node)] = gradient }
      let inputs = node.inputs.map(place)
      guard let rule = node.rule, inputs.contains(where: { $0 != nil }) else { continue }
      for (input, contribution) in zip(inputs, rule(gradient, node, inputs.map { $0 != nil })) {
        guard let input, let contribution else { continue }
        arrived[input] = arrived[input].take().map { $0 + contribution } ?? contribution
      }
    }
    return found
  }
}
