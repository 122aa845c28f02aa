// Deflate and gzip, built bit by bit: blocks of each type, what zlib refuses, limits, damage.

import Files
import TestSupport
import Testing

@testable import Formats

struct InflateTests {
  private func inflate(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [UInt8] {
    var reader = ByteReader(bytes, file: "f")
    var output: [UInt8] = []
    try Inflate.unpack(&reader, into: &output, limit: limit)
    return output
  }

  /// A word of the fixed code (RFC 1951, section 3.2.6).
  private func fixedWord(_ symbol: Int) -> String {
    let (number, width) =
      switch symbol {
      case 0...143: (0b0011_0000 + symbol, 8)
      case 144...255: (0b1_1001_0000 + symbol - 144, 9)
      case 256...279: (symbol - 256, 7)
      default: (0b1100_0000 + symbol - 280, 8)
      }
    let digits = String(number, radix: 2)
    return String(repeating: "0", count: width - digits.count) + digits
  }

  /// A block of the fixed code from its symbols; the numbers after a length are written plainly.
  private func fixedBlock(_ write: (inout Bits, (Int) -> String) -> Void) -> [UInt8] {
    var bits = Bits()
    bits.append(1, 1)
    bits.append(1, 2)
    write(&bits, fixedWord)
    return bits.bytes
  }

  @Test func storedBlocks() throws {
    let contents = (0..<200_000).map { UInt8(truncatingIfNeeded: ($0 * $0) >> 3) }
    #expect(try inflate(stored(contents)) == contents)
    #expect(try inflate(stored([])) == [])
  }

  /// All 256 literals, each length and each distance at both ends of its range.
  @Test func fixedBlockWithEveryLengthAndDistance() throws {
    let lengths: [(symbol: Int, base: Int, extra: Int)] = [
      (257, 3, 0), (264, 10, 0), (265, 11, 1), (268, 17, 1), (269, 19, 2), (273, 35, 3), (277, 67, 4), (281, 131, 5),
      (284, 227, 5), (285, 258, 0),
    ]
    let distances: [(symbol: Int, base: Int, extra: Int)] = [
      (0, 1, 0), (3, 4, 0), (4, 5, 1), (6, 9, 2), (8, 17, 3), (14, 129, 6), (20, 1025, 9), (29, 24577, 13),
    ]
    var expected = (0..<256).map(UInt8.init)
    while expected.count < 40_000 { expected += expected }
    let block = fixedBlock { bits, word in
      for byte in expected { bits.append(word(Int(byte))) }
      for length in lengths {
        for distance in distances {
          for (high, far) in [(0, 0), (1, 1)] {
            let more = high * ((1 << length.extra) - 1)
            // Symbol 284 with all bits set would be 258, which has its own symbol, but is allowed.
            let back = distance.base + far * ((1 << distance.extra) - 1)
            bits.append(word(length.symbol))
            bits.append(more, length.extra)
            let digits = String(distance.symbol, radix: 2)
            bits.append(String(repeating: "0", count: 5 - digits.count) + digits)
            bits.append(back - distance.base, distance.extra)
            for _ in 0..<length.base + more { expected.append(expected[expected.count - back]) }
          }
        }
      }
      bits.append(word(256))
    }
    #expect(try inflate(block) == expected)
  }

  @Test func everySmallDistanceRepeats() throws {
    for distance in 1...20 {
      var expected = (0..<20).map { UInt8($0 * 7) }
      let block = fixedBlock { bits, word in
        for byte in expected { bits.append(word(Int(byte))) }
        bits.append(word(285))
        let symbol = (0..<30).last { DeflateCodes.distanceMeanings[$0].value <= distance } ?? 0
        let meaning = DeflateCodes.distanceMeanings[symbol]
        let digits = String(symbol, radix: 2)
        bits.append(String(repeating: "0", count: 5 - digits.count) + digits)
        bits.append(distance - meaning.value, meaning.extra)
        bits.append(word(256))
      }
      for _ in 0..<258 { expected.append(expected[expected.count - distance]) }
      #expect(try inflate(block) == expected, "distance \(distance)")
    }
  }

  /// A dynamic block from its code lengths, none repeated, then bits written as they are.
  private func dynamicBlock(literals: [Int: Int], distances: [Int], _ words: [String]) -> [UInt8] {
    var bits = Bits()
    bits.append(1, 1)
    bits.append(2, 2)
    let literalCount = max(257, (literals.keys.max() ?? 0) + 1)
    bits.append(literalCount - 257, 5)
    bits.append(max(distances.count, 1) - 1, 5)
    bits.append(15, 4)
    // The lengths' own code: 16 words of 4 bits for the lengths 0...15.
    for symbol in DeflateCodes.lengthOrder { bits.append(symbol < 16 ? 4 : 0, 3) }
    let lengths = (0..<literalCount).map { literals[$0] ?? 0 } + (distances.isEmpty ? [0] : distances)
    for length in lengths {
      let digits = String(length, radix: 2)
      bits.append(String(repeating: "0", count: 4 - digits.count) + digits)
    }
    for word in words { bits.append(word) }
    return bits.bytes
  }

  @Test func dynamicBlocks() throws {
    // a = 0, b = 10, end = 11.
    #expect(
      try inflate(dynamicBlock(literals: [97: 1, 98: 2, 256: 2], distances: [], ["0", "10", "0", "11"]))
        == Array("aba".utf8))
    // a = 0, end = 10, length 3 = 11; one distance of one bit, which zlib takes though it is incomplete.
    #expect(
      try inflate(dynamicBlock(literals: [97: 1, 256: 2, 257: 2], distances: [1], ["0", "11", "0", "10"]))
        == Array("aaaa".utf8))
    // The end alone, in one bit.
    #expect(try inflate(dynamicBlock(literals: [256: 1], distances: [], ["0"])) == [])
  }

  /// A word of each length from 1 to 15: the second tables are needed, one of them for words of several lengths.
  @Test func longWords() throws {
    var literals: [Int: Int] = [:]
    for length in 1...14 { literals[length] = length }
    literals[100] = 15
    literals[256] = 15
    var words = (1...14).map { String(repeating: "1", count: $0 - 1) + "0" }
    words += [String(repeating: "1", count: 14) + "0", String(repeating: "1", count: 15)]
    let expected = (1...14).map(UInt8.init) + [100]
    #expect(try inflate(dynamicBlock(literals: literals, distances: [], words)) == expected)
  }

  @Test func badCodesAreRefusedAsZlibDoes() {
    for (literals, distances, words) in [
      ([97: 1, 98: 1, 256: 1], [], "literals has more words"),
      ([97: 2, 256: 2], [], "literals leaves patterns of bits unused"),
      ([97: 1, 98: 1], [], "no code for the end"),
      ([97: 1, 256: 1], [1, 1, 1], "distances has more words"),
      ([97: 1, 256: 1], [2, 2], "distances leaves patterns of bits unused"),
    ] as [([Int: Int], [Int], String)] {
      let error = fileError { _ = try inflate(dynamicBlock(literals: literals, distances: distances, ["1"])) }
      #expect(error?.kind == .corrupt && error?.problem.contains(words) == true, "\(error as Any)")
    }
    var counts = Bits()
    counts.append(0b101, 3)
    counts.append(30, 5)
    counts.append(0, 40)
    #expect(fileError { _ = try inflate(counts.bytes) }?.problem.contains("287 literals") == true)
    var lengths = Bits()
    lengths.append(0b101, 3)
    lengths.append(0, 80)
    #expect(fileError { _ = try inflate(lengths.bytes) }?.problem.contains("code lengths leaves") == true)
  }

  @Test func badStreamsAreRefused() {
    for (bytes, words) in [
      ([], "too early"), ([0b111], "block type 3"), ([1, 1, 0], "too early"), ([1, 1, 0, 0xFF, 0xFF], "complement"),
      ([1, 2, 0, 0xFD, 0xFF, 7], "too early"),
      (fixedBlock { bits, word in bits.append(word(97)) }, "too early"),
      (fixedBlock { bits, word in bits.append(word(286)) }, "literal that stands for nothing"),
      (
        fixedBlock { bits, word in
          bits.append(word(97))
          bits.append(word(257) + "11110")
        }, "distance that stands for nothing"
      ),
      (
        fixedBlock { bits, word in
          bits.append(word(97))
          bits.append(word(257) + "00001")
          bits.append(word(256))
        }, "a distance of 2 after 1 byte"
      ),
    ] as [([UInt8], String)] {
      let error = fileError { _ = try inflate(bytes) }
      #expect(error?.kind == .corrupt && error?.problem.contains(words) == true, "\(error as Any), not \(words)")
    }
  }

  /// The limit is exact: as much is read, one byte less is refused; in all three kinds of block.
  @Test func limitIsExact() throws {
    let run = fixedBlock { bits, word in
      bits.append(word(97))
      for _ in 0..<100 { bits.append(word(285) + "00000") }
      bits.append(word(256))
    }
    let dynamic = dynamicBlock(
      literals: [97: 1, 98: 2, 256: 2], distances: [], [String](repeating: "0", count: 99) + ["11"])
    for (stream, count) in [(run, 25_801), (dynamic, 99), (stored([UInt8](repeating: 5, count: 70_000)), 70_000)] {
      #expect(try inflate(stream, limit: count).count == count)
      #expect(try inflate(stream, limit: .max).count == count)
      #expect(fileError { _ = try inflate(stream, limit: count - 1) }?.kind == .tooLarge)
      #expect(fileError { _ = try inflate(stream, limit: 0) }?.kind == .tooLarge)
    }
  }

  @Test func whatFollowsTheStreamIsLeft() throws {
    var reader = ByteReader(stored([1, 2]) + [9, 8], file: "f")
    var output: [UInt8] = [7]
    try Inflate.unpack(&reader, into: &output, limit: 2)
    #expect(output == [7, 1, 2])
    #expect(try reader.run(2, "x") == [9, 8])
  }

  /// A match must not reach into what an earlier stream unpacked.
  @Test func streamsDoNotReachIntoEachOther() {
    var reader = ByteReader(fixedBlock { bits, word in bits.append(word(257) + "00000" + word(256)) }, file: "f")
    var output: [UInt8] = [7, 7, 7]
    #expect(throws: FileError.self) { try Inflate.unpack(&reader, into: &output, limit: 10) }
  }
}

