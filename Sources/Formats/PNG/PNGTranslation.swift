// How the numbers in a PNG file become the samples of a picture: palettes, transparent colours, small depths.

extension PNG {
  /// What the numbers that a file holds for a pixel mean.
  struct Translation {
    /// The channels of the picture.
    let channels: Picture.Channels
    /// Where a pixel is one number of at most 8 bits that does not simply become the sample: the samples of all
    /// numbers that there can be.
    private(set) var table: [UInt8] = []
    /// How many of these numbers exist: a palette may be shorter than its depth allows.
    private(set) var existing = 256
    /// The pixel that is transparent, where that adds an alpha channel to numbers that are samples already.
    private(set) var key: [UInt16]?

    init(_ contents: Contents) {
      let header = contents.header
      let transparency = contents.transparency.map(Array.init)
      if header.colour == .palette {
        let palette = Array(contents.palette ?? [])
        channels = transparency == nil ? .rgb : .rgba
        existing = palette.count / 3
        table = Translation.table(palette, opacities: transparency)
        table += [UInt8](repeating: 0, count: ((1 << header.depth) - existing) * channels.count)
        return
      }
      channels =
        switch header.colour {
        case .grey, .palette: transparency == nil ? .grey : .greyAlpha
        case .greyAlpha: .greyAlpha
        case .rgb: transparency == nil ? .rgb : .rgba
        case .rgba: .rgba
        }
      // Section 11.3.1.1: only as many bits as a sample has count.
      key = transparency.map { bytes in
        stride(from: 0, to: bytes.count, by: 2).map { place in
          (UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1])) & (UInt16.max >> UInt16(16 - header.depth))
        }
      }
      if header.depth < 8 { table = Translation.table(depth: header.depth, transparent: key?[0]) }
    }

    /// Section 11.3.1.1: entries of a palette without an opacity are opaque, if any has one.
    private static func table(_ palette: [UInt8], opacities: [UInt8]?) -> [UInt8] {
      guard let opacities else { return palette }
      var table: [UInt8] = []
      for entry in 0..<palette.count / 3 {
        table += palette[3 * entry..<3 * entry + 3]
        table.append(entry < opacities.count ? opacities[entry] : 255)
      }
      return table
    }

    /// Section 13.12: levels scaled so that the largest becomes 255, of which all small depths have a divisor.
    private static func table(depth: Int, transparent: UInt16?) -> [UInt8] {
      let largest = 1 << depth - 1
      var table: [UInt8] = []
      for level in 0...largest {
        table.append(UInt8(level * 255 / largest))
        if let transparent { table.append(level == Int(transparent) ? 0 : 255) }
      }
      return table
    }
  }
}
