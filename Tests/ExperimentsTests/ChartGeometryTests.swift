// The geometry under the charts, against slow and plain counterparts.

import Foundation
import Testing

@testable import Experiments

private let unit = Box(left: 0, top: 0, right: 10, bottom: 10)

@Test(arguments: UInt64(1)...60)
func clippedSegmentsHoldExactlyWhatIsInside(seed: UInt64) {
  var dice = Dice(seed)
  let a = Point(dice.normal(5, 8), dice.normal(5, 8))
  let b = Point(dice.normal(5, 8), dice.normal(5, 8))
  let inside = (0...1000).map { step -> Bool in
    let t = Double(step) / 1000
    return unit.contains(Point(a.x + t * (b.x - a.x), a.y + t * (b.y - a.y)))
  }
  let length = hypot(b.x - a.x, b.y - a.y)
  let expected = Double(inside.count { $0 }) / 1001 * length
  let found = unit.clipped(a, b).map { hypot($1.x - $0.x, $1.y - $0.y) } ?? 0
  #expect(abs(found - expected) < length * 0.003 + 1e-9, "seed \(seed): \(found) of \(expected)")
}

@Test(arguments: UInt64(1)...30)
func clippedAreasKeepTheirArea(seed: UInt64) {
  var dice = Dice(seed)
  let triangle = (0..<3).map { _ in Point(dice.normal(5, 6), dice.normal(5, 6)) }
  func area(_ p: [Point]) -> Double {
    abs(p.indices.reduce(0) { $0 + p[$1].x * p[($1 + 1) % p.count].y - p[($1 + 1) % p.count].x * p[$1].y }) / 2
  }
  func side(_ p: Point, _ a: Point, _ b: Point) -> Bool { (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x) > 0 }
  var hits = 0
  for row in 0..<200 {
    for column in 0..<200 {
      let p = Point((Double(column) + 0.5) / 20, (Double(row) + 0.5) / 20)
      let sides = (0..<3).map { side(p, triangle[$0], triangle[($0 + 1) % 3]) }
      if sides == [true, true, true] || sides == [false, false, false] { hits += 1 }
    }
  }
  let clipped = unit.clipped(area: triangle)
  #expect(clipped.allSatisfy { unit.contains($0) })
  #expect(abs((clipped.isEmpty ? 0 : area(clipped)) - Double(hits) / 400) < 0.5, "seed \(seed)")
}

@Test func simplifiedLinesStayNear() {
  let points = (0...1000).map { Point(Double($0) / 10, 50 + 40 * sin(Double($0) / 60)) }
  let short = simplified(points)
  #expect(short.count < 400)
  #expect(short.first == points.first && short.last == points.last)
  let worst = points.map { p in
    zip(short, short.dropFirst()).map { a, b -> Double in
      // Twice the triangle's area over its base; the pieces turn so little that the feet lie on them.
      let base = hypot(b.x - a.x, b.y - a.y)
      let isBeside = p.x >= a.x - 0.01 && p.x <= b.x + 0.01
      return isBeside ? abs((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)) / base : .infinity
    }.min() ?? .infinity
  }.max()
  #expect((worst ?? 1) <= 0.16)
}

