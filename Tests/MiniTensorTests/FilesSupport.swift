// What the tests of files share: folders for the time of a test, bytes put together by hand, damage from a seed.

import Foundation
import MiniTensor
import Testing

/// The folder with the official data sets and the conformance files; tests that need it are skipped without it.
let dataFolder = ProcessInfo.processInfo.environment["MINITENSOR_DATA"]

/// Calls `body` with the path of a new, empty folder that is removed afterwards.
func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "minitensor-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

/// The error that `body` throws; a failed test if it throws none.
func fileError(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> FileError? {
  #expect(throws: FileError.self, sourceLocation: sourceLocation, performing: body)
}

/// The bytes of numbers, lowest byte first.
func little<Number: FixedWidthInteger>(_ numbers: Number...) -> [UInt8] {
  numbers.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
}

/// A safetensors file from the text of its header.
func safetensors(_ header: String, data: [UInt8] = []) -> [UInt8] {
  little(UInt64(header.utf8.count)) + Array(header.utf8) + data
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

  /// `bytes` cut short, with flipped bits, with extreme numbers written into it, or with a part doubled.
  mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    guard !bytes.isEmpty else { return [] }
    var copy = bytes
    switch Int.random(in: 0..<4, using: &self) {
    case 0: copy.removeLast(Int.random(in: 1...copy.count, using: &self))
    case 1:
      for _ in 0..<Int.random(in: 1...8, using: &self) {
        copy[Int.random(in: copy.indices, using: &self)] ^= 1 << UInt8.random(in: 0..<8, using: &self)
      }
    case 2:
      let extreme: UInt8 = [0, 0x7F, 0x80, 0xFF].randomElement(using: &self) ?? 0
      let start = Int.random(in: copy.indices, using: &self)
      let end = min(start + [1, 2, 4, 8].randomElement(using: &self)!, copy.count)
      for place in start..<end { copy[place] = extreme }
    default:
      let start = Int.random(in: copy.indices, using: &self)
      let part = copy[start..<min(start + 16, copy.count)]
      copy.insert(contentsOf: part, at: Int.random(in: copy.indices, using: &self))
    }
    return copy
  }
}
