// Tables for the terminal: columns as wide as their longest cell, numbers to the right.

import Files

/// A table of texts.
///
/// ```swift
/// TextTable(["score", "near", "far"], [["energy", "0.847", "0.740"], ["k-NN", "0.874", "0.960"]])
/// ```
public struct TextTable: Equatable, Sendable {
  /// The names of the columns.
  public let header: [String]
  /// The rows, each with a cell for every column.
  public let rows: [[String]]
  /// The columns that hold words, aligned to the left; the rest hold numbers, to the right.
  public let words: Set<Int>

  /// A table of rows that have a cell for each column of the header; `words` are the columns that hold words.
  public init(_ header: [String], _ rows: [[String]], words: Set<Int> = [0]) {
    for row in rows { precondition(row.count == header.count, "TextTable: \(row.count) cells under \(header)") }
    self.header = header
    self.rows = rows
    self.words = words
  }

  /// The lines of the table, the header and a rule first, without spaces at their ends.
  public var lines: [String] {
    let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max() ?? 0 }
    let rule = widths.map { String(repeating: "-", count: $0) }
    return ([header, rule] + rows).map { row in
      let cells = zip(row, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return words.contains(column) ? cell.0 + space : space + cell.0
      }
      let line = cells.joined(separator: "  ")
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}
