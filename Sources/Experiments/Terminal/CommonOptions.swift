// The options that every example has.

/// How much of an experiment is run.
public enum Preset: String, CaseIterable, Codable, Sendable {
  /// Procedural data and under a minute: the shape of the result.
  case quick
  /// Real data and under an hour.
  case full
  /// The paper's recipe to the letter.
  case paper
}

/// The options that every example has, each declared here once.
enum CommonOptions {
  static let preset = Option(
    "preset", .choice as ValueKind<Preset>, default: .quick,
    help: "quick draws its own data; full and paper read real data.")
  static let data = Option(
    "data", .path, help: "Folder that holds the sets of data, or one set's own folder.")
  static let output = Option(
    "output", .path, otherwise: "runs/NAME-PRESET",
    help: "Folder of the run; while unfinished it is prepared in PATH.unfinished.")
  static let seed = Option("seed", .integer(in: 0...4_294_967_295), default: 0, help: "First seed.")
  static let seeds = Option(
    "seeds", .integer(in: 1...1000), otherwise: "the preset's", help: "Number of seeds, counted up from the first.")
  static let epochs = Option(
    "epochs", .integer(in: 0...1_000_000), otherwise: "the preset's",
    help: "Epochs of the base training; later stages scale with it, and 0 leaves every network untrained.")
  static let threads = Option(
    "threads", .integer(in: 1...1024), otherwise: "one for each processor",
    help: "Threads to work on; results do not depend on it.")
  static let resume = Option(flag: "resume", help: "Go on with an unfinished run of the same recipe.")
  static let quiet = Option(flag: "quiet", help: "Show no progress.")
  static let open = Option(flag: "open", help: "Open the report when it is done.")
  static let version = Option(flag: "version", help: "Show the version.")
  static let help = Option(flag: "help", help: "Show help information.")

  /// What stands before an example's own options in the help, and what stands after them.
  static let first: [any AnyOption] = [preset, data, output, seed, seeds, epochs, threads]
  static let last: [any AnyOption] = [resume, quiet, open, version, help]
}

extension Options {
  /// How much is to be run.
  public var preset: Preset { self[CommonOptions.preset] }
  /// The folder of the data, as it was given.
  public var data: String? { self[CommonOptions.data] }
  /// The epochs of the base training, where they were given.
  public var epochs: Int? { self[CommonOptions.epochs] }

  /// The seeds to run: as many as asked for, counted up from `--seed`.
  /// - Parameter count: how many the preset runs where `--seeds` is not given.
  public func seeds(otherwise count: Int) -> [Int] {
    let first = self[CommonOptions.seed]
    return Array(first..<first + (self[CommonOptions.seeds] ?? count))
  }

  var output: String? { self[CommonOptions.output] }
  var threads: Int? { self[CommonOptions.threads] }
  var resume: Bool { self[CommonOptions.resume] }
  var quiet: Bool { self[CommonOptions.quiet] }
  var open: Bool { self[CommonOptions.open] }
}
