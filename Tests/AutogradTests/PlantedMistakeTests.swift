// A checker is trusted once it has caught mistakes: each of these operations has one, on purpose.

import MiniTensor
import Testing

@testable import Autograd

private let x = Tensor<Double>([[0.3, -1.2, 0.8], [1.5, 0.4, -0.6]])
private let w = Tensor<Double>([[0.5, 2, -1], [0.1, -0.7, 1.1], [0.9, 0.2, 0.4]])

/// That the check finds something, names the operation, and finds it in some order.
private func expectCaught(
  _ name: String, at inputs: [Tensor<Double>], order: Int = 1,
  _ function: ([Variable<Double>]) -> Variable<Double>
) {
  let mismatches = checkGradients(name, at: inputs, function)
  #expect(!mismatches.isEmpty)
  #expect(mismatches.allSatisfy { $0.operation == name && $0.order == order })
}

@Test func aWrongSignIsCaught() {
  expectCaught("cosine with the wrong sign", at: [x]) { v in
    record(v[0].value.cos(), from: v[0]) { g in g * v[0].sin() }
  }
}

@Test func aFactorOfTwoIsCaught() {
  expectCaught("square without its 2", at: [x]) { v in record(v[0].value.square(), from: v[0]) { g in g * v[0] } }
}

@Test func aMissingBroadcastSumIsCaught() {
  // The gradient of the row is taken from the first row of g instead of their sum.
  expectCaught("sum with a row", at: [x, Tensor([1, 2, 3])]) { v in
    record(v[0].value + v[1].value, from: v[0], v[1]) { g, _ in (g, g.narrowed(0, to: 0..<1).reshaped(to: [3])) }
  }
}

@Test func aTransposedArgumentIsCaught() {
  expectCaught("product with w where its transpose belongs", at: [x, w]) { v in
    record(matmul(v[0].value, v[1].value), from: v[0], v[1]) { g, _ in
      (matmul(g, v[1]), matmul(v[0].transposed(), g))
    }
  }
}

@Test func aStaleSavedValueIsCaught() {
  // The rule keeps the value of the first evaluation.
  let stale = x * 1.5
  expectCaught("product with a value of another time", at: [x, x]) { v in
    record(v[0].value * v[1].value, from: v[0], v[1]) { g, _ in (g * v[1], g * Variable(stale)) }
  }
}

@Test func aRuleThatForgetsToRecordIsCaughtInTheSecondOrder() {
  expectCaught("square with a rule of plain numbers", at: [x], order: 2) { v in
    record(v[0].value.square(), from: v[0]) { g in 2 * (g * v[0].detached) }
  }
}

@Test func theReportNamesInputIndexAndValues() throws {
  let mismatch = try #require(
    checkGradients("half a product", at: [x, x], elementwise: true) { v in
      record(v[0].value * v[1].value, from: v[0], v[1]) { g, _ in (g * v[1], (g * v[0]) / 2) }
    }.first)
  #expect(mismatch.input == 1)
  #expect(mismatch.index == [0, 0])
  #expect(abs(mismatch.got * 2 - mismatch.expected) < 1e-9)
}