struct GzipTests {
  private func unpack(_ bytes: [UInt8]) throws -> [UInt8] { try Gzip.unpack(bytes, file: "f") }

  @Test func checkOfNineDigits() {
    // The usual check value of CRC-32, and the same bytes in two runs.
    var whole = CRC32()
    whole.update(Array("123456789".utf8)[...])
    #expect(whole.value == 0xCBF4_3926)
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for cut in [0, 1, 7, 8, 9, 500, 1_000] {
      var one = CRC32()
      one.update(bytes[...])
      var two = CRC32()
      two.update(bytes[..<cut])
      two.update(bytes[cut...])
      #expect(one.value == two.value)
    }
    #expect(CRC32().value == 0)
  }

  @Test func adlerOfKnownBytes() {
    // The usual example, then sums beyond 16 bits against the definition.
    var check = Adler32()
    #expect(check.value == 1)
    check.update(Array("Wikipedia".utf8)[...])
    #expect(check.value == 0x11E6_0398)
    for bytes in [[UInt8](repeating: 255, count: 100_000), (0..<9_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }]
    {
      var (sum, sumOfSums) = (1, 0)
      for byte in bytes {
        sum = (sum + Int(byte)) % 65521
        sumOfSums = (sumOfSums + sum) % 65521
      }
      for cut in [0, 1, 4095, 4096, 4097, bytes.count] {
        var check = Adler32()
        check.update(bytes[..<cut])
        check.update(bytes[cut...])
        #expect(check.value == UInt32(sumOfSums << 16 | sum), "cut at \(cut)")
      }
    }
  }

