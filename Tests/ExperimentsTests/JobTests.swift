// Jobs side by side: order, errors, interruption, threads.

import Foundation
import MiniTensor
import Synchronization
import Testing

@testable import Experiments

private struct Failure: Error, Equatable { let item: Int }

@Test(arguments: [1, 2, 3, 16])
func resultsComeInTheOrderAskedFor(threads: Int) throws {
  let squares = try concurrentJobs(Array(0..<20), threads: threads) { item, _ in
    usleep(UInt32((20 - item) * 100))  // the last ends first
    return item * item
  }
  #expect(squares == (0..<20).map { $0 * $0 })
  #expect(try concurrentJobs([Int](), threads: threads) { item, _ in item }.isEmpty)
}

@Test func jobsRunSideBySide() throws {
  let meeting = DispatchSemaphore(value: 0)
  let other = DispatchSemaphore(value: 0)
  // Each waits for the other: one after the other they would wait in vain.
  let met = try concurrentJobs([0, 1], threads: 2) { item, _ in
    (item == 0 ? meeting : other).signal()
    return (item == 0 ? other : meeting).wait(timeout: .now() + 10) == .success
  }
  #expect(met == [true, true])
}

@Test func atMostAsManyJobsAsThreads() throws {
  let running = Mutex((now: 0, most: 0))
  _ = try concurrentJobs(Array(0..<12), threads: 3) { _, _ in
    running.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
    usleep(2_000)
    running.withLock { $0.now -= 1 }
  }
  #expect(running.withLock { $0.most } <= 3)
}

@Test func theFirstErrorStopsTheOthersAndIsThrown() {
  let begun = Atomic<Int>(0)
  #expect(throws: Failure(item: 1)) {
    _ = try concurrentJobs(Array(0..<100), threads: 2) { item, cancellation in
      begun.wrappingAdd(1, ordering: .relaxed)
      if item == 1 { throw Failure(item: 1) }
      while !cancellation.isRequested { usleep(100) }
      throw Cancelled()
    }
  }
  #expect(begun.load(ordering: .relaxed) == 2)
}

@Test func kernelsShareTheThreadsThatJobsLeave() throws {
  func kernels(_ jobs: Int, _ threads: Int) throws -> [Int] {
    try concurrentJobs(Array(0..<jobs), threads: threads) { _, _ in Threads.current.count }
  }
  #expect(try kernels(4, 2) == [1, 1, 1, 1])
  #expect(try kernels(1, 4) == [4])
  #expect(try kernels(2, 5) == [2, 2])
}

@Test func aJobHasAStackOfEightMebibytes() throws {
  /// Uses 64 KiB of stack for each level, beside which the frames themselves do not count.
  @Sendable func descend(_ level: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: 65_536, alignment: 16) { room in
      room[level % 65_536] = UInt8(level % 256)
      return level == 0 ? 0 : descend(level - 1) + Int(room[level % 65_536]) - level % 256 + 1
    }
  }
  #expect(try concurrentJobs([100], threads: 1) { depth, _ in descend(depth) } == [100])
}
