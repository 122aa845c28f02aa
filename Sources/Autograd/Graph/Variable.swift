// A variable: a tensor, and the node that remembers how it was computed.

import MiniTensor

/// A tensor that takes part in differentiation.
///
/// Operations on variables compute values at once and record how, so that ``gradients(of:at:keepingGraph:recording:)``
/// can find derivatives. A variable made with `init(_:)` is a constant; one made with ``parameter(_:)`` is
/// something that derivatives can be asked for.
///
/// ```swift
/// let w = Variable<Float>.parameter(Tensor([2, 3]))
/// let loss = (w * w).sum()
/// gradients(of: loss, at: [w])[0].value   // [4, 6]
/// ```
public struct Variable<Element: Scalar>: Sendable {
  /// The elements.
  public private(set) var value: Tensor<Element>
  /// How they were computed; nil for a constant.
  private(set) var node: Node<Element>?

  init(_ value: Tensor<Element>, node: Node<Element>?) {
    self.value = value
    self.node = node
  }

  /// A constant: no derivative is recorded for it.
  public init(_ value: Tensor<Element>) { self.init(value, node: nil) }

  /// A constant scalar. Shape [].
  public init(_ element: Element) { self.init(Tensor(element)) }

  /// A variable that derivatives can be asked for.
  public static func parameter(_ value: Tensor<Element>) -> Variable { Variable(value, node: Node()) }

  /// Changes the elements of a parameter, in place where nobody shares them. It is a new parameter then: what was
  /// computed from its former elements does not depend on it.
  public mutating func update(_ change: (inout Tensor<Element>) throws -> Void) rethrows {
    node = Node()
    try change(&value)
  }

  /// The size along each axis.
  public var shape: [Int] { value.shape }
  /// The number of axes.
  public var rank: Int { value.rank }
  /// The number of elements.
  public var count: Int { value.count }
  /// The element of a variable that has just one.
  public var item: Element { value.item }

  /// Whether operations on this variable are recorded.
  public var isRecorded: Bool { node != nil }

  /// The same elements as a constant: derivatives stop here.
  public var detached: Variable { Variable(value) }
}

/// Whether operations record how they were computed. Bound for a piece of code, see ``withoutRecording(_:)``.
enum Recording {
  @TaskLocal static var isOn = true
}

/// Runs `body` without recording: what it computes from variables are constants.
///
/// Use it where no derivative will be asked for, as in scoring: nothing is kept for a backward pass.
public func withoutRecording<Result>(_ body: () throws -> Result) rethrows -> Result {
  try Recording.$isOn.withValue(false, operation: body)
}
