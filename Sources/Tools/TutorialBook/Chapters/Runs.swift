// Finished runs, as far as tables and figures are made from them.

import Experiments
import Foundation
import MiniTensor

/// The finished runs of a folder, by the name of theirs: `sparse-energy-quick`.
struct Runs {
  private let runs: [String: FinishedRun]

  /// Reads `metrics.json` of every folder in `path` that has one.
  /// - Throws: ``UsageError`` where there is none, `FileError` where one cannot be read.
  init(in path: String) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    let finished = names.filter { FileManager.default.fileExists(atPath: "\(path)/\($0)/metrics.json") }
    guard !finished.isEmpty else { throw UsageError("--runs \(path): no folder in it holds a metrics.json") }
    runs = try Dictionary(uniqueKeysWithValues: finished.map { ($0, try FinishedRun(folder: "\(path)/\($0)")) })
  }

  /// The run in the folder of this name; nil where there is none.
  subscript(name: String) -> FinishedRun? { runs[name] }
}

/// A run's numbers and pictures.
struct FinishedRun {
  /// A mean over seeds, as `metrics.json` states it.
  struct Summary: Decodable {
    let method: String
    let dataset: String
    let metric: String
    let mean: Double?
    let deviation: Double?
    let seeds: Int
  }

  /// What the numbers say of a claim.
  struct Verdict: Decodable {
    let claim: String
    let difference: Double?
    let low: Double?
    let high: Double?
    let seeds: Int
    let verdict: String
  }

  /// How many samples a metric of one seed rests on.
  private struct Count: Decodable {
    let metric: String
    let normal: Int
    let anomalous: Int
  }

  private struct Numbers: Decodable {
    let metrics: [Count]
    let summary: [Summary]
    let verdicts: [Verdict]
  }

  private let folder: String
  private let counts: [Count]
  /// The means over seeds of every method, metric and data set or group of sets.
  let summary: [Summary]
  /// Every claim that was judged.
  let verdicts: [Verdict]

  fileprivate init(folder: String) throws {
    let path = "\(folder)/metrics.json"
    let bytes = try WholeFile.read(path)
    do {
      let numbers = try JSONDecoder().decode(Numbers.self, from: Data(bytes))
      (self.folder, summary, verdicts) = (folder, numbers.summary, numbers.verdicts)
      counts = numbers.metrics
    } catch {
      throw UsageError("--runs: \(path) is not the metrics.json of a run")
    }
  }

  /// The picture `figures/NAME.svg` of the run.
  func figure(_ name: String) throws -> String {
    String(decoding: try WholeFile.read("\(folder)/figures/\(name).svg"), as: UTF8.self)
  }

  /// The methods with this metric on this data set, in the order of the run.
  func methods(of metric: String, on dataset: String) -> [String] {
    summary.filter { $0.metric == metric && $0.dataset == dataset }.map(\.method)
  }

  /// The data sets and groups of a metric, in the order of the run's first method that has it.
  func datasets(of metric: String) -> [String] {
    let first = summary.first { $0.metric == metric }?.method
    return summary.filter { $0.metric == metric && $0.method == first }.map(\.dataset)
  }

  /// What the means over seeds rest on, in a sentence.
  var basis: String {
    func range(_ values: [Int]) -> String {
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      return NumberText.count(low) + (low == high ? "" : " to \(NumberText.count(high))")
    }
    let rows = counts.filter { $0.metric == "auroc" }
    return "Mean ± standard deviation over \(range(summary.map(\.seeds))) seeds; \(range(rows.map(\.normal))) normal "
      + "samples against \(range(rows.map(\.anomalous))) of each set."
  }

  /// Mean and standard deviation over seeds as text; a dash where the run has no such number.
  func mean(_ metric: String, of method: String, on dataset: String, decimals: Int = 3) -> String {
    let row = summary.first { $0.method == method && $0.metric == metric && $0.dataset == dataset }
    guard let mean = row?.mean else { return "–" }
    let scatter = row?.deviation.map { " ± " + NumberText.fixed($0, decimals: decimals) }
    return NumberText.fixed(mean, decimals: decimals) + (scatter ?? "")
  }
}

/// A table in Markdown with what it rests on under it; the columns of `words` to the left, the others to the right.
func markdown(_ header: [String], _ rows: [[String]], words: Set<Int> = [0], caption: String) -> String {
  func line(_ cells: [String]) -> String {
    "| " + cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }
  let rule = "| " + header.indices.map { words.contains($0) ? "---" : "---:" }.joined(separator: " | ") + " |"
  return ([line(header), rule] + rows.map(line) + ["", "*\(caption)*"]).joined(separator: "\n")
}
