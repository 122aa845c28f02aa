// Every JPEG of the conformance set does what its manifest says; the magnetic tiles decode to the pixels of libjpeg.

import Files
import Foundation
import TestSupport
import Testing

@testable import Formats

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

  /// 1,344 pictures; the checksum is that of the pixels which Pillow 13.0 with libjpeg-turbo 3.2 gives, one picture
  /// after the other in the order of their paths.
  @Test func magneticTiles() throws {
    let tiles = (dataFolder ?? "") + "/magnetic-tile"
    let paths = FileManager.default.enumerator(atPath: tiles)?.compactMap { $0 as? String } ?? []
    var check = CRC32()
    var count = 0
    for path in paths.filter({ $0.hasSuffix(".jpg") }).sorted() {
      let picture = try JPEG.decode(try WholeFile.read(tiles + "/" + path), file: path)
      guard case .bytes(let samples) = picture.samples, picture.channels == .grey else { continue }
      check.update(samples[...])
      count += 1
    }
    #expect(count == 1_344 && check.value == 0x9FB8_E9D2)
  }
}
