// ODIN's step and its rule, on a linear network whose gradient is known.

import AnomalyDetection
import MiniTensor
import Testing

private let weights = Tensor<Double>([[1, -2], [0.5, 1], [-1, 3]])

/// Logits x W of two classes. At temperature 1, ∂ log S / ∂x = (1 - S) (w_winner - w_loser).
private var detector: ODIN<Double> {
  ODIN(temperature: 1) {
    matmul($0, weights)
  } gradient: { x in
    let slope = weights[0..., 0] - weights[0..., 1]
    let winners = matmul(x, weights).argmax(along: 1).elements
    return Tensor(stacking: winners.map { $0 == 0 ? slope : -slope })
  }
}

private let samples = Tensor<Double>([[1, 0, 0], [0, 0, 1], [0.2, 0.1, 0]])

@Test func withoutAStepNoGradientIsAskedFor() {
  let blind = ODIN<Float>(logits: { $0 }, gradient: { _ in fatalError("asked for") })
  let logits = Tensor<Float>([[2, 0], [0, 1]])
  #expect(blind.scores(of: logits, epsilon: 0) == temperedSoftmaxScores(logits))
}

@Test func stepFollowsTheSignOfTheGradient() {
  // Sample 0: winner 0, slope (3, -0.5, -4): a step of 0.1 leads to (1.1, -0.1, -0.1).
  let moved = Tensor<Double>([[1.1, -0.1, -0.1]])
  let expected = temperedSoftmaxScores(matmul(moved, weights), temperature: 1)[0]
  #expect(agrees(detector.scores(of: samples, epsilon: 0.1)[0], expected))
}

@Test func stepRaisesTheConfidence() {
  let scores = detector.scores(of: samples, epsilons: [0, 0.05, 0.1])
  for index in 0..<3 {
    #expect(scores[0][index] > scores[1][index])
    #expect(scores[1][index] > scores[2][index])
  }
}

@Test func ruleTakesTheStepOfLargestMeanConfidence() {
  #expect(detector.chosenEpsilon(from: [0, 0.05, 0.1], normalValidation: samples) == 0.1)
  #expect(detector.chosenEpsilon(from: [0.1, 0, 0.05], normalValidation: samples) == 0.1)
  let flat = ODIN<Double>(logits: { $0 * 0 }, gradient: { $0 })
  #expect(flat.chosenEpsilon(from: [0.02, 0, 0.08], normalValidation: samples) == 0.02)
}
