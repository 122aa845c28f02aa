// What an example is handed while it runs: stages of jobs, checkpoints, and the question whether to stop.

import Files
import Foundation
import Synchronization

/// A run on its way.
public final class Run: Sendable {
  /// How much is run.
  public let preset: Preset
  /// How many jobs run side by side.
  public let threads: Int
  /// The command as it was typed, for the report.
  public let commandLine: [String]
  /// The instruction set that the program was compiled for: `portable`, `v3` or `v4`.
  public var cpuLevel: String { Build.cpuLevel }
  /// The version of the program.
  public var version: String { Build.version }

  private let folder: RunFolder
  private let progress: ProgressDisplay
  private let interruption: Interruption
  private let began = ProcessInfo.processInfo.systemUptime

  init(
    preset: Preset, threads: Int, commandLine: [String], folder: RunFolder, progress: ProgressDisplay,
    interruption: Interruption
  ) {
    self.preset = preset
    self.threads = threads
    self.commandLine = commandLine
    self.folder = folder
    self.progress = progress
    self.interruption = interruption
  }

  /// Seconds since the run began; for the report only, since results must not depend on it.
  public var elapsed: Double { ProcessInfo.processInfo.systemUptime - began }

  /// Where the checkpoint of this name stands, or will stand; a resumed run finds what the earlier one has written.
  /// - Parameter name: letters, digits and `-._=`, unique within the run: `base-seed0`.
  public func checkpoint(_ name: String) -> String {
    let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._=".contains($0)) }
    precondition(isPlain && !name.isEmpty && !name.hasPrefix("."), "checkpoint: \(name) is no plain name")
    return folder.checkpoint(name)
  }

  /// Throws ``Interrupted`` where the run was asked to stop.
  public func checkInterruption() throws {
    if interruption.isRequested { throw Interrupted() }
  }

  /// Runs a stage of independent jobs, one for each item, side by side on the run's threads.
  ///
  /// Jobs begin in the items' order, so that the longest should stand first; the results have the items' order,
  /// whatever ends first. Where there are at least as many jobs as threads, a job's kernels run on its own thread
  /// alone; else they share the threads that are left. The first error stops the other jobs at their next step and is
  /// thrown when all have stopped.
  /// ```swift
  /// let bases = try run.stage("base networks", seeds, steps: recipe.steps) { seed, job in
  ///   var network = …
  ///   for epoch in 1...recipe.epochs {
  ///     for batch in … { try job.step(loss: …) }
  ///     job.note("seed \(seed): epoch \(epoch) of \(recipe.epochs)")
  ///   }
  ///   return network
  /// }
  /// ```
  /// - Parameters:
  ///   - title: what the jobs do, for the bar.
  ///   - items: what the jobs work on, one each.
  ///   - steps: how many steps each job reports; what it has not reported counts as done when it ends.
  ///   - perform: the job, on a thread of its own with a stack of 8 MiB.
  public func stage<Item: Sendable, Output: Sendable>(
    _ title: String, _ items: [Item], steps: Int = 1,
    perform: @escaping @Sendable (Item, Job) throws -> Output
  ) throws -> [Output] {
    try stage(title, items, steps: { _ in steps }, perform: perform)
  }

  /// The same for items of different length: `steps` is how many steps the job of an item reports; a key path will do.
  public func stage<Item: Sendable, Output: Sendable>(
    _ title: String, _ items: [Item], steps: (Item) -> Int,
    perform: @escaping @Sendable (Item, Job) throws -> Output
  ) throws -> [Output] {
    let jobs = items.map { ($0, steps: steps($0)) }
    let progress = progress
    let interruption = interruption
    progress.begin(title, total: jobs.reduce(0) { $0 + $1.steps })
    var isComplete = false
    defer { progress.end(isComplete: isComplete) }
    let outputs = try concurrentJobs(jobs, threads: threads) { item, cancellation in
      let job = Job(progress: progress, interruption: interruption, cancellation: cancellation)
      try job.checkInterruption()
      let output = try perform(item.0, job)
      job.complete(item.steps)
      return output
    }
    isComplete = true
    return outputs
  }
}

/// One of the jobs of a stage, as it reports on itself.
public final class Job: Sendable {
  private let progress: ProgressDisplay
  private let interruption: Interruption
  private let cancellation: Cancellation
  private let reported = Atomic<Int>(0)

  fileprivate init(progress: ProgressDisplay, interruption: Interruption, cancellation: Cancellation) {
    self.progress = progress
    self.interruption = interruption
    self.cancellation = cancellation
  }

  /// Counts one step and asks whether to stop.
  /// - Parameter loss: the loss of the step, for the bar.
  /// - Throws: ``Interrupted`` where the run was asked to stop; another error where another job has failed.
  public func step(loss: Double? = nil) throws {
    reported.wrappingAdd(1, ordering: .relaxed)
    progress.advance(loss: loss)
    try checkInterruption()
  }

  /// Counts steps that a checkpoint made unnecessary.
  public func skip(_ steps: Int) {
    reported.wrappingAdd(steps, ordering: .relaxed)
    progress.skip(steps)
  }

  /// Says where the job is: a line where there is no bar, not more often than every two seconds.
  /// - Parameter text: such as `seed 0, λ = 0.01: epoch 3 of 12`.
  public func note(_ text: String) { progress.note(text) }

  /// Throws where the job should stop; a job that reports no steps asks now and then.
  public func checkInterruption() throws {
    if interruption.isRequested { throw Interrupted() }
    if cancellation.isRequested { throw Cancelled() }
  }

  /// Counts what the job has not reported.
  fileprivate func complete(_ steps: Int) {
    let rest = steps - reported.load(ordering: .relaxed)
    if rest > 0 { progress.advance(by: rest) }
  }
}

/// A failure of the program itself, not of what it was given: a loss that is not a number, say. Exit code 1.
public struct RunError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One line: what failed, and where.
  public let description: String

  /// - Parameter description: one line, such as `seed 0, base: the loss is nan in epoch 3, step 12, first in stem`.
  public init(_ description: String) { self.description = description }
}
