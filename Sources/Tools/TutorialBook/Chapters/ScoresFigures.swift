// The figures of the chapter on scores and metrics.

import AnomalyDetection
import Experiments
import Foundation

/// Normal scores N(-1, 1) and anomalous ones N(1/2, 2²), the chapter's running example.
private let normal = (mean: -1.0, deviation: 1.0)
private let anomalous = (mean: 0.5, deviation: 2.0)

/// What 95 % of the normal scores stay below.
private let threshold = 0.645

@Sendable func thresholdFigure() -> any Chart {
  let grid = (-600...700).map { Double($0) / 100 }
  func density(_ x: [Double], _ kind: (mean: Double, deviation: Double)) -> [Double] {
    x.map { value in
      let z = (value - kind.mean) / kind.deviation
      return exp(-z * z / 2) / (kind.deviation * (2 * Double.pi).squareRoot())
    }
  }
  let (missed, called) = (grid.filter { $0 <= threshold }, grid.filter { $0 >= threshold })
  return LineChart(
    "Two hills of scores and a threshold", x: ChartAxis("score (larger: more anomalous)", range: -6...7),
    y: ChartAxis("density", range: 0...0.42),
    series: [
      .init("normal, N(−1, 1): false alarms shaded", x: grid, y: density(grid, normal)),
      .init("anomalous, N(½, 2²): misses shaded", x: grid, y: density(grid, anomalous)),
    ],
    bands: [
      .init(x: called, low: called.map { _ in 0 }, high: density(called, normal), look: 0),
      .init(x: missed, low: missed.map { _ in 0 }, high: density(missed, anomalous), look: 1),
    ],
    vertical: [ReferenceLine(at: threshold, "threshold")], height: 300)
}

@Sendable func rocFigure() throws -> any Chart {
  let curve = try tenScores().roc()
  let (across, up) = (curve.points.map(\.falsePositiveRate), curve.points.map(\.truePositiveRate))
  return ROCChart(
    "ROC curve of the ten scores",
    curves: [
      .init(
        "area \(NumberText.fixed(curve.area, decimals: 3))", falsePositiveRate: across, truePositiveRate: up)
    ],
    marks: zip(across, up).map { .init("distinct scores", falsePositiveRate: $0, truePositiveRate: $1, look: 0) })
}

@Sendable func fpr95Figure() -> any Chart {
  let thresholds = (-1000...1000).reversed().map { Double($0) / 100 }
  func share(_ kind: (mean: Double, deviation: Double), above threshold: Double) -> Double {
    normalShare(above: (threshold - kind.mean) / kind.deviation)
  }
  // The 95 % quantile of the standard normal distribution.
  let z = 1.6448536269514722
  let caught = share(normal, above: anomalous.mean - z * anomalous.deviation)
  let found = share(anomalous, above: normal.mean + z * normal.deviation)
  return LineChart(
    "One curve, two numbers called FPR95", x: ChartAxis("false positive rate", range: 0...1),
    y: ChartAxis("true positive rate", range: 0...1),
    series: [
      .init("", x: thresholds.map { share(normal, above: $0) }, y: thresholds.map { share(anomalous, above: $0) }),
      .init("fpr95 = \(NumberText.fixed(caught, decimals: 3))", x: [caught], y: [0.95], style: .markers),
      .init("fpr95Normal = 1 − \(NumberText.fixed(found, decimals: 3))", x: [0.05], y: [found], style: .markers),
    ],
    horizontal: [ReferenceLine(at: 0.95, "TPR = 0.95")], vertical: [ReferenceLine(at: 0.05, "FPR = 0.05")],
    width: 620, height: 430)
}

@Sendable func precisionRecallFigure() throws -> any Chart {
  let scores = try constantScores()
  let points = scores.roc().precisionRecall
  let (recall, precision) = (points.map(\.recall), points.map(\.precision))
  let step = scores.roc().averagePrecision
  let trapezoid = scores.roc().precisionRecallTrapezoid
  return LineChart(
    "Precision and recall of a constant score", x: ChartAxis("recall", range: 0...1),
    y: ChartAxis("precision", range: 0...1.05),
    series: [
      .init("trapezoid: \(NumberText.fixed(trapezoid, decimals: 2))", x: recall, y: precision, style: .lineWithMarkers),
      .init("step: \(NumberText.fixed(step, decimals: 2))", x: recall, y: recall.map { _ in precision[1] }),
    ],
    bands: [
      .init(x: recall, low: recall.map { _ in precision[1] }, high: precision, look: 0),
      .init(x: recall, low: recall.map { _ in 0 }, high: recall.map { _ in precision[1] }, look: 1),
    ], width: 560, height: 340)
}

@Sendable func equalErrorFigure() throws -> any Chart {
  let curve = try firstRecordings().roc()
  func series(_ name: String, _ points: [ROC.Point], style: LineChart.Style = .line) -> LineChart.Series {
    .init(name, x: points.map(\.falsePositiveRate), y: points.map(\.truePositiveRate), style: style)
  }
  func mark(_ name: String, _ definition: EqualErrorRate, look: Int) -> LineChart.Series {
    let rate = curve.equalErrorRate(definition)
    return .init(
      "\(name): \(NumberText.fixed(rate, decimals: 3))", x: [rate], y: [1 - rate], style: .markers, look: look)
  }
  return LineChart(
    "Three equal error rates of nine samples", x: ChartAxis("false positive rate", range: 0...1),
    y: ChartAxis("true positive rate", range: 0...1),
    series: [
      series("ROC curve", curve.points), series("its convex hull", curve.hull),
      .init("equal errors", x: [0, 1], y: [1, 0], style: .thin, look: 4),
      mark("convex hull", .convexHull, look: 1), mark("nearest point", .nearestPoint, look: 3),
      mark("interpolated", .interpolated, look: 2),
    ], width: 620, height: 430)
}

@Sendable func verdictFigure() -> any Chart {
  let rows = claims.map { name, differences, claim -> DotPlot.Row in
    let comparison = Comparison(differences: differences, claim: claim)
    var margin: ClosedRange<Double>?
    if case .within(let size) = claim { margin = -size...size }
    return DotPlot.Row(
      name, differences, interval: comparison.interval.map { $0.low...$0.high }, note: comparison.verdict.rawValue,
      margin: margin)
  }
  return DotPlot("Seven claims and their verdicts", panels: [.init(ChartAxis("difference"), rows: rows)])
}
