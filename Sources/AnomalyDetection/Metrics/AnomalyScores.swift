// What every metric is computed from: the scores of normal and of anomalous samples, under one convention.

/// What a sample is, as `label` in scores.csv writes it.
public enum AnomalyLabel: Int, Sendable, CaseIterable, CustomStringConvertible {
  case normal = 0
  case anomalous = 1

  /// `normal` or `anomalous`.
  public var description: String { self == .normal ? "normal" : "anomalous" }
}

/// The scores of normal and of anomalous samples; **a larger score means more anomalous**.
///
/// A value of this type has at least one score of each kind and no NaN, so every metric of it is a number. Infinite
/// scores are allowed and ordered like any others; equal scores are ties, and every metric says what it does with them.
/// ```swift
/// let scores = try AnomalyScores(normal: [0.1, 0.4, 0.35], anomalous: [0.9, 0.4])
/// scores.roc().area  // 0.91666…: of the six pairs five are in order, and one is a tie
/// ```
public struct AnomalyScores: Sendable, Equatable {
  /// The scores of the normal samples.
  public let normal: [Double]
  /// The scores of the anomalous samples.
  public let anomalous: [Double]

  /// Scores of both kinds, in any order.
  ///
  /// A NaN would have no place in an order, and a diverged network produces them: they are an error, not a trap.
  /// - Throws: ``ScoreError`` where a kind has no samples or a score is NaN.
  public init(normal: [Double], anomalous: [Double]) throws(ScoreError) {
    try check(normal, of: .normal)
    try check(anomalous, of: .anomalous)
    self.normal = normal
    self.anomalous = anomalous
  }

  /// The scores of one kind.
  public subscript(label: AnomalyLabel) -> [Double] { label == .normal ? normal : anomalous }
}

/// Why scores cannot be judged.
public enum ScoreError: Error, Equatable, CustomStringConvertible {
  /// There is no sample of this kind, so there is nothing to compare.
  case empty(AnomalyLabel)
  /// The score at this index, among those of its kind, is NaN.
  case notANumber(AnomalyLabel, index: Int)

  /// One line for a person.
  public var description: String {
    switch self {
    case .empty(let label): "there are no \(label) scores"
    case .notANumber(let label, let index): "\(label) score \(index) is not a number"
    }
  }
}

/// Throws unless there are scores and all of them can be ordered.
func check(_ scores: [Double], of label: AnomalyLabel) throws(ScoreError) {
  if scores.isEmpty { throw .empty(label) }
  if let index = scores.firstIndex(where: \.isNaN) { throw .notANumber(label, index: index) }
}
