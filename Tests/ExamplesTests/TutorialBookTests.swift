// The pages against what they are made from, and the program that makes them.

import Foundation
import Testing

@testable import TutorialBook

private let packageFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().path()

@Test func pagesShowWhatTheCodeSaysAndComputes() throws {
  try Book(root: packageFolder).check()
}

@Test func everyPieceStandsOnAPage() throws {
  let contents = try Book(root: packageFolder).contents
  for name in Pieces.outputs.keys.sorted() { #expect(contents.contains(.output(name)), "\(name)") }
  for name in Pieces.figures.keys.sorted() { #expect(contents.contains(.figure(name)), "\(name)") }
}

// MARK: - Declarations

private let source = """
  // A file.

  /// Documented.
  @inlinable public func energy<E: Scalar>(
    _ x: E
  ) -> E
  where E: Sendable {
    let inner = x

    return inner
  }

  struct Optimum<Value> {
    let classes: Int
    var energy: Double { 1 }
    static let table =
      [1, 2]
    private func loss(_ x: Int) {
      let loss = x
    }
    init(a: Int) {}
    func twice(_ x: Int) {}
    func twice(_ x: Double) {}
  }
  """

@Test func aDeclarationIsCutFromItsFirstLineToItsLast() throws {
  #expect(
    try declaration("energy", in: source) == """
      @inlinable public func energy<E: Scalar>(
        _ x: E
      ) -> E
      where E: Sendable {
        let inner = x

        return inner
      }
      """)
  #expect(try declaration("var energy", in: source) == "var energy: Double { 1 }")
  #expect(try declaration("table", in: source) == "static let table =\n  [1, 2]")
  #expect(try declaration("loss", in: source) == "private func loss(_ x: Int) {\n  let loss = x\n}")
  #expect(try declaration("struct Optimum", in: source).hasSuffix("  func twice(_ x: Double) {}\n}"))
}

@Test func aDeclarationThatIsMissingOrNotAloneIsAnError() {
  #expect { try declaration("func classes", in: source) } throws: { "\($0)" == "has no declaration 'func classes'" }
  #expect { try declaration("twice", in: source) } throws: {
    "\($0)" == "declares 'twice' more than once, in lines 22 and 23"
  }
}

// MARK: - Pages

/// A package's folder with one page and one source file, removed when the test is over.
private final class SmallPackage {
  let root = NSTemporaryDirectory() + "book-\(UUID().uuidString)"
  var page: String { "Tutorials/01-page.md" }

  init(page text: String) throws {
    try write("", to: "README.md")
    try write("", to: "CONTRIBUTING.md")
    try write(text, to: page)
    try write("func one() -> Int { 1 }\n", to: "Sources/One.swift")
    try write(
      """
      {"metrics": [], "summary": [], "verdicts": [{"claim": "C1: |a| minus |b|", "difference": -0.25, "low": -0.5,
      "high": -0.125, "seeds": 3, "verdict": "held"}]}
      """, to: "runs/sparse-energy-quick/metrics.json")
    try write("<svg/>", to: "runs/sparse-energy-quick/figures/energies.svg")
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func write(_ text: String, to path: String) throws {
    let url = URL(filePath: "\(root)/\(path)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  func read(_ path: String) throws -> String { try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8) }
}

private let emptyPage = """
  # A page

  ```markdown
  <!-- output: inside code, where a marker is text -->
  ```

  <!-- source: Sources/One.swift func one -->
  ```swift
  ```

  <!-- table: sparse-energy-c1 -->
  <!-- end -->

  ![Energies](figures/sparse-energy-energies.svg)

  """

@Test func aPageIsFilledAndThenDiffersNoMore() throws {
  let package = try SmallPackage(page: emptyPage)
  let place = package.page + ":7: the block below is not as it would be made"
  #expect { try Book(root: package.root).check() } throws: { "\($0)" == place }

  let runs = try Runs(in: package.root + "/runs")
  #expect(
    try Book(root: package.root, runs: runs).make() == ["Tutorials/figures/sparse-energy-energies.svg", package.page])
  #expect(try package.read("Tutorials/figures/sparse-energy-energies.svg") == "<svg/>")
  let filled = emptyPage.replacing("```swift\n", with: "```swift\nfunc one() -> Int { 1 }\n").replacing(
    "<!-- end -->",
    with: """
      | claim and difference | mean | 95 % interval | seeds | verdict |
      | --- | ---: | ---: | ---: | --- |
      | C1: \\|a\\| minus \\|b\\| | −0.2500 | −0.5000 to −0.1250 | 3 | held |

      *1 intervals were looked at; of so many, one in twenty would exclude zero by chance.*
      <!-- end -->
      """)
  #expect(try package.read(package.page) == filled)
  try Book(root: package.root, runs: runs).check()
  #expect(try Book(root: package.root, runs: runs).make() == [])
}

@Test func aTableIsComparedOnlyWhereItsRunIsAtHand() throws {
  let package = try SmallPackage(page: "<!-- table: sparse-energy-c1 -->\n| old |\n<!-- end -->\n")
  try Book(root: package.root).check()
  #expect(try Book(root: package.root).make() == [])
  let runs = try Runs(in: package.root + "/runs")
  #expect(throws: BookError.self) { try Book(root: package.root, runs: runs).check() }
}

@Test(arguments: [
  ("\n<!-- output: student -->\n\n", "2: expected a fence of three backticks in the next line"),
  ("<!-- output: student -->", "1: expected a fence of three backticks in the next line"),
  ("<!-- output: student -->\n```\n", "2: what begins here has no ``` at its end"),
  ("<!-- table: sparse-energy-c1 -->\n", "1: what begins here has no <!-- end --> at its end"),
  ("<!-- source: Sources/One.swift -->\n```\n```", "1: expected FILE DECLARATION"),
  ("<!-- source: Sources/Two.swift func two -->\n```\n```", "1: there is no file Sources/Two.swift"),
  ("<!-- source: Sources/One.swift two -->\n```\n```", "1: Sources/One.swift has no declaration 'two'"),
  ("<!-- output: none -->\n```\n```", "1: nothing makes an output 'none'"),
  ("<!-- table: none -->\n<!-- end -->", "1: nothing makes a table 'none'"),
  ("\n\n![A](figures/none.svg)", "3: nothing makes a figure 'none'"),
])
func anErrorNamesFileAndLine(text: String, problem: String) throws {
  let package = try SmallPackage(page: text)
  #expect { try Book(root: package.root).check() } throws: { "\($0)" == "\(package.page):\(problem)" }
}

@Test func aFolderWithoutRunsIsRefused() throws {
  let package = try SmallPackage(page: "")
  let problem = "--runs \(package.root): no folder in it holds a metrics.json"
  #expect { try Runs(in: package.root) } throws: { "\($0)" == problem }
}
