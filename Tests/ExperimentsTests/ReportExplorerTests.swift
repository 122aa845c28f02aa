// The threshold to move: its table against counting by hand.

import Foundation
import Testing

@testable import Experiments

private func explorer(_ normal: [Double], _ anomalous: [Double], at threshold: Double = 0) -> ThresholdExplorer {
  ThresholdExplorer("demo", normal: normal, anomalous: anomalous, threshold: threshold, caption: "c")
}

@Test(arguments: UInt64(1)...40)
func thresholdsAreFewMonotoneAndCountedRight(seed: UInt64) {
  var dice = Dice(seed)
  let isRounded = seed.isMultiple(of: 3)
  func scores(_ count: Int, _ mean: Double) -> [Double] {
    dice.normals(count, mean, 1).map { isRounded ? ($0 * 2).rounded() / 2 : $0 }
  }
  let normal = scores(Int(seed * seed) % 700, 0)
  let anomalous = scores(Int(seed * 37) % 500, 1)
  let made = explorer(normal, anomalous, at: 1.64)
  let table = made.table
  #expect(table.count <= 256, "seed \(seed)")
  #expect(table.contains { $0.threshold == 1.64 }, "seed \(seed): the default is missing")
  for (a, b) in zip(table, table.dropFirst()) {
    #expect(a.threshold < b.threshold, "seed \(seed)")
    #expect(a.falseAlarms >= b.falseAlarms && a.found >= b.found, "seed \(seed)")
  }
  for row in table {
    #expect(row.falseAlarms == normal.count { $0 >= row.threshold }, "seed \(seed) at \(row.threshold)")
    #expect(row.found == anomalous.count { $0 >= row.threshold }, "seed \(seed) at \(row.threshold)")
  }
  guard !normal.isEmpty || !anomalous.isEmpty else { return }
  #expect(table.first?.falseAlarms == normal.count && table.first?.found == anomalous.count, "seed \(seed)")
  #expect(table.last?.falseAlarms == 0 && table.last?.found == 0, "seed \(seed)")
}

@Test func curveOfTheExplorerIsTheWholeROC() {
  let made = explorer([0.1, 0.4, 0.35, 0.8, 0.2, 0.4], [0.9, 0.4, 0.7, 0.3])
  let (fpr, tpr) = made.curve
  let area = zip(zip(fpr, fpr.dropFirst()), zip(tpr, tpr.dropFirst())).reduce(0) { sum, step in
    sum + (step.0.1 - step.0.0) * (step.1.0 + step.1.1) / 2
  }
  #expect(abs(area - 0.708333333) < 1e-9)
  #expect(fpr.last == 1 && tpr.last == 1)
}

@Test func explorersBearScoresThatNobodyHopedFor() {
  let cases: [([Double], [Double])] = [
    ([], []), ([1], []), ([], [1]), ([2, 2, 2], [2, 2]), ([.nan, .infinity], [-.infinity]), ([1e15, 1e15 + 1], [1e15]),
    ([-1e307], [1e307]),
  ]
  for (index, scores) in cases.enumerated() {
    for threshold in [0.5, .nan, -100, 100] {
      let html = explorer(scores.0, scores.1, at: threshold).html(id: "e", number: 1)
      let page = ParsedPicture(html)
      #expect(page.elements["svg"] == 2, "case \(index)")
      #expect(!html.contains("nan") && !html.contains("inf,"), "case \(index) at \(threshold)")
    }
  }
}

@Test func tableOnThePageIsTheTableOfTheExplorer() throws {
  struct Data: Decodable {
    var normal: Int
    var anomalous: Int
    var right: Double
    var square: [Double]
    var x: [Double]
    var falseAlarms: [Int]
    var found: [Int]
    var text: [String]
  }
  let made = Demo.explorer
  let html = made.html(id: "e", number: 1)
  let json = try #require(html.components(separatedBy: "application/json\">").last?.components(separatedBy: "<").first)
  let data = try JSONDecoder().decode(Data.self, from: Foundation.Data(json.utf8))
  let table = made.table
  #expect(data.falseAlarms == table.map(\.falseAlarms))
  #expect(data.found == table.map(\.found))
  #expect(data.normal == 1000 && data.anomalous == 800)
  #expect(data.x.count == table.count && data.text.count == table.count)
  #expect(zip(data.x, data.x.dropFirst()).allSatisfy(<=))
  #expect(data.x.allSatisfy { $0 <= data.right })
  let start = try #require(table.firstIndex { $0.threshold == made.threshold })
  #expect(html.contains("value=\"\(start)\""))
  #expect(html.contains("<dd data-show=\"threshold\">\(data.text[start])</dd>"))
  // The static picture shows the default threshold where the table says.
  #expect(html.contains("class=\"moving-line\" x=\"\(pixels(data.x[start] - 1))\""))
  let fpr = Double(table[start].falseAlarms) / 1000
  #expect(html.contains("class=\"open moving-point\" cx=\"\(pixels(data.square[0] + data.square[2] * fpr))\""))
}

@Test func explorerWorksWithoutScriptAndWithKeys() {
  let html = Demo.explorer.html(id: "e", number: 1)
  #expect(html.contains("<label hidden=\"hidden\">"), "a slider that does nothing is not shown")
  #expect(html.contains("type=\"range\"") && html.contains("aria-label=\"threshold on the score"))
  #expect(html.contains("aria-live=\"polite\""))
  #expect(html.contains("298 of 800") && html.contains("37.3 %"))
}
