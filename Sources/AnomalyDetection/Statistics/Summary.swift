// Plain descriptions of a few numbers: mean, standard deviation, quantile.

import Files

/// How many numbers, their mean and their scatter.
public struct Summary: Sendable, Equatable {
  /// How many numbers.
  public let count: Int
  /// Their mean.
  public let mean: Double
  /// Their standard deviation with divisor n - 1; nil for a single number.
  public let standardDeviation: Double?

  /// The summary of at least one number, in two passes.
  public init(of values: [Double]) {
    precondition(!values.isEmpty, "Summary: no values")
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.count = values.count
    self.mean = mean
    standardDeviation = values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : nil
  }
}

/// The quantile of a sample: its smallest value that at least the share `share` of the values do not exceed.
///
/// The value of rank ⌈share · n⌉ (the inverse of the empirical distribution function; definition 1 of Hyndman and Fan,
/// "Sample quantiles in statistical packages", 1996; NumPy's `inverted_cdf`). It is always one of the values, infinite
/// ones included; nothing is interpolated. A share of 0 gives the smallest.
/// - Parameters:
///   - share: in 0...1.
///   - values: at least one, none of them NaN, in any order.
public func quantile(_ share: Double, of values: [Double]) -> Double {
  precondition((0...1).contains(share), "quantile: the share \(share) is not in 0...1")
  precondition(!values.isEmpty, "quantile: no values")
  precondition(!values.contains(where: \.isNaN), "quantile: a value is not a number")
  let count = Double(values.count)
  var rank = Int((share * count).rounded(.up))
  // The product may be rounded past a whole number, where the quotient is not: 0.07 x 100 > 7, but 7 / 100 = 0.07.
  if rank > 0, Double(rank - 1) / count >= share { rank -= 1 }
  return values.sorted()[max(rank, 1) - 1]
}

/// A range of values between two ends.
public struct Interval: Sendable, Equatable {
  /// The lower end.
  public let low: Double
  /// The upper end, not below the lower one.
  public let high: Double

  /// The range from `low` to `high`.
  public init(low: Double, high: Double) {
    precondition(low <= high, "Interval: the lower end \(low) is not at most the upper end \(high)")
    self.low = low
    self.high = high
  }
}
