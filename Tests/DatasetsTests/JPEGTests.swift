// JPEG files put together by hand: conventions that are kept, rules whose breach is told, limits.

import MiniTensor
import Testing

@testable import Datasets

struct JPEGTests {
  private func samples(_ file: [UInt8]) throws -> [UInt8] {
    guard case .bytes(let samples) = try JPEG.decode(file, file: "f").samples else { return [] }
    return samples
  }

  /// Whether `file` is refused with an error of this kind that holds these words.
  private func expectRefusal(
    _ file: [UInt8], _ words: String, _ kind: FileError.Kind = .corrupt, limits: Picture.Limits = .init(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = fileError({ _ = try JPEG.decode(file, file: "f", limits: limits) }, sourceLocation: sourceLocation)
    #expect(
      error?.kind == kind && error?.file == "f" && error?.problem.contains(words) == true, "\(error as Any)",
      sourceLocation: sourceLocation)
  }

  private func grey(
    tables: [UInt8] = Segments.steps(), frame: [UInt8] = Segments.frame(), codes: [UInt8] = Segments.codes,
    scan: [UInt8] = Segments.scan(), _ data: [UInt8] = Segments.flat([10])
  ) -> [UInt8] {
    Segments.start + tables + frame + codes + scan + data + Segments.end
  }

  // MARK: What is read

  @Test func flatGrey() throws {
    let picture = try JPEG.decode(Segments.grey(10), file: "f")
    #expect(picture.width == 8 && picture.height == 8 && picture.channels == .grey && picture.maximum == 255)
    #expect(picture.samples == .bytes([UInt8](repeating: 138, count: 64)))
    #expect(try samples(Segments.grey(-10)) == [UInt8](repeating: 118, count: 64))
  }

  /// Differences add up from block to block; the last blocks lie partly beyond the picture.
  @Test func meansFollowEachOther() throws {
    let picture = try samples(grey(frame: Segments.frame(width: 17, height: 9), Segments.flat([1, 2, 3, 4, 5, -20])))
    for (index, level) in picture.enumerated() {
      let block = index / 17 / 8 * 3 + index % 17 / 8
      #expect(level == [129, 131, 134, 138, 143, 123][block])
    }
  }

  @Test func coefficientsLandInZigzagOrder() throws {
    var bits = ScanBits()
    Segments.mean(0, in: &bits)
    // After a run of one zero the coefficient of place 2, the first of the second row: half a wave down.
    Segments.other(0x11, in: &bits)
    bits.append("1")
    Segments.other(0x00, in: &bits)
    let picture = try samples(grey(tables: Segments.steps(80), bits.bytes))
    #expect(Set(picture[0..<8]).count == 1 && picture[0] > 128 && picture[56] < 128)
  }

  /// 48 zeros, seven times a zero and -1, and a last coefficient of 1: no word for the end of the block is needed.
  @Test func sixteenZerosAndABlockWithoutEnd() throws {
    var bits = ScanBits()
    Segments.mean(0, in: &bits)
    for _ in 0..<3 { Segments.other(0xF0, in: &bits) }
    for _ in 0..<7 {
      Segments.other(0x11, in: &bits)
      bits.append("0")
    }
    Segments.other(0x01, in: &bits)
    bits.append("1")
    var block = [Double](repeating: 0, count: 64)
    for place in stride(from: 50, through: 62, by: 2) { block[JPEG.zigzagOrder[place]] = -100 }
    block[63] = 100
    let exact = JPEG.textbookInverseDCT(block).map { min(max(128 + $0, 0), 255) }
    for (level, expected) in zip(try samples(grey(tables: Segments.steps(100), bits.bytes)), exact) {
      #expect(abs(Double(level) - expected) <= 1)
    }
  }

  @Test func wideSteps() throws {
    // 16-bit steps: 800 times a difference of 1 is 100 levels.
    var steps: [UInt8] = [0x10]
    for _ in 0..<64 { steps += big(UInt16(800)) }
    #expect(try samples(grey(tables: Segments.segment(0xDB, steps), Segments.flat([1])))[0] == 228)
  }

