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

  /// The nodes below the loss, every one after its inputs.
  private var nodes: [Node<Element>] = []
  /// Those from which a target can be reached, the targets themselves included.
  private var needed: Set<Key> = []
  private let targets: Set<Key>

  init(from root: Node<Element>, to targets: [Node<Element>]) {
    self.targets = Set(targets.map(Key.init))
    // Nothing that is older than the oldest target can depend on one.
    let oldest = targets.map(\.number).min() ?? .max
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
    nodes.sort { $0.number < $1.number }
    for node in nodes where self.targets.contains(Key(node)) || node.inputs.contains(where: isNeeded) {
      needed.insert(Key(node))
    }
  }

  private func isNeeded(_ node: Node<Element>?) -> Bool { node.map { needed.contains(Key($0)) } ?? false }

  /// Visits every consumer before its producer, that is, numbers from the highest down, and returns what arrives at
  /// the targets.
  func propagate(_ seed: Variable<Element>, consuming: Bool) -> [Key: Variable<Element>] {
    var arrived: [Key: Variable<Element>] = [:]
    var found: [Key: Variable<Element>] = [:]
    if let root = nodes.last { arrived[Key(root)] = seed }
    for node in nodes.reversed() {
      defer { if consuming && !node.isParameter { node.consume() } }
      guard let gradient = arrived.removeValue(forKey: Key(node)) else { continue }
      if targets.contains(Key(node)) { found[Key(node)] = gradient }
      let asked = node.inputs.map(isNeeded)
      guard let rule = node.rule, asked.contains(true) else { continue }
      for (input, contribution) in zip(node.inputs, rule(gradient, node, asked)) {
        guard let input, let contribution, isNeeded(input) else { continue }
        let key = Key(input)
        if let sum = arrived[key] { arrived[key] = sum + contribution } else { arrived[key] = contribution }
      }
    }
    return found
  }
}
