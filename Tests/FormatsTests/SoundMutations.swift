// Sound files damaged thousands of times: decoded or refused, within limits of memory and time.

import TestSupport
import Testing

@testable import Formats

struct SoundMutations {
  private let limits = Recording.Limits(samples: 1 << 20)

  @Test func wav() throws {
    let files = try [8, 16, 24, 32].flatMap { bits in
      try [1, 2].map { channels in
        let sound = (0..<channels).map { channel in
          (0..<150).map { Int32(truncatingIfNeeded: ($0 * 37 + channel) % 100 - 50) }
        }
        let recording = Recording(rate: 16_000, bitDepth: bits, samples: .integers(sound))
        return ("\(bits) bits, \(channels)", try WAV.encode(recording, file: "f"))
      }
    }
    let numbers = Recording(rate: 8_000, bitDepth: 32, samples: .numbers([(0..<100).map { Double($0) / 128 }]))
    let all = files + [("numbers", try WAV.encode(numbers, file: "f"))]
    let (decoded, refused) = survive("wav", all, decode: { _ = try WAV.decode($0, file: "f", limits: limits) })
    #expect(decoded > 0 && refused > 0)
  }

  @Test func flac() throws {
    let files = try FLACTests.Fixture.all.map { ($0.name, try $0.bytes()) }
    let (_, refused) = survive("flac", files, decode: { _ = try FLAC.decode($0, file: "f", limits: limits) })
    #expect(refused > 0)
  }

  /// The same with the checks of the one frame mended, so that the damage comes through to the subframes.
  @Test func flacWithMendedChecks() throws {
    let names = ["lpc", "partitions", "bits8", "bits12", "bits20", "bits24", "bits32", "six-channels", "no-md5"]
    let files = try FLACTests.Fixture.all.filter { names.contains($0.name) }.map { ($0.name, try $0.bareBytes()) }
    let (decoded, refused) = survive(
      "flac, mended", files, decode: { _ = try FLAC.decode(mended($0), file: "f", limits: limits) })
    #expect(decoded > 0 && refused > 0)
  }

  /// `bytes` without an MD5, and with the checks of a single frame that begins behind STREAMINFO and ends the file.
  private func mended(_ bytes: [UInt8]) -> [UInt8] {
    let start = 42
    guard bytes.count > start + 16 else { return bytes }
    var bytes = bytes
    for place in 26..<start { bytes[place] = 0 }
    let number = max((~bytes[start + 4]).leadingZeroBitCount, 1)
    let block = [6: 1, 7: 2][bytes[start + 2] >> 4] ?? 0
    let rate = [12: 1, 13: 2, 14: 2][bytes[start + 2] & 15] ?? 0
    let end = start + 4 + number + block + rate
    guard end < bytes.count - 2 else { return bytes }
    bytes[end] = flacHeaderCheck(bytes[start..<end])
    return bytes.dropLast(2) + big(flacFrameCheck(bytes[start..<bytes.count - 2]))
  }
}
