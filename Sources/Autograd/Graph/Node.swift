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
  /// Where the node came from; nil for a parameter, and for a node whose graph was consumed.
  private var origin: Origin<Element>?
  private(set) var isConsumed = false

  /// A parameter's node.
  init() {
    number = nodeNumbers.wrappingAdd(1, ordering: .relaxed).newValue
  }

  /// The node of an operation on inputs whose nodes are `inputs`, nil for constants.
  init(inputs: [Node?], rule: @escaping Rule<Element>) {
    number = nodeNumbers.wrappingAdd(1, ordering: .relaxed).newValue
    origin = Origin(inputs, rule)
  }

  /// The nodes of the inputs; nil for constants.
  var inputs: [Node?] { origin?.inputs ?? [] }
  /// Nil for a parameter, and for a node whose graph was consumed.
  var rule: Rule<Element>? { origin?.rule }

  /// Forgets inputs and rule, and with them all that they kept alive; nothing happens to a parameter.
  func consume() {
    isConsumed = isConsumed || origin != nil
    origin = nil
  }

  deinit {
    var remains: AnyObject? = origin
    origin = nil
    if remains != nil { Remains.release(&remains) }
  }
}

/// What an operation's node holds. An object of its own, so that a dead node can hand it on whatever its elements are.
private final class Origin<Element: Scalar> {
  let inputs: [Node<Element>?]
  let rule: Rule<Element>

  init(_ inputs: [Node<Element>?], _ rule: @escaping Rule<Element>) { (self.inputs, self.rule) = (inputs, rule) }
}

/// The last number given to a node. Only the order of numbers within one graph matters.
private let nodeNumbers = Atomic<UInt64>(0)

/// What dead nodes held, released one after the other.
///
/// A node that releases its inputs in its own `deinit` would recurse as deep as the graph. Here the outermost `deinit`
/// of a thread drains a list, and those that it sets off only append to it.
private enum Remains {
  /// What waits to be released.
  private final class List {
    var items: [AnyObject] = []
  }

  /// The list of a thread that is releasing a graph.
  private static let current: pthread_key_t = {
    var key = pthread_key_t()
    precondition(pthread_key_create(&key, nil) == 0, "Autograd: the system gives no key for a thread's own values")
    return key
  }()

  /// Takes what a dead node held; nothing else may hold it.
  static func release(_ content: inout AnyObject?) {
    if let list = pthread_getspecific(current) {
      Unmanaged<List>.fromOpaque(list).takeUnretainedValue().items.append(content.take()!)
      return
    }
    // The first one goes through the list as well: let go here, it could be gone before the system knows of the list.
    let list = List()
    list.items.append(content.take()!)
    pthread_setspecific(current, Unmanaged.passUnretained(list).toOpaque())
    while list.items.popLast() != nil {}
    pthread_setspecific(current, nil)
  }
}
