// What the tests of formats share: conformance manifests, bytes put together by hand.

import Foundation
import MiniTensor
import Testing

@testable import Datasets

/// The folder with the official data sets and the conformance files; tests that need it are skipped without it.
let dataFolder = ProcessInfo.processInfo.environment["MINITENSOR_DATA"]

/// The conformance files of a format, as its manifest lists them.
enum Conformance {
  struct Manifest: Decodable {
    struct File: Decodable {
      let file: String
      /// `good`, `corrupt`, `unsupported` or `either`.
      let expected: String
      let reference: String?
      let dtype: String?
      let shape: [Int]?
      let values: [Double]?
      let depth: Int?
    }
    let files: [File]
  }

  static func folder(_ format: String) -> String { (dataFolder ?? "") + "/decoder-conformance/" + format }

  static func files(_ format: String) throws -> [Manifest.File] {
    let json = try WholeFile.read(folder(format) + "/manifest.json")
    return try JSONDecoder().decode(Manifest.self, from: Data(json)).files
  }
}

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

/// The bytes of a number, lowest byte first.
func little(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.littleEndian, Array.init)
}

/// The bytes of a number, highest byte first.
func big(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.bigEndian, Array.init)
}

/// A gzip member around a deflate stream that unpacks to `contents`.
func gzip(_ deflate: [UInt8], unpacking contents: [UInt8], flags: UInt8 = 0, fields: [UInt8] = []) -> [UInt8] {
  var check = CRC32()
  check.update(contents[...])
  let header: [UInt8] = [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 255] + fields
  return header + deflate + little(check.value) + little(UInt32(contents.count))
}

/// `contents` as stored blocks of deflate.
func stored(_ contents: [UInt8]) -> [UInt8] {
  var stream: [UInt8] = []
  var rest = contents[...]
  repeat {
    let block = rest.prefix(0xFFFF)
    rest = rest.dropFirst(0xFFFF)
    stream += [rest.isEmpty ? 1 : 0] + little(UInt16(block.count)) + little(~UInt16(block.count)) + block
  } while !rest.isEmpty
  return stream
}

/// Packs bits into bytes, the first one lowest.
struct Bits {
  private(set) var bytes: [UInt8] = []
  private var count = 0

  /// A number: its lowest bit first.
  mutating func append(_ number: Int, _ width: Int) {
    for place in 0..<width {
      if count % 8 == 0 { bytes.append(0) }
      bytes[bytes.count - 1] |= UInt8(number >> place & 1) << UInt8(count % 8)
      count += 1
    }
  }

  /// A word of a prefix code, as it is written: `"0110"`.
  mutating func append(_ word: String) {
    for bit in word { append(bit == "1" ? 1 : 0, 1) }
  }
}
