// What all charts have in common: a name, a description in words, and a picture.

/// A picture of numbers.
///
/// Charts are values: build one, set what is needed, ask for its text. The same values give the same bytes. Empty
/// data give empty axes; values that are not finite are left out, and the description says how many.
public protocol Chart: Sendable {
  /// What the picture shows, in a few words; read aloud in its place.
  var title: String { get }
  /// What the picture shows, in a sentence or two with the main numbers.
  var description: String { get }
  /// The picture's text, without the SVG around it.
  func svg(standalone: Bool) -> String
}

extension Chart {
  /// The picture as a file of its own, with its style sheet.
  public var svg: String { svg(standalone: true) }
}

/// "3 values that are not finite are left out." or nothing.
func remark(onMissing count: Int) -> String {
  switch count {
  case 0: ""
  case 1: " One value that cannot be shown is left out."
  default: " \(NumberText.count(count)) values that cannot be shown are left out."
  }
}
