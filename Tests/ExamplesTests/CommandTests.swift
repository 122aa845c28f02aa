// The program as people run it: exit codes, one-line errors, the same bits, interruption.

import AnomalyDetection
import Autograd
import Foundation
import MiniTensor
import Testing

@testable import SparseEnergy

/// What a run of the program left behind.
struct Finished {
  let code: Int32
  let output: String
  let errors: String
}

/// The program, built beside the tests.
enum Program {
  static var url: URL {
    URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("sparse-energy")
  }

  /// Starts the program; its texts go to files, so that no pipe can fill up.
  static func start(_ arguments: [String], log: String) throws -> Process {
    for stream in [".out", ".err"] { try Data().write(to: URL(fileURLWithPath: log + stream)) }
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle(forWritingAtPath: log + ".out")
    process.standardError = FileHandle(forWritingAtPath: log + ".err")
    // Threads of the test runner block signals, and a child inherits that.
    var (all, before) = (sigset_t(), sigset_t())
    sigfillset(&all)
    pthread_sigmask(SIG_UNBLOCK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try process.run()
    return process
  }

  static func finish(_ process: Process, log: String) throws -> Finished {
    process.waitUntilExit()
    return Finished(
      code: process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus,
      output: try String(contentsOfFile: log + ".out", encoding: .utf8),
      errors: try String(contentsOfFile: log + ".err", encoding: .utf8))
  }

  static func run(_ arguments: [String], in folder: InventedFolder) throws -> Finished {
    let log = folder.path + "/log-\(UUID().uuidString)"
    return try finish(start(arguments, log: log), log: log)
  }
}

@Suite(.serialized) struct CommandTests {
  private static let tiny = ["--seeds", "1", "--epochs", "1", "--quiet"]

  private func files(of output: String) throws -> [String: Data] {
    try Dictionary(
      uniqueKeysWithValues: ["scores.csv", "validation.csv", "metrics.json"].map {
        ($0, try Data(contentsOf: URL(fileURLWithPath: output + "/" + $0)))
      })
  }

  // MARK: - Bad input

  @Test(arguments: [
    (["--sseds", "3"], "--seeds"), (["--seeds"], "missing value"), (["--seeds", "zero"], "'zero'"),
    (["--seeds", "0"], "1 to"), (["--seeds", "-3"], "'-3'"), (["--epochs", "-1"], "'-1'"),
    (["--threads", "0"], "'0'"), (["--preset", "fast"], "quick, full or paper"), (["extra"], "'extra'"),
    (["--preset", "full"], "--data"), (["--preset", "full", "--data", "/nowhere"], "/nowhere"),
    (["--preset", "full", "--data", "/dev/null"], "not a folder"), (["--data", "/tmp"], "quick"),
    (["--ood", "svhn"], "NAME=PATH"), (["--ood", "svhn=/x"], "--preset paper"),
    (["--set", "cifar100"], "--preset paper"),
    (["--preset", "paper", "--data", "/tmp", "--set", "mnist"], "cifar10"), (["--quiet=yes"], "no value"),
  ])
  func badOptionsGetOneLineAndCode2(arguments: [String], expected: String) throws {
    let folder = try InventedFolder()
    let run = try Program.run(arguments + ["--output", folder.path + "/run"], in: folder)
    #expect(run.code == 2, "\(arguments): \(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(run.errors.contains(expected), "\(run.errors)")
    #expect(run.output.isEmpty)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/run"))
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/run.unfinished"))
  }

