// The table of operations: one row each, from which all tests of operations, layers and losses are made.

import MiniTensor
import Testing

@testable import Autograd

/// A function of variables, with inputs inside its domain and away from kinks.
struct Operation: CustomTestStringConvertible, Sendable {
  let name: String
  let inputs: [Input]
  /// Sizes that the shape tests leave as they are, with the reason.
  let fixedSizes: [Int: String]
  let function: @Sendable ([Variable<Double>]) -> Variable<Double>

  init(
    _ name: String, _ inputs: [Input], fixed fixedSizes: [Int: String] = [:],
    _ function: @escaping @Sendable ([Variable<Double>]) -> Variable<Double>
  ) {
    (self.name, self.inputs, self.fixedSizes, self.function) = (name, inputs, fixedSizes, function)
  }

  var testDescription: String { name }
}

/// How an input is drawn.
struct Input: Sendable {
  var shape: [Int]
  let draw: @Sendable ([Int], inout Random) -> Tensor<Double>

  /// Standard normal.
  static func normal(_ shape: Int...) -> Input { Input(shape: shape) { .normal($0, using: &$1) } }
  /// Between 0.5 and 2.
  static func positive(_ shape: Int...) -> Input { Input(shape: shape) { .uniform($0, in: 0.5..<2, using: &$1) } }
  /// Between 0.2 and 2 in magnitude, either sign: away from a kink at zero.
  static func awayFromZero(_ shape: Int...) -> Input {
    Input(shape: shape) { shape, generator in
      let size = Tensor<Double>.uniform(shape, in: 0.2..<2, using: &generator)
      let coin = Tensor<Double>.uniform(shape, in: 0..<1, using: &generator)
      return select(coin .< 0.5, size, -size)
    }
  }
  /// All different by at least 0.1: away from ties.
  static func distinct(_ shape: Int...) -> Input {
    Input(shape: shape) { shape, generator in
      let count = shape.reduce(1, *)
      let order = generator.permutation(count: count).map { 0.1 * Double($0) - 0.05 * Double(count) }
      return Tensor(order, shape: shape)
    }
  }
}

/// The order of labels and positions that rows with indices use.
private let labels = Tensor<Int32>([1, 0, 3])

