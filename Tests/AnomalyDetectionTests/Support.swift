// What several test files share: scores from labels, random scores with ties, closeness.

import AnomalyDetection
import Foundation
import MiniTensor

/// Scores from one list, with label 1 for anomalous samples.
func labelled(_ labels: [Int], _ scores: [Double]) throws -> AnomalyScores {
  let rows = zip(labels, scores)
  return try AnomalyScores(
    normal: rows.filter { $0.0 == 0 }.map(\.1), anomalous: rows.filter { $0.0 == 1 }.map(\.1))
}

/// Anomaly scores where a paper gives confidences, larger for normal (bona fide) samples.
func confidences(normal: [Double], anomalous: [Double]) throws -> AnomalyScores {
  try AnomalyScores(normal: normal.map { -$0 }, anomalous: anomalous.map { -$0 })
}

/// Scores of 1 to 40 samples of each kind, from so few values that many are tied.
func tiedScores(seed: Int) throws -> AnomalyScores {
  var random = Random(seed: UInt64(seed))
  let values = Int.random(in: 1...20, using: &random)
  func draw(_ shift: Int) -> [Double] {
    (0..<Int.random(in: 1...40, using: &random)).map { _ in
      Double(Int.random(in: 0..<values, using: &random) + shift) / 4
    }
  }
  let shift = Int.random(in: -3...6, using: &random)
  return try AnomalyScores(normal: draw(0), anomalous: draw(shift))
}

/// Whether two numbers agree to `digits` digits after the point.
func agrees(_ a: Double, _ b: Double, to digits: Double = 1e-12) -> Bool { abs(a - b) <= digits }

/// The quantile of the standard normal distribution, by bisection.
func normalQuantile(_ probability: Double) -> Double {
  var (low, high) = (-9.0, 9.0)
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if erfc(-middle / 2.0.squareRoot()) / 2 < probability { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// Numbers from the standard normal distribution.
func normalTensor(_ shape: [Int], seed: UInt64) -> Tensor<Double> {
  var generator = Random(seed: seed)
  return Tensor(shape: shape) { memory in
    for index in memory.indices {
      memory[index] = normalQuantile(Double.random(in: 1e-6..<1, using: &generator))
    }
  }
}
