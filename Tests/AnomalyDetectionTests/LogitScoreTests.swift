// Scores of logits against numbers worked out beforehand, and their direction.

import AnomalyDetection
import MiniTensor
import Testing

/// The largest difference between scores and what they should be.
private func error(_ scores: [Double], _ expected: [Double]) -> Double {
  #expect(scores.count == expected.count)
  return zip(scores, expected).map { abs($0 - $1) }.max() ?? 0
}

private let logits = Tensor<Double>([[2, -1, 0.5, 0], [5, 2, 3.5, 3], [-1, -4, -2.5, -3]])

@Test func scoresOfFourLogits() {
  // The second and third row are the first plus and minus 3: the softmax stays, the energy moves.
  #expect(error(energyScores(logits), [-2.342349582, -5.342349582, 0.657650418]) < 1e-9)
  #expect(error(printedEnergyScores(logits), [-1.495181898, 1.504818102, -4.495181898]) < 1e-9)
  #expect(error(maximumSoftmaxScores(logits), [-0.710099923, -0.710099923, -0.710099923]) < 1e-9)
  #expect(error(maximumLogitScores(logits), [-2, -5, 1]) == 0)
  #expect(error(logitNormScores(logits), [-3.5, -13.5, -10.5]) == 0)
  let atTwo = temperedSoftmaxScores(logits, temperature: 2).map { Double.exp(-$0) }
  #expect(error(atTwo, [0.484642608, 0.484642608, 0.484642608]) < 1e-9)
  let atThousand = temperedSoftmaxScores(logits).map { Double.exp(-$0) }
  #expect(error(atThousand, [0.250406434, 0.250406434, 0.250406434]) < 1e-9)
}

@Test func energyIsExactForLargeLogits() {
  #expect(error(energyScores(Tensor<Double>([[1000, 999, 0]])), [-1000.313261688]) < 1e-9)
  #expect(error(energyScores(Tensor<Float>([[1000, 999, 0]])), [-1000.313261688]) < 1e-9)
  #expect(error(energyScores(Tensor<Float>([[-1000, -1000]])), [1000 - 0.693147181]) < 1e-9)
  #expect(error(maximumSoftmaxScores(Tensor<Float>([[1000, -1000]])), [-1]) == 0)
}

@Test func energyOfEqualLogitsAtATemperature() {
  // K logits c: -T (c / T + log K).
  let scores = energyScores(Tensor<Double>([[3, 3, 3, 3]]), temperature: 2)
  #expect(error(scores, [-3 - 2 * 1.3862943611198906]) < 1e-12)
}

@Test func printedSignHardlySeesTheWinner() {
  // At the optimum of cross entropy with λ times the L1 norm the winner is a*, and all other logits are 0.
  for (classes, winner, energy, printed) in [
    (10, 6.792344427, -6.802394763, -2.197349273), (100, 9.190239700, -9.200290036, -4.595120881),
  ] {
    let optimum = Tensor<Double>([[winner] + [Double](repeating: 0, count: classes - 1)])
    #expect(error(energyScores(optimum), [energy]) < 1e-9)
    #expect(error(printedEnergyScores(optimum), [printed]) < 1e-9)
  }
}

@Test func everyScoreGrowsAsConfidenceFalls() {
  let falling = Tensor<Float>([[9, 0, 0], [5, 0, 0], [1, 0, 0]])
  let all = [
    maximumSoftmaxScores(falling), maximumLogitScores(falling), energyScores(falling), logitNormScores(falling),
    temperedSoftmaxScores(falling),
  ]
  for scores in all { #expect(scores[0] < scores[1] && scores[1] < scores[2], "\(scores)") }
}

@Test func temperedScoresKeepTheDigitsThatFloatLoses() {
  // At T = 1000 both confidences are 0.5005 in Float; their logarithms in Double still differ.
  let close = Tensor<Float>([[2, 0], [2.00001, 0]])
  let confidences = (close / 1000).softmax(along: 1).max(along: 1).elements
  #expect(confidences[0] == confidences[1])
  let scores = temperedSoftmaxScores(close)
  #expect(scores[1] < scores[0])
}

@Test func noSamplesGiveNoScores() {
  #expect(energyScores(Tensor<Float>.zeros([0, 3])) == [])
  #expect(maximumSoftmaxScores(Tensor<Float>.zeros([0, 3])) == [])
}
