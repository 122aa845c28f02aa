// A small reader of JSON for headers whose form is known: objects, strings and counts, each checked as it is met.

/// Walks through a JSON text in linear time and without recursion of its own: the caller asks for what must come next.
///
/// A ready-made parser would hide what a header must be refused for, such as a key that stands there twice.  The text
/// is RFC 8259's; numbers are the whole ones from 0 on that sizes need.
struct JSONScanner {
  private var reader: ByteReader

  /// Scans the bytes that are left to `reader`.
  init(_ reader: ByteReader) {
    self.reader = reader
  }

  /// Reads an object: calls `member` with each key, to read the value.  A key that occurs twice is an error.
  mutating func object(
    _ what: String, member: (inout JSONScanner, String) throws(FileError) -> Void
  ) throws(FileError) {
    var keys: Set<String> = []
    try list(from: "{", to: "}", what) { scanner throws(FileError) in
      let start = scanner.reader.offset
      let key = try scanner.string("a key of \(what)")
      guard keys.insert(key).inserted else {
        throw scanner.reader.error(.corrupt, "\(what) holds the key \(key) twice", at: start)
      }
      try scanner.expect(":", "the key \(key)")
      try member(&scanner, key)
    }
  }

  /// Reads an array of counts.
  mutating func counts(_ what: String) throws(FileError) -> [Int] {
    var counts: [Int] = []
    try list(from: "[", to: "]", what) { scanner throws(FileError) in counts.append(try scanner.count(what)) }
    return counts
  }

  /// Reads a whole number from 0 to `Int.max`, written without sign, fraction or exponent.
  mutating func count(_ what: String) throws(FileError) -> Int {
    skipSpace()
    let start = reader.offset
    if reader.peek() == UInt8(ascii: "-") { throw reader.error(.corrupt, "\(what) holds a negative number") }
    var value = 0
    while let byte = reader.peek(), UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      let (next, carry) = tens.addingReportingOverflow(Int(byte - UInt8(ascii: "0")))
      guard !overflow && !carry else {
        throw reader.error(.corrupt, "\(what) holds a number beyond 64 bits", at: start)
      }
      value = next
      reader.advance()
    }
    let digits = reader.offset - start
    let isFraction = [".", "e", "E"].contains { reader.peek() == UInt8(ascii: $0) }
    guard digits > 0, !isFraction, digits == 1 || reader.bytes[start] != UInt8(ascii: "0") else {
      throw reader.error(.corrupt, "\(what) holds something other than whole numbers", at: start)
    }
    return value
  }

  /// Reads a string in quotes.
  mutating func string(_ what: String) throws(FileError) -> String {
    try expect("\"", what)
    let start = reader.offset
    var text: [UInt8] = []
    while true {
      switch try reader.byte(what) {
      case UInt8(ascii: "\""):
        guard let string = String(validating: text, as: UTF8.self) else {
          throw reader.error(.corrupt, "\(what) is not UTF-8", at: start)
        }
        return string
      case UInt8(ascii: "\\"): text += String(try escaped(what)).utf8
      case 0..<0x20: throw reader.error(.corrupt, "\(what) holds a bare control character", at: reader.offset - 1)
      case let byte: text.append(byte)
      }
    }
  }

  /// Throws unless only white space is left.
  mutating func expectEnd() throws(FileError) {
    skipSpace()
    try reader.expectEnd()
  }

  /// The character that an escape stands for, its backslash already read (RFC 8259, section 7).
  private mutating func escaped(_ what: String) throws(FileError) -> Unicode.Scalar {
    let start = reader.offset - 1
    switch try reader.byte(what) {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try codeUnit(what)
      if let scalar = Unicode.Scalar(unit) { return scalar }
      // The first of a surrogate pair; alone it stands for nothing.
      if UTF16.isLeadSurrogate(unit), reader.starts(with: Array("\\u".utf8)) {
        try reader.skip(2, what)
        let trail = try codeUnit(what)
        if UTF16.isTrailSurrogate(trail) { return UTF16.decode(UTF16.EncodedScalar([unit, trail])) }
      }
      throw reader.error(.corrupt, "\(what) holds half a surrogate pair", at: start)
    default: throw reader.error(.corrupt, "\(what) holds an unknown escape", at: start)
    }
  }

  private mutating func codeUnit(_ what: String) throws(FileError) -> UInt16 {
    let digits = try reader.run(4, what)
    let areHexadecimal = digits.allSatisfy { Unicode.Scalar($0).properties.isASCIIHexDigit }
    guard areHexadecimal, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
      throw reader.error(.corrupt, "\(what) holds an escape without four hexadecimal digits", at: digits.startIndex)
    }
    return unit
  }

  /// Reads `open`, elements with commas between them, `close`.
  private mutating func list(
    from open: Unicode.Scalar, to close: Unicode.Scalar, _ what: String,
    element: (inout JSONScanner) throws(FileError) -> Void
  ) throws(FileError) {
    try expect(open, what)
    skipSpace()
    if reader.peek() == UInt8(ascii: close) { return reader.advance() }
    while true {
      try element(&self)
      skipSpace()
      if reader.peek() == UInt8(ascii: close) { return reader.advance() }
      try expect(",", what)
    }
  }

  private mutating func expect(_ character: Unicode.Scalar, _ what: String) throws(FileError) {
    skipSpace()
    let byte = try reader.byte(what)
    guard byte == UInt8(ascii: character) else {
      throw reader.error(.corrupt, "\(what): expected \(character)", at: reader.offset - 1)
    }
  }

  private mutating func skipSpace() {
    while let byte = reader.peek(), [0x20, 0x09, 0x0A, 0x0D].contains(byte) { reader.advance() }
  }
}
