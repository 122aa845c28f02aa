// The tables of the chapter on sparse energy, made of its runs.

import Experiments

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
