// Every kind of chart, on sensible data and on data that nobody hoped for.

import Formats
import Foundation
import Testing

@testable import Experiments

@Test func picturesOfTheDemonstrationAreSound() {
  for chart: any Chart in [
    Demo.histograms, Demo.sweep, Demo.roc, Demo.training, Demo.differences, Demo.heat, Demo.contours,
    Demo.pictures(16, rows: 3, columns: 8),
  ] {
    checkPicture(chart)
  }
  for (_, chart) in Demo.gallery { checkPicture(chart) }
}

/// Series that a chart has to bear: nothing, one point, a constant, gaps, infinities, huge and tiny values.
private let hardData: [(name: String, values: [Double])] = [
  ("empty", []), ("one point", [0.3]), ("constant", [2, 2, 2, 2]), ("zeros", [0, 0, 0]),
  ("not a number", [.nan, .nan]), ("gaps", [1, .nan, 2, 3, .nan]), ("infinite", [-.infinity, 1, 2, .infinity]),
  ("huge", [-1e308, 1e308, 0]), ("tiny", [1e-300, 2e-300]), ("far away", [1e15, 1e15 + 1, 1e15 + 2]),
  ("mixed", [1e-9, 1, 1e9]), ("negative", [-3, -2, -1]),
]

@Test(arguments: hardData.indices)
func lineChartsBearAnyData(_ index: Int) {
  let (name, values) = hardData[index]
  let xs = values.indices.map { Double($0) }
  for scale in [ChartAxis.Scale.linear, .logarithmic] {
    for style in [LineChart.Style.line, .lineWithMarkers, .markers, .dots, .thin] {
      checkPicture(
        LineChart(
          "\(name) on y", x: ChartAxis("x"), y: ChartAxis("y", scale: scale),
          series: [.init("a", x: xs, y: values, style: style), .init("b", x: xs, y: values.reversed(), style: style)],
          bands: [.init(x: xs, low: values, high: values.map { $0 * 1.1 }, look: 0)],
          horizontal: [ReferenceLine(at: values.first ?? 0, "first")],
          vertical: [ReferenceLine(at: 1, "one"), ReferenceLine(at: 1, "one again")]))
    }
    checkPicture(
      LineChart(
        "\(name) on x", x: ChartAxis("x", scale: scale), y: ChartAxis("y"), series: [.init("a", x: values, y: xs)]))
  }
}

@Test(arguments: hardData.indices)
func otherChartsBearAnyData(_ index: Int) {
  let (name, values) = hardData[index]
  for scale in [ChartAxis.Scale.linear, .logarithmic] {
    checkPicture(
      Histogram(
        name, x: ChartAxis("score", scale: scale),
        groups: [.init("normal", values), .init("anomalous", values.map { $0 + 1 })],
        references: [ReferenceLine(at: values.last ?? 1, "last"), ReferenceLine(at: 1, "one")]))
    let sorted = values.filter(\.isFinite).sorted()
    let interval = sorted.first.flatMap { low in sorted.last.map { low...$0 } }
    checkPicture(
      DotPlot(
        name, panels: [.init(ChartAxis("difference", scale: scale), rows: [.init("a", values, interval: interval)])]))
  }
  let rates = values.map { min(1, max(0, $0)) }
  checkPicture(ROCChart(name, curves: [.init("a", falsePositiveRate: rates, truePositiveRate: rates)]))
  let names = values.indices.map { "column \($0)" }
  checkPicture(HeatMap(name, rows: ["a", "b"], columns: names, values: [values, values.map { -$0 }], centre: 0.5))
  checkPicture(HeatMap(name, rows: ["a"], columns: names, values: [values]))
  let xs = values.indices.map { Double($0) }
  let surface = xs.map { y in values.map { $0 * y } }
  checkPicture(
    ContourChart(
      name, x: ChartAxis("x"), y: ChartAxis("y"), xs: xs, ys: xs, values: surface, levels: [0.5, 1, .nan],
      marks: [.init("here", x: 1, y: 1)]))
}

