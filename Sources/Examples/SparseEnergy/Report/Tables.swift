// The tables of the report.

import AnomalyDetection
import Experiments
import MiniTensor

extension Outcome {
  /// A metric of all methods on all sets, trivial ones first.
  func table(of metric: Metric, best: Report.Table.Best) -> Report.Table {
    var columns: [Report.Table.Column] = []
    for group in groups {
      columns.append(.init("mean", group: group.name, best: best))
      columns += group.datasets.map { .init($0, group: group.name, decimals: 3) }
    }
    var rows: [Report.Table.Row] = [.heading("trivial")]
    rows += TrivialScore.allCases.map { row($0.rawValue, method: $0.rawValue, metric) }
    for variant in recipe.variants {
      rows.append(.heading(variant.name + variant.remark))
      rows += variant.scores.map { row($0.rawValue, method: variant.method($0), metric) }
    }
    let counts = "\(NumberText.count(data[0].test.count)) normal test images against each set"
    return Report.Table(
      "score", columns: columns, rows: rows,
      caption: "\(metric.words), \(counts); mean ± standard deviation over \(recipe.seeds.count) seeds.")
  }

  private func row(_ label: String, method: String, _ metric: Metric) -> Report.Table.Row {
    let cells = groups.flatMap { group -> [Report.Table.Cell] in
      [.seeds(values(metric.rawValue, method, on: group.datasets))]
        + group.datasets.map { set in
          let values = values(metric.rawValue, method, on: [set])
          return .number(values.reduce(0, +) / Double(max(values.count, 1)))
        }
    }
    return .init(label, cells)
  }

  /// What training did to every network.
  var networkTable: Report.Table {
    let columns: [Report.Table.Column] = [
      .init("accuracy"), .init("training CE"), .init("mean ‖f‖₁", decimals: 1), .init("share |f| < 0.1"),
      .init("normal, test", group: "mean energy", decimals: 2), .init("training", group: "mean energy", decimals: 2),
      .init("F*", group: "mean energy", decimals: 2), .init(mainGroup.name, group: "mean energy", decimals: 2),
      .init("gap", decimals: 2), .init("gap / sd", decimals: 2), .init("\(mainGroup.name) AUROC"),
    ]
    let rows = recipe.variants.filter { $0.head == .linear }.map { variant -> Report.Table.Row in
      let normal = values(.energy, variant)
      let outliers = values(.energy, variant, on: mainGroup.datasets)
      let gap = zip(outliers, normal).map(-)
      let optimum: Report.Table.Cell =
        variant.penalties.logits > 0
        ? .number(SparseOptimum(classes: recipe.network.classes, lambda: variant.penalties.logits).energy) : .blank
      return .init(
        variant.name,
        [
          .seeds(values(.accuracy, variant)), .seeds(values(.trainingLoss, variant)),
          .seeds(values(.logitNorm, variant)), .seeds(values(.smallLogits, variant)), .seeds(normal),
          .seeds(values(.trainingEnergy, variant)), optimum, .seeds(outliers), .seeds(gap),
          .seeds(zip(gap, values(.energyDeviation, variant)).map(/)),
          .seeds(values(Metric.auroc.rawValue, variant.method(.energy), on: mainGroup.datasets)),
        ])
    }
    return Report.Table(
      "network", columns: columns, rows: rows,
      caption: """
        Networks after training; gap = mean energy of \(mainGroup.name) sets minus that of normal test images, also in \
        units of the latter's standard deviation, since energies of networks of different scale do not compare. \
        Mean ± standard deviation over \(recipe.seeds.count) seeds.
        """)
  }

  /// The paper's protocol: several draws of outliers from each set for one network.
  var drawTable: Report.Table {
    let shown: [(Variant, Score)] =
      [Score.softmax, .odinChosen, .mahalanobis, .energy].map { (.base, $0) }
      + [(.sparse(0), .energy), (.sparse(Variant.paperLambda), .energy)]
    let metrics: [Metric] = [.fpr95Normal, .auroc, .apNormal]
    let columns = groups.flatMap { group in
      group.datasets.flatMap { set in metrics.map { Report.Table.Column($0.rawValue, group: set, decimals: 4) } }
    }
    let rows = shown.map { variant, score -> Report.Table.Row in
      let method = methods(of: variant, seed: recipe.seeds[0]).first { $0.name == variant.method(score) }
      let cells = groups.flatMap(\.datasets).flatMap { set -> [Report.Table.Cell] in
        guard let method, let scores = method.outliers.first(where: { $0.set == set })?.scores else {
          return metrics.map { _ in .blank }
        }
        let draws = draws(normal: method.test, outliers: scores, set: set)
        return metrics.map { metric in .seeds(draws.map(metric.value)) }
      }
      return .init(variant.method(score), cells)
    }
    let count = NumberText.count(recipe.counts.outliers)
    return Report.Table(
      "score", columns: columns, rows: rows,
      caption: """
        The paper's protocol: \(recipe.counts.draws) draws of \(count) outliers (or all there are) without replacement \
        against all normal test images, normal ones positive; mean ± standard deviation over draws, which says \
        nothing of other training runs.
        """)
  }

  private func draws(normal: [Double], outliers: [Double], set: String) -> [AnomalyScores] {
    (0..<recipe.counts.draws).compactMap { draw in
      var generator = Random(seed: UInt64(recipe.seeds[0])).split("draws").split(set).split(draw)
      let places = generator.permutation(count: outliers.count).prefix(recipe.counts.outliers)
      return try? AnomalyScores(normal: normal, anomalous: places.map { outliers[$0] })
    }
  }
}

extension Variant {
  /// What its rows know that others do not.
  fileprivate var remark: String {
    if penalties.useOutliers { return " (trained with auxiliary outliers as well)" }
    if self == .sparse(0) { return " (the control)" }
    return ""
  }
}
