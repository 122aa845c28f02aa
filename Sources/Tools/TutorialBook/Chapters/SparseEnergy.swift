// The chapter on sparse energy: the tables made of its runs, and the picture of its loss.

import Experiments
import Foundation

/// The groups of sets that means are taken over, in the order of a table.
private let groups = ["near", "far"]

/// AUROC of the trivial scores and of the usual ones, as the program prints it.
@Sendable func sparseEnergyOutput(of run: FinishedRun) -> String {
  let isShown = { (method: String) in
    !method.contains(" · ") || method.hasPrefix("base · ") || method.hasSuffix(" · energy")
  }
  let rows = run.methods(of: "auroc", on: groups[0]).filter(isShown).map { method in
    [method] + groups.map { run.mean("auroc", of: method, on: $0) }
  }
  return TextTable(["AUROC"] + groups, rows).lines.joined(separator: "\n")
}

/// What training did to each network.
@Sendable func networkTable(of run: FinishedRun, where isShown: (String) -> Bool = { _ in true }) -> String {
  let measures: [(name: String, metric: String, decimals: Int)] = [
    ("accuracy", "accuracy", 3), ("training CE", "trainingLoss", 3), ("mean ‖f‖₁", "logitNorm", 1),
    ("share |f| < 0.1", "smallLogits", 3), ("mean energy", "energy", 2),
  ]
  let networks = run.methods(of: "accuracy", on: "normal").filter(isShown)
  let rows = networks.map { network in
    [network] + measures.map { run.mean($0.metric, of: network, on: "normal", decimals: $0.decimals) }
      + [
        run.mean("energy", of: network, on: "near", decimals: 2),
        run.mean("auroc", of: "\(network) · energy", on: "near"),
      ]
  }
  return markdown(
    ["network"] + measures.map(\.name) + ["mean energy, near", "AUROC of it, near"], rows, caption: run.basis)
}

/// Every score on the groups of sets.
@Sendable func groupTable(of run: FinishedRun) -> String {
  let columns: [(name: String, metric: String, dataset: String)] = [
    ("AUROC, near", "auroc", "near"), ("FPR95, normal positive, near", "fpr95Normal", "near"),
    ("FPR95, outliers positive, near", "fpr95", "near"), ("AUROC, far", "auroc", "far"),
  ]
  let rows = run.methods(of: "auroc", on: "near").map { method in
    [method] + columns.map { run.mean($0.metric, of: method, on: $0.dataset) }
  }
  return markdown(["score"] + columns.map(\.name), rows, caption: run.basis)
}

/// The AUROC of every score on every set and group of sets.
@Sendable func datasetTable(of run: FinishedRun) -> String {
  let datasets = run.datasets(of: "auroc")
  let rows = run.methods(of: "auroc", on: datasets[0]).map { method in
    [method] + datasets.map { run.mean("auroc", of: method, on: $0) }
  }
  return markdown(["AUROC"] + datasets, rows, caption: run.basis)
}

/// The verdicts on claims, all of them or those of some names.
@Sendable func verdictTable(of run: FinishedRun, claims: [String]? = nil) -> String {
  let shown = run.verdicts.filter { row in claims?.contains { row.claim.hasPrefix($0 + ":") } ?? true }
  let rows = shown.map { row in
    let ends = [row.low, row.high].compactMap { $0 }.map { NumberText.signed($0, decimals: 4) }
    return [
      row.claim, row.difference.map { NumberText.signed($0, decimals: 4) } ?? "–",
      ends.count == 2 ? ends.joined(separator: " to ") : "–", "\(row.seeds)", row.verdict,
    ]
  }
  return markdown(
    ["claim and difference", "mean", "95 % interval", "seeds", "verdict"], rows, words: [0, 4],
    caption: "\(run.verdicts.count) intervals were looked at; of so many, one in twenty would exclude zero by chance.")
}

/// CE + λ‖f‖₁ of one sample with the right logit a and K - 1 equal wrong ones b, from above: λ = 0.1, so that the kink at
/// b = 0 can be seen.
@Sendable func lossContourFigure() -> any Chart {
  let (wrong, lambda) = (9.0, 0.1)
  let rights = (0...160).map { Double($0) / 20 }
  let wrongs = (-80...80).map { Double($0) / 40 }
  func loss(_ a: Double, _ b: Double) -> Double {
    log(exp(a) + wrong * exp(b)) - a + lambda * (abs(a) + wrong * abs(b))
  }
  let best = log(wrong * (1 - lambda) / lambda)
  return ContourChart(
    "CE + λ‖f‖₁ of one sample, K = 10, λ = 0.1", x: ChartAxis("the right logit a"),
    y: ChartAxis("each of the nine wrong logits b"), xs: rights, ys: wrongs,
    values: wrongs.map { b in rights.map { a in loss(a, b) } },
    levels: [0.6, 0.7, 0.85, 1, 1.25, 1.5, 2, 2.5, 3],
    marks: [.init("a* = \(NumberText.fixed(best, decimals: 2))", x: best, y: 0)],
    horizontal: [ReferenceLine(at: 0, "kink")])
}
