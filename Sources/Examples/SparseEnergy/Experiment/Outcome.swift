// From scores to metrics, means and verdicts; the report is made of nothing else.

import AnomalyDetection
import Experiments
import MiniTensor

/// All numbers of a run.
struct Outcome: Sendable {
  let recipe: Recipe
  let data: [SeedData]
  let scored: [ScoredNetwork]
  /// Metrics of scores and measures of networks, seed by seed.
  let metrics: MetricTable
  /// Near, foreign and far sets, as far as the run has them.
  let groups: [DatasetGroup]
  let summary: [SummaryRow]
  let findings: [Finding]

  init(recipe: Recipe, data: [SeedData], scored: [ScoredNetwork]) throws {
    let metrics = MetricTable(try Outcome.metrics(of: scored))
    let groups = OutlierSet.Kind.allCases.compactMap { kind -> DatasetGroup? in
      let sets = data[0].outliers.filter { $0.kind == kind }.map(\.name)
      return sets.isEmpty ? nil : DatasetGroup(kind.rawValue, sets)
    }
    self.recipe = recipe
    self.data = data
    self.scored = scored
    self.metrics = metrics
    self.groups = groups
    summary = metrics.summary(groups: groups)
    // Far sets are found by a threshold on the simplest statistics; claims are judged on the others where there are any.
    let judged = groups.filter { $0.name != OutlierSet.Kind.far.rawValue }
    findings = Finding.all(recipe: recipe, metrics: metrics, groups: judged.isEmpty ? groups : judged)
  }

  private static func metrics(of scored: [ScoredNetwork]) throws -> [MetricRow] {
    try scored.flatMap { network in
      try network.measures
        + MetricRow.rows(
          of: network.rows, metrics: [.auroc, .ap, .fpr95, .apNormal, .fpr95Normal, .prTrapezoid])
        + matchedRows(of: network)
    }
  }

  /// The AUROC of the trivial moments against just those normal images that near sets were matched to: one half.
  private static func matchedRows(of network: ScoredNetwork) throws -> [MetricRow] {
    let moments = [TrivialScore.intensity.rawValue, TrivialScore.deviation.rawValue]
    return try network.methods.filter { network.variant == nil && moments.contains($0.name) }.flatMap { method in
      try method.outliers.map { set, scores in
        let normal = Array(method.test.prefix(scores.count))
        let area = try AnomalyScores(normal: normal, anomalous: scores).roc().area
        return MetricRow(
          method: method.name, dataset: set, seed: network.seed, metric: "aurocMatched", value: area,
          normal: normal.count, anomalous: scores.count)
      }
    }
  }

  /// The values of a metric of one method, one for each seed, as a mean over a group's sets.
  func values(_ metric: String, _ method: String, on datasets: [String]) -> [Double] {
    metrics.values(of: metric, method: method, on: datasets)
  }

  /// The values of a measure of a network on normal images, one for each seed.
  func values(_ measure: Measure, _ variant: Variant, on datasets: [String] = [ScoreRow.normalDataset]) -> [Double] {
    values(measure.rawValue, variant.name, on: datasets)
  }

  /// The group that claims are judged on first.
  var mainGroup: DatasetGroup { groups[0] }

  /// The methods of one network in one seed.
  func methods(of variant: Variant, seed: Int) -> [ScoredNetwork.Method] {
    scored.first { $0.variant == variant && $0.seed == seed }?.methods ?? []
  }

  // MARK: - What the run hands back

  /// The files and tables of the run.
  func results(of run: Run) throws -> Results {
    var results = Results()
    results.scores = scored.flatMap(\.rows)
    results.validation = scored.flatMap(\.validationRows)
    results.metrics = metrics.rows
    results.summary = summary
    results.verdicts = findings.map {
      VerdictRow(claim: "\($0.claim.rawValue): \($0.quantity)", comparison: $0.comparison)
    }
    results.table = shortTable
    let report = report(of: run)
    results.files = [OutputFile("report.html", report.html)]
    results.files += report.figures.map { OutputFile("figures/\($0.name).svg", $0.svg) }
    return results
  }

  private var shortTable: TextTable {
    let columns = groups.flatMap { group in
      [group.name] + (group.name == OutlierSet.Kind.far.rawValue ? [] : group.datasets)
    }
    let networks = Variant.all(lambdas: [0, Variant.paperLambda])
    let shown: [Score] = [.softmax, .odin, .energy, .printedEnergy, .mahalanobis, .neighbours, .cosine]
    let names =
      TrivialScore.allCases.map(\.rawValue)
      + networks.filter(recipe.variants.contains)
      .flatMap { variant in
        variant.scores.filter { shown.contains($0) && (variant == .base || $0 == .energy || $0 == .cosine) }
          .map(variant.method)
      }
    return summary.filter { names.contains($0.method) }.table(of: Metric.auroc.rawValue, on: columns)
  }
}
