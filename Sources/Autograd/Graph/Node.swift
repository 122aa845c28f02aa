// The graph: what was computed from what, and by which rule derivatives pass through it.

import Foundation
import MiniTensor
import Synchronization

/// How a gradient passes backward through one operation: from the gradient `g` of the output, the node itself, and for
/// each input whether its gradient is asked for, to the gradients of the inputs (nil where not asked for).
typealias Rule<Element: Scalar> = (
  _ g: Variable<Element>, _ node: Node<Element>, _ needed: [Bool]
) -> [Variable<Element>?]

/// One recorded operation, or a parameter (no inputs, no rule).
///
/// A parameter's node never changes. A node of an operation changes once, when its graph is consumed; a graph is
/// differentiated by one thread. That is why the class may cross threads.
final class Node<Element: Scalar>: @unchecked Sendable {
  /// Nodes are numbered as they are made: an operation has a higher number than its inputs.
  let number: UInt64
  /// The nodes of the inputs; nil for constants.
  private(set) var inputs: [Node?]
  /// Nil for a parameter, and for a node whose graph was consumed.
  private(set) var rule: Rule<Element>?
  private(set) var isConsumed = false

  init(inputs: [Node?] = [], rule: Rule<Element>? = nil) {
    number = nodeNumbers.wrappingAdd(1, ordering: .relaxed).newValue
    self.inputs = inputs
    self.rule = rule
  }

  var isParameter: Bool { rule == nil && !isConsumed }

  /// Forgets inputs and rule, and with them all that they kept alive.
  func consume() {
    isConsumed = true
    inputs = []
    rule = nil
  }

  deinit {
    guard !inputs.isEmpty else { return }
    var remains: Any? = (inputs, rule)
    consume()
    Remains.release(&remains)
  }
}

/// The last number given to a node. Only the order of numbers within one graph matters.
private let nodeNumbers = Atomic<UInt64>(0)

/// What dead nodes held, released one after the other.
///
/// A node that releases its inputs in its own `deinit` would recurse as deep as the graph. Here the outermost `deinit`
/// of a thread drains a list, and those that it sets off only append to it.
private enum Remains {
  private struct Item: @unchecked Sendable { let content: Any? }

  /// One list for each thread that is releasing a graph.
  private static let lists = Mutex<[ObjectIdentifier: [Item]]>([:])

  /// Takes what a dead node held; nothing else may hold it.
  static func release(_ content: inout Any?) {
    let thread = ObjectIdentifier(Thread.current)
    var next: Item? = Item(content: content)
    content = nil
    let isOutermost = lists.withLock { [item = next!] lists in
      let isFirst = lists[thread] == nil
      if isFirst { lists[thread] = [] } else { lists[thread]!.append(item) }
      return isFirst
    }
    guard isOutermost else { return }
    while next != nil {
      next = nil
      next = lists.withLock { lists in
        let item = lists[thread]!.popLast()
        if item == nil { lists[thread] = nil }
        return item
      }
    }
  }
}
