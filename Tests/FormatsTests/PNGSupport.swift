// PNG files put together by hand, and pictures by chance.

import Files
import TestSupport
import Testing

@testable import Formats

/// A chunk with its length and its check.
func pngChunk(_ name: String, _ contents: [UInt8]) -> [UInt8] {
  var check = CRC32()
  check.update((Array(name.utf8) + contents)[...])
  return big(UInt32(contents.count)) + Array(name.utf8) + contents + big(check.value)
}

/// The contents of a header.
func pngHeader(
  _ width: UInt32, _ height: UInt32, depth: UInt8 = 8, colour: UInt8 = 0, interlace: UInt8 = 0
) -> [UInt8] {
  big(width) + big(height) + [depth, colour, 0, 0, interlace]
}

/// A whole file from its chunks.
func png(_ chunks: [(name: String, contents: [UInt8])]) -> [UInt8] {
  PNG.signature + chunks.flatMap { pngChunk($0.name, $0.contents) }
}

/// The file with the checks of its chunks and of its zlib stream, in a single chunk, made right again, as far as these
/// can be made out.
func withMendedChecks(_ file: [UInt8]) -> [UInt8] {
  var mended = file
  var start = PNG.signature.count
  while start + 12 <= file.count {
    let length = file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
    guard length <= file.count - start - 12 else { break }
    if file[start + 4..<start + 8].elementsEqual("IDAT".utf8) {
      var reader = ByteReader(Array(file[start + 8..<start + 8 + length]), file: "f")
      var unpacked: [UInt8] = []
      _ = try? reader.skip(2, "the zlib header")
      if (try? Inflate.unpack(&reader, into: &unpacked, limit: 1 << 20)) != nil, reader.remaining >= 4 {
        var check = Adler32()
        check.update(unpacked[...])
        let place = start + 8 + reader.offset
        mended.replaceSubrange(place..<place + 4, with: big(check.value))
      }
    }
    var check = CRC32()
    check.update(mended[start + 4..<start + 8 + length])
    mended.replaceSubrange(start + 8 + length..<start + 12 + length, with: big(check.value))
    start += 12 + length
  }
  return mended
}

/// A picture of random size and samples: even, noisy or smooth, so that filters and matches all have something to do.
func randomPicture(
  _ channels: Picture.Channels, maximum: Int, largest: Int = 24, using generator: inout some RandomNumberGenerator
) -> Picture {
  let width = Int.random(in: 1...largest, using: &generator)
  let height = Int.random(in: 1...largest, using: &generator)
  let kind = Int.random(in: 0..<3, using: &generator)
  let (across, down) = (Int.random(in: 0...9, using: &generator), Int.random(in: 0...9, using: &generator))
  var samples: [UInt16] = []
  for row in 0..<height {
    for column in 0..<width {
      for channel in 0..<channels.count {
        let noise = Int.random(in: 0...(kind == 1 ? maximum : kind), using: &generator)
        samples.append(UInt16((across * column + down * row + 40 * channel + noise) % (maximum + 1)))
      }
    }
  }
  return Picture(
    width: width, height: height, channels: channels, maximum: maximum,
    samples: maximum < 256 ? .bytes(samples.map { UInt8($0) }) : .words(samples))
}

extension Picture {
  /// The samples, whatever their size.
  var numbers: [Int] {
    switch samples {
    case .bytes(let samples): samples.map { Int($0) }
    case .words(let samples): samples.map { Int($0) }
    }
  }
}
