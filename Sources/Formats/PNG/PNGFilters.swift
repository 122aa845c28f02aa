// The filters of PNG: each row says what its bytes add to those beside and above them.

extension PNG {
  /// The predictions from which the bytes of a row differ.  Source: section 9.2, table 9.
  enum Filter: UInt8, CaseIterable {
    /// Nothing.
    case none
    /// The byte of the pixel before.
    case sub
    /// The byte above.
    case up
    /// The mean of both, rounded down.
    case average
    /// The one of the byte before, the byte above and the one before that which is nearest to before + above - that one.
    case paeth

    /// Puts the bytes themselves in the place of their differences.
    ///
    /// - Parameters:
    ///   - row: `count` bytes.
    ///   - above: the `count` bytes of the row above; zeros for the first row.
    ///   - step: how far the pixel before is from a pixel.
    func undo(_ row: UnsafeMutablePointer<UInt8>, above: UnsafePointer<UInt8>, count: Int, step: Int) {
      switch self {
      case .none: return
      case .sub: goAlong(row, above, count, step) { before, _, _ in before }
      case .up: for index in 0..<count { row[index] &+= above[index] }
      case .average: goAlong(row, above, count, step) { before, above, _ in Filter.mean(before, above) }
      case .paeth: goAlong(row, above, count, step, Filter.paeth)
      }
    }

    /// Adds what `predict` makes of the byte before, the byte above and the one before that, which are 0 for the first
    /// pixel: all pixels for the first byte of a pixel, then all for the second, so that what is needed again stays in
    /// registers.
    @inline(__always)
    private func goAlong(
      _ row: UnsafeMutablePointer<UInt8>, _ above: UnsafePointer<UInt8>, _ count: Int, _ step: Int,
      _ predict: (_ before: UInt8, _ above: UInt8, _ corner: UInt8) -> UInt8
    ) {
      for start in 0..<step {
        var (before, corner): (UInt8, UInt8) = (0, 0)
        var index = start
        while index < count {
          before = row[index] &+ predict(before, above[index], corner)
          corner = above[index]
          row[index] = before
          index &+= step
        }
      }
    }

    /// The differences of `row`, whose row above is `above`: the reverse of ``undo(_:above:count:step:)``.
    func apply(to row: [UInt8], above: [UInt8], step: Int) -> [UInt8] {
      row.indices.map { index in
        let before = index < step ? 0 : row[index - step]
        let corner = index < step ? 0 : above[index - step]
        return switch self {
        case .none: row[index]
        case .sub: row[index] &- before
        case .up: row[index] &- above[index]
        case .average: row[index] &- Filter.mean(before, above[index])
        case .paeth: row[index] &- Filter.paeth(before, above[index], corner)
        }
      }
    }

    @inline(__always)
    static func mean(_ before: UInt8, _ above: UInt8) -> UInt8 {
      UInt8(truncatingIfNeeded: (UInt16(before) &+ UInt16(above)) / 2)
    }

    /// Section 9.4.  Ties go to before, then to above.
    @inline(__always)
    static func paeth(_ before: UInt8, _ above: UInt8, _ corner: UInt8) -> UInt8 {
      // The distances from before + above - corner.
      let fromBefore = abs(Int(above) &- Int(corner))
      let fromAbove = abs(Int(before) &- Int(corner))
      let fromCorner = abs(Int(before) &+ Int(above) &- 2 &* Int(corner))
      let (nearer, distance) = fromAbove < fromBefore ? (above, fromAbove) : (before, fromBefore)
      return fromCorner < distance ? corner : nearer
    }
  }
}
