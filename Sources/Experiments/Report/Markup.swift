// The tiny language that a report's prose is written in: paragraphs, emphasis, code and links.

/// Prose as HTML.
///
/// A blank line begins a new paragraph. `*emphasis*`, `**strong**`, `` `code` `` and `[text](address)` mean what they
/// mean in Markdown; whatever does not close is left as it stands, and everything else is text.
enum Markup {
  static func paragraphs(_ text: String) -> String {
    var blocks: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isWhitespace) {
        blocks.append([])
      } else {
        blocks[blocks.count - 1].append(line)
      }
    }
    return blocks.filter { !$0.isEmpty }.map { "<p>\(inline($0.joined(separator: "\n")))</p>\n" }.joined()
  }

  static func inline(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.first {
      if let (html, length) = span(rest) {
        result += html
        rest = rest.dropFirst(length)
      } else {
        result += escaped(String(first))
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// The text without its marks, for titles and descriptions.
  static func plain(_ text: String) -> String {
    var result = ""
    var isTag = false
    for character in inline(text) {
      if character == "<" { isTag = true }
      if !isTag { result.append(character) }
      if character == ">" { isTag = false }
    }
    return result
  }

  /// The marked span at the beginning of the text and how many characters it takes, if there is one.
  private static func span(_ text: Substring) -> (html: String, length: Int)? {
    if text.hasPrefix("`") {
      guard let inside = enclosed(text, by: "`") else { return nil }
      return ("<code>\(escaped(inside))</code>", inside.count + 2)
    }
    if text.hasPrefix("**") {
      guard let inside = enclosed(text, by: "**") else { return nil }
      return ("<strong>\(inline(inside))</strong>", inside.count + 4)
    }
    if text.hasPrefix("*") {
      guard let inside = enclosed(text, by: "*") else { return nil }
      return ("<em>\(inline(inside))</em>", inside.count + 2)
    }
    guard text.hasPrefix("["), let middle = range(of: "](", in: text) else { return nil }
    let name = text[text.index(after: text.startIndex)..<middle.lowerBound]
    guard let close = text[middle.upperBound...].firstIndex(of: ")") else { return nil }
    let address = text[middle.upperBound..<close]
    guard !name.isEmpty, !name.contains("["), isSafe(address) else { return nil }
    let html = "<a href=\"\(escaped(String(address)))\">\(inline(String(name)))</a>"
    return (html, name.count + address.count + 4)
  }

  /// What stands between two marks; nothing if it is empty or begins or ends with a space (3 * 4 * 5).
  private static func enclosed(_ text: Substring, by mark: String) -> String? {
    let inner = text.dropFirst(mark.count)
    guard let close = range(of: mark, in: inner) else { return nil }
    let inside = inner[..<close.lowerBound]
    guard let first = inside.first, let last = inside.last else { return nil }
    guard mark == "`" || !(first.isWhitespace || last.isWhitespace) else { return nil }
    return String(inside)
  }

  private static func range(of mark: String, in text: Substring) -> Range<Substring.Index>? {
    var index = text.startIndex
    while index < text.endIndex {
      if text[index...].hasPrefix(mark) { return index..<text.index(index, offsetBy: mark.count) }
      index = text.index(after: index)
    }
    return nil
  }

  /// Whether the address leads to a page or file and does not run a script.
  private static func isSafe(_ address: Substring) -> Bool {
    guard !address.isEmpty, !address.contains(where: \.isWhitespace) else { return false }
    let isWeb = address.hasPrefix("https://") || address.hasPrefix("http://")
    return isWeb || !address.contains(":")
  }
}
