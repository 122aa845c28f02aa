// What the tests of files share: folders for the time of a test and bytes put together by hand.

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
