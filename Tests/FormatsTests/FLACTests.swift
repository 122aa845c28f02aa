// FLAC: files of another encoder, and what only a file made by hand can hold.

import Files
import Foundation
import TestSupport
import Testing

@testable import Formats

struct FLACTests {
  /// A file of Tests/Fixtures/flac, and the MD5 of the samples that were given to its encoder.
  struct Fixture {
    let name: String
    let rate, bits, channels, frames: Int
    let digest: String

    init(_ name: String, _ rate: Int, _ bits: Int, _ channels: Int, _ frames: Int, _ digest: String) {
      (self.name, self.rate, self.bits, self.channels, self.frames) = (name, rate, bits, channels, frames)
      self.digest = digest
    }

    var path: String {
      let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      return tests.appending(path: "Fixtures/flac/\(name).flac").path
    }

    func bytes() throws -> [UInt8] { try WholeFile.read(path) }

    /// The file without metadata but STREAMINFO: its frames begin at byte 42.
    func bareBytes() throws -> [UInt8] {
      let bytes = try bytes()
      var place = 4
      var isLast = false
      while !isLast {
        isLast = bytes[place] >> 7 == 1
        place += 4 + bytes[place + 1..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      }
      return bytes[..<4] + [0x80] + bytes[5..<42] + bytes[place...]
    }

    static let all = [
      Fixture("constant", 16_000, 16, 1, 1_728, "70a80a8ebe89409d2c7a6fed88de8f61"),
      Fixture("verbatim", 16_000, 16, 1, 700, "108f5a57e3aceb14cd851d002203ea50"),
      Fixture("fixed", 16_000, 16, 1, 1_792, "dfc84ef215af7dd2d06ef84ff99e9943"),
      Fixture("lpc", 16_000, 16, 1, 2_500, "9fc8f70fc2cca93bb52c9b6ac49d54eb"),
      Fixture("partitions", 16_000, 16, 1, 4_096, "bc0dd5ebdf65b8538f72079b2c203bf8"),
      Fixture("lpc32", 16_000, 16, 1, 1_200, "66fc8c79ac053d7dcbb261a11bbbc672"),
      Fixture("stereo", 44_100, 16, 2, 2_304, "b9fef7d987506fdf03544d7030decb95"),
      Fixture("bits8", 8_000, 8, 1, 900, "20725dc69f4faf7177d39b3c813ed72c"),
      Fixture("bits12", 12_000, 12, 2, 600, "53a6e16706c5ecfc2ab5bc436a6733c0"),
      Fixture("bits20", 96_000, 20, 1, 600, "260f4c439c23f954f6adacd3cf1eae7a"),
      Fixture("bits24", 48_000, 24, 2, 800, "ea26a77f1c5c15ff802bfef69c9dd906"),
      Fixture("bits32", 192_000, 32, 2, 500, "270775dad72cbbdb89d1e9170423592a"),
      Fixture("wasted", 16_000, 16, 1, 900, "e993c2bd8ef053cbe449b6ffdab6f462"),
      Fixture("one-sample", 44_100, 16, 2, 1, "094e70793148a97742191430ccea74c7"),
      Fixture("odd-length", 11_025, 16, 1, 1_170, "415cded56335f430db7f7e9263288524"),
      Fixture("six-channels", 352_800, 16, 6, 200, "f6dbb683c8bbc8429525a9cde646a202"),
      Fixture("unknown-length", 16_000, 16, 1, 1_000, "00beb1bdbf1b1d9489f9ffe68eaa2b50"),
      Fixture("metadata", 16_000, 16, 1, 300, "1b4e29e81187703102159ce1d13d7a2c"),
      Fixture("no-md5", 16_000, 16, 1, 300, "036f35266d4e8581aa3672dd3843888a"),
    ]
  }

  private func decode(_ bytes: [UInt8]) throws -> Recording { try FLAC.decode(bytes, file: "f") }

  private func channels(_ bytes: [UInt8]) throws -> [[Int32]] {
    guard case .integers(let channels) = try decode(bytes).samples else { return [] }
    return channels
  }

  @Test func filesOfAnotherEncoderDecodeBitForBit() throws {
    for fixture in Fixture.all {
      let sound = try Recording(contentsOf: fixture.path)
      #expect(sound.rate == fixture.rate && sound.bitDepth == fixture.bits, "\(fixture.name)")
      #expect(sound.channelCount == fixture.channels && sound.frameCount == fixture.frames, "\(fixture.name)")
      guard case .integers(let channels) = sound.samples else { continue }
      var bytes: [UInt8] = []
      for frame in 0..<sound.frameCount {
        for channel in channels { bytes += little(channel[frame]).prefix((fixture.bits + 7) / 8) }
      }
      var digest = MD5()
      digest.update(bytes[...])
      #expect(digest.finish() == hexadecimal(fixture.digest), "\(fixture.name)")
    }
    print("flac: \(Fixture.all.count) files of another encoder, \(Fixture.all.count) good")
  }

