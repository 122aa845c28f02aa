// Upsampling: coarse components at the size of the picture.

extension JPEG {
  /// Gives the rows of a component as wide and as many as the picture's.
  ///
  /// Where a component has half as many samples, a pixel lies at a quarter of the way from the nearest sample to the
  /// next one: it is three parts of the one and one part of the other, in each direction (a triangle filter, "fancy
  /// upsampling" in libjpeg).  Other ratios, and components of at most two samples a row when these are halved, repeat
  /// the nearest sample, as libjpeg does.
  ///
  /// The filter is not part of T.81, which leaves upsampling open; the rounding is libjpeg's: a pixel between two levels
  /// goes up and down in turns.
  package struct Upsampler {
    private enum Direction { case same, doubled, repeated }

    private let across, down: Direction
    /// The picture's sampling factors and the component's: their ratio is that of the sizes.
    private let frame: (horizontal: Int, vertical: Int)
    private let own: (horizontal: Int, vertical: Int)
    /// The component's samples in a row and rows.
    private let width, height: Int
    /// Three times the nearest row and once the next one, or the nearest row alone.
    private var sums: [UInt16]

    package init(_ component: Component, of frame: Frame) {
      let declaration = component.declaration
      own = (declaration.horizontal, declaration.vertical)
      self.frame = (frame.horizontal, frame.vertical)
      (width, height) = (component.width, component.height)
      func direction(_ own: Int, _ finest: Int) -> Direction {
        own == finest ? .same : 2 * own == finest ? .doubled : .repeated
      }
      var across = direction(own.horizontal, frame.horizontal)
      var down = direction(own.vertical, frame.vertical)
      // The filters of both directions belong together; in a very narrow picture there is none.
      if across == .repeated || down == .repeated || (across == .doubled && width <= 2) {
        if across == .doubled { across = .repeated }
        if down == .doubled { down = .repeated }
      }
      (self.across, self.down) = (across, down)
      sums = [UInt16](repeating: 0, count: across == .doubled ? width : 0)
    }

    /// Writes row `y` of the picture.
    ///
    /// - Parameters:
    ///   - plane: the component's samples, in rows that lie `stride` apart.
    ///   - row: room for the picture's width, and one more.
    package mutating func row(
      _ y: Int, of plane: UnsafePointer<UInt8>, stride: Int, to row: UnsafeMutablePointer<UInt8>, width pixels: Int
    ) {
      let nearest: Int
      switch down {
      case .same: nearest = y
      case .doubled: nearest = y / 2
      case .repeated: nearest = y * own.vertical / frame.vertical
      }
      let near = plane + nearest * stride
      // Beyond the first and the last row these are repeated.
      let next = plane + min(max(nearest + (y % 2 == 0 ? -1 : 1), 0), height - 1) * stride
      switch (across, down) {
      case (.same, .doubled):
        let bias: UInt16 = y % 2 == 0 ? 1 : 2
        for x in 0..<width {
          row[x] = UInt8(truncatingIfNeeded: (3 &* UInt16(near[x]) &+ UInt16(next[x]) &+ bias) &>> 2)
        }
      case (.same, _): row.update(from: near, count: pixels)
      case (.doubled, .doubled):
        sums.withUnsafeMutableBufferPointer { sums in
          for x in 0..<width { sums[x] = 3 &* UInt16(near[x]) &+ UInt16(next[x]) }
          Upsampler.double(UnsafeBufferPointer(sums), to: row, shift: 4, biases: (8, 7))
        }
      case (.doubled, _):
        sums.withUnsafeMutableBufferPointer { sums in
          for x in 0..<width { sums[x] = UInt16(near[x]) }
          Upsampler.double(UnsafeBufferPointer(sums), to: row, shift: 2, biases: (1, 2))
        }
      case (.repeated, _):
        for x in 0..<pixels { row[x] = near[x * own.horizontal / frame.horizontal] }
      }
    }

    /// Writes two pixels for each number: three parts of it and one of its neighbour, rounded and shifted.
    @inline(__always)
    private static func double(
      _ sums: UnsafeBufferPointer<UInt16>, to row: UnsafeMutablePointer<UInt8>, shift: UInt16, biases: (UInt16, UInt16)
    ) {
      let last = sums.count - 1
      row[0] = UInt8(truncatingIfNeeded: (4 &* sums[0] &+ biases.0) &>> shift)
      for x in 0..<last {
        row[2 &* x &+ 1] = UInt8(truncatingIfNeeded: (3 &* sums[x] &+ sums[x &+ 1] &+ biases.1) &>> shift)
        row[2 &* x &+ 2] = UInt8(truncatingIfNeeded: (3 &* sums[x &+ 1] &+ sums[x] &+ biases.0) &>> shift)
      }
      row[2 * last + 1] = UInt8(truncatingIfNeeded: (4 &* sums[last] &+ biases.1) &>> shift)
    }
  }
}
