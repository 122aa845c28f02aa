// Are the derivatives right? Compared with differences of values, in Double.

import Foundation
import MiniTensor

/// A derivative that disagrees with a difference of values.
public struct GradientMismatch: CustomStringConvertible, Sendable {
  /// What was checked.
  public let operation: String
  /// 1 for first derivatives, 2 for derivatives of the gradient.
  public let order: Int
  /// Which input, counted from 0.
  public let input: Int
  /// Which element of it.
  public let index: [Int]
  /// The difference quotient.
  public let expected: Double
  /// What the backward pass gave.
  public let got: Double

  public var description: String {
    "\(operation): derivative of order \(order), input \(input), index \(index): expected \(expected), got \(got)"
  }
}

/// Compares the derivatives of a function, as the backward pass gives them, with differences of its values.
///
/// First along one random direction, which costs four evaluations; where that disagrees, element by element, so that
/// the report names the place. The outputs are weighted at random, so every one of them counts. Order 2 is the same check
/// applied to the gradient, as a function of the inputs and of the weights.
///
/// ```swift
/// let mismatches = checkGradients("softplus", at: [x]) { $0[0].softplus() }
/// ```
///
/// The difference is (f(-2h) - 8 f(-h) + 8 f(h) - f(2h)) / 12h, whose error falls with h⁴. Inputs should be away from kinks and
/// from the border of the domain by more than 2h.
///
/// - Parameters:
///   - operation: what the report calls the function.
///   - inputs: where to check.
///   - orders: 1, 2 or both.
///   - tolerance: the largest |got - expected| / max(1, |expected|) that passes.
///   - step: h, for inputs of about unit size.
///   - elementwise: whether to look at every element even where the random direction agrees.
///   - seed: of direction and weights.
///   - function: what is checked; receives one variable for each of the inputs.
/// - Returns: what disagrees, at most ten entries; empty where all is well. A value that is not finite disagrees.
public func checkGradients(
  _ operation: String = "function", at inputs: [Tensor<Double>], orders: ClosedRange<Int> = 1...2,
  tolerance: Double = 1e-6, step: Double = 3e-4, elementwise: Bool = false, seed: UInt64 = 1,
  _ function: ([Variable<Double>]) -> Variable<Double>
) -> [GradientMismatch] {
  var generator = Random(seed: seed)
  let weights = Tensor<Double>.normal(
    withoutRecording { function(inputs.map(Variable.init)) }.shape, using: &generator)
  func weighted(_ x: [Variable<Double>]) -> Variable<Double> { (function(x) * Variable(weights)).sum() }
  for order in orders {
    var check = DerivativeCheck(operation: operation, order: order, tolerance: tolerance, step: step)
    if order == 1 {
      check.run(weighted, at: inputs, elementwise: elementwise, using: &generator)
    } else {
      let directions = inputs.map { Tensor<Double>.normal($0.shape, using: &generator) }
      func slope(_ x: [Variable<Double>]) -> Variable<Double> {
        let found = gradients(of: weighted(x), at: x, recording: true)
        return zip(found, directions).map { ($0 * Variable($1)).sum() }.reduce(Variable(0)) { $0 + $1 }
      }
      check.run(slope, at: inputs, elementwise: elementwise, using: &generator)
    }
    if !check.mismatches.isEmpty { return check.mismatches }
  }
  return []
}

/// One order of the check: a scalar function against its backward pass.
private struct DerivativeCheck {
  let operation: String
  let order: Int
  let tolerance: Double
  let step: Double
  var mismatches: [GradientMismatch] = []

  /// A function of tensors, evaluated or differentiated.
  typealias Function = ([Variable<Double>]) -> Variable<Double>

  mutating func run(
    _ function: Function, at inputs: [Tensor<Double>], elementwise: Bool, using generator: inout Random
  ) {
    let variables = inputs.map(Variable.parameter)
    let found = gradients(of: function(variables), at: variables).map(\.value)
    let direction = inputs.map { Tensor<Double>.normal($0.shape, using: &generator) }
    let got = zip(found, direction).reduce(0) { $0 + ($1.0 * $1.1).sum().item }
    let expected = slope(of: function, at: inputs, along: direction)
    if agrees(got, expected) && !elementwise { return }

    for (number, input) in inputs.enumerated() {
      for position in 0..<input.count where mismatches.count < 10 {
        var unit = inputs.map { Tensor<Double>.zeros($0.shape) }
        unit[number].withMutableElements { $0[position] = 1 }
        let expected = slope(of: function, at: inputs, along: unit)
        let got = found[number].elements[position]
        if !agrees(got, expected) {
          mismatches.append(
            GradientMismatch(
              operation: operation, order: order, input: number, index: input.index(ofElement: position),
              expected: expected, got: got))
        }
      }
    }
    // A disagreement too small to be seen in any one element is still one.
    if mismatches.isEmpty && !agrees(got, expected) {
      mismatches.append(
        GradientMismatch(operation: operation, order: order, input: 0, index: [], expected: expected, got: got))
    }
  }

  private func agrees(_ got: Double, _ expected: Double) -> Bool {
    abs(got - expected) <= tolerance * max(1, abs(expected))
  }

  /// The derivative of a function along a direction, from four values.
  private func slope(of function: Function, at inputs: [Tensor<Double>], along direction: [Tensor<Double>]) -> Double {
    func value(_ distance: Double) -> Double {
      let moved = zip(inputs, direction).map { Variable.parameter($0 + $1 * distance) }
      return function(moved).item
    }
    let near = value(step) - value(-step)
    let far = value(2 * step) - value(-2 * step)
    return (8 * near - far) / (12 * step)
  }
}

extension Tensor {
  /// The index along each axis of an element counted in row-major order.
  fileprivate func index(ofElement position: Int) -> [Int] {
    var (index, rest) = (shape, position)
    for axis in shape.indices.reversed() {
      index[axis] = rest % shape[axis]
      rest /= shape[axis]
    }
    return index
  }
}
