// The checks of FLAC and MD5 against vectors that were published.

import Testing

@testable import Formats

struct ChecksTests {
  /// RFC 1321, appendix A.5.
  @Test func md5OfTheStandard() {
    for (text, expected) in [
      ("", "d41d8cd98f00b204e9800998ecf8427e"), ("a", "0cc175b9c0f1b6a831c399e269772661"),
      ("abc", "900150983cd24fb0d6963f7d28e17f72"), ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
      ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
      (
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", "d174ab98d277d9f5a5611c2c9f419d9f"
      ),
      (String(repeating: "1234567890", count: 8), "57edf4a22be3c955ac49da2e2107b67a"),
    ] {
      var digest = MD5()
      digest.update(Array(text.utf8)[...])
      #expect(digest.finish() == hexadecimal(expected), "\(text)")
    }
  }

  /// Runs of all lengths, so that each place of a block is crossed.
  @Test func md5DoesNotMindHowBytesArrive() {
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0 * $0) }
    var whole = MD5()
    whole.update(bytes[...])
    let expected = whole.finish()
    for length in [1, 3, 55, 56, 63, 64, 65, 127, 500] {
      var pieces = MD5()
      for start in stride(from: 0, to: bytes.count, by: length) {
        pieces.update(bytes[start..<min(start + length, bytes.count)])
      }
      #expect(pieces.finish() == expected, "runs of \(length)")
    }
  }

  /// The check values of the catalogue of parametrised CRC algorithms: CRC-8/SMBUS and CRC-16/UMTS.
  @Test func checksOfFLACFrames() {
    let digits = Array("123456789".utf8)[...]
    #expect(flacHeaderCheck(digits) == 0xF4)
    #expect(flacFrameCheck(digits) == 0xFEE8)
    #expect(flacHeaderCheck([]) == 0 && flacFrameCheck([]) == 0)
  }

  /// Eight bytes at a time give what one bit at a time gives.
  @Test func frameCheckOfAnyLength() {
    for count in 0..<40 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: 151 * $0 + 7) }
      let plain = bytes.reduce(UInt16(0)) { check, byte in
        (0..<8).reduce(check ^ UInt16(byte) << 8) { check, _ in check << 1 ^ (check >> 15 == 1 ? 0x8005 : 0) }
      }
      #expect(flacFrameCheck(bytes[...]) == plain, "\(count) bytes")
    }
  }
}
