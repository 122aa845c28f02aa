// An example as the framework sees it, and the whole of its main file.

import Foundation

/// A paper as a program: what it is called, what it is asked with, and what it does.
///
/// ```swift
/// enum SparseEnergy: Example {
///   static let name = "sparse-energy"
///   static let abstract = "Does the L1 norm of the logits widen the energy gap?"
///   static let lambda = Option("lambda", .number(in: 0...10), default: 0.01, help: "Weight of the L1 norm.")
///   static let options: [any AnyOption] = [lambda]
///
///   static func recipe(from options: Options) throws -> Recipe { … }
///   static func run(_ recipe: Recipe, in run: Run) throws -> Results { … }
/// }
/// ```
/// Its `main.swift` is `runExample(SparseEnergy.self)`; the command line, the run folder, interruption and resuming,
/// the files and what is printed are the framework's.
public protocol Example: Sendable {
  /// Every number of an experiment. What it encodes is the run's identity, so it holds nothing that does not change
  /// results.
  associatedtype Recipe: Codable & Sendable

  /// The program's name.
  static var name: String { get }
  /// What it does, in one sentence.
  static var abstract: String { get }
  /// More for the help, paragraphs with an empty line between them; empty unless stated.
  static var discussion: String { get }
  /// The options that only this example has; none unless stated.
  static var options: [any AnyOption] { get }
  /// Whether a preset reads real data; all but `quick` unless stated.
  static func needsData(_ preset: Preset) -> Bool

  /// The recipe that the options ask for.
  /// - Throws: ``UsageError`` where options contradict each other.
  static func recipe(from options: Options) throws -> Recipe
  /// Runs a recipe. Same recipe, same bits, at any number of threads, resumed or not.
  static func run(_ recipe: Recipe, in run: Run) throws -> Results
}

extension Example {
  public static var discussion: String { "" }
  public static var options: [any AnyOption] { [] }
  public static func needsData(_ preset: Preset) -> Bool { preset != .quick }
}

/// Runs an example with the process's arguments, and ends the process.
///
/// Exit codes: 0 for success and where nobody reads the output any more, 2 for whatever the user can put right, 130
/// where the run was interrupted, 1 for every other failure.
public func runExample<E: Example>(_ example: E.Type) -> Never {
  let program = Program<E>(
    arguments: Array(CommandLine.arguments.dropFirst()), console: .standard(), interruption: .bySignals())
  exit(program.run())
}
