// Every gzip and IDX file of the conformance set does what its manifest says.

import Foundation
import MiniTensor
import Testing

@testable import Datasets

@Suite(.enabled(if: dataFolder != nil, "set MINITENSOR_DATA to the folder of the data sets"))
struct FormatsConformance {
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
    tell("gzip", files)
  }

  /// One line that says how many files there were; each was seen to do what its manifest says.
  private func tell(_ format: String, _ files: [Conformance.Manifest.File]) {
    let good = files.count { $0.expected == "good" }
    print("\(format): \(files.count) files, \(good) good, \(files.count - good) rejected")
  }

  @Test func idx() throws {
    let files = try Conformance.files("idx")
    #expect(files.count >= 21)
    let types: [String: StoredType] = [
      "u1": .uint8, "i1": .int8, "i2": .int16, "i4": .int32, "f4": .float32, "f8": .float64,
    ]
    for expected in files {
      let path = Conformance.folder("idx") + "/" + expected.file
      guard expected.expected == "good" else {
        let error = fileError { _ = try IDX(contentsOf: path) }
        #expect(error?.kind == .corrupt && error?.file == path, "\(expected.file): \(error as Any)")
        continue
      }
      let file = try IDX(contentsOf: path)
      #expect(file.type == types[try #require(expected.dtype)])
      let tensor = try file.tensor(as: Double.self)
      #expect(tensor.shape == expected.shape && tensor.elements == expected.values, "\(expected.file)")
    }
    tell("idx", files)
    let images = Conformance.folder("idx") + "/pair-images.idx"
    let labels = Conformance.folder("idx") + "/pair-labels-4.idx"
    let error = fileError { _ = try LabelledImages(idxImages: images, labels: labels) }
    #expect(error?.problem == "5 images and 4 labels do not match")
  }
}
