// FLAC, sound made smaller without loss: each sample is foretold from those before it, and only the error is stored.

import Files

/// Reads FLAC.  Source: RFC 9639.
enum FLAC {
  /// How a file begins (RFC 9639, section 6).
  static let mark: [UInt8] = Array("fLaC".utf8)
  /// How a frame begins, but for the bit that says whether blocks differ in length (section 9.1).
  static let frameMark: UInt16 = 0xFFF8

  static func isFLAC(_ bytes: [UInt8]) -> Bool { bytes.starts(with: mark) }

  /// The sound of a FLAC file, of 4 to 32 bits and up to 8 channels.
  ///
  /// All that the format lets a reader check is checked: reserved values, the checks of each frame and its header, the
  /// frames' numbers, the number of samples where the file knows it, and the MD5 of all samples where it has one. What
  /// stands behind the last sample, a tag of another format perhaps, is passed over, unless it is one more frame.
  /// Frames that change the rate, the channels or the depth are `unsupported`, as one recording has one of each.
  static func decode(
    _ bytes: [UInt8], file: String, limits: Recording.Limits = .init()
  ) throws(FileError) -> Recording {
    var reader = ByteReader(bytes, file: file)
    let info = try StreamInfo(header: &reader)
    try admit(info, reader, limits)
    var frames = Frames(info, room: min(info.frames ?? 0, 16 * reader.remaining))
    while info.frames.map({ frames.count < $0 }) ?? !reader.isAtEnd {
      try frames.readNext(&reader, limits)
    }
    if let total = info.frames {
      guard frames.count == total, !reader.starts(with: [0xFF, 0xF8]), !reader.starts(with: [0xFF, 0xF9]) else {
        throw reader.error(.corrupt, "there are more samples than the \(total) announced")
      }
    }
    let recording = Recording(rate: info.rate, bitDepth: info.bits, samples: .integers(frames.channels))
    if let digest = info.digest, digest != FLAC.digest(of: frames.channels, bits: info.bits) {
      throw FileError(.corrupt, file: file, problem: "the MD5 does not match the samples")
    }
    return recording
  }

  /// Throws where the samples that the file announces are too many, for the limit or for the bytes that are left.
  private static func admit(_ info: StreamInfo, _ reader: ByteReader, _ limits: Recording.Limits) throws(FileError) {
    guard let total = info.frames else { return }
    try limits.admit(total * info.channels, reader.file)
    // The smallest frame: 6 bytes of header, a constant of at least 12 bits for each channel, 2 bytes of check.
    let frames = (total - 1) / info.largestBlock + 1
    guard frames * (8 + info.channels) <= reader.remaining else {
      throw reader.error(.corrupt, "\(total) samples announced, which \(reader.remaining) bytes cannot hold")
    }
  }

  /// The MD5 of the samples, frame by frame, each in as many whole bytes as it needs, the lowest byte first (section
  /// 8.2).
  private static func digest(of channels: [[Int32]], bits: Int) -> [UInt8] {
    var digest = MD5()
    interleave(
      channels, size: (bits + 7) / 8, pattern: { UInt64(truncatingIfNeeded: $0) }, body: { digest.update($0) })
    return digest.finish()
  }
}
