// How sure a metric of one test set is: an interval over the samples, for one network.

import Files

extension AnomalyScores {
  /// The 95 % interval of the AUROC by Hanley and McNeil, cut to 0...1.
  ///
  /// The half width is 1.96 standard errors, with
  ///
  ///     SE² = (A (1 - A) + (P - 1)(Q₁ - A²) + (N - 1)(Q₂ - A²)) / (P N),   Q₁ = A / (2 - A),   Q₂ = 2 A² / (1 + A)
  ///
  /// for P anomalous and N normal samples ("The meaning and use of the area under a receiver operating characteristic
  /// (ROC) curve", Radiology 143, 1982). It speaks of other samples for the same network, not of another training run.
  /// At A = 0 or 1 the formula gives an interval of no width, which says more about the formula than about the detector.
  public var hanleyMcNeilInterval: Interval {
    let (area, p, n) = (roc().area, Double(anomalous.count), Double(normal.count))
    let square = area * area
    let (q1, q2) = (area / (2 - area), 2 * square / (1 + area))
    let variance = (area * (1 - area) + (p - 1) * (q1 - square) + (n - 1) * (q2 - square)) / (p * n)
    let half = normalQuantile975 * max(variance, 0).squareRoot()
    return Interval(low: max(area - half, 0), high: min(area + half, 1))
  }

  /// The 95 % percentile bootstrap interval of a metric.
  ///
  /// Both kinds are drawn anew with replacement, each as often as it is there, and the interval reaches from the 2.5 % to
  /// the 97.5 % ``quantile(_:of:)`` of the metric over the draws (Efron, 1979). Like the formula of Hanley and McNeil it
  /// speaks of other samples for the same network.
  /// - Parameters:
  ///   - metric: what is computed of every draw.
  ///   - draws: how many times the samples are drawn anew; at least 40, so that both ends have a draw beyond them.
  ///   - generator: the source of the draws; the same state gives the same interval.
  public func bootstrapInterval(
    of metric: Metric, draws: Int = 1000, using generator: inout some RandomNumberGenerator
  ) -> Interval {
    precondition(draws >= 40, "bootstrapInterval: \(draws) draws are too few for a 95 % interval")
    let values = (0..<draws).map { _ in metric.value(of: redrawn(using: &generator)) }
    return Interval(low: quantile(0.025, of: values), high: quantile(0.975, of: values))
  }

  /// As many samples of each kind, drawn with replacement.
  private func redrawn(using generator: inout some RandomNumberGenerator) -> AnomalyScores {
    AnomalyScores(
      redrawnNormal: normal.map { _ in normal.randomElement(using: &generator)! },
      anomalous: anomalous.map { _ in anomalous.randomElement(using: &generator)! })
  }

  /// Scores that were taken from a valid value and need no second look.
  private init(redrawnNormal normal: [Double], anomalous: [Double]) {
    self.normal = normal
    self.anomalous = anomalous
  }
}

/// The 97.5 % quantile of the standard normal distribution.
private let normalQuantile975 = 1.959963984540054
