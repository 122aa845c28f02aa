// The receiver operating characteristic: what every threshold would catch, and at what price.

import Files

extension AnomalyScores {
  /// The receiver operating characteristic with the named kind as the positive class.
  public func roc(positive: AnomalyLabel = .anomalous) -> ROC { ROC(of: self, positive: positive) }
}

/// A receiver operating characteristic: one point for each distinct score, from (0, 0) to (1, 1).
///
/// With anomalous samples as positives, a sample is called positive if its score is **at least** the threshold, and the
/// thresholds fall from point to point. With normal samples as positives it is called positive if its score is **at
/// most** the threshold, and they rise. Equal scores pass a threshold together, so that the order in which samples stand
/// in a file changes nothing. No point is dropped, collinear or not: a threshold can be read from each.
public struct ROC: Sendable, Equatable {
  /// What one threshold does.
  public struct Point: Sendable, Equatable {
    /// The last score that is called positive; nil at the start of the curve, where no sample is.
    public let threshold: Double?
    /// How many positives are called positive.
    public let truePositives: Int
    /// How many negatives are called positive.
    public let falsePositives: Int
    /// The share of the positives that are called positive, in 0...1.
    public let truePositiveRate: Double
    /// The share of the negatives that are called positive, in 0...1.
    public let falsePositiveRate: Double
  }

  /// The kind of sample that counts as positive.
  public let positive: AnomalyLabel
  /// How many samples are positive; at least 1.
  public let positives: Int
  /// How many samples are negative; at least 1.
  public let negatives: Int
  /// The points from (0, 0), where nothing is called positive, to (1, 1), where everything is.
  public let points: [Point]

  /// Sorts both kinds once, the most positive scores first, and merges them tie by tie.
  ///
  /// Which end is the most positive is decided here and nowhere else.
  init(of scores: AnomalyScores, positive: AnomalyLabel) {
    let comesFirst: (Double, Double) -> Bool = positive == .anomalous ? (>) : (<)
    let hits = scores[positive].sorted(by: comesFirst)
    let alarms = scores[positive == .anomalous ? .normal : .anomalous].sorted(by: comesFirst)

    func point(_ threshold: Double?, _ hit: Int, _ alarm: Int) -> Point {
      Point(
        threshold: threshold, truePositives: hit, falsePositives: alarm,
        truePositiveRate: Double(hit) / Double(hits.count), falsePositiveRate: Double(alarm) / Double(alarms.count))
    }
    var (hit, alarm) = (0, 0)
    var points = [point(nil, 0, 0)]
    while hit < hits.count || alarm < alarms.count {
      let isHit = alarm == alarms.count || (hit < hits.count && !comesFirst(alarms[alarm], hits[hit]))
      let threshold = isHit ? hits[hit] : alarms[alarm]
      while hit < hits.count, hits[hit] == threshold { hit += 1 }
      while alarm < alarms.count, alarms[alarm] == threshold { alarm += 1 }
      points.append(point(threshold, hit, alarm))
    }
    self.positive = positive
    positives = hits.count
    negatives = alarms.count
    self.points = points
  }

  /// The area under the curve (AUROC): the probability that a positive is ranked before a negative, ties one half.
  ///
  /// Mann and Whitney's count of ordered pairs, kept in whole numbers and divided once, so that it is exact to the last
  /// bit; the trapezoids under the points sum to the same. It is the same whichever kind is positive.
  public var area: Double {
    var halfPairs = 0
    for (last, next) in zip(points, points.dropFirst()) {
      let hits = next.truePositives - last.truePositives
      halfPairs += hits * (2 * negatives - last.falsePositives - next.falsePositives)
    }
    return Double(halfPairs) / Double(2 * positives * negatives)
  }

  /// How the point is chosen at which a curve reaches a true positive rate.
  public enum LevelRule: Sendable {
    /// The first point whose true positive rate is at least the level: what is meant by "at 95 % TPR".
    case first
    /// The point whose true positive rate is nearest to the level, above it or below; the first of equals, counted from
    /// (0, 0).
    ///
    /// Liu et al., "Energy-based out-of-distribution detection" (2020), choose so in their code; walking the curve from
    /// its other end, it takes the last point of that rate, which may have a few more false positives.
    case nearest
  }

  /// The false positive rate at a true positive rate: FPR95 for the default level of 0.95.
  ///
  /// Tied scores are passed as a whole. Which kind is positive changes this number: see ``Metric/fpr95``.
  /// - Parameters:
  ///   - level: the true positive rate to be reached, in 0...1.
  ///   - rule: which point of the curve counts as reaching it.
  public func falsePositiveRate(atTruePositiveRate level: Double = 0.95, rule: LevelRule = .first) -> Double {
    precondition((0...1).contains(level), "falsePositiveRate: the true positive rate \(level) is not in 0...1")
    switch rule {
    case .first:
      return points.first { $0.truePositiveRate >= level }!.falsePositiveRate
    case .nearest:
      return points.min { abs($0.truePositiveRate - level) < abs($1.truePositiveRate - level) }!.falsePositiveRate
    }
  }
}
