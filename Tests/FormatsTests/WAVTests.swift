// WAV: what each of its fields may say, written files read back, and damage.

import Files
import Foundation
import TestSupport
import Testing

@testable import Formats

struct WAVTests {
  /// A chunk with its name, its length and the byte that fills an odd one.
  private func chunk(_ name: String, _ contents: [UInt8], size: UInt32? = nil) -> [UInt8] {
    name.utf8 + little(size ?? UInt32(contents.count)) + contents + (contents.count % 2 == 1 ? [0] : [])
  }

  private func format(tag: UInt16 = 1, channels: UInt16 = 1, rate: UInt32 = 8_000, bits: UInt16 = 16) -> [UInt8] {
    let frame = channels * (bits / 8)
    return chunk(
      "fmt ",
      little(tag) + little(channels) + little(rate) + little(rate * UInt32(frame)) + little(frame) + little(bits))
  }

  private func file(_ chunks: [UInt8], size: UInt32? = nil) -> [UInt8] {
    "RIFF".utf8 + little(size ?? UInt32(chunks.count + 4)) + "WAVE".utf8 + chunks
  }

  private func decode(_ bytes: [UInt8], limits: Recording.Limits = .init()) throws -> Recording {
    try WAV.decode(bytes, file: "f", limits: limits)
  }

  private let samples: [UInt8] = [1, 0, 0xFE, 0xFF, 0, 0x80, 0xFF, 0x7F]
  private let numbers: [Int32] = [1, -2, -32_768, 32_767]

  @Test func dataSizeOfAllOnesIsRefusedWithoutAllocating() {
    let lie = file(format() + chunk("data", samples, size: .max))
    let error = fileError { _ = try decode(lie) }
    #expect(error?.kind == .corrupt)
    #expect(error?.problem == "the samples needs 4294967295 bytes, 8 left")
  }

  @Test func dataSizeOfAllOnesInAStreamReachesToTheEnd() throws {
    for size in [0, 0x7FFF_F024, 0xFFFF_FFFF] as [UInt32] {
      let stream = file(format() + chunk("data", samples, size: size), size: size)
      #expect(try decode(stream).samples == .integers([numbers]), "length \(size)")
    }
    let half = file(format() + chunk("data", samples + [9], size: .max).dropLast(), size: .max)
    #expect(try decode(half).samples == .integers([numbers]), "a cut frame is dropped")
  }

