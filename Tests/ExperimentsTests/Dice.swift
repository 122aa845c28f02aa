// Repeatable chance for invented numbers, and an ROC curve the slow way.

import Foundation

/// A small source of repeatable numbers, so that these tests need no other module.
struct Dice {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  /// A number in 0..<1 (xorshift64*).
  mutating func uniform() -> Double {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return Double((state &* 0x2545_F491_4F6C_DD1D) >> 11) / Double(1 << 53)
  }

  /// A number of a normal distribution (Box and Muller).
  mutating func normal(_ mean: Double = 0, _ deviation: Double = 1) -> Double {
    let radius = (-2 * Foundation.log(1 - uniform())).squareRoot()
    return mean + deviation * radius * cos(2 * .pi * uniform())
  }

  mutating func normals(_ count: Int, _ mean: Double, _ deviation: Double) -> [Double] {
    (0..<count).map { _ in normal(mean, deviation) }
  }
}

/// All points of an ROC curve, the slow way.
func rocPoints(normal: [Double], anomalous: [Double]) -> (fpr: [Double], tpr: [Double]) {
  let thresholds = Set(normal + anomalous).sorted(by: >)
  let fpr = thresholds.map { t in Double(normal.count { $0 >= t }) / Double(normal.count) }
  let tpr = thresholds.map { t in Double(anomalous.count { $0 >= t }) / Double(anomalous.count) }
  return ([0] + fpr, [0] + tpr)
}
