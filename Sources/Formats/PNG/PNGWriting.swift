// Pictures into PNG files.

import Files

extension PNG {
  /// The picture as a PNG file: the same picture always gives the same bytes.
  ///
  /// Samples that go up to 255 or 65,535 are kept, in 8 or 16 bits; others are scaled up to the next of the two.
  ///
  /// - Precondition: the samples take less than 1 GiB.
  public static func encode(_ picture: Picture) -> [UInt8] {
    let picture = picture.scaled(to: picture.maximum < 256 ? 255 : 65_535)
    let colour: Header.Colour =
      switch picture.channels {
      case .grey: .grey
      case .greyAlpha: .greyAlpha
      case .rgb: .rgb
      case .rgba: .rgba
      }
    var depth: UInt8 = 8
    var samples: [UInt8]
    switch picture.samples {
    case .bytes(let bytes): samples = bytes
    case .words(let words):
      depth = 16
      samples = []
      samples.reserveCapacity(2 * words.count)
      for word in words {
        samples.append(UInt8(word >> 8))
        samples.append(UInt8(truncatingIfNeeded: word))
      }
    }
    precondition(samples.count < Int(Int32.max) / 2, "PNG: \(samples.count) bytes of samples are too many")
    let step = Int(depth) / 8 * picture.channels.count
    let rows = filtered(samples, rowCount: picture.width * step, step: step)
    let size = big(UInt32(picture.width)) + big(UInt32(picture.height))
    return signature + chunk("IHDR", size + [depth, colour.rawValue, 0, 0, 0]) + chunk("IDAT", Zlib.pack(rows))
      + chunk("IEND", [])
  }

  /// All rows, each behind the filter that leaves the smallest sum of differences, taken as signed bytes without their
  /// sign: those that vary little around zero pack well.  The first filter wins ties.  Source: section 12, "Filter
  /// selection".
  private static func filtered(_ samples: [UInt8], rowCount: Int, step: Int) -> [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity(samples.count / rowCount * (rowCount + 1))
    var above = [UInt8](repeating: 0, count: rowCount)
    for start in stride(from: 0, to: samples.count, by: rowCount) {
      let row = Array(samples[start..<start + rowCount])
      var best: (sum: Int, row: [UInt8]) = (.max, [])
      for filter in Filter.allCases {
        let differences = filter.apply(to: row, above: above, step: step)
        let sum = differences.reduce(0) { $0 + Int(Int8(bitPattern: $1).magnitude) }
        if sum < best.sum { best = (sum, [filter.rawValue] + differences) }
      }
      rows += best.row
      above = row
    }
    return rows
  }

  /// Section 5.3: length, name, contents and check.
  private static func chunk(_ name: String, _ contents: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + contents
    var check = CRC32()
    check.update(body[...])
    return big(UInt32(contents.count)) + body + big(check.value)
  }

  private static func big(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.bigEndian, Array.init) }
}

extension Picture {
  /// Writes the picture to a PNG file, whole or not at all; what stood at `path` is replaced.
  ///
  /// Samples that go up to 255 or 65,535 are kept, in 8 or 16 bits; others are scaled up to the next of the two.
  public func writePNG(to path: String) throws(FileError) {
    try WholeFile.write(PNG.encode(self), to: path)
  }

  /// Writes the picture to a PNM file, whole or not at all, with samples of bytes: P5 for grey, P6 for RGB.
  ///
  /// - Precondition: the picture has no alpha channel, which the format cannot keep.
  public func writePNM(to path: String) throws(FileError) {
    try WholeFile.write(PNM.encode(self), to: path)
  }
}
