// JPEG files put together by hand: conventions that are kept, scans of every kind.

import TestSupport
import Testing

@testable import Formats

struct JPEGTests {
  @Test func flatGrey() throws {
    let picture = try JPEG.decode(Segments.grey(10), file: "f")
    #expect(picture.width == 8 && picture.height == 8 && picture.channels == .grey && picture.maximum == 255)
    #expect(picture.samples == .bytes([UInt8](repeating: 138, count: 64)))
    #expect(try jpegSamples(Segments.grey(-10)) == [UInt8](repeating: 118, count: 64))
  }

  /// Differences add up from block to block; the last blocks lie partly beyond the picture.
  @Test func meansFollowEachOther() throws {
    let picture = try jpegSamples(
      greyJPEG(frame: Segments.frame(width: 17, height: 9), Segments.flat([1, 2, 3, 4, 5, -20])))
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
    let picture = try jpegSamples(greyJPEG(tables: Segments.steps(80), bits.bytes))
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
    for (level, expected) in zip(try jpegSamples(greyJPEG(tables: Segments.steps(100), bits.bytes)), exact) {
      #expect(abs(Double(level) - expected) <= 1)
    }
  }

  @Test func wideSteps() throws {
    // 16-bit steps: 800 times a difference of 1 is 100 levels.
    var steps: [UInt8] = [0x10]
    for _ in 0..<64 { steps += big(UInt16(800)) }
    #expect(try jpegSamples(greyJPEG(tables: Segments.segment(0xDB, steps), Segments.flat([1])))[0] == 228)
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
    let picture = try jpegSamples(greyJPEG(codes: codes, bits.bytes))
    #expect(picture[0] > picture[7])
    var none = ScanBits()
    Segments.mean(3, in: &none)
    none.append(String(repeating: "1", count: 16))
    expectJPEGRefusal(greyJPEG(codes: codes, none.bytes), "no word of the Huffman code")
  }

  @Test func harmlessBytesArePassedOver() throws {
    let comment = Segments.segment(0xFE, Array("a comment".utf8))
    let other = Segments.segment(0xE5, [1, 2, 3])
    let fill: [UInt8] = [0xFF, 0xFF, 0xFF]
    let tables = fill + Segments.steps() + comment + other
    let file = greyJPEG(tables: tables, Segments.flat([10]) + [0, 0])
    #expect(try jpegSamples(file) == jpegSamples(Segments.grey(10)))
    // The picture is complete when its scan is.
    #expect(try jpegSamples(file.dropLast(2) + []) == jpegSamples(file))
    #expect(try jpegSamples(file + [1, 2, 3]) == jpegSamples(file))
  }

  /// Three flat components, which are colours by one convention or another.
  private func colours(_ segments: [UInt8], names: [UInt8] = [1, 2, 3]) throws -> [UInt8] {
    let frame = Segments.frame(components: names.map { [$0, 0x11, 0] })
    let scan = Segments.scan(names.map { [$0, 0x00] })
    let data = Segments.flat([-28, 22, -48])
    let file = Segments.start + segments + Segments.steps() + frame + Segments.codes + scan + data + Segments.end
    return Array(try jpegSamples(file)[..<3])
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
      expectJPEGRefusal(file + Segments.end, name == 1 ? "no scan of component 0" : "no scan of component")
      file += Segments.scan([[name, 0]]) + Segments.flat(differences)
    }
    #expect(try jpegSamples(file).prefix(3) == [33, 127, 139] && jpegSamples(file).count == 16 * 8 * 3)
  }

  @Test func bitsOfTheMeanComeOneByOne() throws {
    var file = meansScan(low: 2)
    #expect(try jpegSamples(progressiveJPEG(file))[0] == 128 + 40)
    for (bit, low) in [("1", 1), ("0", 0)] as [(String, UInt8)] {
      var bits = ScanBits()
      bits.append(bit)
      file += Segments.scan(first: 0, last: 0, bits: (low + 1) << 4 | low) + bits.bytes
    }
    #expect(try jpegSamples(progressiveJPEG(file))[0] == 128 + 42)
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
    let expected = try jpegSamples(progressiveJPEG(meansScan() + atOnce))
    #expect(try jpegSamples(progressiveJPEG(meansScan() + high + low)) == expected)
    #expect(try jpegSamples(progressiveJPEG(meansScan() + high)) != expected)
    let wide = band(0x10) { bits in Segments.other(0x02, in: &bits) }
    expectJPEGRefusal(progressiveJPEG(meansScan() + high + wide), "more than one bit")
    let far = band(0x10) { bits in
      for _ in 0..<3 { Segments.other(0xF0, in: &bits) }
      Segments.other(0xF1, in: &bits)
      bits.append("1")
    }
    expectJPEGRefusal(progressiveJPEG(meansScan() + far), "leaves its band")
  }

  @Test func bandsThatDoNotExist() {
    for (first, last, bits) in [
      (0, 5, 0), (5, 4, 0), (1, 64, 0), (1, 63, 0x0E), (1, 63, 0x31), (0, 0, 0x20), (0, 0, 0x11),
    ] as [(UInt8, UInt8, UInt8)] {
      let scan = Segments.scan(first: first, last: last, bits: bits) + [0, 0]
      expectJPEGRefusal(progressiveJPEG(meansScan() + scan), "coefficients \(first) to \(last)")
    }
  }

  @Test func restartMarkers() throws {
    let good: [[UInt8]] = [[0xFF, 0xD0], [0xFF, 0xD1], [0xFF, 0xD2]]
    let row = try jpegSamples(restartingJPEG(good)).prefix(32)
    // 1, 2, 3 and 4, not their sums: each block begins anew.
    #expect([0, 8, 16, 24].map { row[$0] } == [129, 130, 131, 132])
    #expect(try jpegSamples(restartingJPEG([[0xFF, 0xFF, 0xFF, 0xD0], good[1], good[2]])).prefix(32) == row)
    expectJPEGRefusal(restartingJPEG([good[0], good[2], good[1]]), "marker 0xFFD2 where restart marker 1 is due")
    expectJPEGRefusal(restartingJPEG([good[0], [], good[2]]), "restart marker 1 is due")
    expectJPEGRefusal(restartingJPEG([good[0], [0x55] + good[1], good[2]]), "data where restart marker 1 is due")
    expectJPEGRefusal(restartingJPEG([good[0], [0xFF, 0xD9], good[2]]), "marker 0xFFD9 where restart marker 1 is due")
    expectJPEGRefusal(
      greyJPEG(tables: Segments.steps() + Segments.segment(0xDD, [1])), "restart interval needs 2 bytes")
  }
}
