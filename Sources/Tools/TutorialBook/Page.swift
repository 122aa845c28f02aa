// A page of Markdown, its marked places, and the page with those places filled anew.

import Foundation

/// A place of a page that this program fills.
struct Block: Equatable {
  /// What it shows.
  enum Content: Equatable {
    /// A declaration of a source file.
    case source(file: String, declaration: String)
    /// What a piece of code prints.
    case output(String)
    /// A table of a finished run.
    case table(String)
    /// The picture `figures/NAME.svg`.
    case figure(String)
  }

  let content: Content
  /// The line of the marker, counted from 1.
  let line: Int
  /// The indices of the lines that are made; empty where it is a picture.
  let body: Range<Int>
}

/// A page that cannot be made, or is not as it would be made.
struct BookError: Error, Equatable, CustomStringConvertible {
  /// One line: file, line of the file, and what is wrong there.
  let description: String

  init(_ file: String, line: Int, _ problem: String) { description = "\(file):\(line): \(problem)" }
}

/// A page of Markdown.
struct Page {
  /// Its path from the package's folder.
  let file: String
  /// Its marked places from top to bottom.
  let blocks: [Block]
  private let lines: [Substring]

  /// Finds the marked places; comments and pictures inside other fenced code are text.
  init(file: String, text: String) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var blocks: [Block] = []
    var index = 0
    while index < lines.count {
      let line = index + 1
      if lines[index].hasPrefix("```") {
        let fence = lines[index].prefix { $0 == "`" }
        index = try Page.end(of: String(fence), after: index, in: lines, file) + 1
        continue
      }
      blocks += lines[index].matches(of: /!\[[^\]]*\]\((?:[^)]*\/)?figures\/([^\/)]+)\.svg\)/).map { picture in
        Block(content: .figure(String(picture.1)), line: line, body: index..<index)
      }
      if let marker = lines[index].wholeMatch(of: /<!-- (source|output|table): (.+) -->/) {
        guard let content = Page.content(marker.1, marker.2) else {
          throw BookError(file, line: line, "expected FILE DECLARATION")
        }
        let isFenced = marker.1 != "table"
        if isFenced && (line == lines.count || !lines[line].hasPrefix("```")) {
          throw BookError(file, line: line, "expected a fence of three backticks in the next line")
        }
        let opening = isFenced ? index + 1 : index
        let end = try Page.end(of: isFenced ? "```" : "<!-- end -->", after: opening, in: lines, file)
        blocks.append(Block(content: content, line: line, body: opening + 1..<end))
        index = end
      }
      index += 1
    }
    self.file = file
    self.lines = lines
    self.blocks = blocks
  }

  private static func content(_ kind: Substring, _ name: Substring) -> Block.Content? {
    switch kind {
    case "output": return .output(String(name))
    case "table": return .table(String(name))
    default:
      let words = name.split(separator: " ", maxSplits: 1)
      return words.count == 2 ? .source(file: String(words[0]), declaration: String(words[1])) : nil
    }
  }

  private static func end(of mark: String, after start: Int, in lines: [Substring], _ file: String) throws -> Int {
    guard let end = lines[(start + 1)...].firstIndex(of: mark[...]) else {
      throw BookError(file, line: start + 1, "what begins here has no \(mark) at its end")
    }
    return end
  }

  /// The text inside a block as it stands, without a newline at its end.
  func body(of block: Block) -> String { lines[block.body].joined(separator: "\n") }

  /// The page's text with other texts inside some of its blocks.
  func text(with bodies: [(block: Block, body: String)]) -> String {
    var text = lines
    for (block, body) in bodies.reversed() {
      text.replaceSubrange(block.body, with: body.split(separator: "\n", omittingEmptySubsequences: false))
    }
    return text.joined(separator: "\n")
  }
}
