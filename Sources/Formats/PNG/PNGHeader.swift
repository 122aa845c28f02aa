// The header of a PNG file, and what follows from it: how many bytes a row takes, which pixels a pass has.

import Files

extension PNG {
  /// What the first chunk says.  Source: section 11.2.1.
  struct Header {
    let width, height: Int
    /// Bits of a sample, or of an index into the palette.
    let depth: Int
    let colour: Colour
    let isInterlaced: Bool

    /// The colour types, as the file numbers them.
    enum Colour: UInt8 {
      case grey = 0
      case rgb = 2
      case palette = 3
      case greyAlpha = 4
      case rgba = 6

      /// How many numbers a pixel has in the file.
      var count: Int {
        switch self {
        case .grey, .palette: 1
        case .greyAlpha: 2
        case .rgb: 3
        case .rgba: 4
        }
      }

      /// The depths that may be, table 12.
      var depths: [UInt8] {
        switch self {
        case .grey: [1, 2, 4, 8, 16]
        case .palette: [1, 2, 4, 8]
        case .rgb, .greyAlpha, .rgba: [8, 16]
        }
      }
    }

    /// Reads the contents of the chunk.
    init(_ chunk: Chunk, limits: Picture.Limits) throws(FileError) {
      var body = chunk.body
      let start = body.offset
      width = try Header.side(&body, "width")
      height = try Header.side(&body, "height")
      let depth = try body.byte("the bit depth")
      let type = try body.byte("the colour type")
      guard let colour = Colour(rawValue: type) else {
        throw body.error(.corrupt, "colour type \(type) does not exist", at: start + 9)
      }
      guard colour.depths.contains(depth) else {
        throw body.error(.corrupt, "colour type \(type) cannot have a bit depth of \(depth)", at: start + 8)
      }
      (self.depth, self.colour) = (Int(depth), colour)
      for what in ["compression", "filter"] {
        let method = try body.byte("the \(what) method")
        guard method == 0 else { throw body.error(.corrupt, "\(what) method \(method), not 0", at: body.offset - 1) }
      }
      let interlacing = try body.byte("the interlace method")
      guard interlacing <= 1 else {
        throw body.error(.corrupt, "interlace method \(interlacing), not 0 or 1", at: body.offset - 1)
      }
      isInterlaced = interlacing == 1
      try body.expectEnd()
      // The largest picture there can be of so many pixels, with its filter bytes, must be countable.
      guard let area = byteCount(of: [width, height], size: 1), byteCount(of: [width + 7, height + 7], size: 9) != nil
      else {
        throw body.error(.corrupt, "\(width) x \(height) pixels overflow", at: start)
      }
      guard area <= limits.pixels else {
        let problem = "\(width) x \(height) pixels, more than the limit of \(limits.pixels)"
        throw body.error(.tooLarge, problem, at: start)
      }
    }

    /// Width or height: 1 to 2^31 - 1, section 7.1.
    private static func side(_ body: inout ByteReader, _ what: String) throws(FileError) -> Int {
      let place = body.offset
      let side = try body.big(UInt32.self, "the \(what)")
      guard 1...UInt32(Int32.max) ~= side else {
        throw body.error(.corrupt, "the \(what) is \(side), not in 1...\(Int32.max)", at: place)
      }
      return Int(side)
    }

    /// Section 7.2: the bytes of a row of `width` pixels, its filter's type not counted.
    func rowCount(width: Int) -> Int { (width * colour.count * depth + 7) / 8 }

    /// How many bytes behind a byte the one of the same sample of the pixel before stands, at least 1: section 9.2.
    var filterStep: Int { max(colour.count * depth / 8, 1) }

    /// The passes that hold a pixel, in the order of the file: one, or up to seven.
    var passes: [Pass] {
      guard isInterlaced else { return [Pass(0, 0, 1, 1, width, height)] }
      return [
        Pass(0, 0, 8, 8, width, height), Pass(4, 0, 8, 8, width, height), Pass(0, 4, 4, 8, width, height),
        Pass(2, 0, 4, 4, width, height), Pass(0, 2, 2, 4, width, height), Pass(1, 0, 2, 2, width, height),
        Pass(0, 1, 1, 2, width, height),
      ].filter { $0.width > 0 && $0.height > 0 }
    }

    /// The bytes of all rows of all passes, with a byte before each that tells its filter.
    var filteredCount: Int {
      passes.reduce(0) { $0 + $1.height * (1 + rowCount(width: $1.width)) }
    }
  }

  /// Every so manieth pixel of every so manieth row, which the file holds as a picture of its own: section 8.
  struct Pass {
    /// The first pixel, and the steps to the next one and to the next row.
    let column, row, columnStep, rowStep: Int
    /// Pixels in a row and rows of this pass.
    let width, height: Int

    init(_ column: Int, _ row: Int, _ columnStep: Int, _ rowStep: Int, _ width: Int, _ height: Int) {
      (self.column, self.row, self.columnStep, self.rowStep) = (column, row, columnStep, rowStep)
      self.width = (width - column + columnStep - 1) / columnStep
      self.height = (height - row + rowStep - 1) / rowStep
    }
  }
}