  @Test func membersAreJoined() throws {
    let first = gzip(stored([1, 2, 3]), unpacking: [1, 2, 3])
    let second = gzip(stored([4]), unpacking: [4])
    #expect(try unpack(first + second + first) == [1, 2, 3, 4, 1, 2, 3])
    #expect(fileError { _ = try Gzip.unpack(first + second, file: "f", limit: 3) }?.kind == .tooLarge)
  }

  @Test func headerFieldsArePassedOver() throws {
    let fields = little(UInt16(4)) + [65, 65, 0, 0] + Array("name\0".utf8) + Array("words\0".utf8)
    #expect(try unpack(gzip(stored([7]), unpacking: [7], flags: 0b1_1100, fields: fields)) == [7])
    var check = CRC32()
    check.update([0x1F, 0x8B, 8, 0b1_1110, 0, 0, 0, 0, 0, 255] + fields[...])
    let good = fields + little(UInt16(truncatingIfNeeded: check.value))
    #expect(try unpack(gzip(stored([7]), unpacking: [7], flags: 0b1_1110, fields: good)) == [7])
    let bad = fields + little(UInt16(truncatingIfNeeded: check.value ^ 1))
    let error = fileError { _ = try unpack(gzip(stored([7]), unpacking: [7], flags: 0b1_1110, fields: bad)) }
    #expect(error?.description == "f: offset \(10 + fields.count): the header's check does not match the header")
  }

