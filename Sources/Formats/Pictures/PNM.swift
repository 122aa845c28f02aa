// PNM files: bitmaps (P1, P4), greymaps (P2, P5) and pixmaps (P3, P6), in digits or in bytes.

import Files

/// Reading and writing of PNM files, one picture in each.
///
/// Source: the descriptions pbm(5), pgm(5) and ppm(5) of Netpbm.
public enum PNM {
  /// The picture in a file of one of the six kinds, which its first two bytes tell.
  ///
  /// Samples stay as they are, and so does the largest one that the file names.  A bitmap's largest one is 1, and 1 is
  /// white, as in any other picture, though the file says 1 for black.  Comments may stand wherever white space may,
  /// but not in pixels kept as bytes.  A sample above the largest one, too few bytes and too many are errors; a second
  /// picture in the file is one of kind `unsupported`.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its path, for errors.
  ///   - limits: how large a file and a picture may be.
  public static func decode(
    _ bytes: [UInt8], file: String, limits: Picture.Limits = Picture.Limits()
  ) throws(FileError) -> Picture {
    guard bytes.count <= limits.bytes else {
      throw FileError(.tooLarge, file: file, problem: "\(bytes.count) bytes, more than the limit of \(limits.bytes)")
    }
    guard isPNM(bytes) else {
      throw FileError(.corrupt, file: file, place: "offset 0", problem: "the file does not begin with P1 to P6")
    }
    var reader = ByteReader(bytes, file: file)
    try reader.skip(2, "the kind")
    let kind = Int(bytes[1] - UInt8(ascii: "0"))
    let width = try number(&reader, "the width", 1...Int(Int32.max))
    let height = try number(&reader, "the height", 1...Int(Int32.max))
    let isBitmap = kind % 3 == 1
    let maximum = isBitmap ? 1 : try number(&reader, "the largest sample", 1...65_535)
    let channels: Picture.Channels = kind % 3 == 0 ? .rgb : .grey
    guard let count = byteCount(of: [width, height, channels.count], size: 1) else {
      throw reader.error(.corrupt, "\(width) x \(height) pixels overflow")
    }
    guard width * height <= limits.pixels else {
      let problem = "\(width) x \(height) pixels, more than the limit of \(limits.pixels)"
      throw reader.error(.tooLarge, problem)
    }
    let samples: Picture.Samples
    if kind <= 3 {
      samples = try digits(&reader, count, maximum, isBitmap: isBitmap)
      try skipSpace(&reader)
    } else {
      guard let space = reader.peek(), isSpace(space) else {
        throw reader.error(.corrupt, "no white space before the pixels")
      }
      reader.advance()
      samples = isBitmap ? try bits(&reader, width, height) : try raw(&reader, count, maximum)
    }
    if isPNM(Array(reader.bytes[reader.offset...].prefix(2))) {
      throw reader.error(.unsupported, "a second picture follows, only one can be read")
    }
    try reader.expectEnd()
    return Picture(width: width, height: height, channels: channels, maximum: maximum, samples: samples)
  }

  /// Whether `bytes` begin as a PNM file does.
  static func isPNM(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == UInt8(ascii: "P") && UInt8(ascii: "1")...UInt8(ascii: "6") ~= bytes[1]
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || 9...13 ~= byte }

  /// Passes over white space, and over comments, which go from `#` to the end of the line.
  private static func skipSpace(_ reader: inout ByteReader) throws(FileError) {
    while let byte = reader.peek() {
      if byte == UInt8(ascii: "#") {
        while let byte = reader.peek(), byte != 10, byte != 13 { reader.advance() }
      } else if !isSpace(byte) {
        return
      } else {
        reader.advance()
      }
    }
  }

  /// The next number in decimal digits; leaves the reader behind its last one.
  private static func number(_ reader: inout ByteReader, _ what: String, _ range: ClosedRange<Int>) throws(FileError)
    -> Int
  {
    try skipSpace(&reader)
    let start = reader.offset
    var number = 0
    while let byte = reader.peek(), UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte, number <= range.upperBound {
      number = 10 * number + Int(byte - UInt8(ascii: "0"))
      reader.advance()
    }
    guard reader.offset > start else { throw reader.error(.corrupt, "\(what) is missing") }
    guard range.contains(number) else {
      throw reader.error(.corrupt, "\(what) is not in \(range.lowerBound)...\(range.upperBound)", at: start)
    }
    return number
  }

