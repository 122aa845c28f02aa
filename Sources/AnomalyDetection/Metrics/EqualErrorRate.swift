// The equal error rate: three definitions that share a name.

/// What is meant by the rate at which misses and false alarms are equally frequent.
///
/// A curve of finitely many points seldom has one where both rates are equal, and the definitions differ in what they
/// do then. A constant score has 0.5 by all three.
public enum EqualErrorRate: Sendable, CaseIterable {
  /// The mean of both rates at the point where they differ least; the first such point, counted from (0, 0).
  case nearestPoint
  /// Where the straight line between two neighbouring points has both rates equal.
  case interpolated
  /// Where the upper convex hull of the points has both rates equal: what can be reached by choosing at random between
  /// two thresholds (Provost and Fawcett, "Robust classification for imprecise environments", 2001).
  case convexHull
}

extension ROC {
  /// The equal error rate, in 0...1.
  public func equalErrorRate(_ definition: EqualErrorRate = .interpolated) -> Double {
    switch definition {
    case .nearestPoint:
      let point = nearestToEqualErrors
      return (point.falsePositiveRate + missRate(at: point)) / 2
    case .interpolated: return crossing(of: points)
    case .convexHull: return crossing(of: hull)
    }
  }

  /// The point whose miss rate and false alarm rate differ least; the first of equals, counted from (0, 0).
  ///
  /// Its threshold is one that a validation set with both kinds can give; on test data it would be chosen by the labels.
  public var nearestToEqualErrors: Point { points.min { abs(gap(at: $0)) < abs(gap(at: $1)) }! }

  private func missRate(at point: Point) -> Double { Double(positives - point.truePositives) / Double(positives) }

  /// (False alarm rate - miss rate) x positives x negatives: a whole number, so that equal gaps compare equal.
  private func gap(at point: Point) -> Int {
    point.falsePositives * positives - (positives - point.truePositives) * negatives
  }

  /// The false positive rate where a line through `vertices` has both error rates equal.
  ///
  /// The gap rises strictly from -1 at (0, 0) to 1 at (1, 1), so there is exactly one such place.
  private func crossing(of vertices: [Point]) -> Double {
    let index = vertices.firstIndex { gap(at: $0) >= 0 }!
    let (before, after) = (vertices[index - 1], vertices[index])
    let (below, above) = (Double(gap(at: before)), Double(gap(at: after)))
    let way = -below / (above - below)
    return before.falsePositiveRate + way * (after.falsePositiveRate - before.falsePositiveRate)
  }

  /// The vertices of the upper convex hull (Andrew's monotone chain, in whole numbers).
  package var hull: [Point] {
    var hull: [Point] = []
    for point in points {
      while hull.count > 1, !turnsRight(hull[hull.count - 2], hull[hull.count - 1], point) { hull.removeLast() }
      hull.append(point)
    }
    return hull
  }

  private func turnsRight(_ a: Point, _ b: Point, _ c: Point) -> Bool {
    let (across, up) = (b.falsePositives - a.falsePositives, b.truePositives - a.truePositives)
    return across * (c.truePositives - a.truePositives) < up * (c.falsePositives - a.falsePositives)
  }
}
