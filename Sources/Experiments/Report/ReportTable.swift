// Tables of a report: numbers right-aligned with the digits that their scatter supports, under headers in groups.

import AnomalyDetection
import Files

extension Report {
  /// A table with named rows and columns.
  public struct Table: Sendable {
    /// What stands in a cell.
    public enum Cell: Sendable, ExpressibleByStringLiteral, ExpressibleByFloatLiteral {
      case blank
      case text(String)
      case number(Double)
      /// One value per seed, shown as mean ± standard deviation (n − 1); a single one as it is, none as blank.
      case seeds([Double])

      /// Words, in the markup of prose.
      public init(stringLiteral value: String) { self = .text(value) }
      /// A number.
      public init(floatLiteral value: Double) { self = .number(value) }
    }

    /// Which end of a column's values is the good one.
    public enum Best: Sendable { case largest, smallest }

    /// What a column is called and how its numbers are written.
    public struct Column: Sendable {
      /// The heading, in the markup of prose.
      public var title: String
      /// A heading over neighbouring columns that share it.
      public var group: String
      /// How many decimals each number of the column has.
      public var decimals: Int
      /// Where given, the best number of the column is set in a slightly heavier weight.
      public var best: Best?

      /// A column of numbers or words.
      public init(_ title: String, group: String = "", decimals: Int = 3, best: Best? = nil) {
        self.title = title
        self.group = group
        self.decimals = decimals
        self.best = best
      }
    }

    /// A named row of cells.
    public struct Row: Sendable {
      /// What the row is, in the markup of prose.
      public var label: String
      /// The cells from left to right.
      public var cells: [Cell]
      var isHeading = false

      /// A row; cells that are missing at its end are blank.
      public init(_ label: String, _ cells: [Cell]) {
        self.label = label
        self.cells = cells
      }

      /// A line that says what kind of rows follow.
      public static func heading(_ label: String) -> Row {
        var row = Row(label, [])
        row.isHeading = true
        return row
      }
    }

    /// What the rows are.
    public var corner: String
    /// The columns after that of the names.
    public var columns: [Column]
    /// The rows from top to bottom.
    public var rows: [Row]
    /// What the numbers are, with their convention, and how many samples and seeds they rest on.
    public var caption: String

    /// Rows with fewer cells than columns are filled with blanks; with more is a mistake.
    public init(_ corner: String = "", columns: [Column], rows: [Row], caption: String) {
      for row in rows {
        precondition(
          row.cells.count <= columns.count,
          "Report.Table: row \(row.label) has \(row.cells.count) cells for \(columns.count) columns")
      }
      self.corner = corner
      self.columns = columns
      self.rows = rows
      self.caption = caption
    }
  }
}

extension Report.Table {
  /// The table without its caption.
  func html() -> String {
    var text = "<table>\n<thead>\n"
    if columns.contains(where: { !$0.group.isEmpty }) {
      text += "<tr><td></td>"
      var index = 0
      while index < columns.count {
        let group = columns[index].group
        let span = columns[index...].prefix { $0.group == group }.count
        let name = Markup.inline(group)
        text += group.isEmpty ? "<td colspan=\"\(span)\"></td>" : "<th class=\"over\" colspan=\"\(span)\">\(name)</th>"
        index += span
      }
      text += "</tr>\n"
    }
    text += "<tr><th class=\"name\" scope=\"col\">\(Markup.inline(corner))</th>"
    for (index, column) in columns.enumerated() {
      let kind = isText(index) ? " class=\"name\"" : ""
      text += "<th scope=\"col\"\(kind)>\(Markup.inline(column.title))</th>"
    }
    text += "</tr>\n</thead>\n<tbody>\n"
    let best = columns.indices.map(bestValue)
    for row in rows {
      if row.isHeading {
        text += "<tr class=\"kind\"><th colspan=\"\(columns.count + 1)\">\(Markup.inline(row.label))</th></tr>\n"
        continue
      }
      text += "<tr><th class=\"name\" scope=\"row\">\(Markup.inline(row.label))</th>"
      for index in columns.indices {
        let cell = index < row.cells.count ? row.cells[index] : .blank
        text += html(cell, column: index, best: best[index])
      }
      text += "</tr>\n"
    }
    return text + "</tbody>\n</table>\n"
  }

  private func html(_ cell: Cell, column: Int, best: String?) -> String {
    let decimals = columns[column].decimals
    guard let shown = mean(of: cell) else {
      if case .text(let text) = cell {
        return "<td\(isText(column) ? " class=\"name\"" : "")>\(Markup.inline(text))</td>"
      }
      return "<td></td>"
    }
    let number = NumberText.fixed(shown.mean, decimals: decimals)
    let value = number == best ? "<b>\(number)</b>" : number
    let scatter = shown.deviation.map { " <small>± \(NumberText.fixed($0, decimals: decimals))</small>" }
    return "<td>\(value)\(scatter ?? "")</td>"
  }

  private func mean(of cell: Cell) -> (mean: Double, deviation: Double?)? {
    switch cell {
    case .blank, .text: nil
    case .number(let value): (value, nil)
    case .seeds(let values): values.isEmpty ? nil : seedSummary(values)
    }
  }

  private func seedSummary(_ values: [Double]) -> (mean: Double, deviation: Double?) {
    let summary = Summary(of: values)
    return (summary.mean, summary.standardDeviation)
  }

  /// Whether a column holds words, which begin at the left.
  private func isText(_ column: Int) -> Bool {
    rows.contains { row in
      if column < row.cells.count, case .text = row.cells[column] { true } else { false }
    }
  }

  /// The best value of a column as it is printed: what looks equal is marked alike.
  private func bestValue(_ column: Int) -> String? {
    guard let best = columns[column].best else { return nil }
    let values = rows.compactMap { row in
      column < row.cells.count ? mean(of: row.cells[column])?.mean : nil
    }.filter(\.isFinite)
    let value = best == .largest ? values.max() : values.min()
    return value.map { NumberText.fixed($0, decimals: columns[column].decimals) }
  }
}
