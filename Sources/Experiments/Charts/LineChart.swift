// Lines over a common axis: curves of training, sweeps over a setting, scatters.

import Files

/// Series of points over two axes, with bands and reference lines.
///
/// Each series is named beside its end where there is room, otherwise in a key above the plot.
public struct LineChart: Chart {
  /// How the points of a series are shown.
  public enum Style: Sendable { case line, lineWithMarkers, markers, dots, thin }

  /// A named sequence of points, drawn in the order given. A missing value (not a number) interrupts the line.
  public struct Series: Sendable {
    /// What the points are. Series of one name (the seeds of a method) are named once.
    public var name: String
    /// The positions along x.
    public var x: [Double]
    /// The positions along y, as many as along x.
    public var y: [Double]
    /// How the points are shown.
    public var style: Style
    /// Which colour, dash and marker; where `nil`, the series' place in the chart. Several series may share one.
    public var look: Int?

    /// A series of as many values of y as of x.
    public init(_ name: String, x: [Double], y: [Double], style: Style = .line, look: Int? = nil) {
      precondition(x.count == y.count, "LineChart.Series \(name): \(x.count) values of x and \(y.count) of y")
      self.name = name
      self.x = x
      self.y = y
      self.style = style
      self.look = look
    }
  }

  /// An area between two values of y for each x: an interval or a range of seeds.
  public struct Band: Sendable {
    /// The positions along x.
    public var x: [Double]
    /// The lower border at each x.
    public var low: [Double]
    /// The upper border at each x.
    public var high: [Double]
    /// The series whose colour it has; where `nil`, grey.
    public var look: Int?
    /// Its name beside its end, where it has no series that names it.
    public var label: String

    /// A band between `low` and `high`, one value of each per value of `x`.
    public init(x: [Double], low: [Double], high: [Double], look: Int? = nil, label: String = "") {
      precondition(
        x.count == low.count && x.count == high.count,
        "LineChart.Band: \(x.count) values of x, \(low.count) of low and \(high.count) of high")
      self.x = x
      self.low = low
      self.high = high
      self.look = look
      self.label = label
    }

    /// A band over the whole width.
    public init(_ range: ClosedRange<Double>, look: Int? = nil, label: String = "") {
      self.init(x: [], low: [], high: [], look: look, label: label)
      whole = range
    }

    var whole: ClosedRange<Double>?
  }

  public var title: String
  /// The horizontal axis.
  public var x: ChartAxis
  /// The vertical axis; its label stands above it.
  public var y: ChartAxis
  /// The series, the last one drawn on top.
  public var series: [Series]
  /// Areas behind the lines.
  public var bands: [Band]
  /// Lines at values of y, named at the right.
  public var horizontal: [ReferenceLine]
  /// Lines at values of x, named above.
  public var vertical: [ReferenceLine]
  /// The width of the picture in pixels.
  public var width: Double
  /// The height of the picture in pixels.
  public var height: Double

  /// A chart of series, bands and reference lines over two axes.
  public init(
    _ title: String, x: ChartAxis, y: ChartAxis, series: [Series] = [], bands: [Band] = [],
    horizontal: [ReferenceLine] = [], vertical: [ReferenceLine] = [], width: Double = 720, height: Double = 320
  ) {
    self.title = title
    self.x = x
    self.y = y
    self.series = series
    self.bands = bands
    self.horizontal = horizontal
    self.vertical = vertical
    self.width = width
    self.height = height
  }

  public var description: String {
    let names = series.map { line in
      let shown = zip(line.x, line.y).filter { x.accepts($0) && y.accepts($1) }
      guard let first = shown.first, let last = shown.last else { return "\(line.name): no values" }
      let ends = "\(NumberText.short(first.1)) at \(NumberText.short(first.0))"
      return "\(line.name): \(ends) to \(NumberText.short(last.1)) at \(NumberText.short(last.0))"
    }
    let missing = series.reduce(0) { count, line in
      count + zip(line.x, line.y).count { !(x.accepts($0) && y.accepts($1)) }
    }
    return "\(y.label) against \(x.label). " + names.joined(separator: "; ") + "." + remark(onMissing: missing)
  }

  public func svg(standalone: Bool) -> String {
    var drawing = Drawing(width: width, height: height)
    draw(into: &drawing)
    return drawing.svg(title: title, description: description, standalone: standalone)
  }

  private func look(_ index: Int) -> Int { series[index].look ?? index }

