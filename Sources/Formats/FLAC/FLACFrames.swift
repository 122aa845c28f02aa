// The frames of a FLAC file, one after the other, and the channels that come out of them.

import Files

extension FLAC {
  /// The frames read so far (RFC 9639, section 9).
  struct Frames {
    private let info: StreamInfo
    /// The samples, channel by channel.
    private(set) var channels: [[Int32]]
    /// The frame at hand, channel by channel; a difference of two channels takes a bit more than they do.
    private var block: [Int64]
    /// How many frames were read.
    private var number = 0
    private var isVariable: Bool?

    /// - Parameter room: how many samples a channel will probably have; nothing rests on it.
    init(_ info: StreamInfo, room: Int) {
      self.info = info
      channels = Array(repeating: [], count: info.channels)
      for channel in channels.indices { channels[channel].reserveCapacity(room) }
      block = Array(repeating: 0, count: info.channels * info.largestBlock)
    }

    /// How many samples each channel has.
    var count: Int { channels[0].count }

    /// Reads the frame that begins where `reader` stands.
    mutating func readNext(_ reader: inout ByteReader, _ limits: Recording.Limits) throws(FileError) {
      guard !reader.isAtEnd else {
        throw reader.error(.corrupt, "the file ends after \(count) of \(info.frames ?? 0) samples")
      }
      let start = reader.offset
      let header = try FrameHeader(&reader, info)
      try follow(header, reader, at: start)
      try limits.admit((count + header.blockSize) * info.channels, reader.file)

      var bits = FLACBits(reader)
      for channel in channels.indices { try readChannel(channel, &bits, header) }
      guard bits.alignOnZeros() else { throw bits.error("the bits that fill the last byte are not zeros") }
      try reader.skip(bits.offset - reader.offset, "a frame")
      // Section 9.3.
      let check = flacFrameCheck(reader.bytes[start..<reader.offset])
      guard try reader.big(UInt16.self, "the check of a frame") == check else {
        throw reader.error(.corrupt, "the CRC-16 does not match the frame", at: start)
      }
      guard join(header) else {
        throw reader.error(.corrupt, "a sample of the frame does not fit \(info.bits) bits", at: start)
      }
    }

    /// Throws unless a frame with `header` can be the next one: a lost or doubled frame shows in its number.
    private mutating func follow(_ header: FrameHeader, _ reader: ByteReader, at start: Int) throws(FileError) {
      guard header.isVariable == isVariable ?? header.isVariable else {
        throw reader.error(.corrupt, "the frames change how they are numbered", at: start)
      }
      isVariable = header.isVariable
      let expected = header.isVariable ? count : number
      guard header.number == expected else {
        throw reader.error(.corrupt, "frame number \(header.number) where \(expected) should follow", at: start)
      }
      number += 1
    }

    /// Reads the samples of one channel of the block.
    private mutating func readChannel(
      _ channel: Int, _ bits: inout FLACBits, _ header: FrameHeader
    ) throws(FileError) {
      let size = header.blockSize
      let depth = info.bits + (header.stereo.isSide(channel) ? 1 : 0)
      try block.withUnsafeMutableBufferPointer { block throws(FileError) in
        let samples = UnsafeMutableBufferPointer(rebasing: block[channel * size..<(channel + 1) * size])
        try FLAC.readSubframe(&bits, into: samples, depth: depth)
      }
    }

    /// Makes two channels of what stands for them, and adds the block to the samples.
    ///
    /// - Returns: whether the samples are of the depth that the file has.
    private mutating func join(_ header: FrameHeader) -> Bool {
      let size = header.blockSize
      return block.withUnsafeMutableBufferPointer { block in
        let rows = channels.indices.map { UnsafeMutableBufferPointer(rebasing: block[$0 * size..<($0 + 1) * size]) }
        if header.stereo != .independent {
          header.stereo.restore(rows[0], rows[1])
          guard rows.allSatisfy({ FLAC.fit($0, depth: info.bits) }) else { return false }
        }
        for (channel, row) in rows.enumerated() {
          channels[channel] += [Int32](unsafeUninitializedCapacity: size) { samples, count in
            for time in 0..<size { samples.initializeElement(at: time, to: Int32(truncatingIfNeeded: row[time])) }
            count = size
          }
        }
        return true
      }
    }
  }
}
