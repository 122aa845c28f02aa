// Writing safetensors: the same contents give the same bytes.

extension Safetensors {
  /// Writes the contents to `path`, whole or not at all: after an error what stood there still stands.
  public func write(to path: String) throws(FileError) {
    let header = header
    guard header.count <= Safetensors.headerLimit else {
      let problem = "the header would be \(header.count) bytes long, at most \(Safetensors.headerLimit) may be"
      throw FileError(.unwritable, file: path, problem: problem)
    }
    try WholeFile.write(serialized(header), to: path)
  }

  /// The file's bytes: the same for the same contents, in whatever order they were added.
  ///
  /// The tensors with the widest elements come first, equally wide ones in the order of their names' UTF-8 bytes, and
  /// spaces fill the header up to a multiple of 8.  So each tensor begins at a multiple of its element's size, though
  /// the format allows no gaps.
  public func serialized() -> [UInt8] {
    serialized(header)
  }

  private func serialized(_ header: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + entries.reduce(0) { $0 + $1.bytes.count })
    withUnsafeBytes(of: UInt64(header.count).littleEndian) { bytes += $0 }
    bytes += header
    for entry in ordered { bytes += entry.bytes }
    return bytes
  }

  private var ordered: [Entry] {
    entries.sorted {
      $0.type.size != $1.type.size ? $0.type.size > $1.type.size : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
    }
  }

  private var header: [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let words = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(quoted($0.key)):\(quoted($0.value))" }
      members.append("\(quoted(Safetensors.metadataKey)):{\(words.joined(separator: ","))}")
    }
    var begin = 0
    for entry in ordered {
      let end = begin + entry.bytes.count
      let shape = entry.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(quoted(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}"
      )
      begin = end
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    while !header.count.isMultiple(of: 8) { header.append(UInt8(ascii: " ")) }
    return header
  }

  /// `text` as a JSON string (RFC 8259, section 7).
  private func quoted(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": json += "\\\(scalar)"
      case "\u{0}"..<"\u{20}":
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}
