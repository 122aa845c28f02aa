// The text of --help, in the form that swift-argument-parser prints: indent 2, descriptions from column 26.

/// The help of a program.
struct Help {
  let program: String
  let abstract: String
  let discussion: String
  let options: [any AnyOption]

  private static let indent = 2
  private static let column = 26

  /// The whole help, wrapped to a width of at least 60 columns, with a newline at its end.
  func text(columns: Int) -> String {
    let width = max(columns, 60)
    var parts = [wrapped("OVERVIEW: " + abstract, width: width, indent: 0)]
    if !discussion.isEmpty {
      parts.append(
        discussion.split(separator: "\n\n").map { wrapped(String($0), width: width, indent: 0) }
          .joined(separator: "\n\n"))
    }
    parts.append(usage(width: width))
    parts.append("OPTIONS:\n" + options.map { row(of: $0, width: width) }.joined(separator: "\n"))
    return parts.joined(separator: "\n\n") + "\n"
  }

  private func usage(width: Int) -> String {
    let start = "USAGE: \(program) "
    // An option and its value stay together: a space that must not break a line stands in for theirs.
    let words = options.map {
      "[--\($0.name)\($0.placeholder.map { "\u{A0}<\($0)>" } ?? "")]\($0.isRepeatable ? "…" : "")"
    }
    let text = wrapped(start + words.joined(separator: " "), width: width, indent: start.count)
    return text.replacing("\u{A0}", with: " ")
  }

  private func row(of option: any AnyOption, width: Int) -> String {
    let short = option.name == CommonOptions.help.name ? "-h, " : ""
    let label = "\(short)--\(option.name)\(option.placeholder.map { " <\($0)>" } ?? "")"
    let padding = Help.column - Help.indent - label.count
    let help = wrapped(
      String(repeating: " ", count: Help.column) + described(option), width: width, indent: Help.column)
    let start = String(repeating: " ", count: Help.indent) + label
    return padding > 0
      ? start + String(repeating: " ", count: padding) + help.dropFirst(Help.column) : start + "\n" + help
  }

  private func described(_ option: any AnyOption) -> String {
    var notes: [String] = []
    if !option.choices.isEmpty { notes.append("values: " + option.choices.joined(separator: ", ")) }
    if let text = option.defaultText { notes.append("default: " + text) }
    return notes.isEmpty ? option.help : "\(option.help) (\(notes.joined(separator: "; ")))"
  }
}

/// `text` in lines of at most `width` characters, the second and later ones indented; a longer word stands alone.
func wrapped(_ text: String, width: Int, indent: Int) -> String {
  let leading = text.prefix { $0 == " " }
  let margin = String(repeating: " ", count: indent)
  var lines: [String] = []
  var line = String(leading)
  var isEmpty = true
  for word in text.dropFirst(leading.count).split(whereSeparator: { $0 == " " || $0 == "\n" }) {
    if !isEmpty && line.count + 1 + word.count > width {
      lines.append(line)
      line = margin
      isEmpty = true
    }
    line += (isEmpty ? "" : " ") + word
    isEmpty = false
  }
  return (lines + [line]).joined(separator: "\n")
}
