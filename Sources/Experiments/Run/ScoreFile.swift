// scores.csv and validation.csv: one row for each score, digits that read back to the same bits.

extension ScoreRow {
  /// The text of a CSV file (RFC 4180, lines ended by a line feed) of these rows.
  ///
  /// Scores are written as Swift describes them, in the fewest digits that read back to the same bits, infinite ones as
  /// `inf` and `-inf`.
  /// - Throws: ``RunError`` at the first score that is NaN, since it has no place in any order.
  static func csv(_ rows: [ScoreRow]) throws -> [UInt8] {
    var bytes = Array("method,dataset,seed,label,score,sample\n".utf8)
    bytes.reserveCapacity(bytes.count + 64 * rows.count)
    // The same names come thousands of times.
    var known: [String: [UInt8]] = [:]
    func field(_ text: String) -> [UInt8] {
      if let field = known[text] { return field }
      let field = quoted(text)
      known[text] = field
      return field
    }
    for row in rows {
      guard !row.score.isNaN else {
        throw RunError(
          "the score of sample \(row.sample) of \(row.dataset) under \(row.method), seed \(row.seed), is not a number")
      }
      bytes.append(contentsOf: field(row.method))
      bytes.append(UInt8(ascii: ","))
      bytes.append(contentsOf: field(row.dataset))
      bytes.append(contentsOf: ",\(row.seed),\(row.label.rawValue),".utf8)
      bytes.append(contentsOf: row.score.description.utf8)
      bytes.append(UInt8(ascii: ","))
      bytes.append(contentsOf: field(row.sample))
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// A field, in quotes where it holds a comma, a quote or the end of a line.
  private static func quoted(_ text: String) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    let special: [UInt8] = [quote, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    guard text.utf8.contains(where: special.contains) else { return Array(text.utf8) }
    return [quote] + text.utf8.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
  }
}
