// Every PNG file of the conformance set, PngSuite among them, does what its manifest says.

import Files
import TestSupport
import Testing

@testable import Formats

@Suite(.enabled(if: dataFolder != nil, "set MINITENSOR_DATA to the folder of the data sets"))
struct PNGConformance {
  @Test func files() throws {
    let files = try Conformance.files("png")
    #expect(files.count >= 219)
    var (good, rejected) = (0, 0)
    for expected in files {
      let path = Conformance.folder("png") + "/" + expected.file
      let bytes = try WholeFile.read(path)
      guard expected.expected == "good" else {
        let error = fileError { _ = try PNG.decode(bytes, file: path) }
        let kind: FileError.Kind = expected.file == "made/bad-wide.png" ? .tooLarge : .corrupt
        #expect(error?.kind == kind, "\(expected.file): \(error as Any)")
        #expect(error?.file == path)
        rejected += 1
        continue
      }
      let referencePath = Conformance.folder("png") + "/" + (try #require(expected.reference))
      let reference = try Gzip.unpack(try WholeFile.read(referencePath), file: referencePath)
      let picture = try PNG.decode(bytes, file: path)
      #expect(try rgba(picture, depth: #require(expected.depth)) == reference, "\(expected.file)")
      good += 1
    }
    print("png: \(files.count) files, \(good) good, \(rejected) rejected")
  }

  /// Red, green, blue and opacity of each pixel, in one byte each, or in two, the lower first, where `depth` is 16.
  private func rgba(_ picture: Picture, depth: Int) -> [UInt8] {
    switch picture.samples {
    case .bytes(let samples):
      #expect(depth <= 8 && picture.maximum == 255)
      return pixels(samples, picture.channels, opaque: 255)
    case .words(let samples):
      #expect(depth == 16 && picture.maximum == 65_535)
      return pixels(samples, picture.channels, opaque: 65_535).flatMap { little($0) }
    }
  }

  private func pixels<Sample>(_ samples: [Sample], _ channels: Picture.Channels, opaque: Sample) -> [Sample] {
    stride(from: 0, to: samples.count, by: channels.count).flatMap { start in
      let pixel = samples[start..<start + channels.count]
      let colours = channels.hasAlpha ? Array(pixel.dropLast()) : Array(pixel)
      let alpha = channels.hasAlpha ? samples[start + channels.count - 1] : opaque
      return (colours.count == 1 ? [colours[0], colours[0], colours[0]] : colours) + [alpha]
    }
  }
}
