// From coefficients to samples: the zigzag order and the inverse discrete cosine transform.

import Files

extension JPEG {
  /// The order in which the coefficients of a block are sent, as places in the order of rows: from the mean value along
  /// the diagonals to the finest pattern (T.81, figure A.6).
  package static let zigzagOrder: [Int] = (0..<64).map(zigzag)

  /// The place in the order of rows of coefficient `place` (0 to 63) in zigzag order.
  @inline(__always)
  static func zigzag(_ place: Int) -> Int { Int(order[place & 63]) }

  private static let order: InlineArray<64, UInt8> = [
    0, 1, 8, 16, 9, 2, 3, 10,
    17, 24, 32, 25, 18, 11, 4, 5,
    12, 19, 26, 33, 40, 48, 41, 34,
    27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36,
    29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46,
    53, 60, 61, 54, 47, 55, 62, 63,
  ]

  /// The inverse transform of a block in whole numbers.
  ///
  /// Sixteen transforms of 8 numbers, of all columns, then of all rows, each with 12 products in the factorisation of
  /// Loeffler, Ligtenberg and Moschytz ("Practical fast 1-D DCT algorithms with 11 multiplications", ICASSP 1989), with
  /// constants of 13 bits as libjpeg has them: results are at most one level off the exact ones.  Eight transforms run
  /// side by side, one in each lane of the vectors.
  struct InverseDCT {
    typealias Lanes = SIMD8<Int32>

    /// The steps of the 64 coefficients, in the order of rows.
    private let steps: (Lanes, Lanes, Lanes, Lanes, Lanes, Lanes, Lanes, Lanes)

    /// - Parameter steps: 64 in zigzag order.
    init(steps: [UInt16]) {
      precondition(steps.count == 64, "InverseDCT: \(steps.count) steps")
      var rows = [Int32](repeating: 0, count: 64)
      for (place, step) in steps.enumerated() { rows[zigzag(place)] = Int32(step) }
      func row(_ index: Int) -> Lanes { Lanes(rows[8 * index..<8 * index + 8]) }
      self.steps = (row(0), row(1), row(2), row(3), row(4), row(5), row(6), row(7))
    }

    /// Multiplies 64 coefficients, in the order of rows, by their steps, transforms them, and writes 8 rows of 8
    /// samples (0 to 255) that lie `stride` bytes apart.
    @inline(__always)
    func callAsFunction(_ block: UnsafePointer<Int16>, to samples: UnsafeMutablePointer<UInt8>, stride: Int) {
      var rows = Rows(
        lanes(block, 0) &* steps.0, lanes(block, 1) &* steps.1, lanes(block, 2) &* steps.2, lanes(block, 3) &* steps.3,
        lanes(block, 4) &* steps.4, lanes(block, 5) &* steps.5, lanes(block, 6) &* steps.6, lanes(block, 7) &* steps.7)
      // The first pass keeps two bits more than the result needs; each pass makes the numbers 8 times the root of 8
      // as large.
      rows.transformColumns(dropping: 13 - 2)
      rows.transpose()
      rows.transformColumns(dropping: 13 + 2 + 3)
      rows.transpose()
      store(rows.r0, to: samples)
      store(rows.r1, to: samples + stride)
      store(rows.r2, to: samples + 2 * stride)
      store(rows.r3, to: samples + 3 * stride)
      store(rows.r4, to: samples + 4 * stride)
      store(rows.r5, to: samples + 5 * stride)
      store(rows.r6, to: samples + 6 * stride)
      store(rows.r7, to: samples + 7 * stride)
    }

    @inline(__always)
    private func lanes(_ block: UnsafePointer<Int16>, _ row: Int) -> Lanes {
      let c = block + 8 * row
      return Lanes(
        Int32(c[0]), Int32(c[1]), Int32(c[2]), Int32(c[3]), Int32(c[4]), Int32(c[5]), Int32(c[6]), Int32(c[7]))
    }

    /// Moves samples around 0 to those around 128, and clips them.
    @inline(__always)
    private func store(_ row: Lanes, to samples: UnsafeMutablePointer<UInt8>) {
      let black = Lanes(repeating: 0)
      let white = Lanes(repeating: 255)
      var levels = row &+ 128
      levels.replace(with: black, where: levels .< black)
      levels.replace(with: white, where: levels .> white)
      for lane in 0..<8 { samples[lane] = UInt8(truncatingIfNeeded: levels[lane]) }
    }
  }

  /// Eight rows of eight numbers.
  private struct Rows {
    typealias Lanes = InverseDCT.Lanes

    var r0, r1, r2, r3, r4, r5, r6, r7: Lanes

