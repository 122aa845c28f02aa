// Rows of scores: the file they become, the groups that metrics rest on, and what is made of those.

import AnomalyDetection
import Testing

@testable import Experiments

private func row(_ method: String, _ dataset: String, _ seed: Int, _ score: Double, _ sample: String = "0") -> ScoreRow
{
  ScoreRow(
    method: method, dataset: dataset, seed: seed, label: dataset == "normal" ? .normal : .anomalous, score: score,
    sample: sample)
}

/// The records of a CSV text (RFC 4180), read character by character.
private func records(_ text: String) -> [[String]] {
  var (records, fields, field, isQuoted) = ([[String]](), [String](), "", false)
  var characters = Array(text.unicodeScalars)[...]
  while let scalar = characters.popFirst() {
    switch scalar {
    case "\"" where isQuoted && characters.first == "\"":
      field.unicodeScalars.append(characters.removeFirst())
    case "\"": isQuoted.toggle()
    case "," where !isQuoted:
      fields.append(field)
      field = ""
    case "\n" where !isQuoted:
      records.append(fields + [field])
      (fields, field) = ([], "")
    default: field.unicodeScalars.append(scalar)
    }
  }
  return records
}

@Test func scoresAreWrittenAsRows() throws {
  let rows = [row("base · energy", "normal", 0, -9.5), row("a,b", "\"x\"", 12, 1e-7, "two\nlines")]
  #expect(
    String(decoding: try ScoreRow.csv(rows), as: UTF8.self) == """
      method,dataset,seed,label,score,sample
      base · energy,normal,0,0,-9.5,0
      "a,b",\"""x\""",12,1,1e-07,"two
      lines"

      """)
}

@Test func scoresReadBackToTheSameBits() throws {
  var generator = SystemRandomNumberGenerator()
  let random = (0..<2_000).map { _ in Double(bitPattern: generator.next()) }.filter { !$0.isNaN }
  let names = ["plain", "comma,", "quote\"", "line\n", "return\r", "", "é", "\r\n"]
  let rows = (random + [.infinity, -.infinity, -0.0]).enumerated().map { index, score in
    row(names[index % names.count], names[index / 3 % names.count], index, score, names[index / 7 % names.count])
  }
  let read = records(String(decoding: try ScoreRow.csv(rows), as: UTF8.self)).dropFirst()
  #expect(read.count == rows.count)
  for (fields, row) in zip(read, rows) {
    #expect(fields[0] == row.method && fields[1] == row.dataset && fields[5] == row.sample)
    #expect(fields[2] == String(row.seed) && fields[3] == "1")
    #expect(Double(fields[4])!.bitPattern == row.score.bitPattern)
  }
}

@Test func aScoreThatIsNoNumberIsAnError() {
  #expect(throws: RunError("the score of sample 7 of near under energy, seed 2, is not a number")) {
    try ScoreRow.csv([row("energy", "near", 2, .nan, "7")])
  }
}

private let rows = [
  row("a", "normal", 0, 1), row("a", "near", 0, 2), row("a", "far", 0, 3), row("a", "normal", 0, 4),
  row("a", "normal", 1, 5), row("a", "near", 1, 6), row("b", "near", 0, 7), row("b", "normal", 0, 8),
]

@Test func aMetricRestsOnItsDatasetAndTheNormalOnes() throws {
  let table = ScoreTable(rows)
  #expect(table.sources.map(\.method) == ["a", "a", "b"] && table.sources.map(\.seed) == [0, 1, 0])
  #expect(table.datasets(of: table.sources[0]) == ["near", "far"])
  #expect(try table.scores(of: table.sources[0], on: "near") == AnomalyScores(normal: [1, 4], anomalous: [2]))
  #expect(try table.scores(of: table.sources[0], on: "all") == AnomalyScores(normal: [1, 4], anomalous: [2, 3]))
  #expect(try table.scores(of: table.sources[1], on: "near") == AnomalyScores(normal: [5], anomalous: [6]))
  #expect(throws: ScoreError.empty(.anomalous)) { try table.scores(of: table.sources[1], on: "far") }
}

@Test func normalSamplesOfASetCountForThatSetAlone() throws {
  var extra = row("a", "near", 0, 9)
  extra.label = .normal
  let table = ScoreTable(rows + [extra])
  #expect(try table.scores(of: table.sources[0], on: "near") == AnomalyScores(normal: [1, 4, 9], anomalous: [2]))
  #expect(try table.scores(of: table.sources[0], on: "far") == AnomalyScores(normal: [1, 4], anomalous: [3]))
}

