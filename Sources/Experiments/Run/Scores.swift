// The scores of a run, the rows of scores.csv, and which of them a metric rests on.

import AnomalyDetection

/// One score of one test sample; **a larger score means more anomalous**.
public struct ScoreRow: Equatable, Sendable {
  /// The name of the data set of normal test samples.
  public static let normalDataset = "normal"

  /// The network and score, such as `base · energy`.
  public var method: String
  /// `normal` for normal test samples, the name of their set or kind for anomalous ones.
  public var dataset: String
  /// The seed of the network and its data.
  public var seed: Int
  /// What the sample is.
  public var label: AnomalyLabel
  /// The score; infinite at most, never NaN.
  public var score: Double
  /// Which sample of its set: an index or a file's name.
  public var sample: String

  /// One row.
  public init(method: String, dataset: String, seed: Int, label: AnomalyLabel, score: Double, sample: String) {
    self.method = method
    self.dataset = dataset
    self.seed = seed
    self.label = label
    self.score = score
    self.sample = sample
  }

  /// The rows of a whole set's scores, samples named by their index.
  ///
  /// Samples of `normal` are labelled normal, samples of any other set anomalous.
  public static func rows(method: String, dataset: String, seed: Int, scores: [Double]) -> [ScoreRow] {
    let label: AnomalyLabel = dataset == normalDataset ? .normal : .anomalous
    return scores.enumerated().map { index, score in
      ScoreRow(method: method, dataset: dataset, seed: seed, label: label, score: score, sample: String(index))
    }
  }
}

/// The rows of a run in groups: what each method gave to each data set in each seed.
///
/// Methods, data sets and seeds keep the order in which they first appear.
public struct ScoreTable: Sendable {
  /// The dataset that stands for all of a method's rows of one seed, where a protocol pools its kinds.
  public static let pooledDataset = "all"

  /// A method in one seed.
  public struct Source: Hashable, Sendable {
    /// The network and score.
    public let method: String
    /// The seed.
    public let seed: Int
  }

  /// The methods and seeds, in the order in which they first appear.
  public private(set) var sources: [Source] = []
  private var groups: [Source: [Group]] = [:]

  /// The scores of one method, seed and data set, by label.
  private struct Group: Sendable {
    let dataset: String
    var normal: [Double] = []
    var anomalous: [Double] = []
  }

  /// Groups rows, which may come in any order.
  public init(_ rows: [ScoreRow]) {
    // Rows come in runs of one group: the run is gathered first, so that the dictionary is asked once for each.
    var start = 0
    while start < rows.count {
      let first = rows[start]
      var end = start + 1
      while end < rows.count, first.isTogether(with: rows[end]) { end += 1 }
      add(rows[start..<end], of: first)
      start = end
    }
  }

  private mutating func add(_ rows: ArraySlice<ScoreRow>, of first: ScoreRow) {
    let source = Source(method: first.method, seed: first.seed)
    if groups[source] == nil { sources.append(source) }
    var list = groups.removeValue(forKey: source) ?? []
    let place = list.firstIndex { $0.dataset == first.dataset } ?? list.endIndex
    if place == list.endIndex { list.append(Group(dataset: first.dataset)) }
    for row in rows {
      if row.label == .normal { list[place].normal.append(row.score) } else { list[place].anomalous.append(row.score) }
    }
    groups[source] = list
  }

  /// The data sets that a method met in a seed, `normal` left out.
  public func datasets(of source: Source) -> [String] {
    (groups[source] ?? []).map(\.dataset).filter { $0 != ScoreRow.normalDataset }
  }

  /// The scores that a metric of (method, dataset, seed) rests on: those of this method and seed whose dataset is
  /// `dataset` or `normal`; of all of them where `dataset` is `all`.
  /// - Throws: `ScoreError` where a label has no samples or a score is NaN.
  public func scores(of source: Source, on dataset: String) throws(ScoreError) -> AnomalyScores {
    let used = (groups[source] ?? []).filter {
      dataset == ScoreTable.pooledDataset || $0.dataset == dataset || $0.dataset == ScoreRow.normalDataset
    }
    return try AnomalyScores(normal: used.flatMap(\.normal), anomalous: used.flatMap(\.anomalous))
  }
}

extension ScoreRow {
  fileprivate func isTogether(with other: ScoreRow) -> Bool {
    seed == other.seed && dataset == other.dataset && method == other.method
  }
}