  private func draw(into drawing: inout Drawing) {
    let xExtent = x.extent(of: series.flatMap(\.x) + bands.flatMap(\.x) + vertical.map(\.value))
    let ys = series.flatMap(\.y) + bands.flatMap { $0.low + $0.high }
    let wholes = bands.compactMap(\.whole).flatMap { [$0.lowerBound, $0.upperBound] }
    let yExtent = y.extent(of: ys + wholes + horizontal.map(\.value), padding: 0.06)

    let ends = EndLabels(of: self, yExtent)
    let key = ends.fit(within: height - 90, width: width) ? nil : Key(entries: keyEntries())
    let right = max(12, key == nil ? ends.width : ends.ruleWidth)
    let top = 10.0 + (y.label.isEmpty ? 0 : 16)
    let keyHeight = key.map { Double($0.rows(within: width - 8).count) * Key.rowHeight } ?? 0
    let bottom = Frame.bottomHeight(named: !x.label.isEmpty)
    let left = max(12, Frame.leftWidth(y, yExtent, height: height - top - keyHeight - bottom))

    var rows = LabelRows(left: left, right: width - 4)
    let map = AxisMap(scale: x.scale, low: xExtent.low, high: xExtent.high, start: left, end: width - right)
    for line in vertical where map.shows(line.value) { rows.add(line.label, centre: map(line.value) ?? left) }
    let rowsHeight = Double(rows.count) * 18
    let box = Box(
      left: left, top: top + keyHeight + rowsHeight, right: width - right, bottom: height - bottom)
    let frame = Frame(plot: box, x: x, xExtent, y: y, yExtent)

    drawing.text(y.label, at: Point(4, 14))
    key?.drawRows(into: &drawing, at: Point(4, top + 8), within: width - 8)
    for text in rows.placed {
      drawing.text(text.text, at: Point(text.x, box.top - 6 - Double(text.row) * 18), text.style)
    }
    drawBands(into: &drawing, frame)
    frame.drawGrid(into: &drawing)
    frame.drawXAxis(into: &drawing, label: x.label)
    frame.drawYAxis(into: &drawing)
    for line in vertical { frame.drawVertical(line.value, into: &drawing) }
    for line in horizontal { frame.drawHorizontal(line.value, into: &drawing) }
    for index in series.indices { draw(series[index], look(index), into: &drawing, frame) }
    ends.draw(into: &drawing, frame, withSeries: key == nil)
  }

  private func drawBands(into drawing: inout Drawing, _ frame: Frame) {
    for band in bands {
      let style = band.look.map { "c\($0 % ChartStyle.series.count)" } ?? ""
      drawing.group(style.isEmpty ? "band" : style) { inner in
        let fill = band.look == nil ? "shade" : "area"
        if let whole = band.whole {
          guard let low = frame.y(whole.lowerBound), let high = frame.y(whole.upperBound) else { return }
          let area = [
            Point(frame.plot.left, low), Point(frame.plot.left, high), Point(frame.plot.right, high),
            Point(frame.plot.right, low),
          ]
          inner.path(frame.plot.clipped(area: area), closed: true, fill)
          return
        }
        let shown = band.x.indices.filter {
          frame.point(band.x[$0], band.low[$0]) != nil && frame.point(band.x[$0], band.high[$0]) != nil
        }
        let upper = shown.compactMap { frame.point(band.x[$0], band.high[$0]) }
        let lower = shown.reversed().compactMap { frame.point(band.x[$0], band.low[$0]) }
        inner.path(frame.plot.clipped(area: simplified(upper) + simplified(lower)), closed: true, fill)
      }
    }
  }

  private func draw(_ line: Series, _ look: Int, into drawing: inout Drawing, _ frame: Frame) {
    drawing.group(ChartStyle.series(look)) { inner in
      switch line.style {
      case .line, .lineWithMarkers: frame.drawLine(line.x, line.y, "line", into: &inner)
      case .thin: frame.drawLine(line.x, line.y, "thin", into: &inner)
      case .markers, .dots: break
      }
      let isLonely = line.style == .line && frame.runs(line.x, line.y).contains { $0.count == 1 }
      guard line.style != .line && line.style != .thin || isLonely else { return }
      let points = frame.runs(line.x, line.y).filter { !isLonely || $0.count == 1 }.joined()
      for p in points where frame.plot.contains(p) {
        let isDot = line.style == .dots
        inner.mark(ChartStyle.marker(look), at: p, radius: isDot ? 2.2 : 4, isDot ? "dot" : "mark")
      }
    }
  }

  private func keyEntries() -> [Key.Entry] {
    var seen: Set<String> = []
    return series.indices.compactMap { index in
      let line = series[index]
      guard !line.name.isEmpty, seen.insert(line.name).inserted else { return nil }
      let sample: Key.Sample =
        switch line.style {
        case .line, .thin: .line
        case .lineWithMarkers: .lineAndMark
        case .markers, .dots: .mark
        }
      return Key.Entry(text: line.name, series: look(index), sample: sample)
    }
  }
}
