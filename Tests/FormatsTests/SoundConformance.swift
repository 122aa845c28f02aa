// Every WAV file of the conformance set does what its manifest says.

import Files
import Foundation
import TestSupport
import Testing

@testable import Formats

@Suite(.enabled(if: dataFolder != nil, "set MINITENSOR_DATA to the folder of the data sets"))
struct SoundConformance {
  private struct Manifest: Decodable {
    struct File: Decodable {
      let file: String
      let expected: String
      let channels: Int?
      let sampleRate: Int?
      let frames: Int?
      let reference: String?
    }
    let files: [File]
  }

  @Test func wav() throws {
    let folder = (dataFolder ?? "") + "/decoder-conformance/wav/"
    let json = try WholeFile.read(folder + "manifest.json")
    let files = try JSONDecoder().decode(Manifest.self, from: Data(json)).files
    var good = 0
    for expected in files {
      let path = folder + expected.file
      guard expected.expected == "good" else {
        let error = fileError { _ = try Recording(contentsOf: path) }
        #expect(error?.kind.rawValue == expected.expected && error?.file == path, "\(expected.file): \(error as Any)")
        continue
      }
      let sound = try Recording(contentsOf: path)
      #expect(sound.rate == expected.sampleRate && sound.frameCount == expected.frames, "\(expected.file)")
      let packed = try WholeFile.read(folder + (try #require(expected.reference)))
      #expect(try interleaved(sound) == Gzip.unpack(packed, file: expected.file), "\(expected.file)")
      good += 1
    }
    print("wav: \(files.count) files, \(good) good, \(files.count - good) rejected")
    #expect(files.count >= 48)
  }

  /// The samples as the references keep them: frame by frame, as Double, lowest byte first.
  private func interleaved(_ sound: Recording) -> [UInt8] {
    let numbers: [[Double]] =
      switch sound.samples {
      case .integers(let channels): channels.map { $0.map { Double($0) / exp2(Double(sound.bitDepth - 1)) } }
      case .numbers(let channels): channels
      }
    var bytes: [UInt8] = []
    for frame in 0..<sound.frameCount { for channel in numbers { bytes += little(channel[frame].bitPattern) } }
    return bytes
  }
}
