// JPEG files that break a rule or a limit, and files damaged by chance.

import Files
import TestSupport
import Testing

@testable import Formats

struct JPEGRefusalTests {
  // MARK: Limits

  /// Each of 5,000 scans costs some bytes and goes over all blocks of the picture.
  @Test func thousandsOfScans() throws {
    var data = ScanBits()
    // The bands of the next 2^14 blocks are empty.
    Segments.other(0xE0, in: &data)
    data.append(0, 14)
    let empty = Segments.scan(first: 1, last: 63) + data.bytes
    let side = 1_024
    let first = meansScan(side * side / 64)
    func file(_ count: Int) -> [UInt8] {
      let scans = first + (0..<count).flatMap { _ in empty }
      return progressiveJPEG(scans, width: UInt16(side), height: UInt16(side))
    }
    #expect(try JPEG.decode(file(199), file: "f").width == side)
    expectJPEGRefusal(file(200), "more than 200 times", .tooLarge)
    expectJPEGRefusal(file(5_000), "more than 200 times", .tooLarge)
    expectJPEGRefusal(file(3), "more than 3 times", .tooLarge, limits: .init(passes: 3))
    #expect(try JPEG.decode(file(300), file: "f", limits: .init(passes: .max)).width == side)
  }

  @Test func limitsOfBytesAndPixels() {
    let file = Segments.grey()
    expectJPEGRefusal(file, "limit of 100", .tooLarge, limits: .init(bytes: 100))
    expectJPEGRefusal(file, "limit of 63", .tooLarge, limits: .init(pixels: 63))
    #expect(throws: Never.self) { try JPEG.decode(file, file: "f", limits: .init(pixels: 64)) }
  }

  /// A picture that cannot be in the bytes that are left is refused before memory is taken for it.
  @Test func hugeSizesInASmallFile() {
    let frame = Segments.frame(width: .max, height: .max)
    expectJPEGRefusal(greyJPEG(frame: frame), "take at least", limits: .init(pixels: .max))
    expectJPEGRefusal(greyJPEG(frame: Segments.frame(width: 1_000, height: 1_000)), "take at least 1953 bytes")
  }

  // MARK: Rules

  @Test func markersOutOfPlace() {
    expectJPEGRefusal([], "does not begin")
    expectJPEGRefusal([0xFF, 0xD8], "a marker needs 1 byte")
    expectJPEGRefusal(Segments.start + Segments.end, "no frame")
    expectJPEGRefusal(Segments.start + Segments.start, "does not belong here")
    expectJPEGRefusal(Segments.start + [0x12], "0x12 where a marker must begin")
    expectJPEGRefusal(Segments.start + [0xFF, 0xE0, 0, 1], "length is 1")
    expectJPEGRefusal(Segments.start + [0xFF, 0xE0, 0xFF, 0xFF, 0], "needs 65533 bytes, 1 left")
    expectJPEGRefusal(Segments.start + Segments.steps() + Segments.codes + Segments.scan(), "before the frame")
    expectJPEGRefusal(greyJPEG(frame: Segments.frame() + Segments.frame()), "a second frame")
  }

  @Test func framesThatAreRefused() {
    expectJPEGRefusal(greyJPEG(frame: Segments.frame(width: 0)), "the width is 0")
    expectJPEGRefusal(greyJPEG(frame: Segments.frame(height: 0)), "the height is 0", .unsupported)
    expectJPEGRefusal(greyJPEG(frame: Segments.frame(precision: 7)), "7 bits")
    expectJPEGRefusal(greyJPEG(frame: Segments.frame(0xC1, precision: 12)), "12 bits", .unsupported)
    expectJPEGRefusal(greyJPEG(frame: Segments.frame(components: [])), "0 components")
    expectJPEGRefusal(
      greyJPEG(frame: Segments.frame(components: [[1, 0x11, 0], [2, 0x11, 0]])), "2 components", .unsupported)
    expectJPEGRefusal(greyJPEG(frame: Segments.frame(components: [[1, 0x11]])), "do not hold")
    let twins: [[UInt8]] = [[1, 0x11, 0], [2, 0x11, 0], [1, 0x11, 0]]
    expectJPEGRefusal(greyJPEG(frame: Segments.frame(components: twins)), "two components are named 1")
    for factors: UInt8 in [0x01, 0x10, 0x51, 0x15, 0xFF] {
      expectJPEGRefusal(greyJPEG(frame: Segments.frame(components: [[1, factors, 0]])), "not 1 to 4")
    }
    expectJPEGRefusal(greyJPEG(frame: Segments.frame(components: [[1, 0x11, 4]])), "table 4")
    for marker: UInt8 in [0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF, 0xDE, 0xDF] {
      expectJPEGRefusal(greyJPEG(frame: Segments.frame(marker)), "0xFF\(JPEG.hex(marker))", .unsupported)
    }
  }

