// Every JPEG of the conformance set does what its manifest says; the magnetic tiles decode to the pixels of libjpeg.

import Foundation
import MiniTensor
import Testing

@testable import Datasets

@Suite(.enabled(if: dataFolder != nil, "set MINITENSOR_DATA to the folder of the data sets"))
struct JPEGConformance {
  private let folder = Conformance.folder("jpeg")

  /// Good files are allowed a mean of 0.6 grey levels; ours have the very pixels of libjpeg-turbo, so 0 is asked for.
  @Test func everyFileDoesWhatItsManifestSays() throws {
    let files = try Conformance.files("jpeg")
    var (good, rejected, largest) = (0, 0, 0)
    for expected in files {
      let path = folder + "/" + expected.file
      let result = Result { try JPEG.decode(try WholeFile.read(path), file: path) }
      switch (expected.expected, result) {
      case ("good", .success(let picture)):
        good += 1
        let packed = folder + "/" + (try #require(expected.reference))
        let reference = try Gzip.unpack(try WholeFile.read(packed), file: packed)
        guard case .bytes(let samples) = picture.samples, samples.count == reference.count else {
          Issue.record("\(expected.file): \(picture.width) x \(picture.height) x \(picture.channels)")
          continue
        }
        largest = zip(samples, reference).reduce(largest) { max($0, abs(Int($1.0) - Int($1.1))) }
      case ("either", .success): good += 1
      case ("corrupt", .failure(let error)), ("unsupported", .failure(let error)), ("either", .failure(let error)):
        rejected += 1
        let error = try #require(error as? FileError)
        #expect(error.file == path && (expected.expected == "either" || error.kind.rawValue == expected.expected))
      default: Issue.record("\(expected.file): \(result)")
      }
    }
    print("JPEG conformance: \(files.count) files, \(good) good, \(rejected) rejected; largest difference \(largest)")
    #expect(files.count >= 57 && good >= 27 && largest == 0)
  }
}
