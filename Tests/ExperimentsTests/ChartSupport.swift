// What the tests of charts look at: a picture taken apart into its shapes and texts.

import Foundation
import Testing

@testable import Experiments

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// A picture that was read back: every coordinate and every text in it.
final class ParsedPicture: NSObject, XMLParserDelegate {
  struct Text {
    var text: String
    var box: Box
    var style: String
  }

  private(set) var size = (width: 0.0, height: 0.0)
  private(set) var points: [Point] = []
  private(set) var texts: [Text] = []
  private(set) var elements: [String: Int] = [:]
  private(set) var attributes: [String: String] = [:]
  private(set) var words: [String: String] = [:]
  private(set) var ids: [String] = []
  private var open: (at: Point, style: String)?
  private var path: [String] = []

  init(_ svg: String, sourceLocation: SourceLocation = #_sourceLocation) {
    super.init()
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = self
    let isWellFormed = parser.parse()
    #expect(
      isWellFormed, "not well-formed: \(parser.parserError.map { "\($0)" } ?? "")", sourceLocation: sourceLocation)
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
    attributes values: [String: String]
  ) {
    elements[name, default: 0] += 1
    path.append(name)
    if let id = values["id"] { ids.append(id) }
    func number(_ key: String) -> Double { values[key].flatMap(Double.init) ?? .nan }
    switch name {
    case "svg":
      attributes = values
      let view = (values["viewBox"] ?? "").split(separator: " ").compactMap { Double($0) }
      if view.count == 4 { size = (view[2], view[3]) }
    case "rect", "image":
      points.append(Point(number("x"), number("y")))
      points.append(Point(number("x") + number("width"), number("y") + number("height")))
    case "circle":
      points.append(Point(number("cx") - number("r"), number("cy") - number("r")))
      points.append(Point(number("cx") + number("r"), number("cy") + number("r")))
    case "path":
      let numbers = (values["d"] ?? "").split { "MLZ ".contains($0) }.map { Double($0) ?? .nan }
      for index in stride(from: 0, to: numbers.count - 1, by: 2) {
        points.append(Point(numbers[index], numbers[index + 1]))
      }
    case "text":
      open = (Point(number("x"), number("y")), values["class"] ?? "")
      words["text"] = ""
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    if let name = path.last { words[name, default: ""] += string }
  }

  func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
    path.removeLast()
    guard name == "text", let start = open else { return }
    let text = words["text"] ?? ""
    let isSmall = start.style.contains("tick") || start.style.contains("note")
    let size = ChartStyle.textSize - (isSmall ? 1 : 0)
    let width = TextSize.width(text, size: size)
    let isEnd = start.style.split(separator: " ").contains("end")
    let left = start.at.x - (isEnd ? width : start.style.contains("middle") ? width / 2 : 0)
    let box = Box(left: left, top: start.at.y - size * 0.78, right: left + width, bottom: start.at.y + size * 0.22)
    texts.append(Text(text: text, box: box, style: start.style))
    open = nil
  }
}

/// Checks what every picture must be: well-formed, named, inside its frame, without texts on top of each other.
@discardableResult
func checkPicture(_ chart: some Chart, sourceLocation: SourceLocation = #_sourceLocation) -> ParsedPicture {
  let svg = chart.svg
  #expect(svg == chart.svg, "the same chart gave other bytes", sourceLocation: sourceLocation)
  let picture = ParsedPicture(svg, sourceLocation: sourceLocation)
  #expect(picture.attributes["role"] == "img", sourceLocation: sourceLocation)
  #expect(picture.words["title"] == chart.title, sourceLocation: sourceLocation)
  #expect(picture.words["desc"] == chart.description, sourceLocation: sourceLocation)
  #expect(picture.size.width > 0 && picture.size.height > 0, sourceLocation: sourceLocation)
  let frame = Box(left: -0.01, top: -0.01, right: picture.size.width + 0.01, bottom: picture.size.height + 0.01)
  let outside = picture.points.filter { !frame.contains($0) }
  #expect(outside.isEmpty, "shapes outside the picture: \(outside.prefix(3))", sourceLocation: sourceLocation)
  for text in picture.texts {
    let isInside =
      text.box.left >= -0.5 && text.box.right <= picture.size.width + 0.5 && text.box.top >= -0.5
      && text.box.bottom <= picture.size.height + 0.5
    #expect(
      isInside, "\(text.text) at \(text.box) leaves \(picture.size) of \(chart.title)", sourceLocation: sourceLocation)
  }
  for (index, a) in picture.texts.enumerated() {
    for b in picture.texts[(index + 1)...] where overlap(a.box, b.box) {
      Issue.record("\"\(a.text)\" and \"\(b.text)\" overlap in \(chart.title)", sourceLocation: sourceLocation)
    }
  }
  return picture
}

func overlap(_ a: Box, _ b: Box) -> Bool {
  let slack = 0.5
  return a.left < b.right - slack && b.left < a.right - slack && a.top < b.bottom - slack && b.top < a.bottom - slack
}
