// WAV, the plainest form of sound: a few chunks, and in one of them the samples as they are.

import Files

/// Reads and writes WAV.
///
/// Source: IBM and Microsoft, "Multimedia Programming Interface and Data Specifications 1.0" (1991), chapters "Resource
/// Interchange File Format" and "Waveform Audio File Format"; for the extensible format Microsoft's "Multiple Channel
/// Audio Data and WAVE Files" (2007).
enum WAV {
  /// Whether `bytes` begin as a WAV file or one of its kin that ``decode(_:file:limits:)`` refuses by name.
  static func isWAV(_ bytes: [UInt8]) -> Bool {
    ["RIFF", "RIFX", "RF64"].contains { bytes.starts(with: $0.utf8) }
  }

  /// The sound of a WAV file: whole numbers of 8, 16, 24 or 32 bits, or floating-point numbers of 32 or 64.
  ///
  /// Chunks may stand in any order in which the format precedes the samples; unknown ones are passed over, and so is
  /// all that follows the samples. A last frame that is cut is dropped. A writer that could not go back to fill in the
  /// lengths leaves placeholders (0, or at least 0x7FFFF000): where both the file's and the samples' length are such,
  /// the samples reach to the end of the file.
  static func decode(
    _ bytes: [UInt8], file: String, limits: Recording.Limits = .init()
  ) throws(FileError) -> Recording {
    var reader = ByteReader(bytes, file: file)
    let whole = try readHeader(&reader)
    var format: Format?
    while !reader.isAtEnd {
      let start = reader.offset
      let name = try reader.run(4, "a chunk's name")
      let size = try reader.little(UInt32.self, "a chunk's length")
      switch String(decoding: name, as: UTF8.self) {
      case "fmt ":
        guard format == nil else { throw reader.error(.corrupt, "a second format", at: start) }
        var chunk = try reader.section(Int(size), "the format")
        format = try Format(&chunk)
      case "data":
        guard let format else { throw reader.error(.corrupt, "the samples stand before their format", at: start) }
        let isOpen = isPlaceholder(whole) && (size == 0 || isPlaceholder(size) && Int(size) > reader.remaining)
        let data = try reader.run(isOpen ? reader.remaining : Int(size), "the samples")
        guard data.isEmpty || data.count >= format.frameSize else {
          throw reader.error(.corrupt, "the samples are less than one frame of \(format.frameSize) bytes", at: start)
        }
        try limits.admit(data.count / format.sampleSize, file)
        return Recording(rate: format.rate, bitDepth: format.bits, samples: format.samples(in: data))
      case let name: try reader.skip(Int(size), "the chunk '\(name)'")
      }
      // Chunks begin at even places.
      if size % 2 == 1 { reader.advance() }
    }
    throw reader.error(.corrupt, format == nil ? "there is no format and are no samples" : "there are no samples")
  }

  /// Reads up to the first chunk, and gives the length that the file says it has.
  private static func readHeader(_ reader: inout ByteReader) throws(FileError) -> UInt32 {
    if reader.starts(with: Array("RF64".utf8)) {
      throw reader.error(.unsupported, "RF64, the form of WAV for more than 4 GiB")
    }
    guard try reader.run(4, "the mark 'RIFF'").elementsEqual("RIFF".utf8) else {
      throw reader.error(.corrupt, "the mark 'RIFF' is missing", at: 0)
    }
    let whole = try reader.little(UInt32.self, "the file's length")
    guard try reader.run(4, "the mark 'WAVE'").elementsEqual("WAVE".utf8) else {
      throw reader.error(.corrupt, "the mark 'WAVE' is missing", at: 8)
    }
    return whole
  }

  /// Whether a writer that does not know a length puts down this one.
  private static func isPlaceholder(_ length: UInt32) -> Bool { length == 0 || length >= 0x7FFF_F000 }
}

extension WAV {
  /// How samples are stored: what the chunk `fmt ` says.
  struct Format {
    /// What a sample is; the raw values are the format's own tags.
    enum Kind: UInt16 {
      case integer = 1
      case number = 3
    }

    let kind: Kind
    let channels: Int
    let rate: Int
    /// The bits of a sample: 8, 16, 24 or 32, of numbers 32 or 64.
    let bits: Int

    var sampleSize: Int { bits / 8 }
    var frameSize: Int { channels * sampleSize }