  /// Codes with words of 1 to 16 bits, most of them longer than the first look.
  @Test func wordsOfEveryLength() throws {
    var symbols: [Int: [UInt8]] = [:]
    for length in 1...16 { symbols[length] = [UInt8(16 * (length - 1))] }
    symbols[16] = [0x01]
    var bits = ScanBits()
    Segments.mean(3, in: &bits)
    bits.append(String(repeating: "1", count: 15) + "0" + "1")  // 16 bits: a coefficient of 1
    bits.append("0")  // 1 bit: the end of the block
    let codes = Segments.code(0x00, [4: Array(0...11)]) + Segments.code(0x10, symbols)
    let picture = try samples(grey(codes: codes, bits.bytes))
    #expect(picture[0] > picture[7])
    var none = ScanBits()
    Segments.mean(3, in: &none)
    none.append(String(repeating: "1", count: 16))
    expectRefusal(grey(codes: codes, none.bytes), "no word of the Huffman code")
  }

  @Test func harmlessBytesArePassedOver() throws {
    let comment = Segments.segment(0xFE, Array("a comment".utf8))
    let other = Segments.segment(0xE5, [1, 2, 3])
    let fill: [UInt8] = [0xFF, 0xFF, 0xFF]
    let tables = fill + Segments.steps() + comment + other
    let file = grey(tables: tables, Segments.flat([10]) + [0, 0])
    #expect(try samples(file) == samples(Segments.grey(10)))
    // The picture is complete when its scan is.
    #expect(try samples(file.dropLast(2) + []) == samples(file))
    #expect(try samples(file + [1, 2, 3]) == samples(file))
  }

  /// Three flat components, which are colours by one convention or another.
  private func colours(_ segments: [UInt8], names: [UInt8] = [1, 2, 3]) throws -> [UInt8] {
    let frame = Segments.frame(components: names.map { [$0, 0x11, 0] })
    let scan = Segments.scan(names.map { [$0, 0x00] })
    let data = Segments.flat([-28, 22, -48])
    let file = Segments.start + segments + Segments.steps() + frame + Segments.codes + scan + data + Segments.end
    return Array(try samples(file)[..<3])
  }

