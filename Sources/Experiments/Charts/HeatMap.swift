// Numbers in a grid, tinted by their size.

import Files

/// A table of numbers whose cells are tinted: patterns over rows and columns at a glance, with every number in place.
///
/// The tint only repeats what the number says; a cell without a (finite) value holds a dash.
public struct HeatMap: Chart {
  public var title: String
  /// The names of the rows, from top to bottom.
  public var rows: [String]
  /// The names of the columns; long ones are broken at spaces.
  public var columns: [String]
  /// One list per row, from top to bottom; `nil` where there is no value.
  public var values: [[Double?]]
  /// How many decimals each number has.
  public var decimals: Int
  /// The value without tint, where there is a natural middle (0.5 for AUROC): above it one colour, below it another.
  /// Where `nil`, the tint grows from the smallest to the largest value.
  public var centre: Double?
  /// The height of a row in pixels.
  public var cellHeight: Double

  /// A map of `rows.count` lists of `columns.count` values.
  public init(
    _ title: String, rows: [String], columns: [String], values: [[Double?]], decimals: Int = 2, centre: Double? = nil,
    cellHeight: Double = 28
  ) {
    precondition(
      values.count == rows.count && values.allSatisfy { $0.count == columns.count },
      "HeatMap: \(values.count) rows of \(values.map(\.count)) values for \(rows.count) x \(columns.count) names")
    self.title = title
    self.rows = rows
    self.columns = columns
    self.values = values
    self.decimals = decimals
    self.centre = centre
    self.cellHeight = cellHeight
  }

  /// The strongest tint; text on it keeps a contrast of at least 4.5 to 1.
  static let strongest = 0.5

  private var finite: [Double] { values.joined().compactMap { $0 }.filter(\.isFinite) }

  public var description: String {
    let size = "\(rows.count) rows (\(rows.joined(separator: ", ")))"
    guard let low = finite.min(), let high = finite.max() else {
      return "\(size) by \(columns.count) columns, no values."
    }
    let range = "\(NumberText.fixed(low, decimals: decimals)) to \(NumberText.fixed(high, decimals: decimals))"
    return "\(size) by \(columns.count) columns (\(columns.joined(separator: ", "))); values from \(range)."
  }

  public func svg(standalone: Bool) -> String {
    let left = (rows.map { TextSize.width($0) }.max() ?? 0) + 12
    let texts = values.map { row in
      row.map { value in value.map { NumberText.fixed($0, decimals: decimals) } ?? "–" }
    }
    let titles = columns.map { wrapped($0, to: 64) }
    let widest = max(
      (titles + texts).joined().map { TextSize.width($0) }.max() ?? 0,
      columns.isEmpty ? 0 : min(90, (700 - left) / Double(columns.count)))
    let step = widest + 10
    let lines = titles.map(\.count).max() ?? 0
    let top = Double(lines) * 16 + 8
    let width = left + step * Double(columns.count) + 6
    var drawing = Drawing(width: max(width, 60), height: top + cellHeight * Double(rows.count) + 6)
    for (index, title) in titles.enumerated() {
      let x = left + (Double(index) + 0.5) * step
      for (line, text) in title.enumerated() {
        let y = top - 8 - Double(title.count - 1 - line) * 16
        drawing.text(text, at: Point(x, y), "strong", anchor: .middle)
      }
    }
    for (row, name) in rows.enumerated() {
      let y = top + Double(row) * cellHeight
      drawing.text(name, at: Point(left - 10, y + cellHeight / 2 + 4.5), anchor: .end)
      for column in columns.indices {
        let x = left + Double(column) * step
        let box = Box(left: x + 1, top: y + 1, right: x + step - 1, bottom: y + cellHeight - 1)
        let (look, tint) = tint(of: values[row][column])
        drawing.group("c\(look)") { $0.rectangle(box, "cell", opacity: tint) }
        let style = values[row][column] == nil ? "note" : "number"
        let place = Point(x + step / 2, y + cellHeight / 2 + 4.5)
        drawing.text(texts[row][column], at: place, style, anchor: .middle)
      }
    }
    return drawing.svg(title: title, description: description, standalone: standalone)
  }

  /// The colour of a cell and how strong it is.
  func tint(of value: Double?) -> (look: Int, opacity: Double) {
    guard let value, value.isFinite, let low = finite.min(), let high = finite.max() else { return (0, 0) }
    if let centre {
      let reach = max(high - centre, centre - low)
      return (value < centre ? 1 : 0, reach > 0 ? abs(value - centre) / reach * Self.strongest : 0)
    }
    // From a tenth on, so that the smallest value is not taken for a missing one.
    return (0, high > low ? (0.1 + 0.9 * (value - low) / (high - low)) * Self.strongest : Self.strongest / 2)
  }
}

/// The text in lines of at most about `width` pixels, broken at spaces; a long word keeps its line to itself.
func wrapped(_ text: String, to width: Double) -> [String] {
  var lines: [String] = []
  for word in text.split(separator: " ") {
    if let last = lines.last, TextSize.width("\(last) \(word)") <= width {
      lines[lines.count - 1] = "\(last) \(word)"
    } else {
      lines.append(String(word))
    }
  }
  return lines
}
