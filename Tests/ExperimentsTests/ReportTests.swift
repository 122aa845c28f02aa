import Foundation
import Testing

@testable import Experiments

/// Writes the demonstration where REPORT_DEMO says, for a person to look at.
@Test func reportDemo() throws {
  let html = Demo.report.html
  #expect(html.hasSuffix("</html>\n"))
  if let path = ProcessInfo.processInfo.environment["REPORT_DEMO"] {
    try html.write(toFile: path, atomically: true, encoding: .utf8)
  }
}