let operations: [Operation] = [
  // Arithmetic
  Operation("add", [.normal(3, 4), .normal(4)]) { $0[0] + $0[1] },
  Operation("subtract", [.normal(3, 1), .normal(2, 1, 4)]) { $0[0] - $0[1] },
  Operation("multiply", [.normal(3, 4), .normal(4)]) { $0[0] * $0[1] },
  Operation("multiply by itself", [.normal(3, 4)]) { $0[0] * $0[0] },
  Operation("divide", [.normal(3, 4), .awayFromZero(3, 1)]) { $0[0] / $0[1] },
  Operation("negate", [.normal(3, 4)]) { -$0[0] },
  Operation("add a number", [.normal(3, 4)]) { 2 + $0[0] + 1 },
  Operation("subtract a number", [.normal(3, 4)]) { 2 - ($0[0] - 1) },
  Operation("multiply by a number", [.normal(3, 4)]) { 3 * $0[0] * 2 },
  Operation("divide by a number", [.normal(3, 4)]) { $0[0] / 3 },
  Operation("divide a number", [.awayFromZero(3, 4)]) { 3 / $0[0] },
  // Functions
  Operation("exp", [.normal(3, 4)]) { $0[0].exp() },
  Operation("log", [.positive(3, 4)]) { $0[0].log() },
  Operation("sin", [.normal(3, 4)]) { $0[0].sin() },
  Operation("cos", [.normal(3, 4)]) { $0[0].cos() },
  Operation("tanh", [.normal(3, 4)]) { $0[0].tanh() },
  Operation("sigmoid", [.normal(3, 4)]) { $0[0].sigmoid() },
  Operation("softplus", [.normal(3, 4)]) { $0[0].softplus() },
  Operation("sqrt", [.positive(3, 4)]) { $0[0].sqrt() },
  Operation("square", [.normal(3, 4)]) { $0[0].square() },
  Operation("reciprocal", [.awayFromZero(3, 4)]) { $0[0].reciprocal() },
  Operation("absolute", [.awayFromZero(3, 4)]) { $0[0].absolute() },
  Operation("relu", [.awayFromZero(3, 4)]) { $0[0].relu() },
  Operation("relu of a square", [.awayFromZero(3, 4)]) { ($0[0] * $0[0].absolute()).relu() },
  Operation("leakyRelu", [.awayFromZero(3, 4)]) { $0[0].leakyRelu(slope: 0.1) },
  Operation("maximum", [.awayFromZero(3, 4), .awayFromZero(1)]) { maximum($0[0], 0.05 * $0[1]) },
  Operation("minimum", [.awayFromZero(3, 4), .awayFromZero(1)]) { minimum($0[0], 0.05 * $0[1]) },
  Operation("select", [.normal(3, 1), .normal(1, 4)]) { select($0[0].value .> 0, $0[0], $0[1].exp()) },
  // Reductions
  Operation("sum of all", [.normal(3, 4)]) { $0[0].square().sum() },
  Operation("sum along axes", [.normal(2, 3, 4)]) { $0[0].square().sum(along: 0, 2) },
  Operation("sum keeping axes", [.normal(2, 3, 4)]) { $0[0].square().sum(along: -1, keepingAxes: true) },
  Operation("mean", [.normal(2, 3, 4)], fixed: [4: "the mean of nothing"]) { $0[0].square().mean(along: 2) },
  Operation("variance", [.normal(2, 3, 4)], fixed: [2: "of nothing", 4: "of nothing; unbiased of one"]) {
    $0[0].variance(along: 0, 2, correction: 1)
  },
  Operation("max", [.distinct(3, 4)], fixed: [4: "the largest of nothing"]) { $0[0].exp().max(along: 1) },
  Operation("logSumExp", [.normal(3, 4)], fixed: [4: "the logarithm of nothing"]) { $0[0].logSumExp(along: 1) },
  Operation("softmax", [.normal(3, 4)], fixed: [4: "the logarithm of nothing"]) { $0[0].softmax(along: 1) },
  Operation("logSoftmax", [.normal(3, 4)], fixed: [4: "the logarithm of nothing"]) { $0[0].logSoftmax(along: 0) },
  Operation("summed", [.normal(2, 3, 4)], fixed: [3: "is the target's"]) { $0[0].exp().summed(to: [3, 1]) },
  Operation("broadcast", [.normal(3, 1)], fixed: [3: "is the target's"]) { $0[0].exp().broadcast(to: [2, 3, 4]) },
  // Views and joining
  Operation("reshape", [.normal(3, 4)], fixed: [3: "is the target's", 4: "is the target's"]) {
    $0[0].exp().reshaped(to: [2, 6])
  },
  Operation("permute", [.normal(2, 3, 4)]) { $0[0].exp().permuted([2, 0, 1]) },
  Operation("transpose", [.normal(3, 4)]) { $0[0].exp().transposed() },
  Operation("expand and squeeze", [.normal(3, 4)]) { $0[0].expanded(at: 1).exp().squeezed(at: 1) },
  Operation("flip", [.normal(3, 4)]) { $0[0].exp().flipped(along: 1) },
  Operation("narrow", [.normal(3, 4)], fixed: [4: "holds the range"]) { $0[0].exp().narrowed(1, to: 1..<3) },
  Operation("pad", [.normal(3, 4)]) { $0[0].exp().padded([(1, 0), (2, 1)]) },
  Operation("concatenate", [.normal(3, 4), .normal(2, 4)]) { concatenate([$0[0].exp(), $0[1].square()], along: 0) },
  Operation("gather", [.normal(4, 2)], fixed: [4: "holds the indices"]) { $0[0].exp().gathered(labels, along: 0) },
  Operation("gather twice the same", [.normal(4, 2)], fixed: [4: "holds the indices"]) {
    $0[0].exp().gathered(Tensor([2, 2, 0]), along: 0)
  },
  Operation("pick", [.normal(3, 4)], fixed: [3: "as many as labels", 4: "holds the labels"]) {
    $0[0].exp().picked(labels, along: 1)
  },
  // Products
  Operation("matmul", [.normal(3, 4), .normal(4, 5)]) { matmul($0[0], $0[1]) },
  Operation("matmul in batches", [.normal(2, 3, 4), .normal(4, 5)]) { matmul($0[0], $0[1]) },
  Operation("matmul of transposes", [.normal(4, 3), .normal(5, 4)]) { matmul($0[0].transposed(), $0[1].transposed()) },
  Operation("matrix times vector", [.normal(3, 4), .normal(4)]) { matmul($0[0], $0[1]) },
  Operation("vector times matrix", [.normal(4), .normal(4, 5)]) { matmul($0[0], $0[1]) },
  Operation("vector times vector", [.normal(4), .normal(4)]) { matmul($0[0], $0[1]) },
  Operation(
    "conv2d", [.normal(2, 5, 6, 7), .normal(4, 5, 3, 3)], fixed: [3: "a kernel", 6: "holds a kernel", 7: "holds it"]
  ) {
    conv2d($0[0], $0[1], padding: 1)
  },
  Operation(
    "conv2d, stride 2", [.normal(2, 5, 6, 7), .normal(4, 5, 3, 3)],
    fixed: [3: "a kernel", 6: "holds a kernel", 7: "holds it"]
  ) {
    conv2d($0[0], $0[1], stride: 2, padding: 1)
  },
  Operation(
    "conv2d, 1x1, stride 2", [.normal(2, 3, 5, 6), .normal(4, 3, 1, 1)], fixed: [5: "holds a kernel", 6: "holds it"]
  ) { conv2d($0[0], $0[1], stride: 2) },
  Operation("maxPool2d", [.distinct(2, 3, 5, 6)], fixed: [5: "holds a window", 6: "holds a window"]) {
    maxPool2d($0[0].exp(), size: 2)
  },
  Operation("maxPool2d, overlapping", [.distinct(2, 3, 5, 6)], fixed: [5: "holds a window", 6: "holds a window"]) {
    maxPool2d($0[0], size: 3, stride: 2, padding: 1)
  },
  Operation("averagePool2d", [.normal(2, 3, 5, 6)], fixed: [5: "holds a window", 6: "holds a window"]) {
    averagePool2d($0[0].square(), size: 3, stride: 2, padding: 1)
  },
  // Fused layers and losses
  Operation(
    "batchNorm of images", [.normal(4, 3, 2, 5), .positive(3), .normal(3)],
    fixed: [4: "the moments of nothing", 2: "the same", 5: "the same"]
  ) { batchNorm($0[0], scale: $0[1], shift: $0[2], epsilon: 1e-5).0 },
  Operation(
    "batchNorm of rows", [.normal(4, 3), .positive(3), .normal(3)], fixed: [4: "the moments of nothing or of one"]
  ) {
    batchNorm($0[0], scale: $0[1], shift: $0[2], epsilon: 1e-5).0
  },
  Operation("crossEntropy", [.normal(3, 4)], fixed: [3: "as many as labels", 4: "holds the labels"]) {
    crossEntropy($0[0], labels)
  },
  Operation("meanSquaredError", [.normal(3, 4), .normal(3, 4)], fixed: [3: "the mean of nothing", 4: "the same"]) {
    meanSquaredError($0[0], $0[1])
  },
]