  @Test func limitsAreKept() throws {
    let stereo = file(format(channels: 2) + chunk("data", samples))
    #expect(try decode(stereo, limits: .init(samples: 4)).frameCount == 2)
    let error = fileError { _ = try decode(stereo, limits: .init(samples: 3)) }
    #expect(error?.kind == .tooLarge && error?.problem == "4 samples, more than the limit of 3")
    try withFolder { folder in
      try WholeFile.write(stereo, to: folder + "/a.wav")
      #expect(try Recording(contentsOf: folder + "/a.wav").samples == .integers([[1, -32_768], [-2, 32_767]]))
      #expect(
        fileError { _ = try Recording(contentsOf: folder + "/a.wav", limits: .init(bytes: 50)) }?.kind == .tooLarge)
    }
  }

  @Test func chunksStandInAnyOrder() throws {
    let odd = chunk("note", [1, 2, 3])
    let expected = try decode(file(format() + chunk("data", samples)))
    #expect(expected == Recording(rate: 8_000, bitDepth: 16, samples: .integers([numbers])))
    #expect(try decode(file(odd + format() + odd + chunk("data", samples) + odd)) == expected)
    // What stands behind the samples is not looked at, and the last byte that fills up may be missing.
    #expect(try decode(file(format() + chunk("data", samples) + [1, 2, 3])) == expected)
    #expect(try decode(file(format(bits: 8) + chunk("data", [0, 128, 255]).dropLast())).frameCount == 3)
  }

  @Test func badFieldsAreNamed() {
    let data = chunk("data", samples)
    for (bytes, kind, words) in [
      ([], .corrupt, "the mark 'RIFF' needs 4 bytes, 0 left"),
      (file(data), .corrupt, "the samples stand before their format"),
      (file(format() + format() + data), .corrupt, "a second format"),
      (file(format()), .corrupt, "there are no samples"),
      (file(format() + chunk("data", [1])), .corrupt, "less than one frame of 2 bytes"),
      (file(format() + chunk("LIST", [], size: 0x8000_0000) + data), .corrupt, "the chunk 'LIST' needs 2147483648"),
      (file(format(channels: 0) + data), .corrupt, "0 channels"),
      (file(format(rate: 0) + data), .corrupt, "the rate is 0"),
      (file(format(bits: 0) + data), .corrupt, "0 bits"),
      (file(format(bits: 12) + data), .unsupported, "whole numbers of 12 bits"),
      (file(format(tag: 3, bits: 16) + data), .unsupported, "floating-point numbers of 16 bits"),
      (file(format(tag: 6, bits: 8) + data), .unsupported, "A-law"),
      (Array("RF64".utf8), .unsupported, "RF64"),
    ] as [([UInt8], FileError.Kind, String)] {
      let error = fileError { _ = try decode(bytes) }
      #expect(error?.kind == kind && error?.problem.contains(words) == true, "\(words): \(error as Any)")
    }
  }

  @Test func writtenFilesReadBackEqual() throws {
    var damage = Damage(seed: 7)
    try withFolder { folder in
      let path = folder + "/a.wav"
      for bits in [8, 16, 24, 32] {
        for (channels, frames) in [(1, 0), (1, 1), (3, 7), (2, 100)] {
          let edge = Int32.max >> Int32(32 - bits)
          let sound = (0..<channels).map { _ in
            (0..<frames).map { frame in [edge, ~edge][safe: frame] ?? Int32.random(in: ~edge...edge, using: &damage) }
          }
          let recording = Recording(rate: 44_100, bitDepth: bits, samples: .integers(sound))
          try recording.writeWAV(to: path)
          #expect(try Recording(contentsOf: path) == recording, "\(bits) bits, \(channels) channels, \(frames) frames")
        }
      }
      for bits in [32, 64] {
        let numbers = [0.5, -1, 1e-30, 3, .infinity].map { bits == 32 ? Double(Float($0)) : $0 }
        let recording = Recording(rate: 16_000, bitDepth: bits, samples: .numbers([numbers, numbers.reversed()]))
        try recording.writeWAV(to: path)
        #expect(try Recording(contentsOf: path) == recording)
      }
      let narrow = Recording(rate: 8_000, bitDepth: 12, samples: .integers([[-2_048, 2_047]]))
      try narrow.writeWAV(to: path)
      let wide = try Recording(contentsOf: path)
      #expect(wide.bitDepth == 16 && wide.samples == .integers([[-32_768, 32_752]]))
    }
  }

  @Test func recordingsThatDoNotFitAreNotWritten() {
    let many = Recording(rate: 8_000, bitDepth: 16, samples: .integers(Array(repeating: [0], count: 40_000)))
    #expect(fileError { try many.writeWAV(to: "f") }?.kind == .unwritable)
    let fast = Recording(rate: 1 << 31, bitDepth: 16, samples: .integers([[0]]))
    #expect(fileError { try fast.writeWAV(to: "f") }?.kind == .unwritable)
  }

  @Test(.enabled(if: dataFolder != nil)) func spokenDigitsDecode() throws {
    let folder = (dataFolder ?? "") + "/free-spoken-digits"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".wav") }
    var frames = 0
    for name in names {
      let sound = try Recording(contentsOf: folder + "/" + name)
      #expect(sound.rate == 8_000 && sound.bitDepth == 16 && sound.channelCount == 1, "\(name)")
      frames += sound.frameCount
    }
    #expect(names.count == 1_200)
    print("spoken digits: \(names.count) recordings, \(frames / 8_000) s")
    #expect(frames / 8_000 == 524)
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
