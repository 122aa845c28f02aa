// The report: a page that is whole by itself, says what it was given and nothing else.

import AnomalyDetection
import Foundation
import Testing

@testable import Experiments

/// Writes the demonstration where REPORT_DEMO says, for a person to look at.
@Test func reportDemo() throws {
  let html = Demo.report.html
  #expect(html.hasSuffix("</html>\n"))
  if let path = ProcessInfo.processInfo.environment["REPORT_DEMO"] {
    try html.write(toFile: path, atomically: true, encoding: .utf8)
    let figures = Demo.gallery.map { Report.Block.figure(.init($0.name, $0.chart, caption: $0.name)) }
    let gallery = Report(
      "Gallery", question: "", answer: "", facts: [], sections: [.init("Edges", figures)], intervals: 0)
    try gallery.html.write(toFile: path + ".gallery.html", atomically: true, encoding: .utf8)
  }
}

@Test func pageIsWellFormedAndWholeByItself() {
  let html = Demo.report.html
  #expect(html == Demo.report.html)
  #expect(html.hasPrefix("<!DOCTYPE html>\n"))
  let page = ParsedPicture(String(html.drop { $0 != "\n" }))
  #expect(page.elements["svg"] == 10)
  #expect(page.elements["figcaption"] == 9)
  #expect(Set(page.ids).count == page.ids.count, "an id stands twice: \(page.ids)")
  #expect(page.elements["link"] == nil && page.elements["iframe"] == nil)
  #expect(page.elements["style"] == 1)
  // Addresses of the network occur only as the name of the SVG language.
  let rest = html.replacingOccurrences(of: "http://www.w3.org/2000/svg", with: "")
  #expect(!rest.contains("http:") && !rest.contains("https:") && !rest.contains("url("))
  #expect(html.utf8.count < 400_000)
  for file in ["scores.csv", "metrics.json", "recipe.json"] { #expect(html.contains("href=\"\(file)\"")) }
}

@Test func figuresAreFilesToo() {
  let figures = Demo.report.figures
  #expect(
    figures.map(\.name) == ["differences", "energies", "sweep", "samples", "heat", "roc", "contours", "training"])
  for figure in figures { #expect(figure.svg.contains("<style>")) }
  let hidden = Report.Section("s", [.details("more", [.figure(.init("inner", Demo.sweep, caption: ""))])])
  let report = Report("t", question: "", answer: "", facts: [], sections: [hidden], intervals: 0)
  #expect(report.figures.map(\.name) == ["inner"])
}

@Test func scriptIsThereOnlyWithSomethingToMove() {
  let report = Report(
    "a & b <i>", question: "q", answer: "a", facts: [.init("x", "1 < 2")],
    sections: [.init("s", [.prose("p")])], intervals: 1, files: [])
  #expect(!report.html.contains("<script"))
  #expect(report.html.contains("<title>a &amp; b &lt;i&gt;</title>") || report.html.contains("a &amp; b"))
  #expect(report.html.contains("1 interval was looked at"))
  #expect(!report.html.contains("The numbers behind"))
  _ = ParsedPicture(String(report.html.drop { $0 != "\n" }))
  #expect(!ThresholdExplorer.script.contains("<") && !ThresholdExplorer.script.contains("&"))
}

@Test(arguments: [
  ("plain", "plain"), ("a < b & c", "a &lt; b &amp; c"), ("*em*", "<em>em</em>"),
  ("**strong** and *em*", "<strong>strong</strong> and <em>em</em>"), ("`a*b*c < d`", "<code>a*b*c &lt; d</code>"),
  ("3 * 4 * 5", "3 * 4 * 5"), ("open *end", "open *end"), ("lone ` tick", "lone ` tick"), ("**", "**"),
  ("[recipe](recipe.json)", "<a href=\"recipe.json\">recipe</a>"),
  ("[*em* inside](#there)", "<a href=\"#there\"><em>em</em> inside</a>"),
  ("[bad](javascript:alert)", "[bad](javascript:alert)"), ("[half](open", "[half](open"), ("[a] (b)", "[a] (b)"),
  ("[quote](a\"b)", "<a href=\"a&quot;b\">quote</a>"), ("F* = −6.80 and λ*", "F* = −6.80 and λ*"), ("", ""),
  ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
])
func markupMeansWhatItSays(_ text: String, _ html: String) {
  #expect(Markup.inline(text) == html)
}

@Test func blankLinesBeginParagraphs() {
  #expect(Markup.paragraphs("a\nb\n\n \n c\n") == "<p>a\nb</p>\n<p> c</p>\n")
  #expect(Markup.paragraphs(" \n\n") == "")
  #expect(Markup.plain("**a** `b` [c](d)") == "a b c")
}

@Test func tablesShowMeanScatterAndWhatIsBest() {
  let table = Report.Table(
    "score", columns: [.init("AUROC", best: .largest), .init("FPR", decimals: 2, best: .smallest), .init("note")],
    rows: [
      .init("a", [.seeds([0.8, 0.9]), .number(0.304), "x < y"]), .init("b", [.seeds([0.8501]), 0.2]),
      .init("c", [.seeds([]), .number(.nan), .blank]), .heading("kind"),
    ], caption: "c")
  let html = table.html()
  _ = ParsedPicture(html)
  #expect(html.contains("<td><b>0.850</b> <small>± 0.071</small></td>"))
  #expect(html.contains("<td><b>0.850</b></td>"), "what prints alike is marked alike")
  #expect(html.contains("<td>0.30</td>") && html.contains("<td><b>0.20</b></td>"))
  #expect(html.contains("<td class=\"name\">x &lt; y</td>"))
  #expect(html.contains("<tr><th class=\"name\" scope=\"row\">c</th><td></td><td>–</td><td></td></tr>"))
  #expect(html.contains("<tr class=\"kind\"><th colspan=\"4\">kind</th></tr>"))
}

@Test func groupsSpanTheirColumns() {
  let html = Report.Table(
    columns: [.init("n"), .init("a", group: "near"), .init("b", group: "near"), .init("c", group: "far")], rows: [],
    caption: ""
  ).html()
  #expect(html.contains("<tr><td></td><td colspan=\"1\"></td><th class=\"over\" colspan=\"2\">near</th>"))
  #expect(html.contains("<th class=\"over\" colspan=\"1\">far</th></tr>"))
}

@Test func verdictsAreSaidInWordsSignsAndNumbers() {
  let one = Comparison(differences: [0.2], claim: .positive)
  let kept = Comparison(differences: [0.001, -0.001, 0.0], claim: .within(margin: 0.01))
  let against = Comparison(differences: [1, 1.1, 0.9], claim: .negative)
  let report = Report(
    "t", question: "", answer: "", facts: [],
    sections: [
      .init(
        "s",
        [
          .verdicts([
            .init("one", quantity: "q", one), .init("kept", quantity: "q", kept),
            .init("against", quantity: "q", against),
          ])
        ])
    ], intervals: 3)
  let html = report.html
  #expect(html.contains("<td>+0.200</td><td>none</td><td>1</td></tr>"))
  #expect(html.contains("○</span> not shown") && html.contains("✓</span> held"))
  #expect(html.contains("✕</span> contradicted") && html.contains("held if all of the interval lies within ±0.01"))
}
