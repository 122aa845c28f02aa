// The head of a FLAC frame: how long its block is, and how its channels were put together.

import Files

extension FLAC {
  /// How the two channels of a stereo frame are stored (RFC 9639, section 4.2).
  enum Stereo {
    /// Each by itself; so are mono and more than two channels.
    case independent
    case leftSide
    case sideRight
    case midSide

    /// Whether `channel` is the difference of the two, which takes one bit more.
    func isSide(_ channel: Int) -> Bool {
      switch self {
      case .independent: false
      case .leftSide, .midSide: channel == 1
      case .sideRight: channel == 0
      }
    }

    /// Makes left and right of what stands for them.
    func restore(_ first: UnsafeMutableBufferPointer<Int64>, _ second: UnsafeMutableBufferPointer<Int64>) {
      switch self {
      case .independent: break
      case .leftSide:
        for time in 0..<first.count { second[time] = first[time] &- second[time] }
      case .sideRight:
        for time in 0..<first.count { first[time] = first[time] &+ second[time] }
      case .midSide:
        for time in 0..<first.count {
          // The middle has lost the last bit of the sum, which is that of the difference too.
          let side = second[time]
          let sum = first[time] &<< 1 | side & 1
          first[time] = (sum &+ side) &>> 1
          second[time] = (sum &- side) &>> 1
        }
      }
    }
  }

  /// The header of a frame (section 9.1).
  struct FrameHeader {
    /// Whether blocks differ in length: then ``number`` counts samples, otherwise frames.
    let isVariable: Bool
    /// How many samples each channel has in this frame: 1...65,535.
    let blockSize: Int
    let stereo: Stereo
    /// The number of the frame, or of its first sample.
    let number: Int

    /// Reads the header that begins where `reader` stands, and checks it against what the file says of itself.
    init(_ reader: inout ByteReader, _ info: StreamInfo) throws(FileError) {
      let start = reader.offset
      let mark = try reader.big(UInt16.self, "a frame's header")
      guard mark & 0xFFFE == FLAC.frameMark else { throw reader.error(.corrupt, "no frame begins here", at: start) }
      isVariable = mark & 1 == 1
      let sizes = try reader.byte("a frame's header")
      let kinds = try reader.byte("a frame's header")
      guard kinds & 1 == 0 else { throw reader.error(.corrupt, "a reserved bit is set", at: start + 3) }
      number = try FrameHeader.codedNumber(&reader, isVariable: isVariable)
      blockSize = try FrameHeader.blockSize(&reader, code: Int(sizes >> 4))
      let rate = try FrameHeader.rate(&reader, code: Int(sizes & 15), info)
      let channels: Int
      (channels, stereo) = try FrameHeader.channels(reader, code: Int(kinds >> 4))
      let bits = try FrameHeader.bits(reader, code: Int(kinds >> 1 & 7), info)
      let check = flacHeaderCheck(reader.bytes[start..<reader.offset])
      guard try reader.byte("the check of a frame's header") == check else {
        throw reader.error(.corrupt, "the CRC-8 does not match the frame's header", at: start)
      }
      guard blockSize <= info.largestBlock else {
        let problem = "a block of \(blockSize) samples, more than the largest of \(info.largestBlock)"
        throw reader.error(.corrupt, problem, at: start)
      }
      guard rate == info.rate, channels == info.channels, bits == info.bits else {
        let problem =
          "a frame of \(rate) Hz, \(counted(channels, "channel")) and \(bits) bits"
          + " in a file of \(info.rate), \(info.channels) and \(info.bits)"
        throw reader.error(.unsupported, problem, at: start)
      }
    }

    /// Section 9.1.5: a number in the manner of UTF-8, of up to 31 bits for frames and 36 for samples.
    private static func codedNumber(_ reader: inout ByteReader, isVariable: Bool) throws(FileError) -> Int {
      let start = reader.offset
      let first = try reader.byte("a frame's number")
      let length = (~first).leadingZeroBitCount
      if length == 0 { return Int(first) }
      guard 2...(isVariable ? 7 : 6) ~= length else {
        throw reader.error(.corrupt, "a frame's number cannot be coded so", at: start)
      }
      var number = Int(first & 0x7F >> UInt8(length))
      for _ in 1..<length {
        let next = try reader.byte("a frame's number")
        guard next >> 6 == 0b10 else { throw reader.error(.corrupt, "a frame's number cannot be coded so", at: start) }
        number = number << 6 | Int(next & 0x3F)
      }
      return number
    }

    /// Sections 9.1.1 and 9.1.6.
    private static func blockSize(_ reader: inout ByteReader, code: Int) throws(FileError) -> Int {
      switch code {
      case 0: throw reader.error(.corrupt, "the block size's code 0 is reserved")
      case 1: return 192
      case 2...5: return 144 << code
      case 6: return Int(try reader.byte("the block size")) + 1
      case 7:
        let size = Int(try reader.big(UInt16.self, "the block size")) + 1
        guard size <= 65_535 else { throw reader.error(.corrupt, "a block of 65536 samples is forbidden") }
        return size
      default: return 1 << code
      }
    }

    /// Sections 9.1.2 and 9.1.7.
    private static func rate(_ reader: inout ByteReader, code: Int, _ info: StreamInfo) throws(FileError) -> Int {
      switch code {
      case 0: return info.rate
      case 12: return 1_000 * Int(try reader.byte("the rate"))
      case 13: return Int(try reader.big(UInt16.self, "the rate"))
      case 14: return 10 * Int(try reader.big(UInt16.self, "the rate"))
      case 15: throw reader.error(.corrupt, "the rate's code 15 is forbidden")
      default:
        let rates = [88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000]
        return rates[code - 1]
      }
    }

    /// Section 9.1.3.
    private static func channels(_ reader: ByteReader, code: Int) throws(FileError) -> (Int, Stereo) {
      switch code {
      case 0...7: return (code + 1, .independent)
      case 8: return (2, .leftSide)
      case 9: return (2, .sideRight)
      case 10: return (2, .midSide)
      default: throw reader.error(.corrupt, "the channels' code \(code) is reserved")
      }
    }

    /// Section 9.1.4.
    private static func bits(_ reader: ByteReader, code: Int, _ info: StreamInfo) throws(FileError) -> Int {
      guard code != 3 else { throw reader.error(.corrupt, "the bit depth's code 3 is reserved") }
      return [info.bits, 8, 12, 0, 16, 20, 24, 32][code]
    }
  }
}
