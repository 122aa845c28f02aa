// What the tests of compression share: gzip members and streams of deflate put together by hand.

import TestSupport

@testable import Formats

/// A gzip member around a deflate stream that unpacks to `contents`.
func gzip(_ deflate: [UInt8], unpacking contents: [UInt8], flags: UInt8 = 0, fields: [UInt8] = []) -> [UInt8] {
  var check = CRC32()
  check.update(contents[...])
  let header: [UInt8] = [0x1F, 0x8B, 8, flags, 0, 0, 0, 0, 0, 255] + fields
  return header + deflate + little(check.value) + little(UInt32(contents.count))
}

/// `contents` as stored blocks of deflate.
func stored(_ contents: [UInt8]) -> [UInt8] {
  var stream: [UInt8] = []
  var rest = contents[...]
  repeat {
    let block = rest.prefix(0xFFFF)
    rest = rest.dropFirst(0xFFFF)
    stream += [rest.isEmpty ? 1 : 0] + little(UInt16(block.count)) + little(~UInt16(block.count)) + block
  } while !rest.isEmpty
  return stream
}

/// Packs bits into bytes, the first one lowest.
struct Bits {
  private(set) var bytes: [UInt8] = []
  private var count = 0

  /// A number: its lowest bit first.
  mutating func append(_ number: Int, _ width: Int) {
    for place in 0..<width {
      if count % 8 == 0 { bytes.append(0) }
      bytes[bytes.count - 1] |= UInt8(number >> place & 1) << UInt8(count % 8)
      count += 1
    }
  }

  /// A word of a prefix code, as it is written: `"0110"`.
  mutating func append(_ word: String) {
    for bit in word { append(bit == "1" ? 1 : 0, 1) }
  }
}
