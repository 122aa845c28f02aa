// What the tests of Terminal and Run share: streams that remember, folders that vanish, and a small example.

import AnomalyDetection
import Foundation
import Synchronization

@testable import Experiments

/// A stream that remembers what was written to it.
final class Capture: Sendable {
  private let written = Mutex("")
  var text: String { written.withLock { $0 } }
  var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) }

  func output(isTerminal: Bool = false, hasColour: Bool = false, columns: Int = 80) -> TextOutput {
    TextOutput(isTerminal: isTerminal, hasColour: hasColour, columns: columns) { text in
      self.written.withLock { $0 += text }
    }
  }
}

/// A folder of its own, removed when the value goes.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    path = NSTemporaryDirectory() + "/experiments-" + UUID().uuidString
    try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path + "/" + name) }
  func read(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }
  func write(_ text: String, to name: String) throws {
    try text.write(toFile: path + "/" + name, atomically: false, encoding: .utf8)
  }
  /// Every file and folder in it, sorted.
  var contents: [String] { (try? FileManager.default.subpathsOfDirectory(atPath: path).sorted()) ?? [] }
}

/// An example that counts: each seed's job adds up its epochs, and keeps the sum in a checkpoint after each.
enum Counting: Example {
  struct Recipe: Codable, Sendable {
    var seeds: [Int]
    var epochs: Int
    var factor: Double
    var fails: Fault?
  }

  /// What is to go wrong, and how it is seen from outside.
  enum Fault: String, Codable, CaseIterable {
    case loss, data, interruption, score
  }

  static let name = "counting"
  static let abstract = "Counts epochs."
  static let discussion =
    "The first paragraph.\n\nThe second paragraph is about the data, and long enough for two lines."
  static let factor = Option("factor", .number(in: 0...10), default: 0.5, help: "What each epoch counts.")
  static let sets = Option("ood", .namedPaths, default: [], help: "A further set of anomalous samples.")
  static let fault = Option("fault", .choice as ValueKind<Fault>, help: "What is to go wrong.")
  static let fast = Option(flag: "fast", help: "Count fast.")
  static let options: [any AnyOption] = [factor, sets, fault, fast]

  static func recipe(from options: Options) throws -> Recipe {
    Recipe(
      seeds: options.seeds(otherwise: 3), epochs: options.epochs ?? 4, factor: options[factor], fails: options[fault])
  }

  static func run(_ recipe: Recipe, in run: Run) throws -> Results {
    if recipe.fails == .data { throw UsageError("--data: nothing to count") }
    let sums = try run.stage("counting", recipe.seeds, steps: recipe.epochs) { seed, job in
      let path = run.checkpoint("sum-seed\(seed)")
      var sum = 0.0
      var epoch = 0
      if let text = try? String(contentsOfFile: path, encoding: .utf8) {
        let parts = text.split(separator: " ")
        (epoch, sum) = (Int(parts[0])!, Double(parts[1])!)
        job.skip(epoch)
      }
      while epoch < recipe.epochs {
        if recipe.fails == .loss, epoch == 2 { throw RunError("seed \(seed): the loss is nan in epoch \(epoch)") }
        epoch += 1
        sum += recipe.factor / Double(seed + epoch)
        try "\(epoch) \(sum)".write(toFile: path, atomically: true, encoding: .utf8)
        if recipe.fails == .interruption, epoch == 2, !FileManager.default.fileExists(atPath: path + ".stop") {
          try "".write(toFile: path + ".stop", atomically: true, encoding: .utf8)
          throw Interrupted()
        }
        try job.step(loss: sum)
        job.note("seed \(seed): epoch \(epoch) of \(recipe.epochs)")
      }
      return sum
    }
    var results = Results()
    results.scores = zip(recipe.seeds, sums).flatMap { seed, sum in
      let scores = recipe.fails == .score ? [Double.nan] : [sum / 3, 0.1, 0.2]
      return ScoreRow.rows(method: "sum", dataset: "normal", seed: seed, scores: scores)
        + ScoreRow.rows(method: "sum", dataset: "near", seed: seed, scores: [sum, 0.15])
    }
    if recipe.fails != .score { results.metrics = try MetricRow.rows(of: results.scores) }
    results.summary = MetricTable(results.metrics).summary()
    results.table = results.summary.table(of: "auroc", on: ["near"])
    results.verdicts = [
      VerdictRow(claim: "C1: sums are positive", comparison: Comparison(differences: sums, claim: .positive))
    ]
    results.files = [OutputFile("report.html", "<p>done</p>\n"), OutputFile("figures/sum.svg", "<svg/>\n")]
    return results
  }
}

/// What a program did.
struct Outcome {
  let code: Int32
  let output: String
  let errors: String
}

/// Runs ``Counting`` in this process.
func runCounting(_ arguments: [String], output: TextOutput? = nil) -> Outcome {
  let (out, err) = (Capture(), Capture())
  let program = Program<Counting>(
    arguments: arguments, console: Console(output: output ?? out.output(), errors: err.output()),
    interruption: Interruption())
  let code = program.run()
  return Outcome(code: code, output: out.text, errors: err.text)
}
