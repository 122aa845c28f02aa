// A declaration cut out of a source file, as the formatter has laid it out.

/// Why a declaration was not found.
struct DeclarationError: Error, CustomStringConvertible {
  let description: String
}

/// The text of a declaration, moved to the left margin, without its documentation.
///
/// Since the formatter indents what lies inside, a declaration ends before the first line that is indented as it is
/// and neither closes a bracket nor goes on with `where`.
/// - Parameters:
///   - name: `func energy`, or `energy` alone; of several declarations the outermost one is meant.
///   - source: the text of the file.
func declaration(_ name: String, in source: String) throws(DeclarationError) -> String {
  let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
  let places = lines.indices.filter { declares(lines[$0], name) }
  guard let margin = places.map({ indentation(lines[$0]) }).min() else {
    throw DeclarationError(description: "has no declaration '\(name)'")
  }
  let outermost = places.filter { indentation(lines[$0]) == margin }
  guard outermost.count == 1 else {
    let numbers = outermost.map { "\($0 + 1)" }.joined(separator: " and ")
    throw DeclarationError(description: "declares '\(name)' more than once, in lines \(numbers)")
  }
  let start = outermost[0]
  let rest = lines[(start + 1)...].prefix { line in
    let text = line.dropFirst(margin)
    return line.allSatisfy(\.isWhitespace) || indentation(line) > margin
      || (indentation(line) == margin && (text.first.map { ")]}".contains($0) } == true || text.hasPrefix("where ")))
  }
  var cut = ([lines[start]] + rest).map { $0.dropFirst(margin) }
  while cut.last?.allSatisfy(\.isWhitespace) == true { cut.removeLast() }
  return cut.joined(separator: "\n")
}

/// Whether a line declares what `name` says: a kind and a name, or a name of any kind.
private func declares(_ line: Substring, _ name: String) -> Bool {
  let kinds: Set<Substring> = [
    "func", "var", "let", "struct", "enum", "class", "actor", "protocol", "extension", "typealias", "case",
  ]
  let modifiers: Set<Substring> = [
    "public", "package", "internal", "fileprivate", "private", "static", "final", "mutating", "prefix", "indirect",
  ]
  var words = line.drop { $0 == " " }.split(separator: " ", maxSplits: 6)[...]
  while let word = words.first, modifiers.contains(word) || word.hasPrefix("@") { words.removeFirst() }
  guard words.count >= 2, let kind = words.first, kinds.contains(kind) else { return false }
  let declared = words[words.startIndex + 1].prefix { !"(<:,{".contains($0) }
  let wanted = name.split(separator: " ")
  return wanted.count == 2 ? wanted == [kind, declared] : wanted == [declared]
}

private func indentation(_ line: Substring) -> Int { line.prefix { $0 == " " }.count }
