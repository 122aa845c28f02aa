// Means over seeds and over sets, and the values of a metric seed by seed, for paired comparisons.

import AnomalyDetection
import Files
import Foundation

/// Data sets whose mean is of interest, such as the near ones.
public struct DatasetGroup: Equatable, Sendable {
  /// The group's name, which stands in the summary in a data set's place.
  public let name: String
  /// Its data sets.
  public let datasets: [String]

  /// A name for the mean over some data sets.
  public init(_ name: String, _ datasets: [String]) {
    precondition(!datasets.isEmpty, "DatasetGroup: \(name) is empty")
    self.name = name
    self.datasets = datasets
  }
}

/// The metrics of a run, found by method and metric.
public struct MetricTable: Sendable {
  /// All of them, in the order of the run.
  public let rows: [MetricRow]
  /// The rows of each method and metric, in the order in which they first appear.
  private var groups: [[MetricRow]] = []
  private var places: [Key: Int] = [:]

  private struct Key: Hashable {
    let method: String
    let metric: String
  }

  /// Groups rows, which may come in any order.
  public init(_ rows: [MetricRow]) {
    self.rows = rows
    for row in rows {
      let key = Key(method: row.method, metric: row.metric)
      if let place = places[key] {
        groups[place].append(row)
      } else {
        places[key] = groups.count
        groups.append([row])
      }
    }
  }

  /// The values of a metric, one for each seed in the order of the rows, as a mean over `datasets`.
  ///
  /// Two methods of the same seeds give values that belong together by position: what a `Comparison` asks for.
  /// Every data set must be there in every seed of the method; without any row of it the result is empty.
  public func values(of metric: String, method: String, on datasets: [String]) -> [Double] {
    guard let place = places[Key(method: method, metric: metric)] else { return [] }
    let rows = groups[place].filter { datasets.contains($0.dataset) }
    return rows.map(\.seed).withoutRepeats.map { seed in
      let values = datasets.map { dataset in
        guard let row = rows.first(where: { $0.seed == seed && $0.dataset == dataset }) else {
          preconditionFailure("values: no \(metric) of \(method) on \(dataset) in seed \(seed)")
        }
        return row.value
      }
      return values.reduce(0, +) / Double(values.count)
    }
  }

  /// The means over seeds: of every method and metric on each data set, then on each group that the method has whole.
  public func summary(groups means: [DatasetGroup] = []) -> [SummaryRow] {
    groups.flatMap { rows in
      let (method, metric) = (rows[0].method, rows[0].metric)
      let datasets = rows.map(\.dataset).withoutRepeats
      let single = datasets.map { DatasetGroup($0, [$0]) }
      return (single + means.filter { Set($0.datasets).isSubset(of: datasets) }).map { group in
        SummaryRow(
          method: method, dataset: group.name, metric: metric,
          values: values(of: metric, method: method, on: group.datasets))
      }
    }
  }
}

/// A metric's mean over seeds, on one set or on the mean of several.
public struct SummaryRow: Equatable, Sendable {
  /// The network and score.
  public let method: String
  /// A data set, or the name of a group of them such as `near`.
  public let dataset: String
  /// The metric's name.
  public let metric: String
  /// How many seeds, their mean, and their standard deviation.
  public let values: Summary
  /// The 95 % t interval of the mean over seeds; nil with one seed, or where a value is not finite.
  public let interval: Interval?

  /// The summary of at least one seed's value.
  public init(method: String, dataset: String, metric: String, values: [Double]) {
    self.method = method
    self.dataset = dataset
    self.metric = metric
    self.values = Summary(of: values)
    interval = values.allSatisfy(\.isFinite) ? Comparison(differences: values, claim: .positive).interval : nil
  }

  /// `0.847 ± 0.012`: mean and standard deviation over seeds; the mean alone with one seed.
  public var text: String {
    let mean = rounded(values.mean)
    return values.standardDeviation.map { "\(mean) ± \(rounded($0))" } ?? mean
  }
}

extension [SummaryRow] {
  /// A table of one metric: methods in rows, data sets and groups in columns, `-` where there is no value.
  public func table(of metric: String, on datasets: [String]) -> TextTable {
    let rows = filter { $0.metric == metric }
    let methods = rows.map(\.method).withoutRepeats
    return TextTable(
      [metric] + datasets,
      methods.map { method in
        [method]
          + datasets.map { dataset in
            rows.first { $0.method == method && $0.dataset == dataset }?.text ?? "-"
          }
      })
  }
}

extension Array where Element: Hashable {
  /// Each element once, where it first appears.
  var withoutRepeats: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

/// Three digits after the point.
func rounded(_ value: Double) -> String {
  guard value.isFinite else { return value.description }
  let text = String(format: "%.3f", value)
  return text == "-0.000" ? "0.000" : text
}