  @Test func tablesThatAreRefused() {
    expectJPEGRefusal(greyJPEG(tables: []), "quantisation table 0 is missing")
    expectJPEGRefusal(greyJPEG(tables: Segments.steps(0)), "step is 0")
    expectJPEGRefusal(greyJPEG(tables: Segments.steps(number: 4)), "0x04 is no quantisation table")
    expectJPEGRefusal(greyJPEG(tables: Segments.steps(number: 0x20)), "0x20 is no quantisation table")
    expectJPEGRefusal(greyJPEG(tables: Segments.segment(0xDB, [0, 1, 2])), "a step needs 1 byte, 0 left")
    expectJPEGRefusal(greyJPEG(codes: []), "DC Huffman code 0 is missing")
    expectJPEGRefusal(greyJPEG(codes: Segments.code(0x00, [4: [1]])), "AC Huffman code 0 is missing")
    expectJPEGRefusal(
      greyJPEG(codes: Segments.code(0x00, [4: [16]]) + Segments.code(0x10, [8: [0]])), "symbol above 15")
    expectJPEGRefusal(greyJPEG(codes: Segments.code(0x04, [4: [1]])), "0x04 is no Huffman code")
    expectJPEGRefusal(greyJPEG(codes: Segments.code(0x20, [4: [1]])), "0x20 is no Huffman code")
    expectJPEGRefusal(greyJPEG(scan: Segments.scan([[1, 0x05]])), "AC Huffman code 5 is missing")
  }

  @Test func huffmanCodesThatOverflow() {
    expectJPEGRefusal(greyJPEG(codes: Segments.code(0x00, [1: [0, 1, 2]])), "more words than")
    expectJPEGRefusal(greyJPEG(codes: Segments.code(0x00, [1: [0, 1], 16: [2]])), "more words than")
    expectJPEGRefusal(greyJPEG(codes: Segments.code(0x00, [1: [0], 2: [1, 2, 3]])), "more words than")
    let bytes = [UInt8](repeating: 0, count: 200)
    expectJPEGRefusal(greyJPEG(codes: Segments.code(0x10, [15: bytes, 16: bytes])), "400 words, at most 256")
    expectJPEGRefusal(greyJPEG(codes: Segments.segment(0xC4, [0x00, 1, 2, 3])), "needs 16 bytes, 3 left")
    expectJPEGRefusal(
      greyJPEG(codes: Segments.segment(0xC4, [0x00, 2] + [UInt8](repeating: 0, count: 15) + [7])),
      "needs 2 bytes, 1 left")
  }

  @Test func scansThatAreRefused() {
    expectJPEGRefusal(greyJPEG(scan: Segments.scan([])), "0 components")
    expectJPEGRefusal(greyJPEG(scan: Segments.scan([[1, 0], [1, 0]])), "2 components")
    expectJPEGRefusal(greyJPEG(scan: Segments.scan([[1]])), "components in 4 bytes")
    expectJPEGRefusal(greyJPEG(scan: Segments.scan([[9, 0]])), "component 9, which is not due")
    let frame = Segments.frame(components: [[1, 0x11, 0], [2, 0x11, 0], [3, 0x11, 0]])
    let begin = Segments.start + Segments.steps() + frame + Segments.codes
    expectJPEGRefusal(begin + Segments.scan([[2, 0], [1, 0], [3, 0]]), "component 1, which is not due")
    let twice = Segments.scan([[1, 0]]) + Segments.flat([1])
    expectJPEGRefusal(begin + twice + twice, "a second time")
    expectJPEGRefusal(greyJPEG(scan: [], []), "no scan of component 0")
  }

  @Test func dataThatAreRefused() {
    expectJPEGRefusal(greyJPEG([]), "end too early")
    var far = ScanBits()
    Segments.mean(0, in: &far)
    for _ in 0..<3 { Segments.other(0xF0, in: &far) }
    for _ in 0..<8 {
      Segments.other(0x11, in: &far)
      far.append("1")
    }
    expectJPEGRefusal(greyJPEG(far.bytes), "leaves its block")
  }

  /// A file that is cut anywhere before the end of its scan is refused.
  @Test func cutFilesAreRefused() {
    let file = greyJPEG(frame: Segments.frame(width: 24, height: 24), Segments.flat([1, 2, 3, 4, 5, 6, 7, 8, 9]))
    for length in 0..<file.count - 2 {
      let error = fileError { _ = try JPEG.decode(Array(file[..<length]), file: "f") }
      #expect(error?.kind == .corrupt, "\(length): \(error as Any)")
    }
  }

  // MARK: Damage

  @Test func mutationsAreDecodedOrRefused() throws {
    var files: [(name: String, bytes: [UInt8])] = [
      ("grey", Segments.grey()),
      ("restart", restartingJPEG([[0xFF, 0xD0], [0xFF, 0xD1], [0xFF, 0xD2]])),
      ("progressive", progressiveJPEG(meansScan(4), width: 16, height: 16)),
    ]
    if let dataFolder {
      for name in ["baseline-411", "progressive-420", "restart-rows-progressive", "optimised-420", "grey-progressive"] {
        files.append((name, try WholeFile.read("\(dataFolder)/decoder-conformance/jpeg/\(name).jpg")))
      }
    }
    let limits = Picture.Limits(pixels: 1 << 20)
    let result = survive("JPEG", files) { _ = try JPEG.decode($0, file: "f", limits: limits) }
    #expect(result.decoded > 100 && result.refused > 100)
  }
}
