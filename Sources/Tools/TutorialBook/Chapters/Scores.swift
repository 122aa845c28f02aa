// The printed outputs of the chapter on scores and metrics.

import AnomalyDetection
import Foundation
import MiniTensor

// MARK: - Examples that outputs and figures share

/// The ten scores that the chapter begins with.
func tenScores() throws -> AnomalyScores {
  try AnomalyScores(normal: [0.1, 0.4, 0.35, 0.8, 0.2, 0.4], anomalous: [0.9, 0.4, 0.7, 0.3])
}

/// A score without information.
func constantScores() throws -> AnomalyScores { try AnomalyScores(normal: [7, 7], anomalous: [7, 7]) }

/// Five genuine and four spoofed recordings whose equal error rates differ by all three definitions.
func firstRecordings() throws -> AnomalyScores {
  try AnomalyScores(normal: [-0.9, -0.8, -0.7, -0.4], anomalous: [-0.6, -0.5, -0.3, -0.2, -0.1])
}

/// Claims with their differences seed by seed.
let claims: [(name: String, differences: [Double], claim: Claim)] = [
  ("a gain", [0.02, 0.03, 0.04], .positive),
  ("a larger gain, more scatter", [0.00, 0.08, 0.13], .positive),
  ("a loss", [-0.031, -0.022, -0.025], .positive),
  ("a gain of no account", [0.0012, 0.0014, 0.0013], .positive),
  ("kept within 0.01", [0.001, -0.001, 0.002], .within(margin: 0.01)),
  ("kept within 0.01", [0.009, -0.008, 0.002], .within(margin: 0.01)),
  ("one seed", [0.30], .positive),
]

// MARK: - Outputs

@Sendable func sixAndFour() throws -> String {
  let scores = try tenScores()
  return Metric.allCases.map { column($0.rawValue, 13) + text($0.value(of: scores)) }.joined(separator: "\n")
}

@Sendable func twoPositives() throws -> String {
  let z = (0..<20_000).map { normalQuantile((Double($0) + 0.5) / 20_000) }
  let scores = try AnomalyScores(normal: z.map { -1 + $0 }, anomalous: z.map { 0.5 + 2 * $0 })
  let metrics: [Metric] = [.auroc, .fpr95, .fpr95Normal]
  return metrics.map { column($0.rawValue, 13) + text($0.value(of: scores), 3) }.joined(separator: "\n")
}

@Sendable func thresholdRules() throws -> String {
  let steps = (0..<10).map(Double.init)
  let curve = try AnomalyScores(normal: steps.map { 0.1 * $0 }, anomalous: steps.map { 0.35 + 0.1 * $0 }).roc()
  return """
    first    \(text(curve.falsePositiveRate(rule: .first), 1))
    nearest  \(text(curve.falsePositiveRate(rule: .nearest), 1))
    """
}

@Sendable func stepAndTrapezoid() throws -> String {
  let examples: [(String, AnomalyScores)] = [
    ("six and four", try tenScores()),
    ("two values", try AnomalyScores(normal: [0.8, 0.8, 0.2], anomalous: [0.8, 0.2])),
    ("constant", try constantScores()),
  ]
  let rows = examples.map { name, scores in
    let curve = scores.roc()
    return column(name, 15) + text(curve.averagePrecision, 4) + "  " + text(curve.precisionRecallTrapezoid, 4)
  }
  return ([column("", 15) + "step    trapezoid"] + rows).joined(separator: "\n")
}

@Sendable func equalErrors() throws -> String {
  let second = try AnomalyScores(
    normal: [-0.9, -0.8, -0.5, -0.5, -0.2], anomalous: [-0.7, -0.5, -0.4, -0.4, -0.3, -0.1])
  let examples = [
    ("first", try firstRecordings()), ("second", second), ("constant", try constantScores()),
  ]
  let rows = examples.map { name, scores in
    let rates = EqualErrorRate.allCases.map { column(text(scores.roc().equalErrorRate($0)), 15) }
    return (column(name, 10) + rates.joined()).trimmingCharacters(in: .whitespaces)
  }
  return ([column("", 10) + "nearest point  interpolated   convex hull"] + rows).joined(separator: "\n")
}

@Sendable func sampleIntervals() throws -> String {
  var generator = Random(seed: 1)
  let rows = try [20, 200, 2000].map { count in
    let steps = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    let scores = try AnomalyScores(normal: steps, anomalous: steps.map { $0 + 0.3 })
    let formula = scores.hanleyMcNeilInterval
    let drawn = scores.bootstrapInterval(of: .auroc, using: &generator)
    return column("\(count)", 9) + text(scores.roc().area, 3)
      + "    \(text(formula.low, 3)) … \(text(formula.high, 3))   \(text(drawn.low, 3)) … \(text(drawn.high, 3))"
  }
  return (["samples  AUROC    Hanley-McNeil   bootstrap"] + rows).joined(separator: "\n")
}

@Sendable func student() -> String {
  let rows = [2, 3, 5, 10, 30].map { seeds in
    let t = StudentT(degrees: seeds - 1).quantile(0.975)
    return column("\(seeds)", 7) + column(text(t, 3), 9) + text(t / Double(seeds).squareRoot(), 3)
  }
  return (["seeds  t        t / √n"] + rows).joined(separator: "\n")
}

@Sendable func verdicts() -> String {
  let rows = claims.map { name, differences, claim in
    let comparison = Comparison(differences: differences, claim: claim)
    let ends = comparison.interval.map { "\(signed($0.low)) … \(signed($0.high))" } ?? "none"
    return column(name, 29) + column(signed(comparison.difference), 9) + column(ends, 20) + comparison.verdict.rawValue
  }
  return ([column("claim", 29) + "mean     interval            verdict"] + rows).joined(separator: "\n")
}

// MARK: - Text

private func text(_ value: Double, _ digits: Int = 6) -> String { String(format: "%.\(digits)f", value) }

private func signed(_ value: Double) -> String { String(format: "%+.4f", value) }

private func column(_ text: String, _ width: Int) -> String {
  text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
}

/// The quantile of the standard normal distribution, by bisection.
private func normalQuantile(_ probability: Double) -> Double {
  var (low, high) = (-9.0, 9.0)
  for _ in 0..<60 {
    let middle = (low + high) / 2
    if normalShare(above: -middle) < probability { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// The share of the standard normal distribution above `z`.
func normalShare(above z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }
