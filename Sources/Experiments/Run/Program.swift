// The way of a run, from the arguments to the exit code.

import Foundation
import MiniTensor

/// An example with its arguments and its streams.
struct Program<E: Example> {
  let arguments: [String]
  let console: Console
  let interruption: Interruption

  /// Does what the arguments ask for and returns the exit code.
  func run() -> Int32 { console.exitCode(of: E.name) { try perform() } }

  private func perform() throws {
    try Build.checkProcessor()
    let declared = CommonOptions.first + E.options + CommonOptions.last
    if arguments.contains("--help") || arguments.contains("-h") {
      let help = Help(program: E.name, abstract: E.abstract, discussion: E.discussion, options: declared)
      return try console.output.write(help.text(columns: console.output.columns))
    }
    if arguments.contains("--version") {
      return try console.output.write("\(E.name) \(Build.version), CPU level \(Build.cpuLevel)\n")
    }
    let options = try Options(arguments, of: declared)
    try checkData(options)
    let threads = options.threads ?? ProcessInfo.processInfo.activeProcessorCount
    let recipe = try E.recipe(from: options)
    let folder = try RunFolder(
      output: options.output ?? "runs/\(E.name)-\(options.preset.rawValue)",
      recipe: RecipeFile(
        example: E.name, preset: options.preset, cpu: Build.cpuLevel, settings: JSON(describing: recipe),
        threads: threads, version: Build.version, commandLine: [E.name] + arguments),
      resume: options.resume)
    defer { folder.release() }
    let results: Results
    do {
      let run = Run(
        preset: options.preset, threads: threads, commandLine: [E.name] + arguments, folder: folder,
        progress: ProgressDisplay(output: console.errors, isQuiet: options.quiet), interruption: interruption)
      results = try Threads.$current.withValue(Threads(count: threads)) { try E.run(recipe, in: run) }
      try run.checkInterruption()
      try write(results, preset: options.preset, to: folder)
    } catch {
      if !(error is Interrupted) { folder.abandon() }  // an interrupted run can go on, even before a checkpoint
      throw error
    }
    try folder.finish()
    let report = folder.output + (results.files.contains { $0.path == "report.html" } ? "/report.html" : "")
    try console.output.write(results.printed(to: console.output) + "report: \(report)\n")
    if options.open { openInViewer(report) }
  }

  private func checkData(_ options: Options) throws(UsageError) {
    let preset = options.preset
    guard let data = options.data else {
      if E.needsData(preset) { throw UsageError("--preset \(preset.rawValue): needs --data PATH, see --help") }
      return
    }
    guard Folder.exists(data) else { throw UsageError("--data \(data): no such folder") }
    guard Folder.isFolder(data) else { throw UsageError("--data \(data): it is not a folder") }
    if !E.needsData(preset) {
      let others = Preset.allCases.filter(E.needsData).map { "--preset \($0.rawValue)" }
      throw UsageError("--data: --preset \(preset.rawValue) draws its own data; see \(others.joined(separator: ", "))")
    }
  }

  private func write(_ results: Results, preset: Preset, to folder: RunFolder) throws {
    try folder.write(ScoreRow.csv(results.scores), to: "scores.csv")
    if !results.validation.isEmpty { try folder.write(ScoreRow.csv(results.validation), to: "validation.csv") }
    try folder.write(results.metricsFile(example: E.name, preset: preset), to: "metrics.json")
    for file in results.files { try folder.write(Array(file.text.utf8), to: file.path) }
  }

  /// Opens a file with the desktop's program for it, where there is one.
  private func openInViewer(_ path: String) {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    let programs = ["xdg-open", "open"].flatMap { name in folders.map { "\($0)/\(name)" } }
    guard let viewer = programs.first(where: FileManager.default.isExecutableFile) else {
      return console.errors.tell("\(E.name): --open: neither xdg-open nor open was found\n")
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: viewer)
    process.arguments = [path]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { console.errors.tell("\(E.name): --open: \(viewer) cannot be started\n") }
  }
}

extension Results {
  /// The table and the verdicts as text.
  func printed(to output: TextOutput) -> String {
    var text = ""
    if let table { text += table.lines.joined(separator: "\n") + "\n\n" }
    if !verdicts.isEmpty {
      let rows = verdicts.map { row in
        let comparison = row.comparison
        let interval = comparison.interval.map { "\(signed($0.low)) to \(signed($0.high))" } ?? "-"
        return [comparison.verdict.rawValue, signed(comparison.difference), interval, "\(comparison.seeds)", row.claim]
      }
      let table = TextTable(["verdict", "difference", "95 % interval", "seeds", "claim"], rows, words: [0, 4])
      text += table.lines.joined(separator: "\n") + "\n\n"
    }
    return text
  }
}

/// Three significant digits at least, with a sign.
private func signed(_ value: Double) -> String { String(format: "%+.4f", value) }
