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
    for row in rows {
      guard !row.score.isNaN else {
        throw RunError(
          "the score of sample \(row.sample) of \(row.dataset) under \(row.method), seed \(row.seed), is not a number")
      }
      append(row.method, to: &bytes)
      bytes.append(UInt8(ascii: ","))
      append(row.dataset, to: &bytes)
      bytes.append(contentsOf: ",\(row.seed),\(row.label.rawValue),".utf8)
      bytes.append(contentsOf: row.score.description.utf8)
      bytes.append(UInt8(ascii: ","))
      append(row.sample, to: &bytes)
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  /// A field, in quotes where it holds a comma, a quote or the end of a line.
  private static func append(_ field: String, to bytes: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let special: [UInt8] = [quote, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r")]
    guard field.utf8.contains(where: special.contains) else { return bytes.append(contentsOf: field.utf8) }
    bytes.append(quote)
    for byte in field.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }
}
