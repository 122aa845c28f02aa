// A threshold to move: the scores of both classes, the ROC curve, and what a threshold makes of them.

import AnomalyDetection

/// Histogram and ROC curve of one detector, joined by a threshold.
///
/// Without script it shows the default threshold; with script a slider moves it over at most 256 values.
/// A sample is called anomalous if its score is at least the threshold.
public struct ThresholdExplorer: Sendable {
  /// What the detector is called and what its scores measure.
  public var name: String
  /// The scores of normal samples, rising.
  public var normal: [Double]
  /// The scores of anomalous samples, rising.
  public var anomalous: [Double]
  /// The threshold shown at first, as a rule the 95 % quantile of the scores of normal validation samples.
  public var threshold: Double
  /// What to see in it, in the markup of prose.
  public var caption: String

  /// Scores that are not finite are left out of the pictures and counts. A threshold that is not finite becomes the
  /// 95 % quantile of the normal scores.
  public init(_ name: String, normal: [Double], anomalous: [Double], threshold: Double, caption: String) {
    self.name = name
    self.normal = normal.filter(\.isFinite).sorted()
    self.anomalous = anomalous.filter(\.isFinite).sorted()
    let fallback = self.normal.isEmpty ? 0 : quantile(0.95, of: self.normal)
    self.threshold = threshold.isFinite ? threshold : fallback
    self.caption = caption
  }

  /// What a threshold makes of the samples.
  struct Row: Equatable, Sendable {
    var threshold: Double
    /// How many normal and how many anomalous samples have a score of at least the threshold.
    var falseAlarms: Int
    var found: Int
  }

  /// The rows that the page holds, from the lowest threshold to the highest: quantiles of the pooled scores, their
  /// extremes, the default, and one above all scores.
  var table: [Row] {
    let pooled = (normal + anomalous).sorted()
    var thresholds = [threshold]
    if let lowest = pooled.first, let highest = pooled.last {
      let steps = 253
      thresholds += (0...steps).map { pooled[(pooled.count - 1) * $0 / steps] }
      thresholds.append(highest + max((highest - lowest) * 0.01, highest.ulp * 4))
    }
    var rows: [Row] = []
    for value in thresholds.sorted() where value != rows.last?.threshold { rows.append(row(at: value)) }
    return rows
  }

  func row(at threshold: Double) -> Row {
    Row(
      threshold: threshold, falseAlarms: Self.count(normal, from: threshold),
      found: Self.count(anomalous, from: threshold))
  }

  /// How many of the sorted values are at least `least`.
  private static func count(_ sorted: [Double], from least: Double) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] < least { low = middle + 1 } else { high = middle }
    }
    return sorted.count - low
  }

  /// The whole ROC curve: one point per distinct score, from nothing called anomalous to everything.
  var curve: (falsePositiveRate: [Double], truePositiveRate: [Double]) {
    let distinct = Set(normal + anomalous).sorted(by: >)
    let rows = distinct.map { row(at: $0) }
    let falseRates = rows.map { Self.rate($0.falseAlarms, of: normal.count) }
    let trueRates = rows.map { Self.rate($0.found, of: anomalous.count) }
    return ([0] + falseRates, [0] + trueRates)
  }

  static func rate(_ count: Int, of total: Int) -> Double {
    total == 0 ? 0 : Double(count) / Double(total)
  }
}
