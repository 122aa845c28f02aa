// Glyphs, canvases and what is made of them: geometry, moments, spectra.

import MiniTensor
import Testing

@testable import Datasets

@Suite struct GlyphTests {
  @Test func distanceToASegmentIsToItsNearestPoint() {
    let glyph = Glyph([[0, 0], [1, 0]])
    #expect(glyph.distance(to: [0.5, 0.25]) == 0.25)
    #expect(glyph.distance(to: [2, 0]) == 1)
    #expect(glyph.distance(to: [-3, 4]) == 5)
  }

  @Test func aDotAndAnEmptyGlyphHaveDistances() {
    #expect(Glyph([[0, 0], [0, 0]]).distance(to: [3, 4]) == 5)
    #expect(Glyph([Glyph.Segment]()).distance(to: [0, 0]) == .infinity)
  }

  @Test func aClosedGlyphHasAsManySegmentsAsCorners() {
    #expect(Glyph.closed([[0, 0], [1, 0], [0, 1]]).segments.count == 3)
    #expect(Glyph([[0, 0], [1, 0], [0, 1]]).segments.count == 2)
  }

  @Test func aPoseStretchesThenShearsThenTurnsThenShifts() {
    let point: Glyph.Point = [1, 2]
    #expect(Pose()(point) == point)
    #expect(Pose(aspect: 2)(point) == [2, 1])
    #expect(Pose(aspect: 2, shear: 0.5)(point) == [2.5, 1])
    let turned = Pose(rotation: .pi / 2, scale: 2, aspect: 2, shear: 0.5, shift: [10, 20])(point)
    #expect(abs(turned.x - (10 - 2)) < 1e-12 && abs(turned.y - (20 + 5)) < 1e-12)
  }
}

@Suite struct CanvasTests {
  @Test func pixelCentresLieInsideTheSquare() {
    let columns = Canvas(side: 4) { $0.x }
    #expect(Array(columns.pixels[..<4]) == [-0.75, -0.25, 0.25, 0.75])
    let rows = Canvas(side: 4) { $0.y }
    #expect(rows.pixels[0] == -0.75 && rows.pixels[15] == 0.75)
  }

  @Test func inkIsFullInsideAndHalfAtTheEdge() {
    // On 16 pixels one is 0.125 wide; the stroke runs along y = 1/16, the centres of row 8.
    let canvas = Canvas(side: 16, inking: Glyph([[-2, 0.0625], [2, 0.0625]]), halfWidth: 0.125)
    let column = (0..<16).map { canvas.pixels[$0 * 16 + 5] }
    #expect(column[8] == 1)
    #expect(column[7] == 0.5 && column[9] == 0.5)
    #expect(column[6] == 0 && column[10] == 0)
  }

  @Test func matchingGivesTheOtherImagesMoments() {
    var generator = Random(seed: 3)
    let target = Canvas.whiteNoise(side: 16, using: &generator).map { 3 * $0 + 7 }
    let image = Canvas.smoothField(side: 16, sigma: 1.5, using: &generator).matched(to: target)
    #expect(abs(image.mean - target.mean) < 1e-12)
    #expect(abs(image.deviation - target.deviation) < 1e-12)
    #expect(Canvas(side: 16, filledWith: 2).matched(to: target).deviation < 1e-12)
  }

  @Test func aBlurKeepsTheMeanAndWrapsRound() {
    var spot = Canvas(side: 8)
    spot.pixels[0] = 1
    let blurred = spot.blurred(sigma: 1)
    #expect(abs(blurred.mean - spot.mean) < 1e-15)
    #expect(blurred.pixels[1] == blurred.pixels[7])
    #expect(blurred.pixels[8] == blurred.pixels[56])
    #expect(blurred.pixels[0] > blurred.pixels[1] && blurred.pixels[1] > blurred.pixels[9])
    // A Gaussian one pixel away is e^(-1/2) of its peak.
    #expect(abs(blurred.pixels[1] / blurred.pixels[0] - 0.6065306597126334) < 1e-12)
  }

  @Test func aBatchHasOneChannel() {
    let batch = Tensor<Float>([Canvas(side: 2, filledWith: 1), Canvas(side: 2, filledWith: 2)], side: 2)
    #expect(batch.shape == [2, 1, 2, 2])
    #expect(batch.elements == [1, 1, 1, 1, 2, 2, 2, 2])
  }
}

@Suite struct JigsawTests {
  @Test(arguments: 0..<20) func everyTileIsSomewhereAndEnoughHaveMoved(seed: UInt64) {
    var generator = Random(seed: seed)
    let tileOf = { (index: Int) in Double(index / 16 / 4 * 4 + index % 16 / 4) }
    let image = Canvas(side: 16, pixels: (0..<256).map { tileOf($0) + Double($0 % 4) / 100 })
    let puzzle = image.jigsaw(tiles: 4, moving: 14, using: &generator)
    #expect(puzzle.pixels.sorted() == image.pixels.sorted(), "seed \(seed)")
    let moved = (0..<16).count { tile in
      let corner = tile / 4 * 4 * 16 + tile % 4 * 4
      return puzzle.pixels[corner] != image.pixels[corner]
    }
    #expect(moved >= 14, "seed \(seed)")
    // Inside a tile nothing has moved.
    #expect(abs(puzzle.pixels[1] - puzzle.pixels[0] - 0.01) < 1e-12, "seed \(seed)")
  }
}

@Suite struct RandomPhaseTests {
  @Test(arguments: [8, 16, 28]) func amplitudesStayAndPhasesDoNot(side: Int) {
    var generator = Random(seed: 5)
    let image = Canvas(side: side, inking: Glyph([[-0.6, -0.5], [0.4, 0.5]]), halfWidth: 0.2)
    let mixed = image.withRandomPhase(using: &generator)
    #expect(abs(mixed.mean - image.mean) < 1e-12)
    #expect(abs(mixed.deviation - image.deviation) < 1e-12)
    // The power at one frequency, from the definition.
    for (u, v) in [(1, 0), (0, 2), (3, 5), (side / 2, 1), (side / 2, side / 2)] {
      #expect(abs(power(mixed, u, v) - power(image, u, v)) < 1e-9 * max(1, power(image, u, v)), "\(side): \(u), \(v)")
    }
    let distance = zip(mixed.pixels, image.pixels).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(distance / Double(side * side) > image.deviation * image.deviation / 2)
  }

  private func power(_ canvas: Canvas, _ u: Int, _ v: Int) -> Double {
    var (real, imaginary) = (0.0, 0.0)
    for (index, pixel) in canvas.pixels.enumerated() {
      let turn = Double((u * (index % canvas.side) + v * (index / canvas.side)) % canvas.side) / Double(canvas.side)
      let angle = 2 * Double.pi * turn
      real += pixel * Double.cos(angle)
      imaginary += pixel * Double.sin(angle)
    }
    return real * real + imaginary * imaginary
  }
}
