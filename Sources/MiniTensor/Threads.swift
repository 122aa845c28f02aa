// Threads for kernels: how work is cut looks at its shape alone, so results are the same bits at any thread count.

import Dispatch
import Foundation
import Synchronization

/// How many threads kernels may use.
///
/// The value in force is ``current``; it is bound for a piece of code, not set for the program:
/// ```swift
/// Threads.$current.withValue(Threads(count: 1)) { train() }
/// ```
public struct Threads: Sendable {
  /// The greatest number of threads that work on one kernel, at least 1.
  public let count: Int

  /// - Parameter count: at least 1.
  public init(count: Int) {
    precondition(count >= 1, "Threads: \(count) threads cannot work")
    self.count = count
  }

  /// As many threads as the system has processors.
  public static let all = Threads(count: ProcessInfo.processInfo.activeProcessorCount)

  /// The threads of kernels called from here.
  @TaskLocal public static var current = Threads.all

  /// Work of fewer elements than this is not worth a second thread (measured with simple arithmetic).
  @inlinable package static var leastElements: Int { 1 << 16 }

  /// Calls `body` once for each of `count` tasks, side by side on the current threads.
  ///
  /// Tasks must write to separate places. Which thread takes which task is open; what the tasks are must not depend
  /// on the number of threads.
  @usableFromInline @inline(never)
  package static func perform(_ count: Int, _ body: (Int) -> Void) {
    let workers = count > 1 ? min(current.count, count) : 1
    if workers == 1 {
      for task in 0..<count { body(task) }
    } else {
      performSideBySide(count, workers: workers, body)
    }
  }

  /// Cuts `count` elements into chunks of a fixed size and calls `body` once for each, side by side.
  @inlinable @inline(__always)
  package static func performChunks(of count: Int, size: Int = leastElements / 2, _ body: (Range<Int>) -> Void) {
    let size = count <= 2 * size ? max(1, count) : size
    perform((count + size - 1) / size) { chunk in body(chunk * size..<min(count, (chunk + 1) * size)) }
  }

  private static func performSideBySide(_ count: Int, workers: Int, _ body: (Int) -> Void) {
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
      nonisolated(unsafe) let body = body  // all threads are joined before this call returns
      DispatchQueue.concurrentPerform(iterations: workers) { _ in
        while true {
          let task = next.wrappingAdd(1, ordering: .relaxed).oldValue
          if task >= count { return }
          body(task)
        }
      }
    }
  }
}
