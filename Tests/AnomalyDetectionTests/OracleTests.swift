// Every metric against its definition, written out pair by pair, on random scores with many ties.

import AnomalyDetection
import Testing

/// The rates at every threshold, counted sample by sample; no sorting of samples, no merging.
private struct Slow {
  let scores: AnomalyScores
  var thresholds: [Double] { Set(scores.normal + scores.anomalous).sorted(by: >) }

  func share(_ values: [Double], atLeast threshold: Double) -> Double {
    Double(values.count { $0 >= threshold }) / Double(values.count)
  }

  /// (false positive rate, true positive rate) from (0, 0) on.
  var points: [(x: Double, y: Double)] {
    [(0, 0)]
      + thresholds.map { (share(scores.normal, atLeast: $0), share(scores.anomalous, atLeast: $0)) }
  }

  var auroc: Double {
    var wins = 0.0
    for anomalous in scores.anomalous {
      for normal in scores.normal { wins += anomalous > normal ? 1 : anomalous == normal ? 0.5 : 0 }
    }
    return wins / Double(scores.anomalous.count * scores.normal.count)
  }

  /// The mean over the anomalous samples of the precision at each one's own score.
  var averagePrecision: Double {
    let precisions = scores.anomalous.map { own in
      let caught = Double(scores.anomalous.count { $0 >= own })
      return caught / (caught + Double(scores.normal.count { $0 >= own }))
    }
    return precisions.reduce(0, +) / Double(precisions.count)
  }

  /// The least false positive rate of all thresholds that catch at least 95 %.
  var fpr95: Double {
    thresholds.filter { share(scores.anomalous, atLeast: $0) >= 0.95 }
      .map { share(scores.normal, atLeast: $0) }.min()!
  }

  /// Where the line between two points meets the diagonal y = 1 - x; nil where it does not.
  func crossing(_ a: (x: Double, y: Double), _ b: (x: Double, y: Double)) -> Double? {
    let (before, after) = (a.x + a.y - 1, b.x + b.y - 1)
    guard before <= 0, after >= 0, before < after else { return nil }
    return a.x + (b.x - a.x) * before / (before - after)
  }

  var interpolated: Double { zip(points, points.dropFirst()).compactMap { crossing($0, $1) }.first! }

  /// The best that any mixture of two thresholds reaches.
  var convexHull: Double { points.flatMap { a in points.compactMap { crossing(a, $0) } }.min()! }

  var nearestPoint: Double {
    let gaps = points.map { abs($0.x - (1 - $0.y)) }
    let best = points[gaps.firstIndex { $0 <= gaps.min()! + 1e-12 }!]
    return (best.x + 1 - best.y) / 2
  }
}

@Test(arguments: 0..<300)
func metricsEqualTheirDefinitions(seed: Int) throws {
  let scores = try tiedScores(seed: seed)
  let (curve, slow) = (scores.roc(), Slow(scores: scores))
  #expect(curve.area == slow.auroc || agrees(curve.area, slow.auroc, to: 1e-15), "seed \(seed)")
  #expect(agrees(curve.averagePrecision, slow.averagePrecision), "seed \(seed)")
  #expect(curve.falsePositiveRate() == slow.fpr95, "seed \(seed)")
  #expect(agrees(curve.equalErrorRate(.interpolated), slow.interpolated), "seed \(seed)")
  #expect(agrees(curve.equalErrorRate(.convexHull), slow.convexHull), "seed \(seed)")
  #expect(agrees(curve.equalErrorRate(.nearestPoint), slow.nearestPoint), "seed \(seed)")
  #expect(curve.points.map(\.threshold) == [nil] + slow.thresholds.map(Optional.some), "seed \(seed)")
  #expect(curve.points.map(\.falsePositiveRate) == slow.points.map(\.x), "seed \(seed)")
  #expect(curve.points.map(\.truePositiveRate) == slow.points.map(\.y), "seed \(seed)")
}

@Test(arguments: 0..<100)
func metricsDependOnTheOrderAlone(seed: Int) throws {
  let scores = try tiedScores(seed: seed)
  let bent = try AnomalyScores(
    normal: scores.normal.map { $0 * $0 * $0 - 40 }.reversed(), anomalous: scores.anomalous.map { $0 * $0 * $0 - 40 })
  for metric in Metric.allCases {
    #expect(metric.value(of: scores) == metric.value(of: bent), "seed \(seed) \(metric)")
  }
}

@Test(arguments: 0..<100)
func turningScoresOrClassesAround(seed: Int) throws {
  let scores = try tiedScores(seed: seed)
  let negated = try AnomalyScores(normal: scores.normal.map { -$0 }, anomalous: scores.anomalous.map { -$0 })
  #expect(agrees(scores.roc().area, 1 - negated.roc().area, to: 1e-15), "seed \(seed)")

  // Negating the scores and swapping the names of the classes is what the other positive class means.
  let mirrored = try AnomalyScores(normal: negated.anomalous, anomalous: negated.normal)
  #expect(Metric.apNormal.value(of: scores) == Metric.ap.value(of: mirrored), "seed \(seed)")
  #expect(Metric.fpr95Normal.value(of: scores) == Metric.fpr95.value(of: mirrored), "seed \(seed)")
  #expect(Metric.auroc.value(of: scores) == Metric.auroc.value(of: mirrored), "seed \(seed)")
  #expect(agrees(Metric.eer.value(of: scores), Metric.eer.value(of: mirrored)), "seed \(seed)")
}

@Test(arguments: 0..<50)
func hullNeverLosesToInterpolation(seed: Int) throws {
  let curve = try tiedScores(seed: seed).roc()
  #expect(curve.equalErrorRate(.convexHull) <= curve.equalErrorRate(.interpolated) + 1e-12, "seed \(seed)")
}