    @inline(__always)
    init(_ r0: Lanes, _ r1: Lanes, _ r2: Lanes, _ r3: Lanes, _ r4: Lanes, _ r5: Lanes, _ r6: Lanes, _ r7: Lanes) {
      (self.r0, self.r1, self.r2, self.r3) = (r0, r1, r2, r3)
      (self.r4, self.r5, self.r6, self.r7) = (r4, r5, r6, r7)
    }

    /// Transforms each column, times 2^13 and the root of 8, then drops the lowest `width` bits with rounding.
    ///
    /// Sums and products wrap around: what overflows them is no picture anyway.
    @inline(__always)
    mutating func transformColumns(dropping width: Int32) {
      // The even half: a rotation by 6·pi/16 of rows 2 and 6, sum and difference of rows 0 and 4.
      let turned = (r2 &+ r6) &* Constants.c6
      let even2 = turned &- r6 &* Constants.c2PlusC6
      let even3 = turned &+ r2 &* Constants.c2MinusC6
      let half = Lanes(repeating: 1 << (width - 1))
      let even0 = (r0 &+ r4) &<< 13 &+ half
      let even1 = (r0 &- r4) &<< 13 &+ half
      let (s0, s3, s1, s2) = (even0 &+ even3, even0 &- even3, even1 &+ even2, even1 &- even2)

      // The odd half: rows 1, 3, 5 and 7, all turned at once.
      let z5 = (r7 &+ r3 &+ r5 &+ r1) &* Constants.c3
      let z3 = z5 &- (r7 &+ r3) &* Constants.c3PlusC5
      let z4 = z5 &- (r5 &+ r1) &* Constants.c3MinusC5
      let z1 = (r7 &+ r1) &* Constants.c3MinusC7
      let z2 = (r5 &+ r3) &* Constants.c1PlusC3
      let odd0 = r7 &* Constants.odd7 &- z1 &+ z3
      let odd1 = r5 &* Constants.odd5 &- z2 &+ z4
      let odd2 = r3 &* Constants.odd3 &- z2 &+ z3
      let odd3 = r1 &* Constants.odd1 &- z1 &+ z4

      let drop = Lanes(repeating: width)
      (r0, r7) = ((s0 &+ odd3) &>> drop, (s0 &- odd3) &>> drop)
      (r1, r6) = ((s1 &+ odd2) &>> drop, (s1 &- odd2) &>> drop)
      (r2, r5) = ((s2 &+ odd1) &>> drop, (s2 &- odd1) &>> drop)
      (r3, r4) = ((s3 &+ odd0) &>> drop, (s3 &- odd0) &>> drop)
    }

    /// Turns rows into columns: three times the first half is interleaved with the second.
    @inline(__always)
    mutating func transpose() {
      for _ in 0..<3 {
        let (a, b, c, d) = (r0, r1, r2, r3)
        let (e, f, g, h) = (r4, r5, r6, r7)
        (r0, r1, r2, r3) = (lows(a, e), highs(a, e), lows(b, f), highs(b, f))
        (r4, r5, r6, r7) = (lows(c, g), highs(c, g), lows(d, h), highs(d, h))
      }
    }

    @inline(__always)
    private func lows(_ a: Lanes, _ b: Lanes) -> Lanes { Lanes(a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3]) }

    @inline(__always)
    private func highs(_ a: Lanes, _ b: Lanes) -> Lanes { Lanes(a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7]) }
  }

  /// Sums of cosines times 2^13, rounded; cK stands for the root of 2 times the cosine of K·pi/16.
  private enum Constants {
    static var c6: InverseDCT.Lanes { .init(repeating: 4433) }
    static var c2PlusC6: InverseDCT.Lanes { .init(repeating: 15137) }
    static var c2MinusC6: InverseDCT.Lanes { .init(repeating: 6270) }
    static var c3: InverseDCT.Lanes { .init(repeating: 9633) }
    static var c3PlusC5: InverseDCT.Lanes { .init(repeating: 16069) }
    static var c3MinusC5: InverseDCT.Lanes { .init(repeating: 3196) }
    static var c3MinusC7: InverseDCT.Lanes { .init(repeating: 7373) }
    static var c1PlusC3: InverseDCT.Lanes { .init(repeating: 20995) }
    /// -c1 + c3 + c5 - c7
    static var odd7: InverseDCT.Lanes { .init(repeating: 2446) }
    /// c1 + c3 - c5 + c7
    static var odd5: InverseDCT.Lanes { .init(repeating: 16819) }
    /// c1 + c3 + c5 - c7
    static var odd3: InverseDCT.Lanes { .init(repeating: 25172) }
    /// c1 + c3 - c5 - c7
    static var odd1: InverseDCT.Lanes { .init(repeating: 12299) }
  }
}
