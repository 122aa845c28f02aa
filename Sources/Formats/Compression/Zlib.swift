// The frame of zlib around a deflate stream: two bytes before it, a check behind.

import Files

/// Packs and unpacks zlib streams.  Source: RFC 1950.
enum Zlib {
  /// Unpacks the stream that begins where `input` stands to exactly `count` bytes and leaves `input` behind it.
  ///
  /// Less, more, or a check that does not match are errors of kind `corrupt`; no more than `count` bytes and some slack
  /// are ever made room for.
  static func unpack(_ input: inout ByteReader, count: Int) throws(FileError) -> [UInt8] {
    let start = input.offset
    let header = try input.big(UInt16.self, "the zlib header")
    // Section 2.2: method 8 with a window of at most 32 KiB, no preset dictionary, divisible by 31.
    guard header >> 8 & 0x0F == 8 && header >> 12 <= 7 && header & 0x20 == 0 && header % 31 == 0 else {
      throw input.error(.corrupt, "no zlib stream of deflate begins here", at: start)
    }
    var output: [UInt8] = []
    output.reserveCapacity(count + Inflate.slack)
    do throws(FileError) {
      try Inflate.unpack(&input, into: &output, limit: count)
    } catch  where error.kind == .tooLarge {
      throw input.error(.corrupt, "the stream unpacks to more than the \(counted(count, "byte")) that it should")
    }
    guard output.count == count else {
      throw input.error(.corrupt, "the stream unpacks to \(counted(output.count, "byte")), not \(count)", at: start)
    }
    var check = Adler32()
    check.update(output[...])
    let place = input.offset
    guard try input.big(UInt32.self, "the Adler-32") == check.value else {
      throw input.error(.corrupt, "the Adler-32 does not match the unpacked data", at: place)
    }
    return output
  }

  /// The stream that unpacks to `bytes`.
  static func pack(_ bytes: [UInt8]) -> [UInt8] {
    var check = Adler32()
    check.update(bytes[...])
    // A window of 32 KiB, the usual effort; the five lowest bits make the header divisible by 31.
    return [0x78, 0x9C] + Deflate.pack(bytes) + withUnsafeBytes(of: check.value.bigEndian, Array.init)
  }
}
