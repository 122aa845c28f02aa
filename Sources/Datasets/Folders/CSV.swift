// Tables in text: values between commas, lines of equal length.

import MiniTensor

/// A strict reader of CSV.  Source: RFC 4180.
///
/// The first line names the columns.  Lines end with LF or CRLF, the last one with or without.  A field in quotes may
/// hold commas, line ends and doubled quotes; a quote anywhere else, a line with more or fewer fields, a column named
/// twice, and text that is not UTF-8 are errors that name the line.  A byte order mark is passed over.
struct CSV {
  /// A line behind the first one.
  struct Row {
    /// The line on which it begins, from 1.
    let line: Int
    let fields: [String]
  }

  let file: String
  let columns: [String]
  let rows: [Row]

  /// - Parameter limit: the largest file, in bytes; each may cost some 16 bytes of memory.
  init(contentsOf path: String, limit: Int = 1 << 24) throws(FileError) {
    try self.init(try WholeFile.read(path, limit: limit), file: path)
  }

  init(_ bytes: [UInt8], file: String) throws(FileError) {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var scanner = Scanner(rest: bytes.starts(with: mark) ? bytes[3...] : bytes[...], file: file)
    guard !scanner.rest.isEmpty else { throw FileError(.corrupt, file: file, problem: "it is empty") }
    columns = try scanner.row().fields
    guard Set(columns).count == columns.count else {
      throw FileError(.corrupt, file: file, place: "line 1", problem: "a column is named twice")
    }
    var rows: [Row] = []
    while !scanner.rest.isEmpty {
      let row = try scanner.row()
      guard row.fields.count == columns.count else {
        let problem = "\(counted(row.fields.count, "field")), not \(columns.count)"
        throw FileError(.corrupt, file: file, place: "line \(row.line)", problem: problem)
      }
      rows.append(row)
    }
    (self.file, self.rows) = (file, rows)
  }

  /// The place of a column.
  func place(of column: String) throws(FileError) -> Int {
    guard let place = columns.firstIndex(of: column) else {
      throw FileError(.corrupt, file: file, place: "line 1", problem: "there is no column \(column)")
    }
    return place
  }

  private struct Scanner {
    var rest: ArraySlice<UInt8>
    let file: String
    var line = 1

    private static let (quote, comma, feed, carriage) = (0x22 as UInt8, 0x2C as UInt8, 0x0A as UInt8, 0x0D as UInt8)

    mutating func row() throws(FileError) -> Row {
      let first = line
      var fields: [String] = []
      repeat { fields.append(try rest.first == Scanner.quote ? quoted() : plain()) } while take(Scanner.comma)
      if rest.starts(with: [Scanner.carriage, Scanner.feed]) { rest = rest.dropFirst() }
      if take(Scanner.feed) { line += 1 }
      return Row(line: first, fields: fields)
    }

    private mutating func plain() throws(FileError) -> String {
      let field = rest.prefix { $0 != Scanner.comma && $0 != Scanner.feed }
      rest = rest.dropFirst(field.count)
      if field.contains(Scanner.quote) { throw error("a quote inside of a field that does not begin with one") }
      let endsLine = rest.first == Scanner.feed && field.last == Scanner.carriage
      return try text(endsLine ? field.dropLast() : field)
    }

    private mutating func quoted() throws(FileError) -> String {
      let begin = line
      var field: [UInt8] = []
      repeat {
        rest = rest.dropFirst()
        let run = rest.prefix { $0 != Scanner.quote }
        rest = rest.dropFirst(run.count)
        line += run.count { $0 == Scanner.feed }
        field += run
        guard take(Scanner.quote) else {
          line = begin
          throw error("a quote that does not end")
        }
        if rest.first == Scanner.quote { field.append(Scanner.quote) }
      } while rest.first == Scanner.quote
      let isWhole = [nil, Scanner.comma, Scanner.feed].contains(rest.first)
      guard isWhole || rest.starts(with: [Scanner.carriage, Scanner.feed]) else { throw error("text behind a quote") }
      return try text(field[...])
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      guard rest.first == byte else { return false }
      rest = rest.dropFirst()
      return true
    }

    private func text(_ bytes: ArraySlice<UInt8>) throws(FileError) -> String {
      guard let text = String(validating: bytes, as: UTF8.self) else { throw error("the text is not UTF-8") }
      return text
    }

    private func error(_ problem: String) -> FileError {
      FileError(.corrupt, file: file, place: "line \(line)", problem: problem)
    }
  }
}
