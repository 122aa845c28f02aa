// What a detector with a fixed threshold does: four counts, and the rates that are made of them.

import Files

extension AnomalyScores {
  /// The counts at a threshold: a sample is called anomalous if its score is **at least** `threshold`.
  ///
  /// The threshold comes from validation data (``threshold(passing:ofNormal:)``), never from these scores.
  public func confusion(at threshold: Double) -> Confusion {
    precondition(!threshold.isNaN, "confusion: the threshold is not a number")
    let caught = anomalous.count { $0 >= threshold }
    let alarms = normal.count { $0 >= threshold }
    return Confusion(
      truePositives: caught, falsePositives: alarms,
      trueNegatives: normal.count - alarms, falseNegatives: anomalous.count - caught)
  }
}

/// The smallest threshold that calls at most `1 - share` of the given normal scores anomalous.
///
/// It lies just above the `share` quantile as ``quantile(_:of:)`` defines it: on the scores it was taken from, at least
/// `share` of the samples pass, ties included. On fresh normal data of the same kind it holds on average.
/// - Parameters:
///   - share: the share of normal samples that may pass, in 0...1; 0.95 is the usual choice.
///   - normal: scores of normal *validation* samples. Where more than `1 - share` of them are infinite no threshold can
///     let them pass, and the result is infinite.
/// - Throws: ``ScoreError`` where there are no scores or one is NaN.
public func threshold(passing share: Double = 0.95, ofNormal normal: [Double]) throws(ScoreError) -> Double {
  try check(normal, of: .normal)
  return quantile(share, of: normal).nextUp
}

/// How often a detector was right and wrong; anomalous samples are the positives.
public struct Confusion: Sendable, Equatable {
  /// Anomalous samples that were called anomalous.
  public let truePositives: Int
  /// Normal samples that were called anomalous.
  public let falsePositives: Int
  /// Normal samples that passed.
  public let trueNegatives: Int
  /// Anomalous samples that passed.
  public let falseNegatives: Int

  /// The four counts; there is at least one sample of each kind.
  public init(truePositives: Int, falsePositives: Int, trueNegatives: Int, falseNegatives: Int) {
    let counts = [truePositives, falsePositives, trueNegatives, falseNegatives]
    precondition(counts.allSatisfy { $0 >= 0 }, "Confusion: negative count in \(counts)")
    precondition(truePositives + falseNegatives > 0 && falsePositives + trueNegatives > 0, "Confusion: one kind only")
    self.truePositives = truePositives
    self.falsePositives = falsePositives
    self.trueNegatives = trueNegatives
    self.falseNegatives = falseNegatives
  }

  /// The share of all samples that were judged rightly. Where one kind is rare, calling everything the other is accurate.
  public var accuracy: Double {
    Double(truePositives + trueNegatives) / Double(truePositives + falsePositives + trueNegatives + falseNegatives)
  }

  /// The share of those called anomalous that are anomalous; nil where nothing was called anomalous.
  public var precision: Double? {
    let called = truePositives + falsePositives
    return called == 0 ? nil : Double(truePositives) / Double(called)
  }

  /// The share of the anomalous samples that were caught: the true positive rate.
  public var recall: Double { Double(truePositives) / Double(truePositives + falseNegatives) }

  /// The share of the normal samples that passed: 1 less the false positive rate.
  public var specificity: Double { Double(trueNegatives) / Double(trueNegatives + falsePositives) }

  /// The harmonic mean of precision and recall, 2 TP / (2 TP + FP + FN); 0 where nothing was caught.
  public var f1: Double { Double(2 * truePositives) / Double(2 * truePositives + falsePositives + falseNegatives) }

  /// The mean of recall and specificity: 0.5 by chance, however rare one kind is.
  public var balancedAccuracy: Double { (recall + specificity) / 2 }
}
