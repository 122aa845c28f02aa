// The graph: what was computed from what, and by which rule derivatives pass through it.

import Foundation
import MiniTensor
import Synchronization

/// Where a result came from: the nodes of an operation's inputs, nil for constants, and its rule, which makes of the
/// gradient `g` of the result those of the inputs.
///
/// Most operations have one or two inputs, so these are spared the arrays. `needed` says for which inputs a gradient is
/// asked; a rule may answer nil for the others.
enum Origin<Element: Scalar> {
  typealias Gradient = Variable<Element>

  case one(Node<Element>?, rule: (_ g: Gradient) -> Gradient)
  /// The rule receives the result, too; one that mentioned it would keep its own node alive.
  case oneWithResult(Node<Element>?, Tensor<Element>, rule: (_ g: Gradient, _ y: Gradient) -> Gradient)
  case two(Node<Element>?, Node<Element>?, rule: (_ g: Gradient, _ needed: (Bool, Bool)) -> (Gradient?, Gradient?))
  case many([Node<Element>?], rule: (_ g: Gradient, _ needed: [Bool]) -> [Gradient?])

  /// Calls `body` with the node of each input.
  @inline(__always)
  func forEachInput(_ body: (Node<Element>?) -> Void) {
    switch self {
    case .one(let x, _), .oneWithResult(let x, _, _): body(x)
    case .two(let x, let y, _):
      body(x)
      body(y)
    case .many(let inputs, _): inputs.forEach(body)
    }
  }
}

/// One recorded operation, or a parameter (no inputs, no rule).
///
/// A parameter's node never changes. A node of an operation changes once, when its graph is consumed; a graph is
/// differentiated by one thread. That is why the class may cross threads.
final class Node<Element: Scalar>: @unchecked Sendable {
  /// Nodes are numbered as they are made: an operation has a higher number than its inputs.
  let number: UInt64
  private var held: Held?
  private(set) var isConsumed = false

  /// What an operation's node holds, an object of its own, so that a dead node can hand it on whatever its elements are.
  private final class Held {
    let origin: Origin<Element>
    init(_ origin: Origin<Element>) { self.origin = origin }
  }

  /// A parameter's node.
  init() {
    number = nodeNumbers.wrappingAdd(1, ordering: .relaxed).newValue
  }

  /// The node of an operation's result.
  init(_ origin: Origin<Element>) {
    number = nodeNumbers.wrappingAdd(1, ordering: .relaxed).newValue
    held = Held(origin)
  }

  /// Nil for a parameter, and for a node whose graph was consumed.
  var origin: Origin<Element>? { held?.origin }

  /// Forgets inputs and rule, and with them all that they kept alive; nothing happens to a parameter.
  func consume() {
    isConsumed = isConsumed || held != nil
    held = nil
  }

  deinit {
    var remains: AnyObject? = held
    held = nil
    if remains != nil { Remains.release(&remains) }
  }
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
