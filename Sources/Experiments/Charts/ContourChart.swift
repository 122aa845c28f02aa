// A function of two variables seen from above.

import Files

/// Level lines of a function of two variables, with marked points and lines along the axes.
public struct ContourChart: Chart {
  /// A point that the text speaks of.
  public struct Mark: Sendable {
    /// Where the point lies, in the units of the axes.
    public var x: Double
    /// Where the point lies, in the units of the axes.
    public var y: Double
    /// Its name, written beside it.
    public var label: String

    /// A point with its name.
    public init(_ label: String, x: Double, y: Double) {
      self.x = x
      self.y = y
      self.label = label
    }
  }

  public var title: String
  /// The axis of the first variable, from left to right.
  public var x: ChartAxis
  /// The axis of the second variable, upwards.
  public var y: ChartAxis
  /// Where the function was sampled, rising.
  public var xs: [Double]
  /// Where the function was sampled along y, rising.
  public var ys: [Double]
  /// The function's values, one list per value of y; where it has none, not a number.
  public var values: [[Double]]
  /// The values whose lines are drawn, each labelled where there is room; others than finite ones are passed over.
  public var levels: [Double]
  /// Points with names.
  public var marks: [Mark]
  /// Lines across the plot at values of y, named at the right.
  public var horizontal: [ReferenceLine]
  /// Lines across the plot at values of x, named above.
  public var vertical: [ReferenceLine]
  /// The width of the picture in pixels.
  public var width: Double
  /// The height of the picture in pixels.
  public var height: Double

  /// A chart of a sampled function; `values` has one list per value of `ys`, each with one value per value of `xs`.
  public init(
    _ title: String, x: ChartAxis, y: ChartAxis, xs: [Double], ys: [Double], values: [[Double]], levels: [Double],
    marks: [Mark] = [], horizontal: [ReferenceLine] = [], vertical: [ReferenceLine] = [], width: Double = 560,
    height: Double = 420
  ) {
    precondition(
      values.count == ys.count && values.allSatisfy { $0.count == xs.count },
      "ContourChart: \(values.count) rows of \(values.map(\.count).max() ?? 0) values for \(ys.count) x \(xs.count)")
    self.title = title
    self.x = x
    self.y = y
    self.xs = xs
    self.ys = ys
    self.values = values
    self.levels = levels
    self.marks = marks
    self.horizontal = horizontal
    self.vertical = vertical
    self.width = width
    self.height = height
  }

  public var description: String {
    let lines = levels.map { NumberText.short($0) }.joined(separator: ", ")
    let points = marks.map { "\($0.label) at (\(NumberText.short($0.x)), \(NumberText.short($0.y)))" }
    let marked = points.isEmpty ? "" : " Marked: \(points.joined(separator: "; "))."
    return "Level lines over \(x.label) and \(y.label) at \(lines).\(marked)"
  }

  public func svg(standalone: Bool) -> String {
    var drawing = Drawing(width: width, height: height)
    let xExtent = x.extent(of: xs, padding: 0)
    let yExtent = y.extent(of: ys, padding: 0)
    let bottom = Frame.bottomHeight(named: !x.label.isEmpty)
    let left = max(12, Frame.leftWidth(y, yExtent, height: height - bottom - 30))
    let names = horizontal.map { TextSize.width($0.label) + 12 }.max() ?? 0
    var rows = LabelRows(left: left, right: width - 4)
    let right = width - max(14, names)
    let map = AxisMap(scale: x.scale, low: xExtent.low, high: xExtent.high, start: left, end: right)
    for line in vertical where map.shows(line.value) { rows.add(line.label, centre: map(line.value) ?? left) }
    let top = 10.0 + (y.label.isEmpty ? 0 : 16) + Double(rows.count) * 18
    let box = Box(left: left, top: top, right: right, bottom: height - bottom)
    let frame = Frame(plot: box, x: x, xExtent, y: y, yExtent)

    drawing.text(y.label, at: Point(4, 14))
    for text in rows.placed {
      drawing.text(text.text, at: Point(text.x, box.top - 6 - Double(text.row) * 18), text.style)
    }
    drawLevels(into: &drawing, frame)
    drawing.rectangle(box, "frame")
    for line in vertical { frame.drawVertical(line.value, into: &drawing) }
    for line in horizontal where frame.y.shows(line.value) {
      frame.drawHorizontal(line.value, into: &drawing)
      if let py = frame.y(line.value) { drawing.text(line.label, at: Point(box.right + 8, py + 4.5), "note") }
    }
    frame.drawXAxis(into: &drawing, label: x.label)
    frame.drawYAxis(into: &drawing)
    drawMarks(into: &drawing, frame)
    return drawing.svg(title: title, description: description, standalone: standalone)
  }

  private func drawMarks(into drawing: inout Drawing, _ frame: Frame) {
    for mark in marks where frame.x.shows(mark.x) && frame.y.shows(mark.y) {
      guard let p = frame.point(mark.x, mark.y) else { continue }
      let isLeft = p.x + TextSize.width(mark.label) + 14 > frame.plot.right
      drawing.group("c1") { inner in
        inner.mark(.diamond, at: p, radius: 5)
        let place = Point(p.x + (isLeft ? -10 : 10), max(p.y - 8, frame.plot.top + 12))
        inner.text(mark.label, at: place, "label halo", anchor: isLeft ? .end : .start)
      }
    }
  }

  private func drawLevels(into drawing: inout Drawing, _ frame: Frame) {
    let contours = Contours(xs: xs, ys: ys, values: values)
    var taken = marks.compactMap { frame.point($0.x, $0.y) }
    var labels: [(String, Point)] = []
    for level in levels where level.isFinite {
      let lines = contours.lines(at: level).flatMap { line in
        frame.plot.clipped(line: line.compactMap { frame.point($0.x, $0.y) })
      }
      drawing.group("c0") { inner in
        for line in lines { inner.path(simplified(line), "thin") }
      }
      let text = NumberText.short(level)
      if let place = labelPlace(on: lines, away: taken, width: TextSize.width(text), in: frame) {
        taken.append(place)
        labels.append((text, place))
      }
    }
    for (text, place) in labels {
      drawing.text(text, at: Point(place.x, place.y + 4), "tick halo", anchor: .middle)
    }
  }

  /// The point of the longest line that is farthest from all labels and marks so far; none if there is no room.
  private func labelPlace(on lines: [[Point]], away taken: [Point], width: Double, in frame: Frame) -> Point? {
    let plot = frame.plot
    guard let longest = lines.max(by: { $0.count < $1.count }), longest.count > 8 else { return nil }
    func room(_ p: Point) -> Double {
      taken.map { abs($0.x - p.x) / 1.6 + abs($0.y - p.y) }.min() ?? .infinity
    }
    let rules = (
      horizontal.compactMap { frame.y($0.value) }, vertical.compactMap { frame.x($0.value) }
    )
    let inner = longest.filter { p in
      !rules.0.contains { abs($0 - p.y) < 14 } && !rules.1.contains { abs($0 - p.x) < width / 2 + 6 }
    }.filter {
      $0.x > plot.left + width / 2 + 6 && $0.x < plot.right - width / 2 - 6 && $0.y > plot.top + 12
        && $0.y < plot.bottom - 12
    }
    // Without anything to keep away from, the middle of the line.
    guard !taken.isEmpty else { return inner.isEmpty ? nil : inner[inner.count / 2] }
    guard let best = inner.max(by: { room($0) < room($1) }), room(best) > 26 else { return nil }
    return best
  }
}