  @Test func badFilesGetOneLineAndCode2() throws {
    let cases: [(name: String, expected: String, damage: (InventedFolder) throws -> Void)] = [
      (
        "missing", "train-images-idx3-ubyte",
        { try FileManager.default.removeItem(atPath: $0.path + "/data/fashion-mnist") }
      ),
      ("truncated", "mnist", { try $0.write([0, 0, 8, 3, 0], to: "data/mnist/t10k-images-idx3-ubyte") }),
      ("magic", "mnist", { try $0.write([9, 9, 9, 9, 0, 0, 0, 0], to: "data/mnist/t10k-images-idx3-ubyte") }),
      (
        "huge", "mnist",
        { try $0.write([0, 0, 8, 3] + Array(repeating: 255, count: 12), to: "data/mnist/t10k-images-idx3-ubyte") }
      ),
      (
        "packed", "gz",
        { try $0.write([31, 139, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2], to: "data/mnist/t10k-images-idx3-ubyte.gz") }
      ),
      ("few", "fewer than a batch", { try $0.writeFew() }),
    ]
    for (name, expected, damage) in cases {
      let folder = try InventedFolder()
      try folder.nested("data").writeFashion()
      try damage(folder)
      let run = try Program.run(
        ["--preset", "full", "--data", folder.path + "/data", "--output", folder.path + "/run"] + Self.tiny, in: folder)
      #expect(run.code == 2, "\(name): \(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(name): \(run.errors)")
      #expect(run.errors.contains(expected), "\(name): \(run.errors)")
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/run"), "\(name)")
    }
  }

  @Test func anOutputFolderOfSomebodyElseIsLeftAlone() throws {
    let folder = try InventedFolder()
    try folder.write([1], to: "run/precious.txt")
    let run = try Program.run(["--output", folder.path + "/run"] + Self.tiny, in: folder)
    #expect(run.code == 2 && run.errors.contains("precious.txt"), "\(run.errors)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/run") == ["precious.txt"])
  }

  @Test func nothingToResume() throws {
    let folder = try InventedFolder()
    let run = try Program.run(["--resume", "--output", folder.path + "/run"] + Self.tiny, in: folder)
    #expect(run.code == 2 && run.errors.contains("--resume"), "\(run.errors)")
  }

  @Test func helpAndVersion() throws {
    let folder = try InventedFolder()
    let help = try Program.run(["--help"], in: folder)
    #expect(help.code == 0 && help.errors.isEmpty)
    for word in ["USAGE: sparse-energy", "--preset", "--ood", "--constant-rate", "fashion-mnist", "20,000"] {
      #expect(help.output.contains(word), "\(word)")
    }
    #expect(try Program.run(["--version"], in: folder).output.hasPrefix("sparse-energy "))
  }

  // MARK: - The same bits

  @Test func sameBitsAtAnyNumberOfThreadsAndAfterAnInterruption() throws {
    let folder = try InventedFolder()
    func run(_ name: String, _ more: [String]) throws -> [String: Data] {
      let output = folder.path + "/" + name
      let run = try Program.run(["--output", output] + Self.tiny + more, in: folder)
      #expect(run.code == 0, "\(name): \(run.errors)")
      return try files(of: output)
    }
    let first = try run("first", ["--threads", "2"])
    #expect(try run("again", ["--threads", "1"]) == first)
    let report = try String(contentsOfFile: folder.path + "/first/report.html", encoding: .utf8)
    #expect(report.contains("<svg") && report.contains("energy-bounded"))
    #expect(FileManager.default.fileExists(atPath: folder.path + "/first/figures/energies.svg"))

    try metricsFollowFromScores(in: folder.path + "/first")
    try interrupted(in: folder, expecting: first)
  }

