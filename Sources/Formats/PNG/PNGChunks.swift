// The chunks of a PNG file: lengths, names, checks, and the order in which they may stand.

import Files

extension PNG {
  /// A part of the file with a name and a check of its own.  Source: section 5.3.
  struct Chunk {
    /// Four letters, as they stand in the file.
    let name: String
    /// Where the chunk begins, for errors.
    let offset: Int
    let body: ByteReader

    /// The next chunk.
    init(_ reader: inout ByteReader) throws(FileError) {
      offset = reader.offset
      let count = try reader.big(UInt32.self, "a chunk's length")
      let letters = try reader.run(4, "a chunk's name")
      guard letters.allSatisfy({ 65...90 ~= $0 || 97...122 ~= $0 }) else {
        throw reader.error(.corrupt, "a chunk's name is not made of letters", at: letters.startIndex)
      }
      name = String(decoding: letters, as: UTF8.self)
      guard count <= UInt32(Int32.max) else {
        throw reader.error(.corrupt, "the length of \(name) is \(count), more than 2^31 - 1", at: offset)
      }
      body = try reader.section(Int(count), "the chunk \(name)")
      let expected = try reader.big(UInt32.self, "the check of \(name)")
      // Section 5.5: the check covers the name and the contents.
      var check = CRC32()
      check.update(reader.bytes[letters.startIndex..<body.end])
      guard check.value == expected else {
        throw reader.error(.corrupt, "the CRC-32 of \(name) does not match its contents", at: offset)
      }
    }

    /// Section 5.4: whether nobody can show the picture who does not know what this chunk means.
    var isCritical: Bool { name.utf8.first.map { $0 & 0x20 == 0 } ?? false }
  }

  /// What the chunks say that matter for the pixels.
  struct Contents {
    let header: Header
    /// Red, green and blue of each entry.
    private(set) var palette: ArraySlice<UInt8>?
    /// For a palette the opacity of its first entries; for grey and RGB the one transparent level or colour, 16 bits
    /// a sample.
    private(set) var transparency: ArraySlice<UInt8>?
    /// The contents of the IDAT chunks.
    private var parts: [ByteReader] = []

    /// Reads all chunks.  Source: section 5.6 for their order, 11.2 and 11.3.1.1 for what they hold.
    init(_ bytes: [UInt8], file: String, limits: Picture.Limits) throws(FileError) {
      var reader = ByteReader(bytes, file: file)
      guard reader.starts(with: PNG.signature) else {
        throw reader.error(.corrupt, "the file does not begin with the signature of PNG")
      }
      try reader.skip(PNG.signature.count, "the signature")
      let first = try Chunk(&reader)
      guard first.name == "IHDR" else {
        throw reader.error(.corrupt, "the first chunk is \(first.name), not IHDR", at: first.offset)
      }
      header = try Header(first, limits: limits)

      var partsEnd: Int?
      var chunk = try Chunk(&reader)
      while chunk.name != "IEND" {
        switch chunk.name {
        case "IDAT":
          guard partsEnd == nil || partsEnd == chunk.offset else { throw chunk.misplaced("does not follow IDAT") }
          parts.append(chunk.body)
          partsEnd = reader.offset
        case "PLTE":
          guard parts.isEmpty && transparency == nil else { throw chunk.misplaced("comes after IDAT or tRNS") }
          try readPalette(chunk)
        case "tRNS":
          guard parts.isEmpty else { throw chunk.misplaced("comes after IDAT") }
          try readTransparency(chunk)
        case "IHDR": throw chunk.misplaced("comes twice")
        default:
          if chunk.isCritical { throw chunk.misplaced("is unknown, and its name says that it must be understood") }
        }
        chunk = try Chunk(&reader)
      }
      try chunk.body.expectEnd()
      guard !parts.isEmpty else { throw chunk.misplaced("comes before any IDAT") }
      guard header.colour != .palette || palette != nil else { throw chunk.misplaced("comes before any PLTE") }
    }

    /// The zlib stream of the filtered rows: a single part is read where it stands, several are put together.
    func imageData() -> ByteReader {
      if parts.count == 1 { return parts[0] }
      var stream: [UInt8] = []
      stream.reserveCapacity(parts.reduce(0) { $0 + $1.remaining })
      for part in parts { stream += part.bytes[part.offset..<part.end] }
      return ByteReader(stream, file: parts[0].file, medium: "image data")
    }

    private mutating func readPalette(_ chunk: Chunk) throws(FileError) {
      guard palette == nil else { throw chunk.misplaced("comes twice") }
      guard header.colour != .grey && header.colour != .greyAlpha else {
        throw chunk.misplaced("must not be in a grey picture")
      }
      var body = chunk.body
      let count = body.remaining
      let largest = header.colour == .palette ? 1 << header.depth : 256
      guard count % 3 == 0 && 1...largest ~= count / 3 else {
        throw body.error(.corrupt, "a palette of \(counted(count, "byte")), not of 1 to \(largest) entries of 3")
      }
      palette = try body.run(count, "the palette")
    }

    private mutating func readTransparency(_ chunk: Chunk) throws(FileError) {
      guard transparency == nil else { throw chunk.misplaced("comes twice") }
      var body = chunk.body
      let count = body.remaining
      let fits: Bool
      switch header.colour {
      case .grey: fits = count == 2
      case .rgb: fits = count == 6
      case .palette:
        guard let palette else { throw chunk.misplaced("comes before PLTE") }
        fits = 1...palette.count / 3 ~= count
      case .greyAlpha, .rgba: throw chunk.misplaced("must not be in a picture with an alpha channel")
      }
      guard fits else { throw body.error(.corrupt, "a tRNS of \(counted(count, "byte")) does not fit the picture") }
      transparency = try body.run(count, "the transparency")
    }
  }
}

extension PNG.Chunk {
  /// The error that this chunk stands where, or is what, it must not be.
  fileprivate func misplaced(_ words: String) -> FileError {
    body.error(.corrupt, "\(name) \(words)", at: offset)
  }
}
