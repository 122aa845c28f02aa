// Receiver operating characteristics: what share of the anomalies is found at what share of false alarms.

import Files

/// ROC curves on a square, with the diagonal of chance and marked points.
public struct ROCChart: Chart {
  /// The points of one curve, false positive and true positive rate, both within 0...1.
  public struct Curve: Sendable {
    /// What the curve is, such as the method with its AUROC; stands in the key.
    public var name: String
    /// The share of normal samples called anomalous, point by point.
    public var falsePositiveRate: [Double]
    /// The share of anomalous samples found, point by point.
    public var truePositiveRate: [Double]
    /// Which colour and dash; where `nil`, the place among the curves.
    public var look: Int?

    /// A curve through as many points as there are rates of either kind.
    public init(_ name: String, falsePositiveRate: [Double], truePositiveRate: [Double], look: Int? = nil) {
      precondition(
        falsePositiveRate.count == truePositiveRate.count,
        "ROCChart.Curve \(name): \(falsePositiveRate.count) false and \(truePositiveRate.count) true positive rates")
      self.name = name
      self.falsePositiveRate = falsePositiveRate
      self.truePositiveRate = truePositiveRate
      self.look = look
    }
  }

  /// A point that the text speaks of. Marks of the same name have the same shape and stand once in the key.
  public struct Mark: Sendable {
    /// What the point is; stands in the key.
    public var name: String
    /// The share of normal samples called anomalous.
    public var falsePositiveRate: Double
    /// The share of anomalous samples found.
    public var truePositiveRate: Double
    /// The look of the curve that it belongs to.
    public var look: Int

    /// A point on the curve of that look.
    public init(_ name: String, falsePositiveRate: Double, truePositiveRate: Double, look: Int) {
      self.name = name
      self.falsePositiveRate = falsePositiveRate
      self.truePositiveRate = truePositiveRate
      self.look = look
    }
  }

  public var title: String
  /// The curves, the last one drawn on top.
  public var curves: [Curve]
  /// Marked points, above all curves.
  public var marks: [Mark]
  /// The length of a side of the plot, in pixels.
  public var side: Double

  /// A square chart with a key at its right, if a curve or mark has a name.
  public init(_ title: String, curves: [Curve], marks: [Mark] = [], side: Double = 330) {
    self.title = title
    self.curves = curves
    self.marks = marks
    self.side = side
  }

  public var description: String {
    "ROC curves (true against false positive rate): \(curves.map(\.name).joined(separator: "; "))."
  }

  public func svg(standalone: Bool) -> String {
    var drawing = Drawing(width: width, height: frame.plot.bottom + Frame.bottomHeight(named: true))
    draw(into: &drawing)
    return drawing.svg(title: title, description: description, standalone: standalone)
  }

  var frame: Frame {
    let rate = ChartAxis("", range: 0...1)
    let left = Frame.leftWidth(rate, (0, 1), height: side)
    let box = Box(left: left, top: 28, right: left + side, bottom: 28 + side)
    return Frame(plot: box, x: rate, (0, 1), y: rate, (0, 1))
  }

  private var markNames: [String] {
    var seen: Set<String> = []
    return marks.map(\.name).filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  private var keyWidth: Double {
    let curveWidths = key.entries.map(Key.width)
    let markWidths = markNames.map { Key.sampleWidth + 6 + TextSize.width($0) }
    return (curveWidths + markWidths).max().map { $0 + 20 } ?? 0
  }

  private var key: Key {
    Key(
      entries: curves.indices.filter { !curves[$0].name.isEmpty }.map {
        Key.Entry(text: curves[$0].name, series: curves[$0].look ?? $0, sample: .line)
      })
  }

  private var width: Double { frame.plot.right + max(14, keyWidth) }

  func draw(into drawing: inout Drawing) {
    let frame = frame
    let plot = frame.plot
    frame.drawGrid(into: &drawing)
    frame.drawXAxis(into: &drawing, label: "false positive rate")
    frame.drawYAxis(into: &drawing)
    drawing.text("true positive rate", at: Point(4, 14))
    drawing.line(Point(plot.left, plot.bottom), Point(plot.right, plot.top), "axis")
    let middle = Point(plot.left + side * 0.72, plot.bottom - side * 0.72 + 20)
    drawing.text("chance", at: middle, "note")
    for (index, curve) in curves.enumerated() {
      drawing.group(ChartStyle.series(curve.look ?? index)) { inner in
        frame.drawLine(curve.falsePositiveRate, curve.truePositiveRate, "line", into: &inner)
      }
    }
    let names = markNames
    for mark in marks {
      guard frame.x.shows(mark.falsePositiveRate), frame.y.shows(mark.truePositiveRate),
        let p = frame.point(mark.falsePositiveRate, mark.truePositiveRate)
      else { continue }
      let shape = ChartStyle.marker(names.firstIndex(of: mark.name) ?? 0)
      drawing.group("c\(mark.look % ChartStyle.series.count)") { $0.mark(shape, at: p, radius: 4.5, "open") }
    }
    let column = Point(plot.right + 18, plot.top + 14)
    key.drawColumn(into: &drawing, at: column)
    for (index, name) in names.enumerated() {
      let y = column.y + (Double(curves.count) + Double(index) + 0.5) * Key.rowHeight
      drawing.mark(
        ChartStyle.marker(index), at: Point(column.x + Key.sampleWidth / 2, y - 4.5), radius: 4.5, "open")
      drawing.text(name, at: Point(column.x + Key.sampleWidth + 6, y), "note")
    }
  }
}
