// Differences seed by seed: dots, their mean and its interval against a line at zero.

/// Rows of values with their mean and an interval, as a rule paired differences over seeds.
///
/// Panels stand under each other, each with an axis of its own, so that claims in different units share a figure.
public struct DotPlot: Chart {
  /// The values of one comparison. Those that are not finite are left out.
  public struct Row: Sendable {
    /// What is compared.
    public var label: String
    /// One value per seed.
    public var values: [Double]
    /// The interval of the mean; `nil` with a single seed.
    public var interval: ClosedRange<Double>?
    /// What stands to the right, such as the verdict.
    public var note: String
    /// Differences that count as none, where the claim is that something is kept; shaded.
    public var margin: ClosedRange<Double>?

    /// The values of one comparison with the interval of their mean.
    public init(
      _ label: String, _ values: [Double], interval: ClosedRange<Double>?, note: String = "",
      margin: ClosedRange<Double>? = nil
    ) {
      self.label = label
      self.values = values
      self.interval = interval
      self.note = note
      self.margin = margin
    }
  }

  /// Rows that share an axis.
  public struct Panel: Sendable {
    /// What the values measure.
    public var axis: ChartAxis
    /// The comparisons from top to bottom.
    public var rows: [Row]
    /// The value that means no difference.
    public var zero: Double

    /// Comparisons in one unit.
    public init(_ axis: ChartAxis, rows: [Row], zero: Double = 0) {
      self.axis = axis
      self.rows = rows
      self.zero = zero
    }
  }

  public var title: String
  /// The panels from top to bottom.
  public var panels: [Panel]
  /// The width of the picture in pixels; its height follows from the rows.
  public var width: Double
  private static let rowHeight = 30.0
  private static let keyHeight = 30.0

  /// A picture of all panels.
  public init(_ title: String, panels: [Panel], width: Double = 720) {
    self.title = title
    self.panels = panels
    self.width = width
  }

  public var description: String {
    let texts = panels.flatMap { panel in
      panel.rows.map { row -> String in
        guard let mean = mean(row) else { return "\(row.label): no values" }
        let interval = row.interval.map {
          ", interval \(NumberText.short($0.lowerBound)) to \(NumberText.short($0.upperBound))"
        }
        return "\(row.label): mean \(NumberText.short(mean))\(interval ?? "")"
      }
    }
    return texts.joined(separator: "; ") + "."
  }

  private func mean(_ row: Row) -> Double? {
    let shown = row.values.filter(\.isFinite)
    return shown.isEmpty ? nil : shown.reduce(0) { $0 + $1 / Double(shown.count) }
  }

  public func svg(standalone: Bool) -> String {
    let rows = panels.flatMap(\.rows)
    let labels = rows.map { wrapped($0.label, to: width * 0.34) }
    let left = (labels.joined().map { TextSize.width($0) }.max() ?? 0) + 18
    let notes = rows.map { $0.note.isEmpty ? 0 : TextSize.width($0.note) + 16 }.max() ?? 0
    let heights = panels.map { Double($0.rows.count) * Self.rowHeight + 12 }
    let bottoms = panels.map { Frame.bottomHeight(named: !$0.axis.label.isEmpty) }
    let height = Self.keyHeight + zip(heights, bottoms).reduce(0) { $0 + $1.0 + $1.1 + 8 }
    var drawing = Drawing(width: width, height: height)
    drawKey(into: &drawing, at: Point(left, 14))
    var top = Self.keyHeight
    var labelIndex = 0
    for (index, panel) in panels.enumerated() {
      let plot = Box(left: left, top: top, right: width - max(14, notes), bottom: top + heights[index])
      let ends = panel.rows.flatMap { row in
        row.values + [row.interval, row.margin].compactMap { $0 }.flatMap { [$0.lowerBound, $0.upperBound] }
      }
      let extent = panel.axis.extent(of: ends + [panel.zero], padding: 0.05)
      let frame = Frame(plot: plot, x: panel.axis, extent, y: ChartAxis(), (0, 1))
      draw(panel, Array(labels[labelIndex..<labelIndex + panel.rows.count]), into: &drawing, frame)
      labelIndex += panel.rows.count
      top = plot.bottom + bottoms[index] + 8
    }
    return drawing.svg(title: title, description: description, standalone: standalone)
  }

  private func draw(_ panel: Panel, _ labels: [[String]], into drawing: inout Drawing, _ frame: Frame) {
    let plot = frame.plot
    for (index, row) in panel.rows.enumerated() {
      guard let margin = row.margin, let low = frame.x(margin.lowerBound), let high = frame.x(margin.upperBound) else {
        continue
      }
      let top = plot.top + 6 + Double(index) * Self.rowHeight
      let bottom = top + Self.rowHeight
      let area = [Point(low, top), Point(high, top), Point(high, bottom), Point(low, bottom)]
      drawing.path(plot.clipped(area: area), closed: true, "shade")
    }
    for value in frame.xTicks.values {
      guard let px = frame.x(value) else { continue }
      drawing.line(Point(px, plot.top), Point(px, plot.bottom), "grid")
    }
    frame.drawXAxis(into: &drawing, label: panel.axis.label)
    frame.drawVertical(panel.zero, into: &drawing)
    for (index, row) in panel.rows.enumerated() {
      let y = plot.top + 6 + (Double(index) + 0.5) * Self.rowHeight
      for (line, text) in labels[index].enumerated() {
        let offset = (Double(line) - Double(labels[index].count - 1) / 2) * 15
        drawing.text(text, at: Point(plot.left - 14, y + 4.5 + offset), anchor: .end)
      }
      drawing.text(row.note, at: Point(plot.right + 12, y + 4.5), "note")
      drawing.group("c0") { draw(row, at: y, into: &$0, frame) }
    }
  }

  private func draw(_ row: Row, at y: Double, into drawing: inout Drawing, _ frame: Frame) {
    if let interval = row.interval, let low = frame.x(interval.lowerBound), let high = frame.x(interval.upperBound),
      let (a, b) = frame.plot.clipped(Point(low, y), Point(high, y))
    {
      drawing.line(a, b, "line")
      for (end, value) in [(a, interval.lowerBound), (b, interval.upperBound)] where frame.x.shows(value) {
        drawing.line(Point(end.x, y - 6), Point(end.x, y + 6), "line")
      }
    }
    for value in row.values where frame.x.shows(value) {
      guard let px = frame.x(value) else { continue }
      drawing.mark(.circle, at: Point(px, y), radius: 3.2, "open")
    }
    if let mean = mean(row), frame.x.shows(mean), let px = frame.x(mean) {
      drawing.mark(.diamond, at: Point(px, y), radius: 4.6)
    }
  }

  private func drawKey(into drawing: inout Drawing, at origin: Point) {
    var x = origin.x
    let y = origin.y - 4.5
    drawing.group("c0") { inner in
      inner.mark(.circle, at: Point(x + 4, y), radius: 3.2, "open")
      inner.text("one seed", at: Point(x + 14, origin.y), "note")
      x += 30 + TextSize.width("one seed")
      inner.mark(.diamond, at: Point(x + 4, y), radius: 4.6)
      inner.text("mean", at: Point(x + 14, origin.y), "note")
      x += 30 + TextSize.width("mean")
      inner.line(Point(x, y), Point(x + 26, y), "line")
      inner.line(Point(x, y - 6), Point(x, y + 6), "line")
      inner.line(Point(x + 26, y - 6), Point(x + 26, y + 6), "line")
      inner.text("95 % interval of the mean", at: Point(x + 34, origin.y), "note")
    }
  }
}
