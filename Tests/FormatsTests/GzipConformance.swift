// Every gzip file of the conformance set does what its manifest says.

import Files
import TestSupport
import Testing

@testable import Formats

@Suite(.enabled(if: dataFolder != nil, "set MINITENSOR_DATA to the folder of the data sets"))
struct GzipConformance {
  @Test func gzip() throws {
    let files = try Conformance.files("gzip")
    #expect(files.count >= 32)
    for expected in files {
      let path = Conformance.folder("gzip") + "/" + expected.file
      let bytes = try WholeFile.read(path)
      switch expected.expected {
      case "good":
        let reference = try WholeFile.read(Conformance.folder("gzip") + "/" + (try #require(expected.reference)))
        #expect(try Gzip.unpack(bytes, file: path) == reference, "\(expected.file)")
      case "corrupt":
        let error = fileError { _ = try Gzip.unpack(bytes, file: path) }
        #expect(error?.kind == .corrupt && error?.file == path, "\(expected.file): \(error as Any)")
      default:
        #expect(expected.expected == "either")
        let error = fileError { _ = try Gzip.unpack(bytes, file: path, limit: 1_000_000) }
        let kind: FileError.Kind = expected.file == "bomb.gz" ? .tooLarge : .corrupt
        #expect(error?.kind == kind, "\(expected.file): \(error as Any)")
      }
    }
    Conformance.tell("gzip", files)
  }
}
