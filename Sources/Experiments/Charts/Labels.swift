// Labels that do not touch: beside the lines they name, in rows above the plot, or in a key.

/// Places for things of equal `height`, each as near to where it wants to be as the others allow, within
/// `lower...upper` and in the order of the wishes. If there is no room for all, they are squeezed evenly.
func spread(_ wishes: [Double], height: Double, lower: Double, upper: Double) -> [Double] {
  guard !wishes.isEmpty else { return [] }
  let room = upper - lower
  let step = min(height, wishes.count > 1 ? room / Double(wishes.count - 1) : height)
  let order = wishes.indices.sorted { (wishes[$0], $0) < (wishes[$1], $1) }
  // With the steps taken out, places in order are a monotone sequence: pool neighbours that disagree.
  var pools: [(sum: Double, count: Int)] = []
  for (rank, index) in order.enumerated() {
    var pool = (sum: wishes[index] - Double(rank) * step, count: 1)
    while let last = pools.last, last.sum / Double(last.count) > pool.sum / Double(pool.count) {
      pools.removeLast()
      pool = (last.sum + pool.sum, last.count + pool.count)
    }
    pools.append(pool)
  }
  let highest = max(lower, upper - Double(wishes.count - 1) * step)
  var places = wishes
  var rank = 0
  for pool in pools {
    let base = min(max(pool.sum / Double(pool.count), lower), highest)
    for _ in 0..<pool.count {
      places[order[rank]] = base + Double(rank) * step
      rank += 1
    }
  }
  return places
}

/// Texts above the plot: each at its own place along it, in the lowest row where it touches no other.
struct LabelRows {
  private(set) var placed: [(text: String, x: Double, row: Int, style: String)] = []
  private var taken: [[(left: Double, right: Double)]] = []
  let left: Double
  let right: Double

  /// - Parameter left: where the rows begin; labels are moved to stay between `left` and `right`.
  init(left: Double, right: Double) {
    self.left = left
    self.right = right
  }

  var count: Int { taken.count }

  /// Puts a text with its middle at `x`.
  mutating func add(_ text: String, centre x: Double, style: String = "note") {
    let width = TextSize.width(text, size: ChartStyle.textSize)
    let start = max(left, min(x - width / 2, right - width))
    let free = taken.firstIndex { row in row.allSatisfy { start + width + 12 < $0.left || start > $0.right + 12 } }
    let row = free ?? taken.count
    if row == taken.count { taken.append([]) }
    taken[row].append((start, start + width))
    placed.append((text, start, row, style))
  }
}

/// A key: what the lines, areas or marks of a chart stand for, in rows above it or in a column beside it.
struct Key {
  struct Entry {
    var text: String
    var series: Int
    var sample: Sample
  }

  enum Sample { case line, area, mark, lineAndMark }

  static let rowHeight = 20.0
  static let sampleWidth = 28.0
  var entries: [Entry]

  static func width(of entry: Entry) -> Double {
    sampleWidth + 6 + TextSize.width(entry.text)
  }

  /// The entries row by row, as many in each as fit.
  func rows(within width: Double) -> [[Entry]] {
    var rows: [[Entry]] = []
    var used = 0.0
    for entry in entries {
      let needed = Self.width(of: entry) + 22
      if rows.isEmpty || used + needed > width + 22 {
        rows.append([])
        used = 0
      }
      rows[rows.count - 1].append(entry)
      used += needed
    }
    return rows
  }

  func drawRows(into drawing: inout Drawing, at origin: Point, within width: Double) {
    for (index, row) in rows(within: width).enumerated() {
      var x = origin.x
      for entry in row {
        Self.draw(entry, into: &drawing, at: Point(x, origin.y + Double(index) * Self.rowHeight))
        x += Self.width(of: entry) + 22
      }
    }
  }

  func drawColumn(into drawing: inout Drawing, at origin: Point) {
    for (index, entry) in entries.enumerated() {
      Self.draw(entry, into: &drawing, at: Point(origin.x, origin.y + Double(index) * Self.rowHeight))
    }
  }

  private static func draw(_ entry: Entry, into drawing: inout Drawing, at place: Point) {
    let middle = place.y - 4.5
    drawing.group(ChartStyle.series(entry.series)) { inner in
      switch entry.sample {
      case .line, .lineAndMark:
        inner.line(Point(place.x, middle), Point(place.x + sampleWidth, middle), "line")
        if entry.sample == .lineAndMark {
          inner.mark(ChartStyle.marker(entry.series), at: Point(place.x + sampleWidth / 2, middle))
        }
      case .area:
        let box = Box(left: place.x + 6, top: middle - 6, right: place.x + sampleWidth, bottom: middle + 5)
        inner.rectangle(box, "area")
        inner.line(Point(box.left, box.top), Point(box.right, box.top), "line")
      case .mark:
        inner.mark(ChartStyle.marker(entry.series), at: Point(place.x + sampleWidth / 2, middle))
      }
      inner.text(entry.text, at: Point(place.x + sampleWidth + 6, place.y), "label")
    }
  }
}
