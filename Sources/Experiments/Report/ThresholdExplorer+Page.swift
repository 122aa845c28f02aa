// The threshold explorer on the page: its pictures, its table of thresholds and the script that moves the line.

extension ThresholdExplorer {
  private var histogram: Histogram {
    Histogram(
      "Scores of \(name), normal and anomalous", x: ChartAxis("score (\(name))", includes: threshold),
      groups: [
        Histogram.Group("normal, \(NumberText.count(normal.count))", normal),
        Histogram.Group("anomalous, \(NumberText.count(anomalous.count))", anomalous),
      ], width: 400, height: 220)
  }

  private var roc: ROCChart {
    let points = curve
    return ROCChart(
      "ROC curve of \(name)",
      curves: [
        ROCChart.Curve("", falsePositiveRate: points.falsePositiveRate, truePositiveRate: points.truePositiveRate)
      ], side: 258)
  }

  /// The figure with its table of thresholds, which `script` reads.
  ///
  /// - Parameters:
  ///   - id: a name for the parts that belong together, unique on the page.
  func html(id: String, number: Int) -> String {
    let rows = table
    let start = rows.firstIndex { $0.threshold == threshold } ?? 0
    let layout = HistogramLayout(histogram)
    let frame = layout.frames[0]
    let square = roc.frame
    let xs = rows.map { pixels(min(max(frame.x($0.threshold) ?? 0, frame.plot.left), frame.plot.right)) }
    let spread = (rows.last?.threshold ?? 1) - (rows.first?.threshold ?? 0)
    let texts = rows.map { "\"\(Self.text($0.threshold, spread: spread))\"" }
    let shown = readings(rows[start], text: Self.text(rows[start].threshold, spread: spread))
    let readout = shown.map { "<div><dt>\($0.name)</dt><dd data-show=\"\($0.key)\">\($0.value)</dd></div>" }
    return """
      <figure class="explorer" id="\(id)">
      <div class="plots">
      \(histogramPicture(layout, at: rows[start].threshold))\(rocPicture(square, at: rows[start]))</div>
      <div class="panel">
      <label hidden="hidden">threshold <input type="range" min="0" max="\(rows.count - 1)" step="1" value="\(start)" \
      aria-label="threshold on the score of \(escaped(name))"/></label>
      <dl aria-live="polite">\(readout.joined())</dl>
      </div>
      <script type="application/json">{"normal":\(normal.count),"anomalous":\(anomalous.count),\
      "right":\(pixels(frame.plot.right)),\
      "square":[\(pixels(square.plot.left)),\(pixels(square.plot.bottom)),\(pixels(square.plot.width))],\
      "x":[\(xs.joined(separator: ","))],\
      "falseAlarms":[\(rows.map { String($0.falseAlarms) }.joined(separator: ","))],\
      "found":[\(rows.map { String($0.found) }.joined(separator: ","))],\
      "text":[\(texts.joined(separator: ","))]}</script>
      <figcaption><b>Figure \(number).</b> \(Markup.inline(caption))</figcaption>
      </figure>

      """
  }

  /// A threshold with as many digits as tell neighbours of the table apart.
  private static func text(_ value: Double, spread: Double) -> String {
    var decimals = 2
    var step = spread / 100
    while step > 0, step < 0.01, decimals < 9 {
      step *= 10
      decimals += 1
    }
    return NumberText.fixed(value, decimals: decimals)
  }

  private func readings(_ row: Row, text: String) -> [(name: String, key: String, value: String)] {
    [
      ("threshold", "threshold", text),
      ("true positive rate", "tpr", Self.percent(row.found, of: anomalous.count)),
      ("false positive rate", "fpr", Self.percent(row.falseAlarms, of: normal.count)),
      ("anomalies found", "found", "\(NumberText.count(row.found)) of \(NumberText.count(anomalous.count))"),
      ("missed", "missed", NumberText.count(anomalous.count - row.found)),
      ("false alarms", "alarms", "\(NumberText.count(row.falseAlarms)) of \(NumberText.count(normal.count))"),
    ]
  }

  private static func percent(_ count: Int, of total: Int) -> String {
    // Rounded as the script rounds, so that nothing changes when it takes over.
    let tenths = (1000 * Double(count) / Double(max(total, 1))).rounded()
    return total == 0 ? "–" : NumberText.fixed(tenths / 10, decimals: 1) + " %"
  }

  private func histogramPicture(_ layout: HistogramLayout, at threshold: Double) -> String {
    let chart = histogram
    var drawing = Drawing(width: chart.width, height: layout.height)
    layout.draw(into: &drawing)
    let plot = layout.frames[0].plot
    let x = min(max(layout.frames[0].x(threshold) ?? plot.left, plot.left), plot.right)
    drawing.rectangle(Box(left: x, top: plot.top, right: plot.right, bottom: plot.bottom), "shade moving-area")
    drawing.rectangle(Box(left: x - 1, top: plot.top - 4, right: x + 1, bottom: plot.bottom), "moving-line")
    return drawing.svg(title: chart.title, description: chart.description, standalone: false)
  }

  private func rocPicture(_ frame: Frame, at row: Row) -> String {
    let chart = roc
    var drawing = Drawing(
      width: frame.plot.right + 14, height: frame.plot.bottom + Frame.bottomHeight(named: true))
    chart.draw(into: &drawing)
    let place = frame.point(Self.rate(row.falseAlarms, of: normal.count), Self.rate(row.found, of: anomalous.count))
    if let place { drawing.group("c1") { $0.mark(.circle, at: place, radius: 6, "open moving-point") } }
    return drawing.svg(title: chart.title, description: chart.description, standalone: false)
  }

  /// Moves the threshold of every explorer of the page. It holds neither `<` nor `&`, so that the page is XML as well.
  static let script = """

    for (const box of document.querySelectorAll(".explorer")) {
      const data = JSON.parse(box.querySelector("script").textContent);
      const slider = box.querySelector("input");
      const line = box.querySelector(".moving-line");
      const area = box.querySelector(".moving-area");
      const point = box.querySelector(".moving-point");
      const show = (key, text) => { box.querySelector('[data-show="' + key + '"]').textContent = text; };
      const rate = (count, total) => total ? count / total : 0;
      const percent = (count, total) => total ? (Math.round(1000 * count / total) / 10).toFixed(1) + " %" : "–";
      const grouped = (count) => count.toLocaleString("en");
      const move = () => {
        const i = Number(slider.value), x = data.x[i], found = data.found[i], alarms = data.falseAlarms[i];
        line.setAttribute("x", x - 1);
        area.setAttribute("x", x);
        area.setAttribute("width", data.right - x);
        const [left, bottom, side] = data.square;
        point.setAttribute("cx", left + side * rate(alarms, data.normal));
        point.setAttribute("cy", bottom - side * rate(found, data.anomalous));
        show("threshold", data.text[i]);
        show("tpr", percent(found, data.anomalous));
        show("fpr", percent(alarms, data.normal));
        show("found", grouped(found) + " of " + grouped(data.anomalous));
        show("missed", grouped(data.anomalous - found));
        show("alarms", grouped(alarms) + " of " + grouped(data.normal));
        slider.setAttribute("aria-valuetext", "threshold " + data.text[i] + ", true positive rate " +
          percent(found, data.anomalous) + ", false positive rate " + percent(alarms, data.normal));
      };
      slider.parentElement.hidden = false;
      slider.addEventListener("input", move);
      move();
    }

    """
}
