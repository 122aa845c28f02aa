// From the filtered rows of a PNG file to the samples of a picture.

import Files

extension PNG {
  /// The picture whose filtered rows, unpacked already, are `rows`; they are used up.
  static func picture(from rows: inout [UInt8], _ contents: Contents, file: String) throws(FileError) -> Picture {
    let header = contents.header
    let translation = Translation(contents)
    let count = header.width * header.height * translation.channels.count
    let samples: Picture.Samples
    if header.depth == 16 {
      var words = [UInt16](repeating: 0, count: count)
      try fill(&words, from: &rows, header, translation, file: file) { row, index in
        UInt16(row[2 &* index]) << 8 | UInt16(row[2 &* index &+ 1])
      }
      samples = .words(words)
    } else {
      var bytes = [UInt8](repeating: 0, count: count)
      if translation.table.isEmpty {
        try fill(&bytes, from: &rows, header, translation, file: file) { row, index in row[index] }
      } else {
        try fill(&bytes, fromTable: translation, rows: &rows, header, file: file)
      }
      samples = .bytes(bytes)
    }
    return Picture(
      width: header.width, height: header.height, channels: translation.channels,
      maximum: header.depth == 16 ? 65_535 : 255, samples: samples)
  }

  /// Fills in `samples` that stand in the rows as they are, `read` by their number in the row.
  @inline(__always)
  private static func fill<Sample: FixedWidthInteger>(
    _ samples: inout [Sample], from rows: inout [UInt8], _ header: Header, _ translation: Translation, file: String,
    read: (_ row: UnsafePointer<UInt8>, _ index: Int) -> Sample
  ) throws(FileError) {
    let (count, key) = (header.colour.count, translation.key?.map(Sample.init(truncatingIfNeeded:)))
    try samples.withUnsafeMutableBufferPointer { samples throws(FileError) in
      guard let memory = samples.baseAddress else { return }
      try forEachRow(&rows, header, file: file) { pass, pixels, row in
        let target = memory + pixels.start * translation.channels.count
        let step = pixels.step * translation.channels.count
        if step == count {
          for index in 0..<pass.width &* count { target[index] = read(row, index) }
          return
        }
        for column in 0..<pass.width {
          var isTransparent = true
          for channel in 0..<count {
            let sample = read(row, column &* count &+ channel)
            target[column &* step &+ channel] = sample
            if let key, sample != key[channel] { isTransparent = false }
          }
          if key != nil { target[column &* step &+ count] = isTransparent ? 0 : Sample.max }
        }
      }
    }
  }

  /// Fills in samples whose table entries stand in the rows, packed from the highest bits on: section 7.2.
  private static func fill(
    _ samples: inout [UInt8], fromTable translation: Translation, rows: inout [UInt8], _ header: Header, file: String
  ) throws(FileError) {
    let count = translation.channels.count
    let depth = header.depth
    try samples.withUnsafeMutableBufferPointer { samples throws(FileError) in
      try translation.table.withUnsafeBufferPointer { table throws(FileError) in
        guard let memory = samples.baseAddress else { return }
        var highest = 0
        try forEachRow(&rows, header, file: file) { pass, pixels, row in
          let target = memory + pixels.start * count
          for column in 0..<pass.width {
            let place = column &* depth
            let entry = Int(row[place &>> 3]) &>> (8 &- depth &- place & 7) & (1 &<< depth &- 1)
            highest = max(highest, entry)
            for channel in 0..<count {
              target[column &* pixels.step &* count &+ channel] = table[entry &* count &+ channel]
            }
          }
        }
        guard highest < translation.existing else {
          let problem = "a pixel has the palette's entry \(highest), \(translation.existing) are there"
          throw FileError(.corrupt, file: file, problem: problem)
        }
      }
    }
  }

  /// Takes the filter off each row and hands it to `body`, with the place of its first pixel in the picture and the
  /// step from there to the next one, both counted in pixels.
  @inline(__always)
  private static func forEachRow(
    _ rows: inout [UInt8], _ header: Header, file: String,
    _ body: (Pass, _ pixels: (start: Int, step: Int), UnsafePointer<UInt8>) -> Void
  ) throws(FileError) {
    let zeros = [UInt8](repeating: 0, count: header.rowCount(width: header.width))
    try rows.withUnsafeMutableBufferPointer { rows throws(FileError) in
      try zeros.withUnsafeBufferPointer { zeros throws(FileError) in
        guard var place = rows.baseAddress, let zeros = zeros.baseAddress else { return }
        for pass in header.passes {
          let count = header.rowCount(width: pass.width)
          // Before the first row of a pass zeros are taken to stand: section 9.2.
          var above = zeros
          for index in 0..<pass.height {
            let row = pass.row + index * pass.rowStep
            guard let filter = Filter(rawValue: place[0]) else {
              throw FileError(.corrupt, file: file, place: "row \(row)", problem: "filter type \(place[0]), not 0 to 4")
            }
            filter.undo(place + 1, above: above, count: count, step: header.filterStep)
            above = UnsafePointer(place + 1)
            body(pass, (row * header.width + pass.column, pass.columnStep), above)
            place += 1 + count
          }
        }
      }
    }
  }
}
