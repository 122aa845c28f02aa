// The blocks of 512 bytes that stand before each file of a tar archive, and the records that amend them.

import Files

/// A header as it stands in the archive.  Source: POSIX.1-2017, "pax", section "ustar Interchange Format".
struct TarHeader {
  /// What follows a header.
  enum Kind: UInt8 {
    case file = 0x30  // "0"
    case hardLink
    case symbolicLink
    case characterDevice
    case blockDevice
    case folder
    case pipe
    case contiguousFile
    /// A file as v7 wrote it.
    case oldFile = 0
    /// Records of pax for the next file, and for all files to come.
    case records = 0x78  // "x"
    case recordsForAll = 0x67  // "g"
    /// A long name, and a long name of a link's target, of GNU tar for the next file.
    case longName = 0x4C  // "L"
    case longLink = 0x4B  // "K"

    /// What an error calls it.
    var words: String {
      switch self {
      case .file, .oldFile, .contiguousFile: "file"
      case .folder: "folder"
      case .hardLink: "hard link"
      case .symbolicLink: "symbolic link"
      case .characterDevice, .blockDevice: "device"
      case .pipe: "pipe"
      case .records, .recordsForAll, .longName, .longLink: "header"
      }
    }
  }

  /// The size of a block, to which everything is padded.
  static let block = 512

  /// Where the header begins.
  let offset: Int
  let name: ArraySlice<UInt8>
  let size: Int
  let kind: Kind

  /// Reads a header; `nil` where a block of zeros marks the end of the archive.
  init?(from reader: inout ByteReader) throws(FileError) {
    offset = reader.offset
    guard reader.remaining > 0 else {
      throw reader.error(.corrupt, "the archive has no end: a block of zeros is missing")
    }
    let block = try reader.run(TarHeader.block, "a header")
    if block.allSatisfy({ $0 == 0 }) { return nil }
    let start = block.startIndex
    func field(_ range: Range<Int>) -> ArraySlice<UInt8> { block[start + range.lowerBound..<start + range.upperBound] }

    let checksumField = 148..<156
    let sum = block.reduce(0) { $0 + Int($1) } - field(checksumField).reduce(0) { $0 + Int($1) } + 8 * 0x20
    guard TarHeader.number(field(checksumField)) == sum else {
      throw reader.error(.corrupt, "no header of a tar archive: the checksum does not match", at: offset)
    }
    guard let size = TarHeader.number(field(124..<136)) else {
      throw reader.error(.corrupt, "the size is no number", at: offset + 124)
    }
    self.size = size
    guard let kind = Kind(rawValue: block[start + 156]) else {
      throw reader.error(.unsupported, "entries of type \(block[start + 156]) are not supported", at: offset + 156)
    }
    self.kind = kind

    let name = field(0..<100).prefix { $0 != 0 }
    switch Array(field(257..<263)) {
    case Array("ustar\0".utf8):
      let prefix = field(345..<500).prefix { $0 != 0 }
      self.name = prefix.isEmpty ? name : prefix + [0x2F] + name
    // GNU tar and v7 have other things in the place of the prefix.
    case Array("ustar ".utf8), [0, 0, 0, 0, 0, 0]: self.name = name
    default: throw reader.error(.corrupt, "the magic is not ustar", at: offset + 257)
    }
  }

  /// Digits to the base 8 between spaces and zeros, nothing being 0; or, where the first bit is set, the bytes of a
  /// number to the base 256 (GNU tar).  `nil` where it is neither, negative, or too large.
  private static func number(_ field: ArraySlice<UInt8>) -> Int? {
    if field.first == 0x80 {
      return field.dropFirst().reduce(0) { (sum: Int?, byte) in
        guard let (high, overflow) = sum?.multipliedReportingOverflow(by: 256), !overflow else { return nil }
        return high | Int(byte)
      }
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
    guard field[digits.endIndex...].allSatisfy({ $0 == 0 || $0 == 0x20 }) else { return nil }
    return digits.reduce(0) { (sum: Int?, digit) in
      guard let sum, 0x30...0x37 ~= digit else { return nil }
      return sum << 3 | Int(digit & 7)
    }
  }
}

/// The records of pax: lines `LENGTH KEY=VALUE`, where the length counts the whole line.  Source: POSIX.1-2017, "pax",
/// section "pax Extended Header".
struct TarRecords {
  /// The last value of each key; none where it is empty, which takes back the ones before.
  private(set) var values: [String: ArraySlice<UInt8>] = [:]

  /// `nil` where `bytes` are anything else.
  init?(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    while !rest.isEmpty {
      // No archive can be longer than a number of 18 digits says.
      let digits = rest.prefix(19).prefix { 0x30...0x39 ~= $0 }
      let length = digits.prefix(18).reduce(0) { $0 * 10 + Int($1 & 15) }
      guard digits.count <= 18, digits.count < length, length <= rest.count else { return nil }
      let line = rest.prefix(length).dropFirst(digits.count)
      rest = rest.dropFirst(length)
      let body = line.dropFirst().dropLast()
      guard line.count > 2, line.first == 0x20, line.last == 0x0A, let equals = body.firstIndex(of: 0x3D),
        let key = String(validating: body[..<equals], as: UTF8.self)
      else { return nil }
      let value = body[(equals + 1)...]
      values[key] = value.isEmpty ? nil : value
    }
  }
}
