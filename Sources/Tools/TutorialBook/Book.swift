// All pages of the package: what they show, made anew or compared with what stands there.

import Experiments
import Foundation
import MiniTensor

/// The pages of a package and what fills their marked places.
struct Book {
  private let root: String
  private let runs: Runs?
  private let pages: [Page]
  private static let figures = "Tutorials/figures"

  /// Reads README.md, CONTRIBUTING.md and the pages of Tutorials.
  /// - Parameters:
  ///   - root: the package's folder.
  ///   - runs: the finished runs that tables and figures are made from; without them those are left alone.
  init(root: String, runs: Runs? = nil) throws {
    self.root = root
    self.runs = runs
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: "\(root)/Tutorials").sorted()
    } catch {
      throw UsageError("Tutorials: no such folder here; run tutorial-book in the package's folder")
    }
    let files = ["README.md", "CONTRIBUTING.md"] + names.filter { $0.hasSuffix(".md") }.map { "Tutorials/\($0)" }
    pages = try files.map { file in
      let text = try Book.text(of: "\(root)/\(file)")
      return try Page(file: file, text: text)
    }
  }

  /// Every marked place of every page: what it shows, and where it stands.
  var contents: [Block.Content] { pages.flatMap(\.blocks).map(\.content) }

  /// Fills every place anew.
  /// - Returns: the files that have changed.
  func make() throws -> [String] {
    var changed: [String] = []
    for file in try files() where !file.differences.isEmpty {
      let path = "\(root)/\(file.path)"
      let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try WholeFile.write(Array(file.text.utf8), to: path)
      changed.append(file.path)
    }
    return changed
  }

  /// Throws at the first place that is not as it would be made.
  func check() throws {
    if let difference = try files().flatMap(\.differences).first { throw difference }
  }

  /// A file as it would be made, and where it differs from what stands there.
  private struct MadeFile {
    let path: String
    let text: String
    let differences: [BookError]
  }

  private func files() throws -> [MadeFile] {
    var files: [MadeFile] = []
    for page in pages {
      var bodies: [(block: Block, body: String)] = []
      var differences: [BookError] = []
      for block in page.blocks {
        if case .figure(let name) = block.content {
          let path = "\(Book.figures)/\(name).svg"
          guard !files.contains(where: { $0.path == path }), let made = try figure(name, at: block, of: page) else {
            continue
          }
          let isSame = (try? Book.text(of: "\(root)/\(path)")) == made
          let difference = BookError(page.file, line: block.line, "the picture \(path) is not as it would be made")
          files.append(MadeFile(path: path, text: made, differences: isSame ? [] : [difference]))
        } else if let body = try body(of: block, on: page) {
          bodies.append((block, body))
          if body != page.body(of: block) {
            differences.append(BookError(page.file, line: block.line, "the block below is not as it would be made"))
          }
        }
      }
      files.append(MadeFile(path: page.file, text: page.text(with: bodies), differences: differences))
    }
    return files
  }

  /// The text that belongs into a block; nil where a run is needed that is not at hand.
  private func body(of block: Block, on page: Page) throws -> String? {
    func failure(_ problem: String) -> BookError { BookError(page.file, line: block.line, problem) }
    switch block.content {
    case .source(let file, let name):
      guard let source = try? Book.text(of: "\(root)/\(file)") else { throw failure("there is no file \(file)") }
      do { return try declaration(name, in: source) } catch { throw failure("\(file) \(error)") }
    case .output(let name):
      if let piece = Pieces.outputs[name] { return try piece() }
      guard let piece = Pieces.runOutputs[name] else { throw failure("nothing makes an output '\(name)'") }
      return try runs?[piece.run].map(piece.make)
    case .table(let name):
      guard let piece = Pieces.tables[name] else { throw failure("nothing makes a table '\(name)'") }
      return try runs?[piece.run].map(piece.make)
    case .figure: return nil
    }
  }

  private func figure(_ name: String, at block: Block, of page: Page) throws -> String? {
    if let piece = Pieces.figures[name] { return try piece().svg }
    guard let example = Pieces.examples.first(where: { name.hasPrefix($0 + "-") }) else {
      throw BookError(page.file, line: block.line, "nothing makes a figure '\(name)'")
    }
    return try runs?["\(example)-quick"]?.figure(String(name.dropFirst(example.count + 1)))
  }

  private static func text(of path: String) throws -> String {
    String(decoding: try WholeFile.read(path), as: UTF8.self)
  }
}
