// Where the parts of a histogram stand, and how they are drawn.

/// A histogram in place; whoever draws over it (the threshold explorer) finds the frames of the panels here.
struct HistogramLayout {
  private struct Bars {
    var shares: [Double]
    var below: Int
    var above: Int
    var look: Int
    var name: String
  }

  let chart: Histogram
  let frames: [Frame]
  let height: Double
  private let bins: Bins
  private let bars: [[Bars]]
  private let key: Key
  private let rows: LabelRows
  private let keyTop: Double
  private static let labelHeight = 22.0

  init(_ chart: Histogram) {
    self.chart = chart
    let x = chart.x
    let values = chart.panels.flatMap(\.groups).map { $0.values.filter(x.accepts) }
    let references = (chart.references + chart.panels.flatMap(\.references)).map(\.value)
    let extent = x.extent(of: values.joined(), padding: 0)
    let most = values.map(\.count).max() ?? 0
    let count = chart.bins ?? max(10, min(40, Int(Double(most).squareRoot())))
    bins = Bins(x.scale, low: extent.low, high: extent.high, about: count, isRounded: x.range == nil)
    let ends = x.extent(of: [bins.edges[0], bins.edges[bins.edges.count - 1]] + references, padding: 0.015)
    let bins = bins
    bars = chart.panels.map { panel in
      panel.groups.enumerated().map { index, group in
        let shown = group.values.filter(x.accepts)
        let (counts, below, above) = bins.count(shown)
        let shares = counts.map { shown.isEmpty ? 0 : Double($0) / Double(shown.count) }
        return Bars(shares: shares, below: below, above: above, look: group.look ?? index, name: group.name)
      }
    }
    let highest = bars.joined().flatMap(\.shares).max() ?? 0
    let share = ChartAxis("", range: 0...(highest > 0 ? highest * 1.06 : 1))

    // From the top: what y measures, the key, the names of the lines through all panels, then the panels.
    var seen: Set<String> = []
    key = Key(
      entries: bars.joined().compactMap { group in
        guard !group.name.isEmpty, seen.insert("\(group.look) \(group.name)").inserted else { return nil }
        return Key.Entry(text: group.name, series: group.look, sample: .area)
      })
    let left = Frame.leftWidth(share, (0, highest > 0 ? highest * 1.06 : 1), height: chart.panelHeight)
    let right = chart.width - 14
    let map = AxisMap(scale: x.scale, low: ends.low, high: ends.high, start: left, end: right)
    var rows = LabelRows(left: left, right: right + 10)
    for line in chart.references where map.shows(line.value) { rows.add(line.label, centre: map(line.value) ?? left) }
    self.rows = rows
    keyTop = 20
    var top = 26 + Double(key.rows(within: chart.width - 8).count) * Key.rowHeight + Double(rows.count) * 18
    var frames: [Frame] = []
    for panel in chart.panels {
      if !panel.label.isEmpty { top += Self.labelHeight }
      let box = Box(left: left, top: top, right: right, bottom: top + chart.panelHeight)
      frames.append(Frame(plot: box, x: x, ends, y: share, share.extent(of: [])))
      top = box.bottom + (panel.label.isEmpty ? 14 : 8)
    }
    self.frames = frames
    height = (frames.last?.plot.bottom ?? top) + Frame.bottomHeight(named: !x.label.isEmpty)
  }

  func draw(into drawing: inout Drawing) {
    drawing.text("share of each group", at: Point(4, 14), "note")
    key.drawRows(into: &drawing, at: Point(4, keyTop + 15), within: chart.width - 8)
    for text in rows.placed {
      let first = frames.first.map { $0.plot.top - (chart.panels[0].label.isEmpty ? 6 : Self.labelHeight + 6) } ?? 40
      drawing.text(text.text, at: Point(text.x, first - Double(text.row) * 18), text.style)
    }
    for (index, frame) in frames.enumerated() {
      frame.drawGrid(into: &drawing)
      for group in bars[index] { draw(group, into: &drawing, frame) }
      frame.drawYAxis(into: &drawing)
      drawing.text(chart.panels[index].label, at: Point(frame.plot.left, frame.plot.top - 7), "strong")
      drawReferences(of: chart.panels[index], into: &drawing, frame)
      noteBeyond(bars[index], into: &drawing, frame)
      if index == frames.count - 1 {
        frame.drawXAxis(into: &drawing, label: chart.x.label)
      } else {
        let floor = frame.plot.bottom
        drawing.line(Point(frame.plot.left, floor), Point(frame.plot.right, floor), "axis")
      }
    }
    if let first = frames.first, let last = frames.last {
      for line in chart.references where first.x.shows(line.value) {
        guard let px = first.x(line.value) else { continue }
        drawing.line(Point(px, first.plot.top - 3), Point(px, last.plot.bottom), "rule")
      }
    }
  }

  private func drawReferences(of panel: Histogram.Panel, into drawing: inout Drawing, _ frame: Frame) {
    for line in panel.references {
      frame.drawVertical(line.value, into: &drawing)
      guard frame.x.shows(line.value), let px = frame.x(line.value) else { continue }
      // The name goes to the side that has more room.
      let isLeft = px > (frame.plot.left + frame.plot.right) / 2
      drawing.text(
        line.label, at: Point(px + (isLeft ? -6 : 6), frame.plot.top + 12), "note halo",
        anchor: isLeft ? .end : .start)
    }
  }

  private func draw(_ group: Bars, into drawing: inout Drawing, _ frame: Frame) {
    guard let floor = frame.y(0), group.shares.contains(where: { $0 > 0 }) else { return }
    var outline: [Point] = []
    for (index, share) in group.shares.enumerated() {
      guard let a = frame.point(bins.edges[index], share), let b = frame.point(bins.edges[index + 1], share) else {
        continue
      }
      if index == 0 { outline.append(Point(a.x, floor)) }
      if outline.last != a { outline.append(a) }
      outline.append(b)
      if index == group.shares.count - 1 { outline.append(Point(b.x, floor)) }
    }
    drawing.group(ChartStyle.series(group.look)) { inner in
      inner.path(frame.plot.clipped(area: outline), closed: true, "area")
      for piece in frame.plot.clipped(line: outline) { inner.path(piece, "line") }
    }
  }

  /// Says how many values lie beyond the ends of the axis, where a range was given.
  private func noteBeyond(_ groups: [Bars], into drawing: inout Drawing, _ frame: Frame) {
    let below = groups.reduce(0) { $0 + $1.below }
    let above = groups.reduce(0) { $0 + $1.above }
    if below > 0 {
      drawing.text(
        "← \(NumberText.count(below)) below", at: Point(frame.plot.left + 4, frame.plot.top + 12), "note halo")
    }
    if above > 0 {
      let place = Point(frame.plot.right - 4, frame.plot.top + 12)
      drawing.text("\(NumberText.count(above)) above →", at: place, "note halo", anchor: .end)
    }
  }
}