  @Test func colourConventions() throws {
    // y = 100, cb = 128 + 22, cr = 128 - 48: red 100 - 67.3, green 100 - 7.57 + 34.28, blue 100 + 38.98
    let converted: [UInt8] = [33, 127, 139]
    let plain: [UInt8] = [100, 150, 80]
    let jfif = Segments.segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 0, 0, 1, 0, 1, 0, 0])
    func adobe(_ transform: UInt8) -> [UInt8] {
      Segments.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, transform])
    }
    #expect(try colours([]) == converted)
    #expect(try colours(jfif) == converted)
    #expect(try colours(adobe(0)) == plain)
    #expect(try colours(adobe(1)) == converted)
    #expect(try colours(adobe(2)) == converted)
    #expect(try colours(jfif + adobe(0)) == converted)
    #expect(try colours([], names: Array("RGB".utf8)) == plain)
    #expect(try colours(jfif, names: Array("RGB".utf8)) == converted)
    #expect(try colours(Segments.segment(0xEE, Array("Adobe".utf8))) == converted)
  }

  /// A scan for each component, in a picture that is not progressive, one of them coarser.
  @Test func componentsInScansOfTheirOwn() throws {
    let components: [[UInt8]] = [[1, 0x21, 0], [2, 0x11, 0], [3, 0x11, 0]]
    let frame = Segments.frame(width: 16, components: components)
    var file = Segments.start + Segments.steps() + frame + Segments.codes
    for (name, differences) in [(1, [-28, 0]), (2, [22]), (3, [-48])] as [(UInt8, [Int])] {
      expectRefusal(file + Segments.end, name == 1 ? "no scan of component 0" : "no scan of component")
      file += Segments.scan([[name, 0]]) + Segments.flat(differences)
    }
    #expect(try samples(file).prefix(3) == [33, 127, 139] && samples(file).count == 16 * 8 * 3)
  }

  // MARK: Progressive scans

  private func progressive(_ scans: [UInt8], width: UInt16 = 8, height: UInt16 = 8) -> [UInt8] {
    let frame = Segments.frame(0xC2, width: width, height: height)
    return Segments.start + Segments.steps() + frame + Segments.codes + scans + Segments.end
  }

  /// The mean value of each of `count` blocks, without its lowest bits.
  private func means(_ count: Int = 1, low: UInt8 = 0) -> [UInt8] {
    var bits = ScanBits()
    for block in 0..<count { Segments.mean(block == 0 ? 10 : 0, in: &bits) }
    return Segments.scan(first: 0, last: 0, bits: low) + bits.bytes
  }

  @Test func bitsOfTheMeanComeOneByOne() throws {
    var file = means(low: 2)
    #expect(try samples(progressive(file))[0] == 128 + 40)
    for (bit, low) in [("1", 1), ("0", 0)] as [(String, UInt8)] {
      var bits = ScanBits()
      bits.append(bit)
      file += Segments.scan(first: 0, last: 0, bits: (low + 1) << 4 | low) + bits.bytes
    }
    #expect(try samples(progressive(file))[0] == 128 + 42)
  }

  /// A coefficient sent in one scan equals the same one sent in two, and one that is new in the second.
  @Test func bitsOfOtherCoefficients() throws {
    func band(_ bits: UInt8, _ write: (inout ScanBits) -> Void) -> [UInt8] {
      var data = ScanBits()
      write(&data)
      return Segments.scan(first: 1, last: 63, bits: bits) + data.bytes
    }
    // Coefficients 1 to 3 are 3, 0, -1.
    let atOnce = band(0x00) { bits in
      Segments.other(0x02, in: &bits)
      bits.append("11")
      Segments.other(0x11, in: &bits)
      bits.append("0")
      Segments.other(0x00, in: &bits)
    }
    let high = band(0x01) { bits in
      Segments.other(0x01, in: &bits)
      bits.append("1")
      Segments.other(0x00, in: &bits)
    }
    let low = band(0x10) { bits in
      // A new coefficient after one zero; on the way the bit of the first one.
      Segments.other(0x11, in: &bits)
      bits.append("0" + "1")
      Segments.other(0x00, in: &bits)
    }
    let expected = try samples(progressive(means() + atOnce))
    #expect(try samples(progressive(means() + high + low)) == expected)
    #expect(try samples(progressive(means() + high)) != expected)
    let wide = band(0x10) { bits in Segments.other(0x02, in: &bits) }
    expectRefusal(progressive(means() + high + wide), "more than one bit")
    let far = band(0x10) { bits in
      for _ in 0..<3 { Segments.other(0xF0, in: &bits) }
      Segments.other(0xF1, in: &bits)
      bits.append("1")
    }
    expectRefusal(progressive(means() + far), "leaves its band")
  }

  @Test func bandsThatDoNotExist() {
    for (first, last, bits) in [
      (0, 5, 0), (5, 4, 0), (1, 64, 0), (1, 63, 0x0E), (1, 63, 0x31), (0, 0, 0x20), (0, 0, 0x11),
    ] as [(UInt8, UInt8, UInt8)] {
      let scan = Segments.scan(first: first, last: last, bits: bits) + [0, 0]
      expectRefusal(progressive(means() + scan), "coefficients \(first) to \(last)")
    }
  }

  // MARK: Limits

  /// Each of 5,000 scans costs some bytes and goes over all blocks of the picture.
  @Test func thousandsOfScans() throws {
    var data = ScanBits()
    // The bands of the next 2^14 blocks are empty.
    Segments.other(0xE0, in: &data)
    data.append(0, 14)
    let empty = Segments.scan(first: 1, last: 63) + data.bytes
    let side = 1_024
    let first = means(side * side / 64)
    func file(_ count: Int) -> [UInt8] {
      let scans = first + (0..<count).flatMap { _ in empty }
      return progressive(scans, width: UInt16(side), height: UInt16(side))
    }
    #expect(try JPEG.decode(file(199), file: "f").width == side)
    expectRefusal(file(200), "more than 200 times", .tooLarge)
    expectRefusal(file(5_000), "more than 200 times", .tooLarge)
    expectRefusal(file(3), "more than 3 times", .tooLarge, limits: .init(passes: 3))
    #expect(try JPEG.decode(file(300), file: "f", limits: .init(passes: .max)).width == side)
  }

  @Test func limitsOfBytesAndPixels() {
    let file = Segments.grey()
    expectRefusal(file, "limit of 100", .tooLarge, limits: .init(bytes: 100))
    expectRefusal(file, "limit of 63", .tooLarge, limits: .init(pixels: 63))
    #expect(throws: Never.self) { try JPEG.decode(file, file: "f", limits: .init(pixels: 64)) }
  }

  /// A picture that cannot be in the bytes that are left is refused before memory is taken for it.
  @Test func hugeSizesInASmallFile() {
    let frame = Segments.frame(width: .max, height: .max)
    expectRefusal(grey(frame: frame), "take at least", limits: .init(pixels: .max))
    expectRefusal(grey(frame: Segments.frame(width: 1_000, height: 1_000)), "take at least 1953 bytes")
  }

  // MARK: Rules

  @Test func markersOutOfPlace() {
    expectRefusal([], "does not begin")
    expectRefusal([0xFF, 0xD8], "a marker needs 1 byte")
    expectRefusal(Segments.start + Segments.end, "no frame")
    expectRefusal(Segments.start + Segments.start, "does not belong here")
    expectRefusal(Segments.start + [0x12], "0x12 where a marker must begin")
    expectRefusal(Segments.start + [0xFF, 0xE0, 0, 1], "length is 1")
    expectRefusal(Segments.start + [0xFF, 0xE0, 0xFF, 0xFF, 0], "needs 65533 bytes, 1 left")
    expectRefusal(Segments.start + Segments.steps() + Segments.codes + Segments.scan(), "before the frame")
    expectRefusal(grey(frame: Segments.frame() + Segments.frame()), "a second frame")
  }

  @Test func framesThatAreRefused() {
    expectRefusal(grey(frame: Segments.frame(width: 0)), "the width is 0")
    expectRefusal(grey(frame: Segments.frame(height: 0)), "the height is 0", .unsupported)
    expectRefusal(grey(frame: Segments.frame(precision: 7)), "7 bits")
    expectRefusal(grey(frame: Segments.frame(0xC1, precision: 12)), "12 bits", .unsupported)
    expectRefusal(grey(frame: Segments.frame(components: [])), "0 components")
    expectRefusal(
      grey(frame: Segments.frame(components: [[1, 0x11, 0], [2, 0x11, 0]])), "2 components", .unsupported)
    expectRefusal(grey(frame: Segments.frame(components: [[1, 0x11]])), "do not hold")
    let twins: [[UInt8]] = [[1, 0x11, 0], [2, 0x11, 0], [1, 0x11, 0]]
    expectRefusal(grey(frame: Segments.frame(components: twins)), "two components are named 1")
    for factors: UInt8 in [0x01, 0x10, 0x51, 0x15, 0xFF] {
      expectRefusal(grey(frame: Segments.frame(components: [[1, factors, 0]])), "not 1 to 4")
    }
    expectRefusal(grey(frame: Segments.frame(components: [[1, 0x11, 4]])), "table 4")
    for marker: UInt8 in [0xC3, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD, 0xCE, 0xCF, 0xDE, 0xDF] {
      expectRefusal(grey(frame: Segments.frame(marker)), "0xFF\(JPEG.hex(marker))", .unsupported)
    }
  }

  @Test func tablesThatAreRefused() {
    expectRefusal(grey(tables: []), "quantisation table 0 is missing")
    expectRefusal(grey(tables: Segments.steps(0)), "step is 0")
    expectRefusal(grey(tables: Segments.steps(number: 4)), "0x04 is no quantisation table")
    expectRefusal(grey(tables: Segments.steps(number: 0x20)), "0x20 is no quantisation table")
    expectRefusal(grey(tables: Segments.segment(0xDB, [0, 1, 2])), "a step needs 1 byte, 0 left")
    expectRefusal(grey(codes: []), "DC Huffman code 0 is missing")
    expectRefusal(grey(codes: Segments.code(0x00, [4: [1]])), "AC Huffman code 0 is missing")
    expectRefusal(grey(codes: Segments.code(0x00, [4: [16]]) + Segments.code(0x10, [8: [0]])), "symbol above 15")
    expectRefusal(grey(codes: Segments.code(0x04, [4: [1]])), "0x04 is no Huffman code")
    expectRefusal(grey(codes: Segments.code(0x20, [4: [1]])), "0x20 is no Huffman code")
    expectRefusal(grey(scan: Segments.scan([[1, 0x05]])), "AC Huffman code 5 is missing")
  }

  @Test func huffmanCodesThatOverflow() {
    expectRefusal(grey(codes: Segments.code(0x00, [1: [0, 1, 2]])), "more words than")
    expectRefusal(grey(codes: Segments.code(0x00, [1: [0, 1], 16: [2]])), "more words than")
    expectRefusal(grey(codes: Segments.code(0x00, [1: [0], 2: [1, 2, 3]])), "more words than")
    let bytes = [UInt8](repeating: 0, count: 200)
    expectRefusal(grey(codes: Segments.code(0x10, [15: bytes, 16: bytes])), "400 words, at most 256")
    expectRefusal(grey(codes: Segments.segment(0xC4, [0x00, 1, 2, 3])), "needs 16 bytes, 3 left")
    expectRefusal(
      grey(codes: Segments.segment(0xC4, [0x00, 2] + [UInt8](repeating: 0, count: 15) + [7])), "needs 2 bytes, 1 left")
  }

  @Test func scansThatAreRefused() {
    expectRefusal(grey(scan: Segments.scan([])), "0 components")
    expectRefusal(grey(scan: Segments.scan([[1, 0], [1, 0]])), "2 components")
    expectRefusal(grey(scan: Segments.scan([[1]])), "components in 4 bytes")
    expectRefusal(grey(scan: Segments.scan([[9, 0]])), "component 9, which is not due")
    let frame = Segments.frame(components: [[1, 0x11, 0], [2, 0x11, 0], [3, 0x11, 0]])
    let begin = Segments.start + Segments.steps() + frame + Segments.codes
    expectRefusal(begin + Segments.scan([[2, 0], [1, 0], [3, 0]]), "component 1, which is not due")
    let twice = Segments.scan([[1, 0]]) + Segments.flat([1])
    expectRefusal(begin + twice + twice, "a second time")
    expectRefusal(grey(scan: [], []), "no scan of component 0")
  }

  @Test func dataThatAreRefused() {
    expectRefusal(grey([]), "end too early")
    var far = ScanBits()
    Segments.mean(0, in: &far)
    for _ in 0..<3 { Segments.other(0xF0, in: &far) }
    for _ in 0..<8 {
      Segments.other(0x11, in: &far)
      far.append("1")
    }
    expectRefusal(grey(far.bytes), "leaves its block")
  }

  /// A file that is cut anywhere before the end of its scan is refused.
  @Test func cutFilesAreRefused() {
    let file = grey(frame: Segments.frame(width: 24, height: 24), Segments.flat([1, 2, 3, 4, 5, 6, 7, 8, 9]))
    for length in 0..<file.count - 2 {
      let error = fileError { _ = try JPEG.decode(Array(file[..<length]), file: "f") }
      #expect(error?.kind == .corrupt, "\(length): \(error as Any)")
    }
  }

  // MARK: Restart markers

  /// Four blocks, with a marker after each, as these say.
  private func restarting(_ markers: [[UInt8]]) -> [UInt8] {
    var bits = ScanBits()
    for block in 0..<4 {
      Segments.mean(block + 1, in: &bits)
      Segments.other(0x00, in: &bits)
      bits.align(block < 3 ? markers[block] : [])
    }
    let interval = Segments.segment(0xDD, [0, 1])
    return grey(tables: Segments.steps() + interval, frame: Segments.frame(width: 32), bits.bytes)
  }

  @Test func restartMarkers() throws {
    let good: [[UInt8]] = [[0xFF, 0xD0], [0xFF, 0xD1], [0xFF, 0xD2]]
    let row = try samples(restarting(good)).prefix(32)
    // 1, 2, 3 and 4, not their sums: each block begins anew.
    #expect([0, 8, 16, 24].map { row[$0] } == [129, 130, 131, 132])
    #expect(try samples(restarting([[0xFF, 0xFF, 0xFF, 0xD0], good[1], good[2]])).prefix(32) == row)
    expectRefusal(restarting([good[0], good[2], good[1]]), "marker 0xFFD2 where restart marker 1 is due")
    expectRefusal(restarting([good[0], [], good[2]]), "restart marker 1 is due")
    expectRefusal(restarting([good[0], [0x55] + good[1], good[2]]), "data where restart marker 1 is due")
    expectRefusal(restarting([good[0], [0xFF, 0xD9], good[2]]), "marker 0xFFD9 where restart marker 1 is due")
    expectRefusal(grey(tables: Segments.steps() + Segments.segment(0xDD, [1])), "restart interval needs 2 bytes")
  }

  // MARK: Damage

  @Test func mutationsAreDecodedOrRefused() throws {
    var files: [(name: String, bytes: [UInt8])] = [
      ("grey", Segments.grey()),
      ("restart", restarting([[0xFF, 0xD0], [0xFF, 0xD1], [0xFF, 0xD2]])),
      ("progressive", progressive(means(4), width: 16, height: 16)),
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