  /// P1, P2 and P3: numbers, or single digits for a bitmap.
  private static func digits(
    _ reader: inout ByteReader, _ count: Int, _ maximum: Int, isBitmap: Bool
  ) throws(FileError) -> Picture.Samples {
    // A number takes one byte, and one more from the next number.
    guard isBitmap ? count <= reader.remaining : count <= (reader.remaining + 1) / 2 else {
      throw reader.error(.corrupt, "\(counted(count, "sample")) cannot be in \(counted(reader.remaining, "byte"))")
    }
    var samples: [UInt16] = []
    samples.reserveCapacity(count)
    for _ in 0..<count {
      if isBitmap {
        try skipSpace(&reader)
        let digit = try reader.byte("a pixel")
        guard digit == UInt8(ascii: "0") || digit == UInt8(ascii: "1") else {
          throw reader.error(.corrupt, "a pixel is neither 0 nor 1", at: reader.offset - 1)
        }
        samples.append(digit == UInt8(ascii: "0") ? 1 : 0)
      } else {
        samples.append(UInt16(try number(&reader, "a sample", 0...maximum)))
      }
    }
    return maximum < 256 ? .bytes(samples.map(UInt8.init)) : .words(samples)
  }

  /// P4: eight pixels in a byte, from the highest bit on; each row begins with a new byte.
  private static func bits(_ reader: inout ByteReader, _ width: Int, _ height: Int) throws(FileError) -> Picture.Samples
  {
    let rowCount = (width + 7) / 8
    let rows = try reader.run(height * rowCount, "the pixels")
    var samples = [UInt8](repeating: 0, count: width * height)
    for row in 0..<height {
      for column in 0..<width {
        let byte = rows[rows.startIndex + row * rowCount + column / 8]
        samples[row * width + column] = byte >> UInt8(7 - column % 8) & 1 ^ 1
      }
    }
    return .bytes(samples)
  }

  /// P5 and P6: a byte a sample, or two where the largest one needs them, the higher one first.
  private static func raw(_ reader: inout ByteReader, _ count: Int, _ maximum: Int) throws(FileError) -> Picture.Samples
  {
    let start = reader.offset
    let size = maximum < 256 ? 1 : 2
    let (total, overflow) = count.multipliedReportingOverflow(by: size)
    let run = try reader.run(overflow ? Int.max : total, "the samples")
    let samples: Picture.Samples
    let largest: Int
    if size == 1 {
      samples = .bytes(Array(run))
      largest = Int(run.max() ?? 0)
    } else {
      var words: [UInt16] = []
      words.reserveCapacity(count)
      for place in stride(from: run.startIndex, to: run.endIndex, by: 2) {
        words.append(UInt16(run[place]) << 8 | UInt16(run[place + 1]))
      }
      samples = .words(words)
      largest = Int(words.max() ?? 0)
    }
    guard largest <= maximum else {
      throw reader.error(.corrupt, "a sample is \(largest), more than the largest one of \(maximum)", at: start)
    }
    return samples
  }

  /// The picture as a file of kind P5 or P6.
  ///
  /// - Precondition: it has no alpha channel, which the format cannot keep.
  public static func encode(_ picture: Picture) -> [UInt8] {
    precondition(!picture.channels.hasAlpha, "PNM: a picture with an alpha channel; PNM cannot keep it")
    let kind = picture.channels == .grey ? "P5" : "P6"
    let header = Array("\(kind)\n\(picture.width) \(picture.height)\n\(picture.maximum)\n".utf8)
    switch picture.samples {
    case .bytes(let samples): return header + samples
    case .words(let samples) where picture.maximum < 256: return header + samples.map { UInt8($0) }
    case .words(let samples): return header + samples.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    }
  }
}