  /// The file that RFC 9639 takes apart in its appendix D.1: one sample of two channels.
  @Test func firstExampleOfTheStandard() throws {
    let file = hexadecimal(
      "664c6143800000221000100000000f00000f0ac442f0000000013e84b41807dc690307586a3dad1a2e0ffff869180000bf0358fd0312"
        + "8baa9a")
    let sound = try decode(file)
    #expect(sound == Recording(rate: 44_100, bitDepth: 16, samples: .integers([[25_588], [10_416]])))
  }

  @Test func emptyStreamHasNoSamples() throws {
    #expect(try channels(flac([])) == [[]])
  }

  /// A predictor of order 4, and partitions of each kind: Rice codes, plain numbers, no bits at all; in both methods.
  @Test(arguments: [4, 5]) func partitionsOfPlainNumbersAndOfRiceCodes(width: Int) throws {
    let residuals = [-1, 1, 0, -1] + [-3, 2, 0, -1, 3, -4, 1, 0] + Array(repeating: 0, count: 8)
    let coded = [5, -6, 1, 0, -2, 0, 4, -4]
    let escape = 1 << width - 1
    let frame = flacFrame(sizes: [31]) { bits in
      bits.append(0b0001_1000, 8)
      for sample in [10, 11, 13, 16] { bits.append(sample, 16) }
      bits.append(width - 4, 2)
      // Four partitions of eight samples; the first one lacks those that the predictor begins with.
      bits.append(2, 4)
      bits.append(escape, width)
      bits.append(2, 5)
      for residual in residuals[0..<4] { bits.append(residual, 2) }
      bits.append(escape, width)
      bits.append(3, 5)
      for residual in residuals[4..<12] { bits.append(residual, 3) }
      bits.append(escape, width)
      bits.append(0, 5)
      bits.append(2, width)
      for residual in coded {
        let folded = residual < 0 ? -2 * residual - 1 : 2 * residual
        bits.appendUnary(folded >> 2)
        bits.append(folded, 2)
      }
    }
    var expected = [10, 11, 13, 16]
    for residual in residuals + coded {
      let past = expected.suffix(4).map { $0 }
      expected.append(residual + 4 * past[3] - 6 * past[2] + 4 * past[1] - past[0])
    }
    #expect(try channels(flac([frame], bits: 16)) == [expected.map(Int32.init)])
  }

  /// Blocks that differ in length, numbered by their first samples in one to four bytes.
  @Test func blocksThatDifferInLength() throws {
    func frame(_ number: [UInt8], _ size: Int, _ sample: Int) -> [UInt8] {
      flacFrame(number, variable: true, block: 7, sizes: big(UInt16(size - 1))) { bits in
        bits.append(0, 8)
        bits.append(sample, 8)
      }
    }
    // 0, 100, 300 and 65,835, as UTF-8 would code them.
    let frames = [
      frame([0], 100, 1), frame([0x64], 200, -2), frame([0xC4, 0xAC], 65_535, 3),
      frame([0xF0, 0x90, 0x84, 0xAB], 7, -4),
    ]
    let expected = [(1, 100), (-2, 200), (3, 65_535), (-4, 7)].flatMap { Array(repeating: Int32($0), count: $1) }
    let file = flac(frames, blocks: (16, 65_535), total: expected.count)
    #expect(try channels(file) == [expected])
    // What is no frame may follow the last sample.
    #expect(try channels(file + Array("TAG".utf8)) == [expected])
  }

  @Test func framesAreNumberedInTwoBytes() throws {
    let frames = (0..<130).map { number in
      number < 128
        ? constantFrame([UInt8(number)], number - 64) : constantFrame([0xC2, UInt8(number)], number - 64)
    }
    let expected = (0..<130).flatMap { Array(repeating: Int32($0 - 64), count: 16) }
    #expect(try channels(flac(frames)) == [expected])
  }

  /// Zeros are never spelled out as more samples than a limit admits, whether the file tells their number or not.
  @Test func limitsAreKept() {
    let frames = (0..<100).map { constantFrame([$0], 0) }
    for total in [0, 1_600] {
      let file = flac(frames, total: total)
      #expect(throws: Never.self) { try FLAC.decode(file, file: "f", limits: .init(samples: 1_600)) }
      let error = fileError { _ = try FLAC.decode(file, file: "f", limits: .init(samples: 1_599)) }
      #expect(error?.kind == .tooLarge && error?.problem == "1600 samples, more than the limit of 1599")
    }
    #expect(fileError { _ = try decode(flac(frames, total: 1 << 36 - 1)) }?.kind == .tooLarge)
    let error = fileError { _ = try decode(flac(frames, total: 1 << 20)) }
    #expect(error?.kind == .corrupt && error?.problem.contains("cannot hold") == true, "\(error as Any)")
  }
}

/// The bytes that pairs of digits stand for.
func hexadecimal(_ digits: String) -> [UInt8] {
  let digits = digits.filter { $0 != " " }
  return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(digits.dropFirst($0).prefix(2), radix: 16) }
}
