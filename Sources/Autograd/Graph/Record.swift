// Recording: how an operation states its value and its rule of derivative in one place.

import MiniTensor

/// The result of an operation on one input.
///
/// - Parameter rule: from the gradient of the result to the gradient of `x`, written in operations on variables, so
///   that it can be differentiated itself. It keeps alive what it mentions, so it should mention no more than it needs.
@inline(__always)
func record<E: Scalar>(
  _ value: Tensor<E>, from x: Variable<E>, rule: @escaping (_ g: Variable<E>) -> Variable<E>
) -> Variable<E> {
  guard x.node != nil, Recording.isOn else { return Variable(value) }
  return Variable(value, node: Node(.one(x.node, rule: rule)))
}

/// The result of an operation on one input whose derivative is best written with the result itself, as that of exp.
///
/// - Parameter rule: from the gradient of the result, and the result, to the gradient of `x`. The result is handed in
///   because a rule that mentioned it would keep its own node alive.
@inline(__always)
func record<E: Scalar>(
  _ value: Tensor<E>, from x: Variable<E>,
  ruleWithResult rule: @escaping (_ g: Variable<E>, _ y: Variable<E>) -> Variable<E>
) -> Variable<E> {
  guard x.node != nil, Recording.isOn else { return Variable(value) }
  return Variable(value, node: Node(.oneWithResult(x.node, value, rule: rule)))
}

/// The result of an operation on two inputs.
///
/// - Parameter rule: from the gradient of the result, and whether that of `x` and of `y` is asked for, to both.
@inline(__always)
func record<E: Scalar>(
  _ value: Tensor<E>, from x: Variable<E>, _ y: Variable<E>,
  rule: @escaping (_ g: Variable<E>, _ needed: (Bool, Bool)) -> (Variable<E>?, Variable<E>?)
) -> Variable<E> {
  guard x.node != nil || y.node != nil, Recording.isOn else { return Variable(value) }
  return Variable(value, node: Node(.two(x.node, y.node, rule: rule)))
}

/// The result of an operation on any number of inputs.
@inline(__always)
func record<E: Scalar>(
  _ value: Tensor<E>, from inputs: [Variable<E>],
  rule: @escaping (_ g: Variable<E>, _ needed: [Bool]) -> [Variable<E>?]
) -> Variable<E> {
  guard Recording.isOn, inputs.contains(where: { $0.node != nil }) else { return Variable(value) }
  return Variable(value, node: Node(.many(inputs.map(\.node), rule: rule)))
}
