// FLAC put together by hand: frames whose checks hold, whatever they say.

import TestSupport

@testable import Formats

/// Packs bits into bytes, the first one highest.
struct HighBits {
  private(set) var bytes: [UInt8] = []
  private var count = 0

  init(_ bytes: [UInt8] = []) { (self.bytes, count) = (bytes, 8 * bytes.count) }

  /// The lowest `width` bits of a number, the highest of these first.
  mutating func append(_ number: Int, _ width: Int) {
    for place in (0..<width).reversed() {
      if count % 8 == 0 { bytes.append(0) }
      bytes[bytes.count - 1] |= UInt8(number >> place & 1) << UInt8(7 - count % 8)
      count += 1
    }
  }

  /// So many zeros and a one.
  mutating func appendUnary(_ zeros: Int) {
    append(0, zeros)
    append(1, 1)
  }
}

/// A file around `frames` with a STREAMINFO that says what it is told to.
func flac(
  _ frames: [[UInt8]], blocks: (Int, Int) = (16, 4_096), rate: Int = 8_000, channels: Int = 1, bits: Int = 8,
  total: Int = 0, digest: [UInt8] = Array(repeating: 0, count: 16)
) -> [UInt8] {
  var info = HighBits(Array("fLaC".utf8) + [0x80, 0, 0, 34])
  info.append(blocks.0, 16)
  info.append(blocks.1, 16)
  info.append(0, 48)
  info.append(rate, 20)
  info.append(channels - 1, 3)
  info.append(bits - 1, 5)
  info.append(total, 36)
  return info.bytes + digest + frames.joined()
}

/// A frame with both its checks; its codes are those of RFC 9639, section 9.1.
///
/// - Parameters:
///   - sizes: what follows the number: the block size and the rate, where their codes say so.
///   - subframes: writes them.
func flacFrame(
  _ number: [UInt8] = [0], variable: Bool = false, block: Int = 6, rate: Int = 0, channels: Int = 0, bits: Int = 0,
  reserved: Int = 0, sizes: [UInt8] = [15], subframes: (inout HighBits) -> Void
) -> [UInt8] {
  var frame = HighBits([0xFF, variable ? 0xF9 : 0xF8])
  frame.append(block << 4 | rate, 8)
  frame.append(channels << 4 | bits << 1 | reserved, 8)
  let header = frame.bytes + number + sizes
  frame = HighBits(header + [flacHeaderCheck(header[...])])
  subframes(&frame)
  return frame.bytes + big(flacFrameCheck(frame.bytes[...]))
}

/// A frame of 16 samples, all `sample`, of 8 bits.
func constantFrame(_ number: [UInt8], _ sample: Int) -> [UInt8] {
  flacFrame(number) { bits in
    bits.append(0, 8)
    bits.append(sample, 8)
  }
}