    /// The tag that says that the true one stands in an extension.
    private static let extensible: UInt16 = 0xFFFE
    /// What follows the tag in the extension's identifier.
    private static let identifier: [UInt8] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71]

    /// Reads the chunk, which `reader` holds from its first byte to its last.
    init(_ reader: inout ByteReader) throws(FileError) {
      let start = reader.offset
      var tag = try reader.little(UInt16.self, "the format's tag")
      channels = Int(try reader.little(UInt16.self, "the number of channels"))
      rate = Int(try reader.little(UInt32.self, "the rate"))
      // The bytes of a second follow from the rest, and many writers get them wrong.
      try reader.skip(4, "the bytes of a second")
      let frameSize = Int(try reader.little(UInt16.self, "the bytes of a frame"))
      bits = Int(try reader.little(UInt16.self, "the bits of a sample"))
      if tag == Format.extensible {
        // Its length, how many bits count, and where the speakers stand.
        try reader.skip(8, "the format's extension")
        tag = try reader.little(UInt16.self, "the format's tag in its extension")
        guard try reader.run(14, "the format's identifier").elementsEqual(Format.identifier) else {
          throw reader.error(.unsupported, "the format's identifier is not one of Microsoft's")
        }
      }
      guard channels > 0 else { throw reader.error(.corrupt, "there are 0 channels", at: start + 2) }
      guard rate > 0 else { throw reader.error(.corrupt, "the rate is 0", at: start + 4) }
      guard bits > 0 else { throw reader.error(.corrupt, "samples have 0 bits", at: start + 14) }
      switch (Kind(rawValue: tag), bits) {
      case (.integer, 8), (.integer, 16), (.integer, 24), (.integer, 32): kind = .integer
      case (.number, 32), (.number, 64): kind = .number
      case (.integer?, _): throw reader.error(.unsupported, "whole numbers of \(bits) bits", at: start + 14)
      case (.number?, _): throw reader.error(.unsupported, "floating-point numbers of \(bits) bits", at: start + 14)
      case (nil, _): throw reader.error(.unsupported, "the format \(Format.name(tag))", at: start)
      }
      guard frameSize == self.frameSize else {
        let problem = "frames of \(counted(frameSize, "byte")) do not fit \(channels) channels of \(bits) bits"
        throw reader.error(.corrupt, problem, at: start + 12)
      }
    }

    private static func name(_ tag: UInt16) -> String {
      let names: [UInt16: String] = [2: "ADPCM", 6: "A-law", 7: "µ-law", 0x11: "IMA ADPCM", 0x55: "MP3"]
      return names[tag] ?? "with the tag \(tag)"
    }

    /// The whole frames of `data`, channel by channel.
    func samples(in data: ArraySlice<UInt8>) -> Recording.Samples {
      data.withUnsafeBytes { data in
        switch (kind, bits) {
        // Samples of 8 bits are the only unsigned ones: 128 is silence.
        case (.integer, 8): .integers(planes(data) { Int32($0.loadUnaligned(as: UInt8.self)) &- 128 })
        case (.integer, 16): .integers(planes(data) { Int32(Int16(littleEndian: $0.loadUnaligned(as: Int16.self))) })
        case (.integer, 24):
          .integers(
            planes(data) {
              let low = Int32(UInt16(littleEndian: $0.loadUnaligned(as: UInt16.self)))
              return Int32($0.loadUnaligned(fromByteOffset: 2, as: Int8.self)) &<< 16 | low
            })
        case (.integer, _): .integers(planes(data) { Int32(littleEndian: $0.loadUnaligned(as: Int32.self)) })
        case (.number, 32):
          .numbers(
            planes(data) { Double(Float(bitPattern: UInt32(littleEndian: $0.loadUnaligned(as: UInt32.self)))) })
        case (.number, _):
          .numbers(planes(data) { Double(bitPattern: UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self))) })
        }
      }
    }

    /// Each channel's samples, as `read` finds them at a place.
    @inline(__always)
    private func planes<Sample>(
      _ data: UnsafeRawBufferPointer, read: (UnsafeRawPointer) -> Sample
    ) -> [[Sample]] {
      let frames = data.count / frameSize
      return (0..<channels).map { channel in
        [Sample](unsafeUninitializedCapacity: frames) { samples, count in
          count = frames
          guard var place = data.baseAddress.map({ $0 + channel * sampleSize }) else { return }
          for index in 0..<frames {
            samples.initializeElement(at: index, to: read(place))
            place += frameSize
          }
        }
      }
    }
  }
}
