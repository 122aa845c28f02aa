// What every row of the table of operations has to pass.

import MiniTensor
import Testing

@testable import Autograd

/// Inputs of a row, drawn from a seed, in shapes of their own.
private func inputs(of operation: Operation, shapes: [[Int]]? = nil, seed: UInt64 = 7) -> [Tensor<Double>] {
  var generator = Random(seed: seed)
  return operation.inputs.enumerated().map { number, input in input.draw(shapes?[number] ?? input.shape, &generator) }
}

@Test(arguments: operations)
func derivativesOfBothOrdersAreRight(_ operation: Operation) {
  let mismatches = checkGradients(operation.name, at: inputs(of: operation), operation.function)
  #expect(mismatches.isEmpty, "\(mismatches)")
}

@Test(arguments: operations)
func everyElementOfTheGradientIsRight(_ operation: Operation) {
  let mismatches = checkGradients(
    operation.name, at: inputs(of: operation, seed: 8), orders: 1...1, elementwise: true, operation.function)
  #expect(mismatches.isEmpty, "\(mismatches)")
}

/// The same elements in row-major order.
private func copy(_ x: Tensor<Double>) -> Tensor<Double> { Tensor(x.elements, shape: x.shape) }

/// The same elements behind other strides: a transposed copy of the transpose, and a flipped copy of the flip.
@Test(arguments: operations)
func viewsGiveTheSameValuesAndGradients(_ operation: Operation) {
  let plain = inputs(of: operation)
  let views = plain.map { x in
    let flipped = x.rank > 0 ? copy(x.flipped(along: -1)).flipped(along: -1) : x
    let order = Array((0..<x.rank).reversed())
    return copy(flipped.permuted(order)).permuted(order)
  }
  func valueAndGradients(_ tensors: [Tensor<Double>]) -> [Tensor<Double>] {
    let variables = tensors.map(Variable.parameter)
    let y = operation.function(variables)
    return [y.value] + gradients(of: y.sum(), at: variables).map(\.value)
  }
  for (expected, got) in zip(valueAndGradients(plain), valueAndGradients(views)) {
    #expect(expected.shape == got.shape)
    for (a, b) in zip(expected.elements, got.elements) { #expect(abs(a - b) <= 1e-12 * max(1, abs(a))) }
  }
}

/// Each size that occurs, replaced by 1 and by 0 wherever it occurs.
@Test(arguments: operations)
func sizesOneAndZeroWork(_ operation: Operation) {
  let sizes = Set(operation.inputs.flatMap(\.shape)).subtracting(operation.fixedSizes.keys).subtracting([1])
  for size in sizes.sorted() {
    for replacement in [1, 0] {
      let shapes = operation.inputs.map { $0.shape.map { $0 == size ? replacement : $0 } }
      let mismatches = checkGradients(
        "\(operation.name) at \(shapes)", at: inputs(of: operation, shapes: shapes), operation.function)
      #expect(mismatches.isEmpty, "\(mismatches)")
    }
  }
}
