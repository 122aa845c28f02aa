// The metrics that metrics.json knows, each name with the one convention that it stands for.

/// A metric of scores, by the name that metrics.json gives it.
public enum Metric: String, Sendable, CaseIterable {
  /// The area under the ROC curve, ties one half.
  case auroc
  /// Average precision (step sum), anomalous samples positive.
  case ap
  /// The share of normal samples that are called anomalous where at least 95 % of the anomalous ones are.
  case fpr95
  /// Average precision (step sum), normal samples positive.
  case apNormal
  /// The share of anomalous samples that pass as normal where at least 95 % of the normal ones do.
  case fpr95Normal
  /// The area under the precision-recall trapezoids with the point recall 0, precision 1; anomalous samples positive.
  case prTrapezoid
  /// The equal error rate by linear interpolation.
  case eer

  /// The metric of these scores, in 0...1.
  public func value(of scores: AnomalyScores) -> Double {
    switch self {
    case .auroc: scores.roc().area
    case .ap: scores.roc().averagePrecision
    case .fpr95: scores.roc().falsePositiveRate()
    case .apNormal: scores.roc(positive: .normal).averagePrecision
    case .fpr95Normal: scores.roc(positive: .normal).falsePositiveRate()
    case .prTrapezoid: scores.roc().precisionRecallTrapezoid
    case .eer: scores.roc().equalErrorRate()
    }
  }

  /// Whether a better detector has a larger value.
  public var largerIsBetter: Bool {
    switch self {
    case .auroc, .ap, .apNormal, .prTrapezoid: true
    case .fpr95, .fpr95Normal, .eer: false
    }
  }
}
