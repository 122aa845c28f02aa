// Level lines of a function on a grid, by marching squares.

/// Lines along which a sampled function has one value.
struct Contours {
  let xs: [Double]
  let ys: [Double]
  /// One row per value of y.
  let values: [[Double]]

  /// The lines at `level`, as points in the units of the axes; a closed line ends where it began.
  ///
  /// Values equal to the level count as above it. Cells with a corner that is not finite have no line. In a cell whose
  /// opposite corners agree (a saddle), the mean of the corners decides which of them are joined.
  func lines(at level: Double) -> [[Point]] {
    var segments: [(Int, Int)] = []
    for row in 0..<max(0, ys.count - 1) {
      for column in 0..<max(0, xs.count - 1) {
        segments += cell(row, column, level)
      }
    }
    return chained(segments).map { $0.map { crossing($0, level) } }
  }

  // Edges of the grid are numbered: 2 * (row * columns + column), plus 0 to the right and plus 1 upwards.
  private func edge(_ row: Int, _ column: Int, up: Bool) -> Int { 2 * (row * xs.count + column) + (up ? 1 : 0) }

  private func cell(_ row: Int, _ column: Int, _ level: Double) -> [(Int, Int)] {
    let corners = [
      values[row][column], values[row][column + 1], values[row + 1][column + 1], values[row + 1][column],
    ]
    guard corners.allSatisfy(\.isFinite) else { return [] }
    let above = corners.map { $0 >= level }
    let bottom = edge(row, column, up: false)
    let right = edge(row, column + 1, up: true)
    let top = edge(row + 1, column, up: false)
    let left = edge(row, column, up: true)
    let sides = [bottom, right, top, left]
    let crossed = sides.indices.filter { above[$0] != above[($0 + 1) % 4] }.map { sides[$0] }
    guard crossed.count == 4 else { return crossed.count == 2 ? [(crossed[0], crossed[1])] : [] }
    let isMiddleAbove = corners.reduce(0) { $0 + $1 / 4 } >= level
    return isMiddleAbove == above[0] ? [(bottom, right), (top, left)] : [(left, bottom), (right, top)]
  }

  /// Where the line at `level` crosses an edge.
  private func crossing(_ edge: Int, _ level: Double) -> Point {
    let isUp = edge % 2 == 1
    let row = edge / 2 / xs.count
    let column = edge / 2 % xs.count
    let a = values[row][column]
    let b = isUp ? values[row + 1][column] : values[row][column + 1]
    let share = a == b ? 0.5 : min(1, max(0, (level - a) / (b - a)))
    return isUp
      ? Point(xs[column], ys[row] + share * (ys[row + 1] - ys[row]))
      : Point(xs[column] + share * (xs[column + 1] - xs[column]), ys[row])
  }

  /// Joins segments that share an edge; each edge belongs to at most two of them.
  private func chained(_ segments: [(Int, Int)]) -> [[Int]] {
    var touching: [Int: [Int]] = [:]
    for (index, segment) in segments.enumerated() {
      touching[segment.0, default: []].append(index)
      touching[segment.1, default: []].append(index)
    }
    var used = [Bool](repeating: false, count: segments.count)
    func walk(from start: Int, end: Int) -> [Int] {
      var path: [Int] = []
      var end = end
      var current = start
      while true {
        guard let next = touching[end]?.first(where: { !used[$0] && $0 != current }) else { return path }
        used[next] = true
        end = segments[next].0 == end ? segments[next].1 : segments[next].0
        path.append(end)
        current = next
      }
    }
    var lines: [[Int]] = []
    for index in segments.indices where !used[index] {
      used[index] = true
      let forward = walk(from: index, end: segments[index].1)
      let backward = walk(from: index, end: segments[index].0)
      lines.append(backward.reversed() + [segments[index].0, segments[index].1] + forward)
    }
    return lines
  }
}
