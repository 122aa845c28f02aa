// WAV files written: a format, the samples, and for floating-point ones their number.

import Files

extension Recording {
  /// Writes the recording as a WAV file at `path`, whole or not at all.
  ///
  /// Whole numbers are written with 8, 16, 24 or 32 bits, those of another depth with the next of these, shifted up so
  /// that they mean the same in -1...1; floating-point numbers with 32 or 64. Reading the file back gives an equal
  /// recording unless the depth was another one.
  /// - Throws: an error of kind `unwritable` also where the recording does not fit the format, which counts bytes with
  ///   32 bits and channels with 16.
  public func writeWAV(to path: String) throws(FileError) {
    try WholeFile.write(try WAV.encode(self, file: path), to: path)
  }
}

extension WAV {
  /// The bytes of a WAV file with `recording`; `file` is named in errors.
  static func encode(_ recording: Recording, file: String) throws(FileError) -> [UInt8] {
    let channels = recording.channelCount
    let (kind, bits) = storage(of: recording)
    let sampleSize = bits / 8
    let frameSize = channels * sampleSize
    let head = kind == .integer ? 44 : 58
    let (size, overflow) = recording.frameCount.multipliedReportingOverflow(by: frameSize)
    // The counts of the header: channels and a frame's bytes have 16 bits, the rate and all lengths 32.
    guard frameSize <= UInt16.max, !overflow, size + head <= UInt32.max,
      recording.rate <= Int(UInt32.max) / frameSize
    else {
      throw FileError(
        .unwritable, file: file,
        problem: "\(recording.frameCount) frames of \(channels) channels at \(recording.rate) Hz exceed what WAV counts"
      )
    }

    var bytes: [UInt8] = []
    bytes.reserveCapacity(head + size + 1)
    func mark(_ text: String) { bytes += text.utf8 }
    func put(_ number: some FixedWidthInteger) { withUnsafeBytes(of: number.littleEndian) { bytes += $0 } }
    mark("RIFF")
    put(UInt32(head + size + size % 2 - 8))
    mark("WAVEfmt ")
    put(UInt32(kind == .integer ? 16 : 18))
    put(kind.rawValue)
    put(UInt16(channels))
    put(UInt32(recording.rate))
    put(UInt32(recording.rate * frameSize))
    put(UInt16(frameSize))
    put(UInt16(bits))
    if kind == .number {
      // Formats but the first one tell the length of an extension, here none, and the number of frames.
      put(UInt16(0))
      mark("fact")
      put(UInt32(4))
      put(UInt32(recording.frameCount))
    }
    mark("data")
    put(UInt32(size))
    append(recording, bits: bits, to: &bytes)
    if size % 2 == 1 { bytes.append(0) }
    return bytes
  }

  /// How the samples of `recording` are stored.
  private static func storage(of recording: Recording) -> (Format.Kind, bits: Int) {
    switch recording.samples {
    case .integers: (.integer, (recording.bitDepth + 7) / 8 * 8)
    case .numbers: (.number, recording.bitDepth)
    }
  }

  private static func append(_ recording: Recording, bits: Int, to bytes: inout [UInt8]) {
    let size = bits / 8
    switch recording.samples {
    case .integers(let channels):
      let shift = Int32(bits - recording.bitDepth)
      let bias: Int32 = bits == 8 ? 128 : 0
      interleave(
        channels, size: size, pattern: { UInt64(truncatingIfNeeded: ($0 &<< shift) &+ bias) }, body: { bytes += $0 })
    case .numbers(let channels) where bits == 32:
      interleave(channels, size: size, pattern: { UInt64(Float($0).bitPattern) }, body: { bytes += $0 })
    case .numbers(let channels):
      interleave(channels, size: size, pattern: \.bitPattern, body: { bytes += $0 })
    }
  }
}
