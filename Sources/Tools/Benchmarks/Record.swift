// The record of a run: the JSON that sets these figures beside those of other libraries.

import Experiments
import Foundation
import MiniTensor

/// One row: a case with its times.
struct Row: Encodable {
  let section: String
  let name: String
  let threads: Int
  let measurement: Measurement
  let work: Work

  /// Billions of operations, of bytes or of calls in a second.
  var rate: Double { Double(work.amount) / measurement.median * 1e-9 }

  /// The row in one line: products as shares of what `peak` operations in a second allow.
  func line(peak: Double) -> String {
    let start = "\(section)/\(name): "
    let time = "\(rounded(measurement.median * 1e6)) us"
    switch work {
    case .operations:
      let limit = peak * Double(threads) * (name.hasPrefix("f64-") ? 0.5 : 1)
      return start + "\(rounded(rate)) GFLOP/s, \(time) \(rounded(100 * rate * 1e9 / limit)) % of the peak"
    case .bytes: return start + "\(rounded(rate)) GB/s, \(time)"
    case .calls(let count): return start + "\(rounded(measurement.median / Double(count) * 1e9)) ns each"
    }
  }

  private enum Key: String, CodingKey {
    case section, `case`, peer, threads, work, samples, gflops, gbps, gcalls
    case median = "seconds_median"
    case least = "seconds_min"
    case greatest = "seconds_max"
    case firstQuartile = "seconds_q1"
    case thirdQuartile = "seconds_q3"
  }

  func encode(to encoder: any Encoder) throws {
    var row = encoder.container(keyedBy: Key.self)
    try row.encode(section, forKey: .section)
    try row.encode(name, forKey: .case)
    try row.encode("minitensor", forKey: .peer)
    try row.encode(threads, forKey: .threads)
    try row.encode(work.amount, forKey: .work)
    try row.encode(measurement.calls, forKey: .samples)
    switch work {
    case .operations: try row.encode(rate, forKey: .gflops)
    case .bytes: try row.encode(rate, forKey: .gbps)
    case .calls: try row.encode(rate, forKey: .gcalls)
    }
    try row.encode(measurement.median, forKey: .median)
    try row.encode(measurement.least, forKey: .least)
    try row.encode(measurement.greatest, forKey: .greatest)
    try row.encode(measurement.firstQuartile, forKey: .firstQuartile)
    try row.encode(measurement.thirdQuartile, forKey: .thirdQuartile)
  }
}

/// A run on one machine.
struct Record: Encodable {
  /// The processor, its number of cores and the level that the code was compiled for.
  let machine: [String: String]
  let versions: [String: String]
  let rows: [Row]
  let skipped: [String] = []

  init(_ rows: [Row], cpuLevel: String) {
    let processors = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = processors.split(separator: "\n").first { $0.hasPrefix("model name") } ?? ""
    let model = line.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    let cores = ProcessInfo.processInfo.activeProcessorCount
    machine = ["cpu": model, "cores": "\(cores)", "level": cpuLevel]
    versions = ["minitensor": Build.version]
    self.rows = rows
  }

  /// Writes the record; what stood there is replaced.
  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try WholeFile.write(Array(encoder.encode(self)), to: path)
  }
}
