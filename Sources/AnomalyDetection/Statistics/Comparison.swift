// What several seeds say about a claim: a paired difference, its interval, and a verdict by rule.

import Files

/// What a paper claims of a difference.
public enum Claim: Sendable, Equatable {
  /// The difference is positive: the first variant has more.
  case positive
  /// The difference is negative: the first variant has less.
  case negative
  /// The difference is of no account: it lies strictly within `±margin` (a claim that something is *kept*).
  case within(margin: Double)
}

/// What the numbers say of a claim.
public enum Verdict: String, Sendable, Equatable {
  /// The whole interval is on the side of the claim.
  case held
  /// The whole interval is on the other side.
  case contradicted
  /// The interval reaches over the border, or a single seed gives none.
  case notShown = "not shown"
}

/// Two variants compared over seeds, seed by seed, and the verdict on a claim about their difference.
///
/// Variants of one seed share data, initialisation and order, so what is common to them cancels in the difference. The
/// interval is the paired 95 % t interval: mean ± t · s / √n with n - 1 degrees of freedom. With one seed there is none,
/// and nothing is shown.
///
/// The rule: *held* if the interval excludes zero in the claimed direction, *contradicted* if in the other, else *not
/// shown*. A claim that something is kept is held if the whole interval is within the margin and contradicted if the
/// whole interval is outside; that zero is inside an interval is never evidence of equality.
public struct Comparison: Sendable, Equatable {
  /// What is claimed of ``difference``.
  public let claim: Claim
  /// How many seeds; at least 1.
  public let seeds: Int
  /// The size of the effect: the mean over seeds of first minus second, in the metric's own units.
  public let difference: Double
  /// The 95 % interval of the mean difference; nil with one seed.
  public let interval: Interval?
  /// What the interval says of the claim.
  public let verdict: Verdict

  /// Compares values that belong together by position: element i of both comes from seed i.
  ///
  /// All values are finite, and there is at least one pair.
  public init(of first: [Double], minus second: [Double], claim: Claim) {
    precondition(first.count == second.count, "Comparison: \(first.count) values against \(second.count)")
    self.init(differences: zip(first, second).map(-), claim: claim)
  }

  /// Judges the differences themselves, one for each seed; all finite, at least one.
  public init(differences: [Double], claim: Claim) {
    precondition(differences.allSatisfy(\.isFinite), "Comparison: a difference in \(differences) is not finite")
    let summary = Summary(of: differences)
    self.claim = claim
    seeds = summary.count
    difference = summary.mean
    interval = summary.standardDeviation.map { deviation in
      let t = StudentT(degrees: summary.count - 1).quantile(0.975)
      let half = t * deviation / Double(summary.count).squareRoot()
      return Interval(low: summary.mean - half, high: summary.mean + half)
    }
    verdict = interval.map(claim.verdict) ?? .notShown
  }
}

extension Claim {
  /// The rule of ``Comparison``.
  fileprivate func verdict(on interval: Interval) -> Verdict {
    let (low, high) = (interval.low, interval.high)
    switch self {
    case .positive: return low > 0 ? .held : high < 0 ? .contradicted : .notShown
    case .negative: return high < 0 ? .held : low > 0 ? .contradicted : .notShown
    case .within(let margin):
      precondition(margin > 0, "Claim: the margin \(margin) is not positive")
      if low > -margin && high < margin { return .held }
      return low >= margin || high <= -margin ? .contradicted : .notShown
    }
  }
}
