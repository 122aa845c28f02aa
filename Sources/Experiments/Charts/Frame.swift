// The frame of a chart: where the plot lies in the picture, with its axes, grid and reference lines.

/// A value to compare the data with: a line across the plot and its name.
public struct ReferenceLine: Sendable {
  /// Where the line stands, in the units of its axis.
  public var value: Double
  /// What it is, written beside its end.
  public var label: String

  /// A line at `value`, named `label`.
  public init(at value: Double, _ label: String) {
    self.value = value
    self.label = label
  }
}

/// A plot with both axes in place.
struct Frame {
  let plot: Box
  let x: AxisMap
  let y: AxisMap
  let xTicks: Ticks
  let yTicks: Ticks

  /// The gap between tick labels and the plot.
  static let tickGap = 8.0
  /// The height of the strip under the plot that holds tick labels and the name of the axis.
  static func bottomHeight(named: Bool) -> Double { named ? 42 : 24 }

  /// The width that the tick labels of a vertical axis of `height` pixels need.
  static func leftWidth(_ axis: ChartAxis, _ extent: (low: Double, high: Double), height: Double) -> Double {
    let ticks = yTicks(axis, extent, height: height)
    return (ticks.labels.map { TextSize.width($0, size: ChartStyle.textSize - 1) }.max() ?? 0) + tickGap + 2
  }

  private static func yTicks(_ axis: ChartAxis, _ extent: (low: Double, high: Double), height: Double) -> Ticks {
    let count = max(2, min(6, Int(height / 48)))
    return Ticks.make(axis.scale, low: extent.low, high: extent.high, about: count)
  }

  init(
    plot: Box, x: ChartAxis, _ xExtent: (low: Double, high: Double), y: ChartAxis,
    _ yExtent: (low: Double, high: Double)
  ) {
    self.plot = plot
    self.x = AxisMap(scale: x.scale, low: xExtent.low, high: xExtent.high, start: plot.left, end: plot.right)
    self.y = AxisMap(scale: y.scale, low: yExtent.low, high: yExtent.high, start: plot.bottom, end: plot.top)
    xTicks = Ticks.fitting(self.x, about: max(2, min(8, Int(plot.width / 60))))
    yTicks = Self.yTicks(y, yExtent, height: plot.height)
  }

  /// The pixel of a pair of values; `nil` if an axis cannot show it.
  func point(_ xValue: Double, _ yValue: Double) -> Point? {
    guard let px = x(xValue), let py = y(yValue) else { return nil }
    return Point(px, py)
  }

  func drawGrid(into drawing: inout Drawing, vertical: Bool = true) {
    for value in yTicks.values {
      guard let py = y(value) else { continue }
      drawing.line(Point(plot.left, py), Point(plot.right, py), "grid")
    }
    guard vertical else { return }
    for value in xTicks.values {
      guard let px = x(value) else { continue }
      drawing.line(Point(px, plot.top), Point(px, plot.bottom), "grid")
    }
  }

  func drawXAxis(into drawing: inout Drawing, label: String) {
    drawing.line(Point(plot.left, plot.bottom), Point(plot.right, plot.bottom), "axis")
    for (value, text) in zip(xTicks.values, xTicks.labels) {
      guard let px = x(value) else { continue }
      drawing.line(Point(px, plot.bottom), Point(px, plot.bottom + 4), "axis")
      // At the edge of the picture a label moves inwards, by less than the gap between two labels.
      let half = TextSize.width(text, size: ChartStyle.textSize - 1) / 2
      let centre = max(half, min(px, drawing.width - half))
      drawing.text(text, at: Point(centre, plot.bottom + 17), "tick", anchor: .middle)
    }
    drawing.text(label, at: Point((plot.left + plot.right) / 2, plot.bottom + 36), anchor: .middle)
  }

  func drawYAxis(into drawing: inout Drawing) {
    for (value, text) in zip(yTicks.values, yTicks.labels) {
      guard let py = y(value) else { continue }
      drawing.text(text, at: Point(plot.left - Self.tickGap, py + 4), "tick", anchor: .end)
    }
  }

  /// A line at `value` from top to bottom; nothing if the plot does not show the value.
  func drawVertical(_ value: Double, into drawing: inout Drawing) {
    guard x.shows(value), let px = x(value) else { return }
    drawing.line(Point(px, plot.top), Point(px, plot.bottom), "rule")
  }

  func drawHorizontal(_ value: Double, into drawing: inout Drawing) {
    guard y.shows(value), let py = y(value) else { return }
    drawing.line(Point(plot.left, py), Point(plot.right, py), "rule")
  }

  /// A line through values, cut at the edges of the plot and where a value is missing.
  func drawLine(_ xs: [Double], _ ys: [Double], _ style: String, into drawing: inout Drawing) {
    for run in runs(xs, ys) {
      for piece in plot.clipped(line: run) { drawing.path(simplified(piece), style) }
    }
  }

  /// The pixels of the pairs, in pieces between the pairs that cannot be shown.
  func runs(_ xs: [Double], _ ys: [Double]) -> [[Point]] {
    var runs: [[Point]] = [[]]
    for (xValue, yValue) in zip(xs, ys) {
      if let p = point(xValue, yValue) {
        runs[runs.count - 1].append(p)
      } else if runs[runs.count - 1].count > 0 {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }
}
