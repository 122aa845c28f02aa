// Pictures: grey, alpha and depth, each by its definition; the data sets' own files.

import Files
import TestSupport
import Testing

@testable import Formats

struct PictureTests {
  /// Levels of Pillow's `convert("L")`, which has the same weights.
  @Test func greyIsLuma() {
    let colours: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 10, 20, 30, 200, 100, 50]
    let picture = Picture(width: 6, height: 1, channels: .rgb, samples: .bytes(colours))
    #expect(picture.grey().numbers == [76, 150, 29, 255, 18, 124] && picture.grey().channels == .grey)
    let deep = Picture(width: 1, height: 1, channels: .rgba, maximum: 65_535, samples: .words([.max, .max, .max, 7]))
    #expect(deep.grey().numbers == [65_535, 7] && deep.grey().channels == .greyAlpha)
    #expect(picture.grey().grey() == picture.grey())
  }

  @Test func alphaIsDroppedOrFlattened() {
    let picture = Picture(
      width: 3, height: 1, channels: .rgba, samples: .bytes([100, 0, 255, 0, 100, 0, 255, 255, 100, 0, 255, 51]))
    #expect(picture.withoutAlpha().numbers == [100, 0, 255, 100, 0, 255, 100, 0, 255])
    #expect(picture.flattened().numbers == [255, 255, 255, 100, 0, 255, 224, 204, 255])
    #expect(picture.flattened(onto: 0).numbers == [0, 0, 0, 100, 0, 255, 20, 0, 51])
    #expect(picture.flattened().channels == .rgb)
    let grey = Picture(width: 1, height: 1, channels: .greyAlpha, maximum: 65_535, samples: .words([0, 32_768]))
    #expect(grey.flattened().numbers == [32_767] && grey.withoutAlpha().numbers == [0])
    #expect(grey.withoutAlpha().flattened() == grey.withoutAlpha())
  }

  @Test func scalingRoundsToTheNearest() {
    let deep = Picture(
      width: 5, height: 1, channels: .grey, maximum: 65_535, samples: .words([0, 128, 129, 65_406, 65_535]))
    #expect(
      deep.scaled(to: 255) == Picture(width: 5, height: 1, channels: .grey, samples: .bytes([0, 0, 1, 254, 255])))
    let levels = Picture(width: 4, height: 1, channels: .grey, maximum: 3, samples: .bytes([0, 1, 2, 3]))
    #expect(levels.scaled(to: 65_535).samples == .words([0, 21_845, 43_690, 65_535]))
    #expect(levels.scaled(to: 65_535).scaled(to: 3) == levels)
  }
}

@Suite(.enabled(if: dataFolder != nil, "set MINITENSOR_DATA to the folder of the data sets"))
struct PictureFiles {
  private let data = dataFolder ?? ""

  @Test func faces() throws {
    for person in 1...40 {
      for image in 1...10 {
        let face = try Picture(contentsOf: "\(data)/faces-orl/s\(person)/\(image).pgm")
        #expect(face.width == 92 && face.height == 112 && face.channels == .grey && face.maximum == 255)
      }
    }
  }

  /// Every mask has the size that the list of the tiles names, and pixels of both kinds but for four.
  @Test func masksOfMagneticTiles() throws {
    let list = String(decoding: try WholeFile.read("\(data)/magnetic-tile/groups.csv"), as: UTF8.self)
    var (count, empty) = (0, 0)
    for line in list.split(separator: "\n").dropFirst() where !line.contains("MT_Free") {
      let fields = line.split(separator: ",")
      let path = fields[0].dropLast(3) + "png"
      let mask = try Picture(contentsOf: "\(data)/magnetic-tile/\(path)")
      #expect(
        mask.channels == .grey && [mask.width, mask.height].map(String.init) == fields.suffix(2).map(String.init))
      if mask.numbers.allSatisfy({ $0 < 128 }) { empty += 1 }
      count += 1
    }
    #expect(count == 392 && empty == 4)
  }
}
