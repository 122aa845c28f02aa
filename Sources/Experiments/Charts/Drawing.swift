// The pencil that all charts share: numbers, text and shapes as the text of an SVG picture.

/// A place in the picture, in pixels from its top left corner.
struct Point: Equatable, Sendable {
  var x: Double
  var y: Double

  init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }
}

/// A rectangle of the picture whose sides are parallel to its own.
struct Box: Equatable, Sendable {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  var width: Double { right - left }
  var height: Double { bottom - top }

  func contains(_ point: Point) -> Bool {
    point.x >= left && point.x <= right && point.y >= top && point.y <= bottom
  }
}

/// Which end of a text stands at its place.
enum Anchor: String {
  case start, middle, end
}

/// A picture in the making. Shapes are drawn in the order of the calls, the last one on top.
struct Drawing {
  let width: Double
  let height: Double
  private(set) var body = ""

  init(width: Double, height: Double) {
    self.width = width
    self.height = height
  }

  /// Everything that `content` draws, under one class, so that a colour or dash is named once.
  mutating func group(_ style: String, _ content: (inout Drawing) -> Void) {
    body += "<g class=\"\(style)\">\n"
    content(&self)
    body += "</g>\n"
  }

  mutating func line(_ a: Point, _ b: Point, _ style: String) {
    body += "<path class=\"\(style)\" d=\"M\(pair(a))L\(pair(b))\"/>\n"
  }

  /// A line through the points; closed, the outline of an area. Nothing if there are fewer than two.
  mutating func path(_ points: [Point], closed: Bool = false, _ style: String) {
    guard points.count > 1 else { return }
    let steps = points.map(pair).joined(separator: "L")
    body += "<path class=\"\(style)\" d=\"M\(steps)\(closed ? "Z" : "")\"/>\n"
  }

  mutating func rectangle(_ box: Box, _ style: String, opacity: Double? = nil) {
    let place = "x=\"\(pixels(box.left))\" y=\"\(pixels(box.top))\""
    let size = "width=\"\(pixels(box.width))\" height=\"\(pixels(box.height))\""
    let fill = opacity.map { " fill-opacity=\"\(pixels($0))\"" } ?? ""
    body += "<rect class=\"\(style)\" \(place) \(size)\(fill)/>\n"
  }

  mutating func text(_ text: String, at place: Point, _ style: String = "", anchor: Anchor = .start) {
    guard !text.isEmpty else { return }
    let names = [style, anchor == .start ? "" : anchor.rawValue].filter { !$0.isEmpty }.joined(separator: " ")
    let attribute = names.isEmpty ? "" : " class=\"\(names)\""
    body += "<text\(attribute) x=\"\(pixels(place.x))\" y=\"\(pixels(place.y))\">\(escaped(text))</text>\n"
  }

  /// A picture of pixels, each drawn as a crisp square.
  mutating func image(_ address: String, in box: Box) {
    let place = "x=\"\(pixels(box.left))\" y=\"\(pixels(box.top))\""
    let size = "width=\"\(pixels(box.width))\" height=\"\(pixels(box.height))\""
    body += "<image \(place) \(size) preserveAspectRatio=\"none\" href=\"\(address)\"/>\n"
  }

  mutating func mark(_ shape: Marker, at p: Point, radius r: Double = 4, _ style: String = "mark") {
    switch shape {
    case .circle:
      body += "<circle class=\"\(style)\" cx=\"\(pixels(p.x))\" cy=\"\(pixels(p.y))\" r=\"\(pixels(r))\"/>\n"
    case .square:
      let s = r * 0.9
      rectangle(Box(left: p.x - s, top: p.y - s, right: p.x + s, bottom: p.y + s), style)
    case .triangle:
      let w = r * 1.1
      path(
        [Point(p.x, p.y - r * 1.2), Point(p.x + w, p.y + r * 0.8), Point(p.x - w, p.y + r * 0.8)], closed: true, style)
    case .diamond:
      let d = r * 1.25
      path([Point(p.x, p.y - d), Point(p.x + d, p.y), Point(p.x, p.y + d), Point(p.x - d, p.y)], closed: true, style)
    case .down:
      let w = r * 1.1
      path(
        [Point(p.x, p.y + r * 1.2), Point(p.x + w, p.y - r * 0.8), Point(p.x - w, p.y - r * 0.8)], closed: true, style)
    case .bar:
      rectangle(Box(left: p.x - r * 0.45, top: p.y - r * 1.3, right: p.x + r * 0.45, bottom: p.y + r * 1.3), style)
    }
  }

  /// The finished picture.
  func svg(title: String, description: String, standalone: Bool) -> String {
    let size = "width=\"\(pixels(width))\" height=\"\(pixels(height))\""
    let view = "viewBox=\"0 0 \(pixels(width)) \(pixels(height))\""
    let name = "role=\"img\" aria-label=\"\(escaped(title))\""
    let style = standalone ? "<style>\n\(ChartStyle.sheet)</style>\n" : ""
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="chart" \(view) \(size) \(name)>
      <title>\(escaped(title))</title>
      <desc>\(escaped(description))</desc>
      \(style)\(body)</svg>

      """
  }

  private func pair(_ p: Point) -> String { "\(pixels(p.x)) \(pixels(p.y))" }
}

/// The shape of a mark; what a reader who sees no colour tells series apart by.
enum Marker: String, Sendable, CaseIterable {
  case circle, square, triangle, diamond, down, bar
}

/// A coordinate with at most two decimals, the same text on every machine. Not a number and infinity become 0.
func pixels(_ value: Double) -> String {
  guard value.isFinite, abs(value) < 1e9 else { return "0" }
  let hundredths = Int((value * 100).rounded())
  let whole = abs(hundredths) / 100
  let part = abs(hundredths) % 100
  let sign = hundredths < 0 ? "-" : ""
  if part == 0 { return "\(sign)\(whole)" }
  if part % 10 == 0 { return "\(sign)\(whole).\(part / 10)" }
  return "\(sign)\(whole).\(part < 10 ? "0" : "")\(part)"
}

/// The text with the five characters that mean something in XML replaced, and those that XML forbids left out.
func escaped(_ text: String) -> String {
  var result = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    case "'": result += "&#39;"
    case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
    case "\u{0}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": continue
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