  /// AUROC, AP and FPR95 once more, by counting pairs and thresholds in scores.csv.
  private func metricsFollowFromScores(in output: String) throws {
    var groups: [String: [(isAnomalous: Bool, score: Double)]] = [:]
    for line in try String(contentsOfFile: output + "/scores.csv", encoding: .utf8).split(separator: "\n").dropFirst() {
      let fields = csvFields(String(line))
      groups[fields[0] + "\t" + fields[1], default: []].append((fields[3] == "1", Double(fields[4])!))
    }
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: output + "/metrics.json")))
    let metrics = (json as? [String: Any])?["metrics"] as? [[String: Any]] ?? []
    #expect(metrics.count > 1000)
    var checked = 0
    for row in metrics where ["auroc", "fpr95Normal"].contains(row["metric"] as? String) {
      let method = row["method"] as! String
      guard ["base · energy", "base · ODIN, ε by rule", "nearest training image"].contains(method) else { continue }
      let normal = groups[method + "\tnormal"]!.map(\.score)
      let anomalous = groups[method + "\t" + (row["dataset"] as! String)]!.map(\.score)
      #expect(row["normal"] as? Int == normal.count && row["anomalous"] as? Int == anomalous.count)
      let value: Double
      if row["metric"] as? String == "auroc" {
        let pairs = anomalous.reduce(0.0) { sum, a in normal.reduce(sum) { $0 + (a > $1 ? 1 : a == $1 ? 0.5 : 0) } }
        value = pairs / Double(normal.count * anomalous.count)
      } else {
        let threshold = normal.sorted()[(normal.count * 95 + 99) / 100 - 1]
        value = Double(anomalous.count { $0 <= threshold }) / Double(anomalous.count)
      }
      #expect(abs(value - (row["value"] as! Double)) < 1e-12, "\(row)")
      checked += 1
    }
    #expect(checked == 3 * 7 * 2)
  }

  /// The fields of a line of CSV.
  private func csvFields(_ line: String) -> [String] {
    var fields = [""]
    var isQuoted = false
    for character in line {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: fields.append("")
      default: fields[fields.count - 1].append(character)
      }
    }
    return fields
  }

  /// Interrupted twice, each time once a new checkpoint stands, then resumed.
  private func interrupted(in folder: InventedFolder, expecting expected: [String: Data]) throws {
    let output = folder.path + "/interrupted"
    let log = folder.path + "/interrupted-log"
    for (round, name) in ["seed0-base", "seed0-lambda-0"].enumerated() {
      let process = try Program.start(
        ["--output", output] + Self.tiny + (round == 0 ? [] : ["--resume"]), log: log)
      let path = output + ".unfinished/checkpoints/\(name).safetensors"
      while process.isRunning && !FileManager.default.fileExists(atPath: path) { usleep(2000) }
      process.interrupt()
      let run = try Program.finish(process, log: log)
      #expect(run.code == 130, "\(run.errors)")
      #expect(run.errors.contains("--resume"))
    }
    let other = try Program.run(["--output", output, "--resume", "--seeds", "1", "--epochs", "2"], in: folder)
    #expect(other.code == 2 && other.errors.contains("epochs"), "\(other.errors)")
    let resumed = try Program.run(["--output", output, "--resume"] + Self.tiny, in: folder)
    #expect(resumed.code == 0, "\(resumed.errors)")
    #expect(try files(of: output) == expected)
  }

  @Test func withoutEpochsNothingIsTrainedAndAnotherSeedDrawsOtherImages() throws {
    let folder = try InventedFolder()
    func metrics(_ seed: String) throws -> [[String: Any]] {
      let output = folder.path + "/" + seed
      let run = try Program.run(
        ["--output", output, "--seeds", "1", "--epochs", "0", "--seed", seed, "--quiet"], in: folder)
      #expect(run.code == 0, "\(run.errors)")
      let json = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: output + "/metrics.json")))
      return (json as? [String: Any])?["metrics"] as? [[String: Any]] ?? []
    }
    func values(_ rows: [[String: Any]], _ metric: String, of method: (String) -> Bool) -> [Double] {
      rows.filter { $0["metric"] as? String == metric && method($0["method"] as? String ?? "") }
        .compactMap { $0["value"] as? Double }
    }
    let (zero, seven) = (try metrics("0"), try metrics("7"))
    // An untrained network guesses, and fine-tuning for no epoch gives back the network that it began with.
    let accuracies = values(zero, "accuracy") { _ in true }
    #expect(accuracies.count == 12 && accuracies.allSatisfy { $0 < 0.3 })
    #expect(Set(values(zero, "trainingLoss") { $0 != "generalised ODIN" }).count == 1)
    let nearest = { (rows: [[String: Any]]) in values(rows, "auroc") { $0 == "nearest training image" } }
    #expect(nearest(zero).count == 7 && nearest(zero) != nearest(seven))
  }

  // MARK: - A loss that is no number

  @Test func aLossThatIsNoNumberStopsTheRun() throws {
    let folder = try InventedFolder()
    let output = folder.path + "/run"
    let log = folder.path + "/log"
    let path = output + ".unfinished/checkpoints/seed0-base.safetensors"
    let arguments = ["--output", output, "--seeds", "1", "--quiet"]
    let process = try Program.start(arguments, log: log)
    while process.isRunning && !FileManager.default.fileExists(atPath: path) { usleep(2000) }
    process.interrupt()
    #expect(try Program.finish(process, log: log).code == 130)

    var poisoned = try Safetensors(contentsOf: path)
    let weights: Tensor<Float> = try poisoned.tensor("stem.weight")
    poisoned = poisoned.replacing("stem.weight", with: Tensor(repeating: .nan, shape: weights.shape))
    try poisoned.write(to: path)
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let epoch = try Checkpoint<Float>(contentsOf: path).epoch

    let run = try Program.run(arguments + ["--resume"], in: folder)
    #expect(run.code == 1, "\(run.errors)")
    let error = try #require(run.errors.split(separator: "\n").last)
    for words in ["base", "loss is nan", "epoch \(epoch + 1)", "step 1", "first in stem"] {
      #expect(error.contains(words), "\(error)")
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before, "the last good checkpoint must stay")
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  // MARK: - Killed

  @Test func aKilledRunLeavesWholeCheckpoints() throws {
    let folder = try InventedFolder()
    let output = folder.path + "/run"
    let checkpoints = output + ".unfinished/checkpoints"
    func written() -> [String: Date] {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: checkpoints)) ?? []
      let dates = names.map { name in
        (
          name,
          (try? FileManager.default.attributesOfItem(atPath: checkpoints + "/" + name))?[.modificationDate] as? Date
        )
      }
      return Dictionary(uniqueKeysWithValues: dates.compactMap { name, date in date.map { (name, $0) } })
    }
    var generator = Random(seed: 11)
    for round in 0..<20 {
      let log = folder.path + "/log"
      let before = written()
      let process = try Program.start(
        ["--output", output, "--seeds", "1", "--quiet"] + (round == 0 ? [] : ["--resume"]), log: log)
      // Once it trains, each of two jobs writes a checkpoint every few hundred milliseconds.
      while process.isRunning && written() == before { usleep(1000) }
      usleep(UInt32(generator.integer(in: 0..<200_000)))
      kill(process.processIdentifier, SIGKILL)
      let run = try Program.finish(process, log: log)
      #expect(run.code == -SIGKILL, "round \(round): \(run.errors)")
      let whole = written().keys.filter { $0.hasSuffix(".safetensors") }
      #expect(!whole.isEmpty)
      for name in whole {
        let checkpoint = try Checkpoint<Float>(contentsOf: checkpoints + "/" + name)
        #expect(checkpoint.epoch > 0, "round \(round): \(name)")
      }
    }
  }
}

extension InventedFolder {
  /// The same kind of folder below this one.
  fileprivate func nested(_ name: String) throws -> Nested { Nested(folder: self, name: name) }

  fileprivate struct Nested {
    let folder: InventedFolder
    let name: String
    func writeFashion() throws {
      let inner = try InventedFolder()
      try inner.writeFashion()
      try FileManager.default.moveItem(atPath: inner.path, toPath: folder.path + "/" + name)
    }
  }

  /// Too few training images for a batch.
  fileprivate func writeFew() throws {
    try writeIDX([20, 28, 28], to: "data/fashion-mnist/train-images-idx3-ubyte") { UInt8($0 % 256) }
    try writeIDX([20], to: "data/fashion-mnist/train-labels-idx1-ubyte") { UInt8($0 % 10) }
  }
}

extension Safetensors {
  /// The same file with other numbers in one of its tensors.
  fileprivate func replacing(_ name: String, with tensor: Tensor<Float>) -> Safetensors {
    var copy = Safetensors()
    copy.metadata = metadata
    for entry in entries {
      if entry.name == name {
        copy.add(name, tensor)
      } else {
        copy.add(entry.name, entry.type, shape: entry.shape, bytes: entry.bytes)
      }
    }
    return copy
  }
}