@Test func emptyChartsAreStillPictures() {
  checkPicture(LineChart("empty", x: ChartAxis("x"), y: ChartAxis("y")))
  checkPicture(LineChart("empty and nameless", x: ChartAxis(), y: ChartAxis()))
  checkPicture(Histogram("empty", x: ChartAxis("x"), groups: []))
  checkPicture(Histogram("no panels", x: ChartAxis("x"), panels: []))
  checkPicture(ROCChart("empty", curves: []))
  checkPicture(HeatMap("empty", rows: [], columns: [], values: []))
  checkPicture(DotPlot("empty", panels: []))
  checkPicture(ImageGrid("empty", rows: []))
  checkPicture(ContourChart("empty", x: ChartAxis(), y: ChartAxis(), xs: [], ys: [], values: [], levels: [1]))
}

@Test func valuesOutsideAGivenRangeStayOutsideTheFrame() {
  let x = (0...20).map { Double($0) }
  let chart = LineChart(
    "cut", x: ChartAxis("x", range: 5...15), y: ChartAxis("y", range: -0.5...0.5),
    series: [.init("sine", x: x, y: x.map { sin($0) * 1000 }, style: .lineWithMarkers)],
    bands: [.init(x: x, low: x.map { -$0 }, high: x, look: 0), .init(-3...3)])
  checkPicture(chart)
  let histogram = Histogram("cut", x: ChartAxis("x", range: 5...15), groups: [.init("all", x)])
  let texts = checkPicture(histogram).texts.map(\.text)
  #expect(texts.contains("← 5 below") && texts.contains("5 above →"))
}

@Test func manySeriesGetAKeyInsteadOfLabels() {
  for count in [1, 3, 6, 9, 14, 30] {
    let series = (0..<count).map { index in
      LineChart.Series("series number \(index)", x: [0, 1, 2], y: [1, 2, Double(index) / 100])
    }
    let picture = checkPicture(LineChart("many", x: ChartAxis("x"), y: ChartAxis("y"), series: series))
    let names = picture.texts.filter { $0.text.hasPrefix("series") }
    #expect(names.count == count)
  }
}

@Test func textsAreEscaped() {
  let nasty = "<b>&\"'\u{1}]]>"
  let shown = "<b>&\"']]>"
  let chart = LineChart(
    nasty, x: ChartAxis(nasty), y: ChartAxis(nasty), series: [.init(nasty, x: [0, 1], y: [0, 1])])
  let picture = ParsedPicture(chart.svg)
  #expect(picture.words["title"] == shown)
  #expect(picture.texts.filter { $0.text == shown }.count == 3)
  #expect(picture.elements["b"] == nil)
}

@Test func namesOfSeedsStandOnce() {
  let texts = checkPicture(Demo.training).texts.map(\.text)
  #expect(texts.filter { $0 == "energy-bounded" }.count == 1)
}

@Test func picturesThatStandAloneBringTheirStyle() {
  #expect(Demo.sweep.svg.contains("prefers-color-scheme"))
  #expect(!Demo.sweep.svg(standalone: false).contains("<style>"))
  #expect(!Demo.sweep.svg.contains("id="), "ids of several pictures on one page would clash")
}

@Test func imageGridsStaySmallAndShowTheirPixels() throws {
  for size in [16, 28] {
    let grid = Demo.pictures(size, rows: 10, columns: 12)
    let picture = checkPicture(grid)
    #expect(picture.elements["image"] == 120)
    #expect(grid.svg.utf8.count < 300_000)
  }
  let values: [Double] = [0, 0.5, 1, -3, 7, .nan]
  let picture = ImageGrid.Picture(values, width: 3, height: 2)
  #expect(try PNG.decode(picture.file, file: "picture").samples == .bytes([0, 128, 255, 0, 255, 0]))
  let planes: [Double] = [1, 0, 0, 1, 0.2, 0.4]
  let colour = ImageGrid.Picture(planes, width: 2, height: 1, channels: 3)
  #expect(try PNG.decode(colour.file, file: "colour").samples == .bytes([255, 0, 51, 0, 255, 102]))
}