@Test func metricsHaveARowForEachMethodSetAndSeed() throws {
  let metrics = try MetricRow.rows(of: rows, metrics: [.auroc], pooled: true)
  #expect(
    metrics.map { "\($0.method) \($0.dataset) \($0.seed)" } == [
      "a near 0", "a far 0", "a all 0", "a near 1", "a all 1", "b near 0", "b all 0",
    ])
  #expect(metrics.map(\.value) == [0.5, 0.5, 0.5, 1, 1, 0, 0])
  #expect(metrics[2].normal == 2 && metrics[2].anomalous == 2 && metrics[2].metric == "auroc")
  #expect(throws: RunError("metrics of c on near, seed 0: there are no normal scores")) {
    try MetricRow.rows(of: [row("c", "near", 0, 1)])
  }
}

private func metric(
  _ method: String, _ dataset: String, _ seed: Int, _ value: Double, _ name: String = "auroc"
) -> MetricRow {
  MetricRow(method: method, dataset: dataset, seed: seed, metric: name, value: value, normal: 1, anomalous: 1)
}

@Test func metricsAreFoundInAnyOrder() {
  let rows = [
    metric("a", "near", 0, 1), metric("b", "near", 0, 2), metric("a", "near", 0, 3, "ap"),
    metric("b", "near", 0, 4, "ap"),
    metric("a", "near", 1, 5), metric("b", "near", 1, 6), metric("a", "near", 1, 7, "ap"),
  ]
  let table = MetricTable(rows)
  #expect(table.rows == rows)
  #expect(table.values(of: "auroc", method: "a", on: ["near"]) == [1, 5])
  #expect(table.values(of: "auroc", method: "b", on: ["near"]) == [2, 6])
  #expect(table.values(of: "ap", method: "a", on: ["near"]) == [3, 7])
  #expect(table.values(of: "ap", method: "b", on: ["near"]) == [4])
  #expect(table.summary().map { "\($0.method) \($0.metric)" } == ["a auroc", "b auroc", "a ap", "b ap"])
  #expect(MetricTable([]).summary().isEmpty)
}

@Test func summariesAreMeansOverSeedsAndOverSets() {
  let metrics = MetricTable([
    metric("a", "near", 0, 0.5), metric("a", "far", 0, 0.7), metric("a", "near", 1, 0.6), metric("a", "far", 1, 1),
    metric("b", "near", 0, 0.25),
  ])
  let summary = metrics.summary(groups: [DatasetGroup("both", ["near", "far"])])
  #expect(summary.map { "\($0.method) \($0.dataset)" } == ["a near", "a far", "a both", "b near"])
  #expect(summary[2].values.mean == 0.7 && summary[2].values.count == 2)
  // Means 0.6 and 0.8: half width 12.706 · 0.1414 / √2.
  #expect(abs(summary[2].interval!.high - 1.9706) < 1e-4)
  #expect(summary[3].interval == nil && summary[3].values.standardDeviation == nil)
  #expect(metrics.values(of: "auroc", method: "a", on: ["near", "far"]) == [0.6, 0.8])
  #expect(metrics.values(of: "eer", method: "a", on: ["near"]).isEmpty)
  #expect(
    summary.table(of: "auroc", on: ["near", "both"]).lines == [
      "auroc           near           both",
      "-----  -------------  -------------",
      "a      0.550 ± 0.071  0.700 ± 0.141",
      "b              0.250              -",
    ])
}

@Test func metricsFileIsCanonical() {
  var results = Results()
  results.metrics = [metric("a", "near", 0, 1), metric("a", "far", 0, .nan)]
  results.summary = [SummaryRow(method: "a", dataset: "near", metric: "auroc", values: [1])]
  results.verdicts = [
    VerdictRow(claim: "C1", comparison: Comparison(differences: [0.25], claim: .positive)),
    VerdictRow(claim: "C2", comparison: Comparison(differences: [1, 1, 1], claim: .negative)),
  ]
  #expect(
    results.metricsFile(example: "e", preset: .quick).text == """
      {
        "example": "e",
        "preset": "quick",
        "metrics": [
          {"method": "a", "dataset": "near", "seed": 0, "metric": "auroc", "value": 1.0, "normal": 1, "anomalous": 1},
          {"method": "a", "dataset": "far", "seed": 0, "metric": "auroc", "value": null, "normal": 1, "anomalous": 1}
        ],
        "verdicts": [
          {"claim": "C1", "difference": 0.25, "low": null, "high": null, "seeds": 1, "verdict": "not shown"},
          {"claim": "C2", "difference": 1.0, "low": 1.0, "high": 1.0, "seeds": 3, "verdict": "contradicted"}
        ],
        "summary": [
          {"method": "a", "dataset": "near", "metric": "auroc", "mean": 1.0, "deviation": null, "low": null, "high": null, "seeds": 1}
        ]
      }

      """)
}
