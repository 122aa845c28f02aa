// Precision and recall: the areas that depend on how rare the positives are.

extension ROC {
  /// Average precision: the sum over the thresholds of (gain in recall) x (precision there), without interpolation.
  ///
  /// AP = Σ (R_n - R_{n-1}) P_n over the distinct scores, as scikit-learn's `average_precision_score`. In 0...1; equal
  /// scores throughout give the share of positives, which is also what chance gives: print it beside this number.
  public var averagePrecision: Double {
    var sum = 0.0
    for (last, next) in zip(points, points.dropFirst()) {
      let gain = next.truePositives - last.truePositives
      sum += Double(gain) * Double(next.truePositives) / Double(next.truePositives + next.falsePositives)
    }
    return sum / Double(positives)
  }

  /// The points (recall, precision), by rising recall, led by recall 0 and precision 1 as scikit-learn defines them.
  public var precisionRecall: [(recall: Double, precision: Double)] {
    [(0, 1)]
      + points.dropFirst().map { point in
        let called = point.truePositives + point.falsePositives
        return (point.truePositiveRate, Double(point.truePositives) / Double(called))
      }
  }

  /// The area under straight lines between the points of ``precisionRecall``.
  ///
  /// The first of them starts at precision 1 whatever the scores: where many samples share the most positive score this
  /// flatters, up to 0.75 for a constant score and as many positives as negatives. Where scores are distinct and many it
  /// agrees with ``averagePrecision``.
  public var precisionRecallTrapezoid: Double {
    let curve = precisionRecall
    return zip(curve, curve.dropFirst()).reduce(0) { area, pair in
      area + (pair.1.recall - pair.0.recall) * (pair.0.precision + pair.1.precision) / 2
    }
  }
}