@Test(arguments: UInt64(1)...60)
func spreadLabelsKeepOrderRoomAndWishes(seed: UInt64) {
  var dice = Dice(seed)
  let count = 1 + Int(dice.uniform() * 12)
  let wishes = (0..<count).map { _ in dice.uniform() * 200 }
  let places = spread(wishes, height: 12, lower: 0, upper: 200)
  let order = wishes.indices.sorted { wishes[$0] < wishes[$1] }
  for (a, b) in zip(order, order.dropFirst()) {
    #expect(places[b] - places[a] >= 12 - 1e-9, "seed \(seed): \(places) for \(wishes)")
  }
  #expect(places.allSatisfy { $0 >= -1e-9 && $0 <= 200 + 1e-9 }, "seed \(seed): \(places)")
  let isFree = zip(order, order.dropFirst()).allSatisfy { wishes[$1] - wishes[$0] >= 12 }
  if isFree { #expect(zip(places, wishes).allSatisfy { abs($0 - $1) < 1e-9 }, "seed \(seed): moved for nothing") }
}

@Test func binsCountEveryValueOnce() {
  var dice = Dice(3)
  let values = dice.normals(2000, 0, 1) + [-1, 0, 1, 2, .nan, .infinity]
  let bins = Bins(.linear, low: -2, high: 2, about: 16, isRounded: true)
  #expect(bins.edges.first == -2 && bins.edges.last == 2)
  let (counts, below, above) = bins.count(values)
  for (index, count) in counts.enumerated() {
    let isLast = index == counts.count - 1
    let expected = values.count {
      $0 >= bins.edges[index] && ($0 < bins.edges[index + 1] || isLast && $0 == bins.edges[index + 1])
    }
    #expect(count == expected)
  }
  #expect(below == values.count { $0 < -2 })
  #expect(above == values.count { $0 > 2 && $0.isFinite })
  let ratios = Bins(.logarithmic, low: 0.01, high: 100, about: 4, isRounded: true).edges
  #expect(zip(ratios, [0.01, 0.1, 1, 10, 100]).allSatisfy { abs($0 / $1 - 1) < 1e-12 })
}

@Test func contoursOfACircleAreCircles() {
  let axis = (0...60).map { -3 + Double($0) / 10 }
  let values = axis.map { y in axis.map { x in x * x + y * y } }
  let contours = Contours(xs: axis, ys: axis, values: values)
  for level in [0.5, 2.0, 4.0] {
    let lines = contours.lines(at: level)
    #expect(lines.count == 1)
    #expect(lines.first?.first == lines.first?.last, "the line is not closed")
    let radii = lines.joined().map { hypot($0.x, $0.y) }
    #expect(radii.allSatisfy { abs($0 - level.squareRoot()) < 0.01 })
  }
  #expect(contours.lines(at: 100).isEmpty)
  // Beyond the corners of the square the line is open, in four pieces.
  #expect(contours.lines(at: 12).count == 4)
}

@Test func contoursOfASaddleDoNotCross() {
  let saddle = Contours(xs: [0, 1], ys: [0, 1], values: [[1, 0], [0, 1]])
  #expect(saddle.lines(at: 0.6).count == 2)
  #expect(saddle.lines(at: 0.4).count == 2)
  // Low between the high corners: each line goes around a high corner; else around a low one.
  let around = saddle.lines(at: 0.6).map { $0.map { $0.x + $0.y } }
  #expect(around.contains { $0.allSatisfy { $0 < 1 } } && around.contains { $0.allSatisfy { $0 > 1 } })
  let joined = saddle.lines(at: 0.4).map { $0.map { $0.x - $0.y } }
  #expect(joined.contains { $0.allSatisfy { $0 < 0 } } && joined.contains { $0.allSatisfy { $0 > 0 } })
}

@Test func contoursLeaveOutCellsWithoutValues() {
  let values: [[Double]] = [[0, 0, 0], [1, 1, .nan], [2, 2, 2]]
  let contours = Contours(xs: [0, 1, 2], ys: [0, 1, 2], values: values)
  let lines = contours.lines(at: 0.5)
  #expect(lines.count == 1)
  #expect(lines.joined().allSatisfy { $0.x <= 1 && $0.y == 0.5 })
}

@Test func differenceOfLevelIsShownByTint() {
  let map = HeatMap("m", rows: ["a"], columns: ["b", "c", "d"], values: [[0.2, 0.5, 1]], centre: 0.5)
  #expect(map.tint(of: 1) == (0, HeatMap.strongest))
  #expect(map.tint(of: 0.5).opacity == 0)
  #expect(map.tint(of: 0.2).look == 1)
  #expect(map.tint(of: nil).opacity == 0)
  #expect(map.tint(of: .nan).opacity == 0)
}
