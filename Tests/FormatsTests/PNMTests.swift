// PNM: the six kinds, comments, 16 bits, what is refused, round trips, mutations.

import TestSupport
import Testing

@testable import Formats

struct PNMTests {
  private func decode(_ header: String, _ bytes: [UInt8] = [], _ limits: Picture.Limits = .init()) throws -> Picture {
    try PNM.decode(Array(header.utf8) + bytes, file: "f", limits: limits)
  }

  @Test func everyKind() throws {
    let bits = Picture(width: 3, height: 2, channels: .grey, maximum: 1, samples: .bytes([1, 0, 1, 0, 1, 0]))
    #expect(try decode("P1\n3 2\n0 1 0\n1 0 1\n") == bits)
    #expect(try decode("P1 3 2 010101") == bits)
    #expect(try decode("P4\n3 2\n", [0b0101_1111, 0b1010_0000]) == bits)
    let wide = try decode("P4 10 1 ", [0xFF, 0x3F])
    #expect(wide.numbers == [0, 0, 0, 0, 0, 0, 0, 0, 1, 1])
    let grey = Picture(width: 2, height: 2, channels: .grey, maximum: 15, samples: .bytes([0, 7, 15, 1]))
    #expect(try decode("P2 2 2 15 0 7 15 1") == grey)
    #expect(try decode("P5 2 2 15\n", [0, 7, 15, 1]) == grey)
    let colours = Picture(width: 1, height: 2, channels: .rgb, samples: .bytes([1, 2, 3, 255, 0, 128]))
    #expect(try decode("P3\n1 2\n255\n1 2 3\n255 0 128\n") == colours)
    #expect(try decode("P6\n1 2\n255\n", [1, 2, 3, 255, 0, 128]) == colours)
    let deep = Picture(width: 2, height: 1, channels: .grey, maximum: 1000, samples: .words([1000, 258]))
    #expect(try decode("P2 2 1 1000 1000 258") == deep)
    #expect(try decode("P5 2 1 1000\n", [3, 0xE8, 1, 2]) == deep)
  }

  @Test func commentsMayStandWhereSpaceMay() throws {
    let plain = try decode("P2 2 1 9 3 4")
    #expect(try decode("P2# a\n#b\r\n 2 # width\n1#\n9\n# pixels\n3 #x\n4# end") == plain)
    // Bytes may look like a comment.
    #expect(try decode("P5 2 1 # c\n255\n", [35, 10]).numbers == [35, 10])
  }

  @Test func badFilesAreRefused() {
    for (header, bytes, words) in [
      ("", [], "does not begin with P1 to P6"), ("P7 1 1 1\n", [0], "does not begin with"),
      ("P5", [], "width is missing"),
      ("P5 x", [], "the width is missing"), ("P5 0 1 1\n", [], "the width is not in 1...2147483647"),
      ("P5 1 -1 1\n", [0], "the height is missing"), ("P5 99999999999999999999 1 1\n", [0], "the width is not in"),
      ("P5 1 1 0\n", [0], "the largest sample is not in 1...65535"),
      ("P5 1 1 65536\n", [0], "the largest sample is not"),
      ("P5 1 1 255", [], "no white space before"), ("P5 2 1 255\n", [1], "needs 2 bytes, 1 left"),
      ("P5 1 1 256\n", [1], "needs 2 bytes, 1 left"), ("P5 1 1 255\n", [1, 2], "1 byte too many"),
      ("P5 1 1 7\n", [8], "a sample is 8, more than the largest one of 7"),
      ("P5 1 1 300\n", [1, 0x2D], "a sample is 301"), ("P2 1 1 7\n8", [], "a sample is not in 0...7"),
      ("P2 3 1 7\n1 2", [], "3 samples cannot be in"), ("P2 2 1 7\n1 xx", [], "a sample is missing"),
      ("P2 1 1 7 1 2", [], "1 byte too many"), ("P1 2 1 1", [], "a pixel needs 1 byte, 0 left"),
      ("P1 2 1 012", [], "1 byte too many"), ("P1 2 1 02", [], "neither 0 nor 1"),
      ("P6 2147483647 2147483647 65535\n", [1], "overflow"), ("P4 9 1 ", [1], "needs 2 bytes"),
    ] as [(String, [UInt8], String)] {
      let error = fileError { _ = try decode(header, bytes, Picture.Limits(pixels: .max)) }
      #expect(error?.kind == .corrupt && error?.problem.contains(words) == true, "\(header): \(error as Any)")
    }
    #expect(fileError { _ = try decode("P5 1 1 255\n", [1] + Array("P5 1 1 255\n".utf8) + [2]) }?.kind == .unsupported)
    #expect(fileError { _ = try decode("P5 9999 9999 255\n", []) }?.kind == .tooLarge)
  }

  @Test func writtenPicturesAreReadAsTheyWere() throws {
    var damage = Damage(seed: 0x9)
    for channels: Picture.Channels in [.grey, .rgb] {
      for maximum in [1, 100, 255, 256, 65_535] {
        let picture = randomPicture(channels, maximum: maximum, using: &damage)
        #expect(try PNM.decode(PNM.encode(picture), file: "f") == picture, "\(channels), \(maximum)")
      }
    }
    try withFolder { folder in
      let picture = randomPicture(.grey, maximum: 255, using: &damage)
      try picture.writePNM(to: folder + "/a.pgm")
      #expect(try Picture(contentsOf: folder + "/a.pgm") == picture)
    }
  }

  @Test func mutatedFilesAreReadOrRefused() {
    let bytes: [UInt8] = Array("P5 4 3 255\n".utf8) + (0..<12).map { UInt8($0 * 9) }
    let files: [(name: String, bytes: [UInt8])] = [
      ("P1", Array("P1 3 2 010101".utf8)), ("P2", Array("P2 # c\n2 2 15 0 7 15 1".utf8)),
      ("P3", Array("P3\n1 2\n255\n1 2 3\n255 0 128\n".utf8)), ("P4", Array("P4\n3 2\n".utf8) + [0x5F, 0xA0]),
      ("P5", bytes), ("P6", Array("P6 1 2 1000\n".utf8) + [UInt8](repeating: 3, count: 12)),
    ]
    let outcome = survive("PNM", files) { _ = try PNM.decode($0, file: "f", limits: Picture.Limits(pixels: 1 << 20)) }
    #expect(outcome.decoded > 100 && outcome.refused > 100)
  }
}