  @Test func badFilesAreRefused() {
    let good = gzip(stored([1, 2, 3]), unpacking: [1, 2, 3])
    for (place, value, words) in [
      (0, 0, "magic bytes"), (1, 0, "magic bytes"), (2, 7, "compression method 7"), (3, 0x20, "reserved flags"),
      (good.count - 8, good[good.count - 8] ^ 1, "CRC-32"), (good.count - 4, 4, "4 bytes announced, 3 unpacked"),
      (15, 9, "CRC-32"),
    ] as [(Int, UInt8, String)] {
      var bytes = good
      bytes[place] = value
      let error = fileError { _ = try unpack(bytes) }
      #expect(error?.kind == .corrupt && error?.problem.contains(words) == true, "\(error as Any)")
    }
    for end in 0..<good.count { #expect(fileError { _ = try unpack(Array(good[..<end])) }?.kind == .corrupt) }
    for garbage in [[0], [0x1F], [0, 0, 0, 0], [0x1F, 0x8B]] as [[UInt8]] {
      #expect(fileError { _ = try unpack(good + garbage) }?.kind == .corrupt)
    }
  }

  @Test func manyMembersAreReadInLinearTime() throws {
    let member = gzip(stored([1]), unpacking: [1])
    let count = 50_000
    let bytes = Array(repeatElement(member, count: count).joined())
    let time = try ContinuousClock().measure {
      let unpacked = try unpack(bytes)
      #expect(unpacked == [UInt8](repeating: 1, count: count))
    }
    #expect(time < .seconds(20))
  }

  @Test func damagedFilesAreRefusedOrRead() {
    let contents = (0..<600).map { UInt8(truncatingIfNeeded: ($0 * $0) >> 4) }
    let named = gzip(dynamicSample, unpacking: dynamicContents, flags: 0b1000, fields: Array("name\0".utf8))
    let files = [
      ("stored.gz", gzip(stored(contents), unpacking: contents)),
      ("named.gz", named),
      ("two.gz", gzip(dynamicSample, unpacking: dynamicContents) + gzip(stored([9]), unpacking: [9])),
    ]
    let outcome = survive("gzip", files) { _ = try Gzip.unpack($0, file: "f", limit: 1 << 16) }
    #expect(outcome.refused > 4 * outcome.decoded)
  }

  /// The same damage without the checks behind a member, so that it reaches the decoder's every corner.
  @Test func damagedStreamsAreRefusedOrRead() {
    let outcome = survive("deflate", [("dynamic", dynamicSample)]) {
      var reader = ByteReader($0, file: "f")
      var output: [UInt8] = []
      try Inflate.unpack(&reader, into: &output, limit: 1 << 16)
    }
    #expect(outcome.decoded > outcome.refused / 100)
  }

  /// What ``dynamicSample`` unpacks to.
  private let dynamicContents =
    Array(String(repeating: "The same bits on every run: a tensor, its strides, its storage. ", count: 3).utf8)
    + (0..<300).map { UInt8(($0 * $0) >> 3 & 0x3F) }
    + Array("The same strides, the same storage, the same tensor. ".utf8)

  /// A dynamic block as zlib 1.3 packed it: `zlib.compressobj(9, zlib.DEFLATED, -15)` of Python.
  private let dynamicSample: [UInt8] = [
    0xC5, 0x90, 0xDF, 0x72, 0xC1, 0x50, 0x18, 0xC4, 0x8F, 0x23, 0xF8, 0x10, 0xC4, 0x11, 0x04, 0xC1, 0xE7, 0x08,
    0x82, 0x20, 0x8E, 0x20, 0x08, 0x5E, 0xC2, 0x0B, 0xE8, 0x34, 0xD3, 0xBA, 0x28, 0x33, 0x89, 0x76, 0xA6, 0x6F,
    0xDF, 0x7F, 0x53, 0xED, 0x6D, 0xAF, 0x3A, 0x7B, 0xB5, 0xBB, 0xB3, 0x17, 0xFB, 0x3B, 0x3C, 0xFA, 0x18, 0x1E,
    0x9F, 0x7C, 0xBC, 0x3B, 0x5D, 0x43, 0xBC, 0x9C, 0xD1, 0x7F, 0xF1, 0x83, 0x57, 0x0C, 0x9E, 0xCF, 0x6B, 0x3C,
    0xE2, 0xD5, 0x3F, 0x87, 0x97, 0xC0, 0xC2, 0x8F, 0x2E, 0xBC, 0x06, 0xA7, 0x7B, 0x3F, 0xFC, 0x36, 0x97, 0xE0,
    0xF8, 0xE0, 0x8F, 0xF1, 0xF0, 0xCF, 0x7B, 0x42, 0x48, 0x84, 0x46, 0xA5, 0x38, 0xA4, 0xE4, 0x1C, 0x2B, 0x6A,
    0x3A, 0x1A, 0xE6, 0x48, 0x2C, 0x3D, 0x0A, 0x59, 0xB5, 0xC6, 0xFB, 0xB6, 0x4B, 0x40, 0xA9, 0xF0, 0xA1, 0xB3,
    0x03, 0xA6, 0xF7, 0xC4, 0x16, 0x54, 0xB4, 0xDC, 0x18, 0x6B, 0x5A, 0x6B, 0x28, 0x19, 0x33, 0x9A, 0x47, 0x9B,
    0x28, 0x38, 0xA5, 0x05, 0x63, 0x01, 0x55, 0x6B, 0xCF, 0x3A, 0xAE, 0x8C, 0x0E, 0xD4, 0x45, 0x42, 0x17, 0xD0,
    0x70, 0xD2, 0x7C, 0xA5, 0x98, 0x44, 0xB3, 0x93, 0x7C, 0xA3, 0x8E, 0x81, 0x7B, 0x65, 0x91, 0x31, 0x25, 0xF4,
    0xB4, 0x39, 0x9B, 0xC8, 0x03, 0xE8, 0x4A, 0x6D, 0xDA, 0x22, 0xF8, 0xAE, 0x16, 0x6D, 0x4B, 0x5D, 0x18, 0xC8,
    0x13, 0x36, 0xD7, 0x3C, 0x94, 0xCC, 0x8C, 0x28, 0x7B, 0x1C, 0xC6, 0xEA, 0x86, 0x27, 0x6D, 0x8D, 0x98, 0xCA,
    0x8A, 0xA7, 0x9D, 0x06, 0x08, 0x3D, 0x21, 0xEA, 0xE0, 0xA0, 0xEC, 0x76, 0xD8, 0xDE, 0xAA, 0xC2, 0xC2, 0x28,
    0xD0, 0x29, 0x2A, 0xC4, 0xC6, 0x3C, 0x9D, 0x19, 0x25, 0x58, 0x5B, 0x4D, 0x16, 0x73, 0x2D, 0x54, 0x61, 0x2B,
    0x7A, 0x3A, 0x83, 0x9D, 0x33, 0xE4, 0x15, 0x05, 0x88, 0x6B, 0xF7, 0x79, 0x4D, 0xCD, 0x02, 0xF5, 0x96, 0x62,
    0x64, 0x1A, 0xA8, 0x6B, 0x45, 0x96, 0x93, 0x53, 0x10, 0x97, 0xA2, 0x34, 0x42, 0xC8, 0x5F, 0xFE, 0xDF, 0x58,
    0xDF, 0x50, 0x5E, 0x7F, 0x92, 0x4F, 0x9E, 0xBF, 0x92, 0x2F, 0xF4, 0x63, 0x7C, 0x03,
  ]
}
