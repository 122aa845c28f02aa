// The inverse transform against the formula of the standard; numbers out of bits; upsampling against rows by hand.

import TestSupport
import Testing

@testable import Formats

struct JPEGTransformTests {
  /// The fast transform, with steps of 1, of coefficients in the order of rows.
  private func fast(_ coefficients: [Int16], steps: [UInt16] = .init(repeating: 1, count: 64)) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 64) { samples, count in
      JPEG.InverseDCT(steps: steps)(coefficients, to: samples.baseAddress!, stride: 8)
      count = 64
    }
  }

  @Test func zigzagVisitsEachPlaceOnceAlongTheDiagonals() {
    let order = JPEG.zigzagOrder
    #expect(order.sorted() == Array(0..<64))
    for (place, next) in zip(order, order.dropFirst()) {
      let step = abs(place % 8 - next % 8) + abs(place / 8 - next / 8)
      #expect(step <= 2 && (next % 8 + next / 8) - (place % 8 + place / 8) <= 1)
    }
    #expect(Array(order[..<6]) == [0, 1, 8, 16, 9, 2])
  }

  /// Blocks like those of pictures: errors of at most one level, in less than two samples of a hundred.
  @Test func transformIsThatOfTheStandard() {
    var random = Damage(seed: 0x0DC7)
    var (off, largest) = (0, 0)
    let blocks = 500
    for _ in 0..<blocks {
      let samples = (0..<64).map { _ in Int.random(in: 0...255, using: &random) }
      let coefficients = JPEG.textbookDCT(samples.map { Double($0) - 128 }).map { Int16($0.rounded()) }
      let exact = JPEG.textbookInverseDCT(coefficients.map(Double.init))
      for (level, expected) in zip(fast(coefficients), exact) {
        let difference = abs(Int(level) - Int(min(max((expected + 128).rounded(), 0), 255)))
        largest = max(largest, difference)
        off += difference
      }
    }
    #expect(largest <= 1 && off < 64 * blocks / 50, "\(largest), \(off) of \(64 * blocks)")
  }

  @Test func textbookTransformsUndoEachOther() {
    var random = Damage(seed: 1)
    let samples = (0..<64).map { _ in Double.random(in: -128...127, using: &random) }
    for (sample, again) in zip(samples, JPEG.textbookInverseDCT(JPEG.textbookDCT(samples))) {
      #expect(abs(sample - again) < 1e-12)
    }
    // The mean value is 8 times the mean.
    #expect(abs(JPEG.textbookDCT(samples)[0] - samples.reduce(0, +) / 8) < 1e-12)
  }

  @Test func flatBlocksAreExact() {
    for mean in -1100...1100 {
      var coefficients = [Int16](repeating: 0, count: 64)
      coefficients[0] = Int16(mean)
      let expected = UInt8(min(max((mean + 4) >> 3 + 128, 0), 255))
      #expect(fast(coefficients) == [UInt8](repeating: expected, count: 64), "\(mean)")
    }
  }

  @Test func stepsComeInZigzagOrder() {
    var coefficients = [Int16](repeating: 0, count: 64)
    coefficients[8] = 3
    var steps = [UInt16](repeating: 1, count: 64)
    // Place 8, the first of the second row, is the third in zigzag order.
    steps[2] = 50
    var multiplied = [Int16](repeating: 0, count: 64)
    multiplied[8] = 150
    #expect(fast(coefficients, steps: steps) == fast(multiplied))
    #expect(fast(multiplied)[0] > fast(multiplied)[56])
  }

  /// Numbers far beyond any picture's neither trap nor leave the range.
  @Test func wildCoefficientsDoNotTrap() {
    var random = Damage(seed: 2)
    let steps = [UInt16](repeating: 65_535, count: 64)
    for _ in 0..<1_000 {
      let coefficients = (0..<64).map { _ in Int16.random(in: .min ... .max, using: &random) }
      #expect(fast(coefficients, steps: steps).count == 64)
    }
  }

  /// T.81, table K.3: the usual code of mean values.
  @Test func wordsCountUpwards() {
    let code = JPEG.HuffmanCode(
      counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0], symbols: Array(0...11))
    let words: [Int] = [
      0b00, 0b010, 0b011, 0b100, 0b101, 0b110, 0b1110, 0b11110, 0b111110, 0b1111110, 0b11111110, 0b111111110,
    ]
    #expect(code.words.map(\.bits) == words)
    #expect(code.words.map(\.length) == [2, 3, 3, 3, 3, 3, 4, 5, 6, 7, 8, 9])
    #expect(code.words.map(\.symbol) == Array(0...11))
    #expect(!code.isOverfull)
  }

  /// T.81, table F.1.
  @Test func numbersOutOfBits() {
    #expect(JPEG.extended(0, 0) == 0)
    #expect((0...1).map { JPEG.extended($0, 1) } == [-1, 1])
    #expect((0...3).map { JPEG.extended($0, 2) } == [-3, -2, 2, 3])
    #expect((0...7).map { JPEG.extended($0, 3) } == [-7, -6, -5, -4, 4, 5, 6, 7])
    #expect(JPEG.extended(0, 15) == -32_767 && JPEG.extended(32_767, 15) == 32_767)
  }

  /// All rows of a component in a picture of `width` by `height` pixels whose other component has `finest` factors.
  private func upsampled(
    _ rows: [[UInt8]], _ own: (Int, Int), finest: (Int, Int), width: Int, height: Int
  ) -> [[UInt8]] {
    let declared = [finest, own].enumerated().map { index, factors in
      JPEG.Component.Declaration(
        identifier: UInt8(index), horizontal: factors.0, vertical: factors.1, quantiser: 0)
    }
    let frame = JPEG.Frame(width: width, height: height, isProgressive: false, declared: declared)
    #expect(frame.components[1].width == rows[0].count && frame.components[1].height == rows.count)
    var upsampler = JPEG.Upsampler(frame.components[1], of: frame)
    // What stands beyond the component's samples must not matter.
    let stride = 8 * frame.components[1].blocksAcross
    let plane = rows.flatMap { $0 + [UInt8](repeating: 255, count: stride - $0.count) }
    return (0..<height).map { y in
      [UInt8](unsafeUninitializedCapacity: width + 1) { row, count in
        upsampler.row(y, of: plane, stride: stride, to: row.baseAddress!, width: width)
        count = width
      }
    }
  }

  @Test func doubledAcross() {
    // (3·10 + 20 + 2) / 4 = 13, (3·20 + 10 + 1) / 4 = 17, (3·20 + 40 + 2) / 4 = 25, (3·40 + 20 + 1) / 4 = 35
    #expect(
      upsampled([[10, 20, 40]], (1, 1), finest: (2, 1), width: 6, height: 1) == [[10, 13, 17, 25, 35, 40]])
    #expect(upsampled([[10, 20, 40]], (1, 1), finest: (2, 1), width: 5, height: 1) == [[10, 13, 17, 25, 35]])
    // Two samples are repeated.
    #expect(upsampled([[10, 20]], (1, 1), finest: (2, 1), width: 4, height: 1) == [[10, 10, 20, 20]])
  }

  @Test func doubledDown() {
    // (3·10 + 10 + 1) / 4 = 10, (3·10 + 41 + 2) / 4 = 18, (3·41 + 10 + 1) / 4 = 33, (4·41 + 2) / 4 = 41
    #expect(upsampled([[10], [41]], (1, 1), finest: (1, 2), width: 1, height: 4) == [[10], [18], [33], [41]])
    #expect(upsampled([[10], [41]], (1, 1), finest: (1, 2), width: 1, height: 3) == [[10], [18], [33]])
  }

  @Test func doubledBothWays() {
    // Down first, in sixteenths: rows 4·a, 3·a + b, a + 3·b, 4·b of a = 0 16 32, b = 80 16 0; then across.
    let rows = upsampled([[0, 16, 32], [80, 16, 0]], (1, 1), finest: (2, 2), width: 6, height: 4)
    // 4·a = 0 64 128: (3·0 + 64 + 7) / 16 = 4, (3·64 + 0 + 8) / 16 = 12, and so on
    #expect(rows[0] == [0, 4, 12, 20, 28, 32])
    // 3·a + b = 80 64 96
    #expect(rows[1] == [20, 19, 17, 18, 22, 24])
    // a + 3·b = 240 64 32
    #expect(rows[2] == [60, 49, 27, 14, 10, 8])
    // 4·b = 320 64 0
    #expect(rows[3] == [80, 64, 32, 12, 4, 0])
  }

  @Test func otherRatiosRepeat() {
    #expect(
      upsampled([[1, 2]], (1, 1), finest: (4, 1), width: 7, height: 1) == [[1, 1, 1, 1, 2, 2, 2]])
    #expect(upsampled([[1], [2]], (1, 1), finest: (1, 3), width: 1, height: 4) == [[1], [1], [1], [2]])
    // Halves in one direction and thirds in the other: no filter in either.
    #expect(
      upsampled([[0, 8, 80]], (1, 1), finest: (2, 3), width: 5, height: 2) == [[0, 0, 8, 8, 80], [0, 0, 8, 8, 80]])
    // Two samples for three pixels: the first one twice.
    #expect(
      upsampled([[1, 2, 3, 4]], (2, 1), finest: (3, 1), width: 6, height: 1) == [[1, 1, 2, 3, 3, 4]])
    #expect(upsampled([[1, 2, 3]], (2, 1), finest: (2, 1), width: 3, height: 1) == [[1, 2, 3]])
  }
}
