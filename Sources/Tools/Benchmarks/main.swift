// benchmarks: how fast the kernels and whole training steps are, beside what the machine itself can do.

import Experiments
import Foundation
import MiniTensor

let only = Option(
  "only", .text, otherwise: "all", help: "Sections to run: peak, matmul, conv, train, overhead; with commas.")
let cases = Option("cases", .text, otherwise: "all", help: "Only cases whose name contains this text.")
let threads = Option("threads", .integer(in: 1...1024), default: 1, help: "Threads that a kernel may use.")
let repeats = Option("repeats", .integer(in: 3...1000), default: 7, help: "Least number of samples of a case.")
let quick = Option(flag: "quick", help: "A third of the time.")
let list = Option(flag: "list", help: "Print the cases and stop.")
let json = Option("json", .path, otherwise: "none", help: "Write the record to this file.")

let abstract = "Times kernels and training steps, and prints medians as rates and as shares of the machine's peak."

runTool("benchmarks", abstract: abstract, options: [only, cases, threads, repeats, quick, list, json]) { options in
  let sections = options[only].map { Set($0.split(separator: ",").map(String.init)) }
  if let unknown = sections?.subtracting(["peak", "matmul", "conv", "train", "overhead"]).min() {
    throw UsageError("--only '\(unknown)': expected peak, matmul, conv, train or overhead")
  }
  let chosen = Suite().cases.filter { item in
    (sections?.contains(item.section) ?? true) && (options[cases].map { item.name.contains($0) } ?? true)
  }
  if options[list] {
    for item in chosen { print(item.section + "/" + item.name) }
    return
  }

  var patience = Patience(repeats: options[repeats])
  if options[quick] { patience = Patience(repeats: 3, leastTime: patience.leastTime / 3) }
  try Threads.$current.withValue(Threads(count: options[threads])) {
    // The peak of one core, measured in this run, is what other rates are read against.
    let peak = Double(multiplyAddOperations) / Measurement(patience, multiplyAddLoop(as: Float.self)).median
    tell("fused multiply-add: \(rounded(peak * 1e-9)) GFLOP/s a core, Float; \(options[threads]) thread(s)")
    var rows: [Row] = []
    for item in chosen {
      let row = Row(
        section: item.section, name: item.name, threads: options[threads],
        measurement: Measurement(patience, item.prepare()), work: item.work)
      rows.append(row)
      tell(row.line(peak: peak))
    }
    if let path = options[json] { try Record(rows, cpuLevel: Build.cpuLevel).write(to: path) }
  }
}

/// Prints a line at once: a case can take a while.
func tell(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

/// Three significant digits.
func rounded(_ number: Double) -> String { String(format: "%.3g", number) }
