// A report as one HTML page.

import AnomalyDetection

extension Report {
  /// The page: one file, no network, complete without script, for light and dark and for paper.
  public var html: String {
    var page = PageWriter()
    page.write(self)
    return page.text
  }
}

/// Writes the parts of a page in order and numbers its figures and tables.
private struct PageWriter {
  private(set) var text = ""
  private var figures = 0
  private var tables = 0
  private var explorers = 0

  mutating func write(_ report: Report) {
    text += """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8"/>
      <meta name="viewport" content="width=device-width, initial-scale=1"/>
      <meta name="color-scheme" content="light dark"/>
      <title>\(escaped(Markup.plain(report.title)))</title>
      <style>
      \(PageStyle.sheet)\(ChartStyle.sheet)</style>
      </head>
      <body>
      <main>
      <header>
      <h1>\(Markup.inline(report.title))</h1>
      <div class="question">\(Markup.paragraphs(report.question))</div>
      <div class="answer">\(Markup.paragraphs(report.answer))</div>
      </header>

      """
    if !report.facts.isEmpty {
      let facts = report.facts.map { "<div><dt>\(escaped($0.name))</dt><dd>\(Markup.inline($0.value))</dd></div>\n" }
      text += "<dl class=\"facts\">\n\(facts.joined())</dl>\n"
    }
    for section in report.sections {
      text += "<section>\n<h2>\(Markup.inline(section.heading))</h2>\n"
      for block in section.blocks { write(block) }
      text += "</section>\n"
    }
    writeFooter(report)
    text += "</main>\n"
    if explorers > 0 { text += "<script>\(ThresholdExplorer.script)</script>\n" }
    text += "</body>\n</html>\n"
  }

  private mutating func write(_ block: Report.Block) {
    switch block {
    case .prose(let prose):
      text += Markup.paragraphs(prose)
    case .table(let table):
      tables += 1
      let caption = "<p class=\"caption\"><b>Table \(tables).</b> \(Markup.inline(table.caption))</p>\n"
      let label = escaped("Table \(tables)")
      text += "\(caption)<div class=\"scroll wide\" tabindex=\"0\" role=\"region\" aria-label=\"\(label)\">\n"
      text += table.html()
      text += "</div>\n"
    case .verdicts(let judgements):
      write(judgements)
    case .figure(let figure):
      figures += 1
      text += "<figure id=\"\(escaped(figure.name))\">\n\(figure.chart.svg(standalone: false))"
      text += "<figcaption><b>Figure \(figures).</b> \(Markup.inline(figure.caption))</figcaption>\n</figure>\n"
    case .explorer(let explorer):
      figures += 1
      explorers += 1
      text += explorer.html(id: "explorer-\(explorers)", number: figures)
    case .details(let summary, let blocks):
      text += "<details>\n<summary>\(Markup.inline(summary))</summary>\n"
      for block in blocks { write(block) }
      text += "</details>\n"
    }
  }

  private mutating func write(_ judgements: [Report.Judgement]) {
    text += """
      <div class="scroll" tabindex="0" role="region" aria-label="Verdicts">
      <table class="verdicts">
      <thead>
      <tr><th class="name" scope="col">claim</th><th class="name" scope="col">verdict</th><th scope="col">effect</th>\
      <th scope="col">95 % interval</th><th scope="col">seeds</th></tr>
      </thead>
      <tbody>

      """
    for judgement in judgements {
      let comparison = judgement.comparison
      let decimals = judgement.decimals
      let effect = NumberText.signed(comparison.difference, decimals: decimals)
      let interval = comparison.interval.map {
        "\(NumberText.signed($0.low, decimals: decimals)) to \(NumberText.signed($0.high, decimals: decimals))"
      }
      var quantity = judgement.quantity
      if case .within(let margin) = comparison.claim {
        quantity += "; held if all of the interval lies within ±\(NumberText.short(margin))"
      }
      let verdict = comparison.verdict
      let style = verdict.rawValue.split(separator: " ").joined()
      text += """
        <tr><th class="name" scope="row">\(Markup.inline(judgement.claim))\
        <span class="quantity">\(Markup.inline(quantity))</span></th>\
        <td class="name verdict \(style)"><span aria-hidden="true">\(verdict.sign)</span> \(verdict.rawValue)</td>\
        <td>\(effect)</td><td>\(interval ?? "none")</td><td>\(comparison.seeds)</td></tr>

        """
    }
    text += "</tbody>\n</table>\n</div>\n"
  }

  private mutating func writeFooter(_ report: Report) {
    text += "<footer>\n"
    if report.intervals > 0 {
      let chance = NumberText.short(Double(report.intervals) / 20, digits: 2)
      let noun = report.intervals == 1 ? "interval was" : "intervals were"
      text += """
        <p>\(NumberText.count(report.intervals)) \(noun) looked at for this report. Where there is nothing to find, \
        one 95 % interval in twenty excludes zero by chance: expect about \(chance) here.</p>

        """
    }
    if !report.files.isEmpty {
      let links = report.files.map { "<a href=\"\(escaped($0))\">\(escaped($0))</a>" }
      text += "<p>The numbers behind this page: \(links.joined(separator: ", ")).</p>\n"
    }
    text += "</footer>\n"
  }
}
