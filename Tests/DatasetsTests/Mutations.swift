// Mutated files: real ones, damaged in the ways in which files go bad, are decoded or refused, and nothing else.

import Foundation
import MiniTensor
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
func survive(
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

/// Copies of a file, each damaged in one of the ways in which files go bad.
struct Damage: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// SplitMix64: the tests of damage shall not depend on the generator that other tests examine.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// `bytes` cut short, with flipped bits, with an extreme number, with a part repeated, swapped with another, left
  /// out or overwritten by chance; now and then with a second such damage.
  mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var copy = bytes
    repeat {
      guard !copy.isEmpty else { return [] }
      damage(&copy)
    } while Int.random(in: 0..<4, using: &self) == 0
    return copy
  }

  private mutating func damage(_ bytes: inout [UInt8]) {
    switch Int.random(in: 0..<7, using: &self) {
    case 0: bytes.removeLast(Int.random(in: 1...bytes.count, using: &self))
    case 1:
      for _ in 0..<Int.random(in: 1...8, using: &self) {
        bytes[Int.random(in: bytes.indices, using: &self)] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      }
    case 2:
      let number = extreme()
      let start = place(in: bytes, of: number.count)
      for (offset, byte) in number.enumerated() where start + offset < bytes.count { bytes[start + offset] = byte }
    case 3:
      let part = bytes[block(in: bytes)]
      bytes.insert(contentsOf: part, at: Int.random(in: 0...bytes.count, using: &self))
    case 4:
      let first = block(in: bytes)
      let second = Int.random(in: 0...bytes.count - first.count, using: &self)
      for offset in 0..<first.count { bytes.swapAt(first.lowerBound + offset, second + offset) }
    case 5: bytes.removeSubrange(block(in: bytes))
    default:
      let part: Range<Int> = block(in: bytes)
      for index in part.prefix(16) { bytes[index] = UInt8.random(in: .min ... .max, using: &self) }
    }
  }

  /// A number of 1 to 8 bytes in either byte order that a length field should not hold: nothing, one, the largest and
  /// smallest of their kinds, or one next to these.
  private mutating func extreme() -> [UInt8] {
    let width = [1, 2, 3, 4, 8].randomElement(using: &self) ?? 4
    let top = UInt64(1) << UInt64(8 * width - 1)
    let edges: [UInt64] = [0, 1, top, top &* 2]
    let steps: [UInt64] = [0, 0, 1, .max]
    let number = (edges.randomElement(using: &self) ?? 0) &+ (steps.randomElement(using: &self) ?? 0)
    let bytes: [UInt8] = Array(little(number).prefix(width))
    return Bool.random(using: &self) ? bytes : bytes.reversed()
  }

  /// Where a number of `width` bytes goes: often near the beginning, where formats keep their lengths.
  private mutating func place(in bytes: [UInt8], of width: Int) -> Int {
    let reach = Bool.random(using: &self) ? bytes.count : min(64, bytes.count)
    return Int.random(in: 0..<reach, using: &self)
  }

  /// A part of `bytes`: more often a short one than a long one.
  private mutating func block(in bytes: [UInt8]) -> Range<Int> {
    let lengths = [4, 16, 64, bytes.count]
    let longest = min(bytes.count, lengths.randomElement(using: &self) ?? 1)
    let start = Int.random(in: bytes.indices, using: &self)
    return start..<min(start + Int.random(in: 1...longest, using: &self), bytes.count)
  }
}
