// Every safetensors file of the conformance set does what its manifest says.

import Foundation
import TestSupport
import Testing

@testable import MiniTensor

@Suite(.enabled(if: dataFolder != nil, "set MINITENSOR_DATA to the folder of the data sets"))
struct SafetensorsConformance {
  struct Manifest: Decodable {
    struct File: Decodable {
      let file: String
      let expected: String
      let metadata: [String: String]?
      let tensors: [String: Array]?
    }
    struct Array: Decodable {
      let dtype: String
      let shape: [Int]
      let values: [Double]
    }
    let files: [File]
  }

  private var folder: String { (dataFolder ?? "") + "/decoder-conformance/safetensors" }

  @Test func everyFileDoesWhatTheManifestSays() throws {
    let json = try WholeFile.read(folder + "/manifest.json")
    let manifest = try JSONDecoder().decode(Manifest.self, from: Data(json))
    #expect(manifest.files.count >= 33)
    for expected in manifest.files {
      let path = folder + "/" + expected.file
      guard expected.expected == "good" else {
        let error = fileError { _ = try Safetensors(contentsOf: path) }
        #expect(error?.kind == .corrupt && error?.file == path, "\(expected.file): \(error as Any)")
        continue
      }
      let file = try Safetensors(contentsOf: path)
      #expect(file.metadata == expected.metadata)
      #expect(Set(file.entries.map(\.name)) == Set(try #require(expected.tensors).keys))
      for (name, array) in expected.tensors ?? [:] {
        #expect(try file.entry(name).type == types[array.dtype])
        let values: Tensor<Double>
        if array.dtype == "bool" {
          let truths = try file.tensor(name, as: Bool.self)
          values = Tensor(truths.elements.map { $0 ? 1 : 0 }, shape: truths.shape)
        } else {
          values = try file.tensor(name)
        }
        #expect(values.shape == array.shape && values.elements == array.values, "\(expected.file): \(name)")
      }
    }
  }

  /// The reference library writes the same order and padding, so what it wrote comes out again byte for byte.
  @Test func writingAgainGivesTheReferenceLibrarysBytes() throws {
    for name in ["float32", "float64", "int64", "bool", "several", "rank-0", "empty-tensor", "nothing"] {
      let bytes = try WholeFile.read(folder + "/\(name).safetensors")
      #expect(try Safetensors(parsing: bytes, file: name).serialized() == bytes, "\(name)")
    }
  }

  private let types: [String: StoredType] = [
    "float64": .float64, "float32": .float32, "float16": .float16, "bfloat16": .bfloat16, "int64": .int64,
    "int32": .int32, "int16": .int16, "int8": .int8, "uint8": .uint8, "bool": .bool,
  ]
}
