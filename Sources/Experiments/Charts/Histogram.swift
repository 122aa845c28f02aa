// Histograms: how values are spread, group over group on one axis and panel under panel.

import Foundation

/// The distributions of groups of values over one shared axis.
///
/// Each bar is the share of its own group, so that groups of different sizes compare. All panels share both axes.
/// Values beyond a given range of the axis are counted at its ends.
public struct Histogram: Chart {
  /// Named values. Those that are not finite are left out.
  public struct Group: Sendable {
    /// What the values are; a name that recurs in several panels stands once in the key.
    public var name: String
    /// The values, in any order.
    public var values: [Double]
    /// Which colour and dash; where `nil`, the group's place in its panel.
    public var look: Int?

    /// A group of values.
    public init(_ name: String, _ values: [Double], look: Int? = nil) {
      self.name = name
      self.values = values
      self.look = look
    }
  }

  /// One plot of several that stand under each other on the same axes.
  public struct Panel: Sendable {
    /// What the panel shows, above its left end.
    public var label: String
    /// The groups, the last one drawn on top.
    public var groups: [Group]
    /// Lines through this panel, named inside it.
    public var references: [ReferenceLine]

    /// A panel of overlaid groups.
    public init(_ label: String = "", groups: [Group], references: [ReferenceLine] = []) {
      self.label = label
      self.groups = groups
      self.references = references
    }
  }

  public var title: String
  /// The axis that all panels share.
  public var x: ChartAxis
  /// The panels from top to bottom.
  public var panels: [Panel]
  /// Lines through all panels.
  public var references: [ReferenceLine]
  /// About how many bins; where `nil`, the square root of the largest group's size, between 10 and 40.
  public var bins: Int?
  /// The width of the picture in pixels.
  public var width: Double
  /// The height of each panel in pixels.
  public var panelHeight: Double

  /// Panels under each other on shared axes.
  public init(
    _ title: String, x: ChartAxis, panels: [Panel], references: [ReferenceLine] = [], bins: Int? = nil,
    width: Double = 720, panelHeight: Double = 110
  ) {
    self.title = title
    self.x = x
    self.panels = panels
    self.references = references
    self.bins = bins
    self.width = width
    self.panelHeight = panelHeight
  }

  /// A single panel.
  public init(
    _ title: String, x: ChartAxis, groups: [Group], references: [ReferenceLine] = [], bins: Int? = nil,
    width: Double = 720, height: Double = 210
  ) {
    self.init(
      title, x: x, panels: [Panel(groups: groups)], references: references, bins: bins, width: width,
      panelHeight: height)
  }

  public var description: String {
    let texts = panels.map { panel in
      let groups = panel.groups.map { group in
        let shown = group.values.filter(x.accepts)
        guard !shown.isEmpty else { return "\(group.name): no values" }
        let mean = shown.reduce(0) { $0 + $1 / Double(shown.count) }
        return "\(group.name): \(NumberText.count(shown.count)) values, mean \(NumberText.short(mean))"
      }
      return (panel.label.isEmpty ? "" : panel.label + ": ") + groups.joined(separator: ", ")
    }
    let missing = panels.flatMap(\.groups).reduce(0) { $0 + $1.values.count { !x.accepts($0) } }
    return "Histogram of \(x.label). " + texts.joined(separator: "; ") + "." + remark(onMissing: missing)
  }

  public func svg(standalone: Bool) -> String {
    let layout = HistogramLayout(self)
    var drawing = Drawing(width: width, height: layout.height)
    layout.draw(into: &drawing)
    return drawing.svg(title: title, description: description, standalone: standalone)
  }
}

/// The bins of a histogram: equal steps on the axis, at round values where it is linear.
struct Bins {
  let edges: [Double]

  /// Bins over the range `low...high`, about `count` of them.
  ///
  /// Where the data chose the range, the outer edges may lie a little outside it, at round values.
  init(_ scale: ChartAxis.Scale, low: Double, high: Double, about count: Int, isRounded: Bool) {
    let count = max(count, 1)
    switch scale {
    case .logarithmic:
      edges = (0...count).map { low * pow(high / low, Double($0) / Double(count)) }
    case .linear where isRounded:
      let raw = high / Double(count) - low / Double(count)
      let magnitude = pow(10, log10(raw).rounded(.down))
      let factors: [Double] = [1, 2, 2.5, 5, 10]
      let step = magnitude * (factors.first { $0 * magnitude >= raw * 0.999 } ?? 10)
      let first = (low / step).rounded(.down)
      let last = max((high / step).rounded(.up), first + 1)
      guard first.magnitude < 1e12, last.magnitude < 1e12 else {
        edges = [low, high]
        return
      }
      edges = (Int(first)...Int(last)).map { Double($0) * step }
    case .linear:
      edges = (0...count).map { low + (high - low) * Double($0) / Double(count) }
    }
  }

  /// How many values fall into each bin, below the first and above the last. A value on an edge belongs to the bin on
  /// its right, on the last edge to the last bin.
  func count(_ values: [Double]) -> (counts: [Int], below: Int, above: Int) {
    var counts = [Int](repeating: 0, count: edges.count - 1)
    var below = 0
    var above = 0
    for value in values where value.isFinite {
      if value < edges[0] {
        below += 1
      } else if value > edges[edges.count - 1] {
        above += 1
      } else {
        var low = 0
        var high = counts.count
        while high - low > 1 {
          let middle = (low + high) / 2
          if edges[middle] <= value { low = middle } else { high = middle }
        }
        counts[low] += 1
      }
    }
    return (counts, below, above)
  }
}
