// FLAC files that are not what they say: each check finds what it is there to find, and reserved values are refused.

import Files
import TestSupport
import Testing

@testable import Formats

struct FLACDamageTests {
  private func fixture(_ name: String) throws -> [UInt8] {
    try #require(FLACTests.Fixture.all.first { $0.name == name }).bareBytes()
  }

  private func decode(_ bytes: [UInt8]) throws { _ = try FLAC.decode(bytes, file: "f") }

  /// Expects an error of kind `kind` whose problem contains `words`.
  private func refuses(
    _ bytes: [UInt8], _ words: String, _ kind: FileError.Kind = .corrupt,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = fileError({ try decode(bytes) }, sourceLocation: sourceLocation)
    #expect(
      error?.kind == kind && error?.problem.contains(words) == true, "\(words): \(error as Any)",
      sourceLocation: sourceLocation)
  }

  /// Where the frames of a fixture begin.
  private let firstFrame = 42

  @Test func damageOfAHeaderIsNoticed() throws {
    let bytes = try fixture("verbatim")
    // Mark, codes, number, block size and check are six bytes.
    for place in firstFrame + 2..<firstFrame + 6 {
      for bit in 0..<8 {
        var copy = bytes
        copy[place] ^= 1 << UInt8(bit)
        let error = fileError { try decode(copy) }
        // A code that asks for more fields or a reserved one is found before the check is reached.
        let isKnown = ["CRC-8", "reserved", "coded so", "code 15", "forbidden"].contains {
          error?.problem.contains($0) == true
        }
        #expect(isKnown, "byte \(place), bit \(bit): \(error as Any)")
      }
    }
    var check = bytes
    check[firstFrame + 5] ^= 1
    refuses(check, "the CRC-8 does not match the frame's header")
  }

  @Test func damageOfAFrameIsNoticed() throws {
    for (name, place) in [("verbatim", 300), ("stereo", 5_000), ("lpc", 1_000)] {
      for bit in 0..<8 {
        var bytes = try fixture(name)
        bytes[place] ^= 1 << UInt8(bit)
        let error = fileError { try decode(bytes) }
        #expect(error?.kind == .corrupt, "\(name): \(error as Any)")
        // Plain samples go on after a wrong bit, and only the check can tell.
        if name == "verbatim" { #expect(error?.problem == "the CRC-16 does not match the frame") }
      }
    }
  }

  @Test func samplesThatAreNotThoseOfTheDigestAreNoticed() throws {
    var bytes = try fixture("lpc")
    bytes[26] ^= 1
    refuses(bytes, "the MD5 does not match the samples")
    // A frame that is whole in itself, but another one.
    var digest = MD5()
    digest.update(ArraySlice(repeating: 5, count: 16))
    let expected = digest.finish()
    #expect(throws: Never.self) { try decode(flac([constantFrame([0], 5)], digest: expected)) }
    refuses(flac([constantFrame([0], 6)], digest: expected), "the MD5 does not match the samples")
  }

  @Test func filesCutAnywhereAreRefused() throws {
    for (name, step) in [("stereo", 7), ("bits8", 1), ("one-sample", 1), ("metadata", 1)] {
      let bytes = try #require(FLACTests.Fixture.all.first { $0.name == name }).bytes()
      for count in stride(from: 0, to: bytes.count, by: step) {
        let error = fileError { try decode(Array(bytes.prefix(count))) }
        #expect(error?.kind == .corrupt, "\(name), \(count) bytes: \(error as Any)")
      }
    }
  }

  @Test func lostFramesAreNoticed() {
    let frames = (0..<4).map { constantFrame([$0], Int($0)) }
    refuses(flac([frames[0], [0], frames[1]]), "no frame begins here")
    refuses(flac([frames[0], Array(frames[1].dropFirst())]), "no frame begins here")
    refuses(flac([frames[0], frames[2]]), "frame number 2 where 1 should follow")
    refuses(flac([frames[0], frames[0]]), "frame number 0 where 1 should follow")
    refuses(flac(frames, total: 48), "more samples than the 48 announced")
    refuses(flac(frames, total: 63), "more samples than the 63 announced")
    refuses(flac(frames, total: 65), "ends after 64 of 65 samples")
    let variable = flacFrame([16], variable: true) { $0.append(0, 16) }
    refuses(flac([frames[0], variable]), "change how they are numbered")
  }

  @Test func reservedValuesOfAHeaderAreRefused() {
    func constant(_ bits: inout HighBits) { bits.append(0, 16) }
    for (frame, words) in [
      (flacFrame(block: 0, sizes: [], subframes: constant), "block size's code 0"),
      (flacFrame(block: 7, sizes: [0xFF, 0xFF], subframes: constant), "65536 samples is forbidden"),
      (flacFrame(rate: 15, subframes: constant), "rate's code 15"),
      (flacFrame(channels: 11, subframes: constant), "channels' code 11"),
      (flacFrame(bits: 3, subframes: constant), "bit depth's code 3"),
      (flacFrame(reserved: 1, subframes: constant), "a reserved bit"),
      (flacFrame([0x80], subframes: constant), "cannot be coded so"),
      (flacFrame([0xFF], subframes: constant), "cannot be coded so"),
      (flacFrame([0xC2, 0x40], subframes: constant), "cannot be coded so"),
      (flacFrame([0xFE] + Array(repeating: 0x80, count: 6), subframes: constant), "cannot be coded so"),
    ] {
      refuses(flac([frame]), words)
    }
    for frame in [
      flacFrame(rate: 9, subframes: constant), flacFrame(channels: 1, subframes: constant),
      flacFrame(bits: 4, subframes: constant),
    ] {
      refuses(flac([frame]), "in a file of 8000, 1 and 8", .unsupported)
    }
  }

  @Test func hugeBlocksAreRefused() {
    let frame = flacFrame(block: 7, sizes: big(UInt16(65_534))) { $0.append(0, 16) }
    refuses(flac([frame]), "a block of 65535 samples, more than the largest of 4096")
    refuses(flac([frame], blocks: (16, 15)), "blocks of 16 to 15 samples")
    refuses(flac([frame], blocks: (15, 4_096)), "blocks of 15 to 4096 samples")
    #expect(throws: Never.self) { try decode(flac([frame], blocks: (16, 65_535))) }
  }

  @Test func metadataIsChecked() {
    let whole = flac([constantFrame([0], 1)])
    func changed(_ place: Int, _ byte: UInt8) -> [UInt8] {
      var copy = whole
      copy[place] = byte
      return copy
    }
    refuses([], "the mark 'fLaC' needs 4 bytes, 0 left")
    refuses(changed(0, 0), "the mark 'fLaC' is missing")
    refuses(changed(4, 0x81), "a block of metadata of kind 1 must not stand here")
    refuses(changed(4, 0xFF), "a block of metadata of kind 127")
    refuses(changed(7, 33), "STREAMINFO of 33 bytes")
    refuses(changed(4, 0), "a block of metadata of kind 127")
    refuses(Array(whole[..<4]) + [0] + whole[5..<42] + [0x81, 0xFF, 0xFF, 0xFF, 0], "needs 16777215 bytes, 1 left")
    refuses(Array(whole[..<4]) + [0] + whole[5..<42] + whole[4...], "a block of metadata of kind 0")
    refuses(flac([], bits: 3), "samples of 3 bits")
    refuses(flac([], rate: 0), "the rate is 0", .unsupported)
  }

  @Test func subframesAreChecked() {
    func frame(_ body: (inout HighBits) -> Void) -> [UInt8] { flac([flacFrame(subframes: body)]) }
    func kind(_ kind: Int) -> [UInt8] { frame { $0.append(kind << 9, 16) } }
    refuses(frame { $0.append(0x80, 8) }, "begins with a one")
    for reserved in [2, 3, 7, 13, 15, 16, 31] { refuses(kind(reserved), "the subframe's kind \(reserved) is reserved") }
    // An order of 32 for 16 samples; the warm-up alone would run over the block.
    refuses(kind(63), "a predictor of order 32 for 16 samples")
    refuses(frame { $0.append(0x0100, 16) }, "wasted bits of 8")
    refuses(frame { $0.append(0b1_00000001, 16) }, "8 wasted bits of 8")
    refuses(
      frame {
        $0.append(0, 16)
        $0.append(1, 1)
      }, "the CRC-16 does not match")
    let linear: (inout HighBits, Int, Int) -> Void = { bits, precision, shift in
      bits.append(32 << 1, 8)
      bits.append(0, 8)
      bits.append(precision, 4)
      bits.append(shift, 5)
      bits.append(0, 64)
    }
    refuses(frame { linear(&$0, 15, 0) }, "coefficients of 16 bits are forbidden")
    refuses(frame { linear(&$0, 3, -1) }, "the predictor's shift -1 is negative")
  }

  /// A fixed predictor of some order, all of whose 8-bit beginnings are `first`, and then its residual.
  private func fixed(_ order: Int, first: Int = 0, residual: (inout HighBits) -> Void) -> [UInt8] {
    flac([
      flacFrame { bits in
        bits.append((8 + order) << 1, 8)
        for _ in 0..<order { bits.append(first, 8) }
        residual(&bits)
      }
    ])
  }

  @Test func absurdPartitionsAreRefused() {
    func partitions(_ order: Int, method: Int = 0) -> (inout HighBits) -> Void {
      { bits in
        bits.append(method, 2)
        bits.append(order, 4)
        bits.append(0, 200)
      }
    }
    refuses(fixed(0, residual: partitions(15)), "partition order 15 for 16 samples and predictor order 0")
    refuses(fixed(0, residual: partitions(5)), "partition order 5")
    // Four samples a partition are not more than the four that a predictor begins with.
    refuses(fixed(4, residual: partitions(2)), "partition order 2 for 16 samples and predictor order 4")
    for method in [2, 3] { refuses(fixed(0, residual: partitions(0, method: method)), "method \(method) is reserved") }
    let odd = flacFrame(sizes: [16]) { bits in
      bits.append(8 << 1, 8)
      bits.append(0, 2)
      bits.append(1, 4)
      bits.append(0, 100)
    }
    refuses(flac([odd]), "partition order 1 for 17 samples")
  }

  @Test func residualsAndSamplesMustFit() {
    // A quotient of 8 with 30 low bits is 2^33; one of zeros that fill the file has no end.
    refuses(
      fixed(0) { bits in
        bits.append(1, 2)
        bits.append(0, 4)
        bits.append(30, 5)
        for _ in 0..<16 { bits.append(1, 39) }
      }, "a residual does not fit 32 bits")
    refuses(
      fixed(0) { bits in
        bits.append(0, 10)
        for _ in 0..<100 { bits.append(0, 8) }
      }, "the file ends inside a frame")
    // Plain numbers of 31 bits, where samples have 8.
    refuses(
      fixed(0) { bits in
        bits.append(0, 6)
        bits.append(15, 4)
        bits.append(31, 5)
        for _ in 0..<16 { bits.append(1 << 29, 31) }
      }, "a sample does not fit 8 bits")
    // A line that climbs out of its range.
    let climb: (inout HighBits) -> Void = { bits in
      bits.append(0, 10)
      for _ in 0..<16 { bits.append(0b001, 3) }
    }
    refuses(fixed(1, first: 126, residual: climb), "a sample does not fit 8 bits")
  }

  /// Left is -128, the difference 255, so that right would be -383.
  @Test func stereoOutOfRangeIsRefused() {
    let frame = flacFrame(channels: 8) { bits in
      bits.append(0, 8)
      bits.append(-128, 8)
      bits.append(0, 8)
      bits.append(255, 9)
      bits.append(0, 7)
    }
    refuses(flac([frame], channels: 2), "a sample of the frame does not fit 8 bits")
  }
}
