// Gzip files: deflate streams with a header before each and a check behind.

import Files

/// Unpacks gzip.  Source: RFC 1952.
package enum Gzip {
  /// Whether `bytes` begin as a gzip file does.
  package static func isGzip(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: magic)
  }

  /// The contents of all members of a gzip file, one behind the other.
  ///
  /// Everything that RFC 1952 lets a reader check is checked: magic, method, reserved flags, the header's own check
  /// where it has one, and the CRC-32 and length of what was unpacked.  Time, name, comment and extra field are passed
  /// over.  Behind a member may stand another one or nothing: anything else, zeros too, is an error, since a file that
  /// was cut and joined wrongly must not pass.
  /// - Parameter limit: the most bytes to unpack in all; more is an error of kind `tooLarge`.
  package static func unpack(
    _ bytes: [UInt8], file: String, limit: Int = WholeFile.defaultLimit
  ) throws(FileError) -> [UInt8] {
    var reader = ByteReader(bytes, file: file)
    var output: [UInt8] = []
    output.reserveCapacity(expectedSize(of: bytes, limit: limit))
    repeat {
      try readHeader(&reader)
      let start = output.count
      try Inflate.unpack(&reader, into: &output, limit: limit - start)
      try checkTrailer(&reader, output[start...])
    } while !reader.isAtEnd
    return output
  }

  private static let magic: [UInt8] = [0x1F, 0x8B]

  /// Section 2.3.1: the header of a member.
  private static func readHeader(_ reader: inout ByteReader) throws(FileError) {
    let start = reader.offset
    guard reader.starts(with: magic) || reader.remaining < magic.count else {
      throw reader.error(.corrupt, "no gzip member begins here: the magic bytes 1F 8B are missing")
    }
    try reader.skip(magic.count, "the gzip header")
    let method = try reader.byte("the compression method")
    guard method == 8 else { throw reader.error(.corrupt, "compression method \(method), not 8", at: start + 2) }
    let flags = Flags(rawValue: try reader.byte("the flags"))
    guard flags.isDisjoint(with: .reserved) else {
      throw reader.error(.corrupt, "reserved flags are set", at: start + 3)
    }
    try reader.skip(6, "the time, flags and system")
    if flags.contains(.extra) {
      try reader.skip(Int(try reader.little(UInt16.self, "the extra field's length")), "the extra field")
    }
    if flags.contains(.name) { _ = try reader.runToZero("the name") }
    if flags.contains(.comment) { _ = try reader.runToZero("the comment") }
    if flags.contains(.headerCheck) {
      var check = CRC32()
      check.update(reader.bytes[start..<reader.offset])
      let place = reader.offset
      guard try reader.little(UInt16.self, "the header's check") == UInt16(truncatingIfNeeded: check.value) else {
        throw reader.error(.corrupt, "the header's check does not match the header", at: place)
      }
    }
  }

  /// Section 2.3.1: the check and the length behind a member.
  private static func checkTrailer(_ reader: inout ByteReader, _ contents: ArraySlice<UInt8>) throws(FileError) {
    let place = reader.offset
    let expectedCheck = try reader.little(UInt32.self, "the CRC-32")
    let expectedCount = try reader.little(UInt32.self, "the unpacked length")
    var check = CRC32()
    check.update(contents)
    guard check.value == expectedCheck else {
      throw reader.error(.corrupt, "the CRC-32 does not match the unpacked data", at: place)
    }
    // The length is stored modulo 2^32.
    guard UInt32(truncatingIfNeeded: contents.count) == expectedCount else {
      throw reader.error(.corrupt, "\(expectedCount) bytes announced, \(contents.count) unpacked", at: place + 4)
    }
  }

  /// What the last four bytes announce, as far as the packed length makes it possible: no word of deflate of two bits
  /// gives more than 258 bytes.  A guess that saves growing; nothing rests on it.
  private static func expectedSize(of bytes: [UInt8], limit: Int) -> Int {
    let announced = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    return min(announced, 1032 * bytes.count, limit)
  }

  private struct Flags: OptionSet {
    let rawValue: UInt8

    static let headerCheck = Flags(rawValue: 1 << 1)
    static let extra = Flags(rawValue: 1 << 2)
    static let name = Flags(rawValue: 1 << 3)
    static let comment = Flags(rawValue: 1 << 4)
    static let reserved = Flags(rawValue: 0b1110_0000)
  }
}
