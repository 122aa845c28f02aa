// Small pictures of pixels as PNG files, stored without compression.

import Foundation

/// The PNG format (W3C recommendation, third edition), as much of it as a figure of small images needs.
enum PNG {
  /// A file of 8-bit pixels, grey (one channel) or RGB (three), row by row with the channels of a pixel together.
  static func encoded(width: Int, height: Int, channels: Int, pixels: [UInt8]) -> [UInt8] {
    precondition(channels == 1 || channels == 3, "PNG: \(channels) channels; 1 or 3 are possible")
    precondition(
      width > 0 && height > 0 && pixels.count == width * height * channels,
      "PNG: \(pixels.count) bytes for \(height) x \(width) pixels of \(channels) channels")
    var lines: [UInt8] = []
    for row in 0..<height {
      // Filter 0: the bytes of the row as they are.
      lines.append(0)
      lines += pixels[row * width * channels..<(row + 1) * width * channels]
    }
    let header = big(UInt32(width)) + big(UInt32(height)) + [8, channels == 1 ? 0 : 2, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("IDAT", zlib(lines)) + chunk("IEND", [])
  }

  /// The file as an address that holds its own contents.
  static func address(of file: [UInt8]) -> String {
    "data:image/png;base64,\(Data(file).base64EncodedString())"
  }

  /// Stored blocks (RFC 1951, section 3.2.4) in the frame of zlib (RFC 1950).
  private static func zlib(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = [0x78, 0x01]
    var start = 0
    repeat {
      let end = min(start + 0xFFFF, bytes.count)
      let length = UInt16(end - start)
      result.append(end == bytes.count ? 1 : 0)
      for word in [length, ~length] { result += [UInt8(word & 0xFF), UInt8(word >> 8)] }
      result += bytes[start..<end]
      start = end
    } while start < bytes.count
    var a: UInt32 = 1
    var b: UInt32 = 0
    for byte in bytes {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return result + big(b << 16 | a)
  }

  private static func chunk(_ kind: String, _ contents: [UInt8]) -> [UInt8] {
    let body = Array(kind.utf8) + contents
    return big(UInt32(contents.count)) + body + big(check(body))
  }

  /// The cyclic redundancy check of PNG, bit by bit: the pictures are small.
  private static func check(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { register, byte in
      (0..<8).reduce(register ^ UInt32(byte)) { crc, _ in (crc >> 1) ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
  }

  private static func big(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(value >> UInt32($0) & 0xFF) }
  }
}
