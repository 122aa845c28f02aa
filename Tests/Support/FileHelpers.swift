// What the tests of files share: folders for the time of a test, errors caught, bytes put together by hand.

import Files
import Foundation
import Testing

/// The folder with the official data sets and the conformance files; tests that need it are skipped without it.
package let dataFolder = ProcessInfo.processInfo.environment["MINITENSOR_DATA"]

/// Calls `body` with the path of a new, empty folder that is removed afterwards.
package func withFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "minitensor-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

/// The error that `body` throws; a failed test if it throws none.
package func fileError(_ body: () throws -> Void, sourceLocation: SourceLocation = #_sourceLocation) -> FileError? {
  #expect(throws: FileError.self, sourceLocation: sourceLocation, performing: body)
}

/// The bytes of numbers, lowest byte first.
package func little<Number: FixedWidthInteger>(_ numbers: Number...) -> [UInt8] {
  numbers.flatMap { withUnsafeBytes(of: $0.littleEndian, Array.init) }
}

/// The bytes of a number, highest byte first.
package func big(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.bigEndian, Array.init)
}
