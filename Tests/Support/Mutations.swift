// Mutated files: real ones, damaged in the ways in which files go bad, are decoded or refused, and nothing else.

import Files
import Foundation
import Synchronization
import Testing

/// Damages `files` thousands of times and sees to it that `decode` survives each mutation.
///
/// The test fails where an undamaged file is not decoded; where a mutation makes `decode` throw anything but a
/// `FileError` that blames the contents, or takes it longer than ``secondsEach``. A decoder that never ends stops the
/// whole program, with words that name the mutation. One line of summary is printed.
///
/// 2,000 mutations are made, or as many as the environment variable `MINITENSOR_MUTATIONS` says, from a fixed seed or
/// the one that `MINITENSOR_SEED` says. Each has its own generator: number 1,234 is the same however many there are.
///
/// A checksum refuses nearly every mutation before the decoder proper sees it. For a format that has some, mend them
/// at the head of `decode`, in a second call.
/// - Returns: how many mutations were decoded and how many refused, for tests that know what to expect.
@discardableResult
package func survive(
  _ format: String, _ files: [(name: String, bytes: [UInt8])], decode: ([UInt8]) throws -> Void,
  sourceLocation: SourceLocation = #_sourceLocation
) -> (decoded: Int, refused: Int) {
  for file in files {
    #expect(throws: Never.self, "\(format): \(file.name), undamaged", sourceLocation: sourceLocation) {
      try decode(file.bytes)
    }
  }
  let environment = ProcessInfo.processInfo.environment
  let count = environment["MINITENSOR_MUTATIONS"].flatMap { Int($0) } ?? 2_000
  let seed = environment["MINITENSOR_SEED"].flatMap { UInt64($0) } ?? 0x0DA3
  let watchdog = Watchdog()
  defer { watchdog.end() }
  var (decoded, refused) = (0, 0)
  for number in 0..<count where !files.isEmpty {
    var damage = Damage(seed: seed &+ UInt64(number) << 32)
    let file = files[Int.random(in: files.indices, using: &damage)]
    let bytes = damage.damaged(file.bytes)
    let title = "\(format): mutation \(number) of \(file.name), seed \(seed)"
    watchdog.watch(title)
    let begin = secondsOfThisThread()
    do {
      try decode(bytes)
      decoded += 1
    } catch let error as FileError {
      let blamesContents = [.corrupt, .unsupported, .tooLarge].contains(error.kind)
      #expect(blamesContents, "\(title): \(error)", sourceLocation: sourceLocation)
      refused += 1
    } catch {
      Issue.record("\(title): \(error) is no FileError", sourceLocation: sourceLocation)
    }
    let seconds = secondsOfThisThread() - begin
    #expect(seconds <= secondsEach, "\(title): took \(seconds) s", sourceLocation: sourceLocation)
  }
  print("\(format): \(decoded + refused) mutations of \(files.count) files, seed \(seed):", terminator: " ")
  print("\(decoded) decoded, \(refused) refused")
  return (decoded, refused)
}

/// The longest that a mutation may take, in seconds of the processor, which a busy machine does not stretch.
private let secondsEach = 2.0

private func secondsOfThisThread() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Stops the program when one thing lasts for minutes: a loop without end cannot be stopped from outside.
private final class Watchdog: Sendable {
  private let watched = Mutex<(title: String, begin: ContinuousClock.Instant)?>(nil)

  init() {
    Thread.detachNewThread { [weak self] in
      while let self {
        if let (title, begin) = self.watched.withLock({ $0 }) {
          precondition(begin.duration(to: .now) < .seconds(120), "\(title): does not end")
        }
        sleep(1)
      }
    }
  }

  /// `title` begins now, and what was watched before has ended.
  func watch(_ title: String) { watched.withLock { $0 = (title, .now) } }

  /// Nothing is watched any more.
  func end() { watched.withLock { $0 = nil } }
}
