// What a run hands back, and metrics.json, which is made of it.

import AnomalyDetection

/// What an example's run hands back; the run folder is written from it and from nothing else.
public struct Results: Sendable {
  /// The scores of test samples, for `scores.csv`.
  public var scores: [ScoreRow] = []
  /// The scores of validation samples, for `validation.csv`; none where no threshold comes from them.
  public var validation: [ScoreRow] = []
  /// The metrics of single seeds.
  public var metrics: [MetricRow] = []
  /// Means over seeds and over sets.
  public var summary: [SummaryRow] = []
  /// What the numbers say of each claim.
  public var verdicts: [VerdictRow] = []
  /// The short table for the terminal.
  public var table: TextTable?
  /// Further files, such as `report.html` and `figures/roc.svg`.
  public var files: [OutputFile] = []

  /// Nothing yet.
  public init() {}
}

/// A file of the run folder.
public struct OutputFile: Sendable {
  /// Its path inside the folder: `report.html`, or `figures/NAME.svg`.
  public let path: String
  /// What it holds.
  public let text: String

  /// A file of text.
  public init(_ path: String, _ text: String) {
    self.path = path
    self.text = text
  }
}

/// A metric of one method on one data set in one seed.
public struct MetricRow: Equatable, Sendable {
  /// The network and score.
  public var method: String
  /// The set of anomalous samples; `all` where kinds are pooled.
  public var dataset: String
  /// The seed.
  public var seed: Int
  /// The metric's name, such as `auroc`.
  public var metric: String
  /// Its value; one that is not finite is written as `null`.
  public var value: Double
  /// How many normal samples it rests on.
  public var normal: Int
  /// How many anomalous samples it rests on.
  public var anomalous: Int

  /// A metric of its own, such as the accuracy; what comes from score rows comes from ``rows(of:metrics:pooled:)``.
  public init(method: String, dataset: String, seed: Int, metric: String, value: Double, normal: Int, anomalous: Int) {
    self.method = method
    self.dataset = dataset
    self.seed = seed
    self.metric = metric
    self.value = value
    self.normal = normal
    self.anomalous = anomalous
  }

  /// The metrics of every method on every data set in every seed, in the order in which the rows name them.
  /// - Parameters:
  ///   - scores: the scores of the samples, normal ones and anomalous ones.
  ///   - metrics: what is computed, in the order of the result.
  ///   - pooled: whether all of a method's kinds are judged together too, as dataset `all`.
  /// - Throws: ``RunError`` where a method has no normal scores, or a score is NaN.
  public static func rows(
    of scores: [ScoreRow], metrics: [Metric] = [.auroc, .ap, .fpr95, .apNormal, .fpr95Normal], pooled: Bool = false
  ) throws -> [MetricRow] {
    let table = ScoreTable(scores)
    return try table.sources.flatMap { source in
      let datasets = table.datasets(of: source) + (pooled ? [ScoreTable.pooledDataset] : [])
      return try datasets.flatMap { dataset in
        let scores: AnomalyScores
        do {
          scores = try table.scores(of: source, on: dataset)
        } catch {
          throw RunError("metrics of \(source.method) on \(dataset), seed \(source.seed): \(error)")
        }
        return metrics.map { metric in
          MetricRow(
            method: source.method, dataset: dataset, seed: source.seed, metric: metric.rawValue,
            value: metric.value(of: scores), normal: scores.normal.count, anomalous: scores.anomalous.count)
        }
      }
    }
  }
}

/// What the numbers say of one claim.
public struct VerdictRow: Equatable, Sendable {
  /// The claim, with its name: `C3: near AUROC above the control's`.
  public var claim: String
  /// The size of the effect, its interval and what follows from it.
  public var comparison: Comparison

  /// A claim and the comparison over seeds that judges it.
  public init(claim: String, comparison: Comparison) {
    self.claim = claim
    self.comparison = comparison
  }
}

extension Results {
  /// `metrics.json`: the same bytes on every run with the same numbers; timings never stand in it.
  func metricsFile(example: String, preset: Preset) -> JSON {
    .object([
      .init("example", .string(example)), .init("preset", .string(preset.rawValue)),
      .init("metrics", .array(metrics.map(\.json))), .init("verdicts", .array(verdicts.map(\.json))),
      .init("summary", .array(summary.map(\.json))),
    ])
  }
}

extension MetricRow {
  fileprivate var json: JSON {
    .object([
      .init("method", .string(method)), .init("dataset", .string(dataset)), .init("seed", .integer(seed)),
      .init("metric", .string(metric)), .init("value", .number(value)), .init("normal", .integer(normal)),
      .init("anomalous", .integer(anomalous)),
    ])
  }
}

extension VerdictRow {
  fileprivate var json: JSON {
    .object([
      .init("claim", .string(claim)), .init("difference", .number(comparison.difference)),
      .init("low", .optional(comparison.interval?.low)), .init("high", .optional(comparison.interval?.high)),
      .init("seeds", .integer(comparison.seeds)), .init("verdict", .string(comparison.verdict.rawValue)),
    ])
  }
}

extension SummaryRow {
  fileprivate var json: JSON {
    .object([
      .init("method", .string(method)), .init("dataset", .string(dataset)), .init("metric", .string(metric)),
      .init("mean", .number(values.mean)), .init("deviation", .optional(values.standardDeviation)),
      .init("low", .optional(interval?.low)), .init("high", .optional(interval?.high)),
      .init("seeds", .integer(values.count)),
    ])
  }
}
