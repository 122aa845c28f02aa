// The names of lines at their right ends, pushed apart where they would touch.

/// What stands to the right of a line chart: the names of its series, bands and horizontal reference lines.
struct EndLabels {
  private struct Item {
    var text: String
    /// The class of the text, and of the group around it.
    var style: String
    var group: String
    /// Where the thing named ends; `x` is `nil` for what spans the plot.
    var x: Double?
    var y: Double
    var isSeries: Bool
  }

  private var items: [Item] = []
  private static let height = 16.0
  private static let gap = 10.0

  init(of chart: LineChart, _ extent: (low: Double, high: Double)) {
    for index in chart.series.indices {
      let line = chart.series[index]
      // A name that several series share (the seeds of one method) stands once, at the mean of their ends.
      guard !line.name.isEmpty, !chart.series[..<index].contains(where: { $0.name == line.name }) else { continue }
      let ends = chart.series[index...].filter { $0.name == line.name }.compactMap { same in
        zip(same.x, same.y).filter { chart.x.accepts($0) && chart.y.accepts($1) }.max { $0.0 < $1.0 }
      }
      guard let x = ends.map(\.0).max() else { continue }
      let y = ends.reduce(0) { $0 + $1.1 / Double(ends.count) }
      let isScatter = line.style == .markers || line.style == .dots
      // A cloud of points has no end to be named at: its name goes to the key.
      if isScatter && line.x.count > 12 { hasCloud = true }
      items.append(
        Item(
          text: line.name, style: "label", group: ChartStyle.series(line.look ?? index), x: x, y: y,
          isSeries: true))
    }
    for band in chart.bands where !band.label.isEmpty {
      let ends =
        band.whole.map { ($0.lowerBound, $0.upperBound) }
        ?? Array(zip(band.low, band.high)).last { chart.y.accepts($0) && chart.y.accepts($1) }
      guard let ends else { continue }
      let group = band.look.map { "c\($0 % ChartStyle.series.count)" } ?? "band"
      let style = band.look == nil ? "note" : "label"
      items.append(
        Item(
          text: band.label, style: style, group: group, x: nil, y: ends.0 / 2 + ends.1 / 2, isSeries: false))
    }
    for line in chart.horizontal where !line.label.isEmpty && chart.y.accepts(line.value) {
      guard line.value >= extent.low, line.value <= extent.high else { continue }
      items.append(Item(text: line.label, style: "note", group: "band", x: nil, y: line.value, isSeries: false))
    }
  }

  private var hasCloud = false

  private static func width(_ items: [Item]) -> Double {
    items.map { TextSize.width($0.text) + gap + 6 }.max() ?? 0
  }

  var width: Double { Self.width(items) }
  /// The width if the series are named in a key instead.
  var ruleWidth: Double { Self.width(items.filter { !$0.isSeries }) }

  /// Whether the names of the series find room beside a plot of about `height` in a picture of `width`.
  func fit(within height: Double, width: Double) -> Bool {
    !hasCloud && Double(items.count) * Self.height <= height && self.width <= width * 0.34
  }

  func draw(into drawing: inout Drawing, _ frame: Frame, withSeries: Bool) {
    let shown = items.filter { withSeries || !$0.isSeries }
    let plot = frame.plot
    let wishes = shown.map { min(max(frame.y($0.y) ?? plot.bottom, plot.top), plot.bottom) }
    let places = spread(wishes, height: Self.height, lower: plot.top + 2, upper: plot.bottom - 2)
    for (item, (wish, place)) in zip(shown, zip(wishes, places)) {
      let end = min(max(item.x.flatMap { frame.x($0) } ?? plot.right, plot.left), plot.right)
      if abs(place - wish) > 4 || end < plot.right - 40 {
        drawing.line(Point(end + 4, wish), Point(plot.right + Self.gap - 2, place), "leader")
      }
      drawing.group(item.group) { $0.text(item.text, at: Point(plot.right + Self.gap, place + 4.5), item.style) }
    }
  }
}
