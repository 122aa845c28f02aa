// Independent jobs side by side: results in the order asked for, whatever finishes first.

import Dispatch
import Foundation
import MiniTensor
import Synchronization

/// Whether jobs should stop because another one failed.
final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)
  var isRequested: Bool { flag.load(ordering: .relaxed) }
  func request() { flag.store(true, ordering: .relaxed) }
}

/// Thrown inside a job that stops because another one failed.
struct Cancelled: Error {}

/// Runs a job for each item, at most `threads` at a time, and returns their results in the items' order.
///
/// Jobs are begun in the items' order: the longest first is fastest. Where there are fewer jobs than threads, the
/// kernels of each job share the threads that are left. The first job that fails asks the others to stop, through the
/// `Cancellation` that they are handed; when all have stopped, its error is thrown. Each thread has a stack of 8 MiB.
func concurrentJobs<Item: Sendable, Output: Sendable>(
  _ items: [Item], threads: Int, perform: @escaping @Sendable (Item, Cancellation) throws -> Output
) throws -> [Output] {
  guard !items.isEmpty else { return [] }
  let workers = min(threads, items.count)
  let next = Atomic<Int>(0)
  let cancellation = Cancellation()
  let results = Mutex<[Output?]>(Array(repeating: nil, count: items.count))
  let failure = Mutex<(any Error)?>(nil)

  @Sendable func work() {
    while !cancellation.isRequested {
      let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if index >= items.count { return }
      do {
        let output = try perform(items[index], cancellation)
        results.withLock { $0[index] = output }
      } catch {
        // The first failure is the cause; what follows it are jobs that were told to stop.
        failure.withLock { $0 = $0 ?? error }
        cancellation.request()
      }
    }
  }

  let group = DispatchGroup()
  for _ in 0..<workers {
    group.enter()
    let thread = Thread {
      Threads.$current.withValue(Threads(count: threads / workers), operation: work)
      group.leave()
    }
    thread.stackSize = 8 << 20
    thread.start()
  }
  group.wait()

  if let error = failure.withLock({ $0 }) { throw error }
  return results.withLock { $0.map { $0! } }
}
