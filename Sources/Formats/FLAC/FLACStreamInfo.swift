// What a FLAC file says of itself before the sound begins.

import Files

extension FLAC {
  /// The block of metadata that every file begins with (RFC 9639, section 8.2).
  struct StreamInfo {
    /// The most samples of a channel that a frame holds: 16...65,535.
    let largestBlock: Int
    /// In hertz, up to 655,350.
    let rate: Int
    /// 1...8.
    let channels: Int
    /// The bits of a sample: 4...32.
    let bits: Int
    /// How many samples each channel has; `nil` where the encoder did not know.
    let frames: Int?
    /// The MD5 digest of the samples; `nil` where the encoder did not compute it.
    let digest: [UInt8]?

    init(_ reader: inout ByteReader) throws(FileError) {
      let start = reader.offset
      let smallestBlock = Int(try reader.big(UInt16.self, "the smallest block"))
      largestBlock = Int(try reader.big(UInt16.self, "the largest block"))
      try reader.skip(6, "the sizes of the frames")
      // 20 bits of rate, 3 of channels, 5 of bits, 36 of samples.
      let packed = try reader.big(UInt64.self, "the rate, depth and length")
      rate = Int(packed >> 44)
      channels = Int(packed >> 41 & 7) + 1
      bits = Int(packed >> 36 & 31) + 1
      let count = Int(packed & 0xF_FFFF_FFFF)
      frames = count == 0 ? nil : count
      let digest = Array(try reader.run(16, "the MD5"))
      self.digest = digest.allSatisfy { $0 == 0 } ? nil : digest
      guard 16 <= smallestBlock, smallestBlock <= largestBlock else {
        throw reader.error(.corrupt, "blocks of \(smallestBlock) to \(largestBlock) samples", at: start)
      }
      guard rate > 0 else { throw reader.error(.unsupported, "the rate is 0: this is no sound", at: start + 10) }
      guard bits >= 4 else { throw reader.error(.corrupt, "samples of \(counted(bits, "bit"))", at: start + 12) }
    }

    /// Reads the mark and all metadata (sections 6 and 8.1); blocks but the first one are passed over.
    init(header reader: inout ByteReader) throws(FileError) {
      guard try reader.run(FLAC.mark.count, "the mark 'fLaC'").elementsEqual(FLAC.mark) else {
        throw reader.error(.corrupt, "the mark 'fLaC' is missing", at: 0)
      }
      var info: StreamInfo?
      var isLast = false
      while !isLast {
        let start = reader.offset
        let header = try reader.big(UInt32.self, "the header of a block of metadata")
        isLast = header >> 31 == 1
        let kind = header >> 24 & 0x7F
        let length = Int(header & 0xFF_FFFF)
        guard (kind == 0) == (info == nil), kind != 127 else {
          throw reader.error(.corrupt, "a block of metadata of kind \(kind) must not stand here", at: start)
        }
        if kind == 0 {
          guard length == 34 else { throw reader.error(.corrupt, "STREAMINFO of \(length) bytes, not 34", at: start) }
          info = try StreamInfo(&reader)
        } else {
          try reader.skip(length, "a block of metadata of kind \(kind)")
        }
      }
      guard let info else { throw reader.error(.corrupt, "STREAMINFO is missing") }
      self = info
    }
  }
}
