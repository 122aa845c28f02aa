// What of a line or an area lies inside the plot, and how few points draw it.

extension Box {
  /// The part of the segment from `a` to `b` inside the box (Liang and Barsky 1984), or `nil`.
  func clipped(_ a: Point, _ b: Point) -> (Point, Point)? {
    var from = 0.0
    var to = 1.0
    let dx = b.x - a.x
    let dy = b.y - a.y
    for (p, q) in [(-dx, a.x - left), (dx, right - a.x), (-dy, a.y - top), (dy, bottom - a.y)] {
      if p == 0 {
        if q < 0 { return nil }
      } else if p < 0 {
        from = max(from, q / p)
      } else {
        to = min(to, q / p)
      }
    }
    guard from <= to else { return nil }
    return (Point(a.x + from * dx, a.y + from * dy), Point(a.x + to * dx, a.y + to * dy))
  }

  /// The pieces of a line through `points` inside the box.
  func clipped(line points: [Point]) -> [[Point]] {
    var pieces: [[Point]] = []
    for (a, b) in zip(points, points.dropFirst()) {
      guard let (start, end) = clipped(a, b) else { continue }
      if let last = pieces.last?.last, last == start {
        pieces[pieces.count - 1].append(end)
      } else {
        pieces.append([start, end])
      }
    }
    return pieces
  }

  /// The part of an area inside the box (Sutherland and Hodgman 1974).
  func clipped(area points: [Point]) -> [Point] {
    let sides: [(inside: (Point) -> Bool, cut: (Point, Point) -> Point)] = [
      ({ $0.x >= left }, { crossing($0, $1, x: left) }), ({ $0.x <= right }, { crossing($0, $1, x: right) }),
      ({ $0.y >= top }, { crossing($0, $1, y: top) }), ({ $0.y <= bottom }, { crossing($0, $1, y: bottom) }),
    ]
    return sides.reduce(points) { polygon, side in
      guard var previous = polygon.last else { return [] }
      var kept: [Point] = []
      for point in polygon {
        if side.inside(point) != side.inside(previous) { kept.append(side.cut(previous, point)) }
        if side.inside(point) { kept.append(point) }
        previous = point
      }
      return kept
    }
  }

  private func crossing(_ a: Point, _ b: Point, x: Double) -> Point {
    Point(x, a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x))
  }

  private func crossing(_ a: Point, _ b: Point, y: Double) -> Point {
    Point(a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y), y)
  }
}

/// The line without the points that no eye would miss: each one left out lies within `tolerance` pixels of the line
/// that is drawn (Douglas and Peucker 1973). Short lines are left as they are.
func simplified(_ points: [Point], tolerance: Double = 0.15) -> [Point] {
  guard points.count > 64 else { return points }
  var keep = [Bool](repeating: false, count: points.count)
  keep[0] = true
  keep[points.count - 1] = true
  var open = [(0, points.count - 1)]
  while let (first, last) = open.popLast() {
    guard last - first > 1 else { continue }
    var worst = tolerance
    var split: Int?
    for index in (first + 1)..<last {
      let d = distance(points[index], points[first], points[last])
      if d > worst {
        worst = d
        split = index
      }
    }
    guard let split else { continue }
    keep[split] = true
    open.append((first, split))
    open.append((split, last))
  }
  return zip(points, keep).filter(\.1).map(\.0)
}

/// How far `p` lies from the segment from `a` to `b`.
private func distance(_ p: Point, _ a: Point, _ b: Point) -> Double {
  let dx = b.x - a.x
  let dy = b.y - a.y
  let square = dx * dx + dy * dy
  let share = square == 0 ? 0 : min(1, max(0, ((p.x - a.x) * dx + (p.y - a.y) * dy) / square))
  let ex = p.x - a.x - share * dx
  let ey = p.y - a.y - share * dy
  return (ex * ex + ey * ey).squareRoot()
}
