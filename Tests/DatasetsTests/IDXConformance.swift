// Every IDX file of the conformance set does what its manifest says.

import MiniTensor
import TestSupport
import Testing

@testable import Datasets

@Suite(.enabled(if: dataFolder != nil, "set MINITENSOR_DATA to the folder of the data sets"))
struct IDXConformance {
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
    Conformance.tell("idx", files)
    let images = Conformance.folder("idx") + "/pair-images.idx"
    let labels = Conformance.folder("idx") + "/pair-labels-4.idx"
    let error = fileError { _ = try LabelledImages(idxImages: images, labels: labels) }
    #expect(error?.problem == "5 images and 4 labels do not match")
  }
}
