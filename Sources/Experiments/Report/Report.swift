// The report of a run: what was asked, what came out, and everything that the answer rests on, in one page.

import AnomalyDetection

/// The contents of `report.html`.
///
/// A report is a value: prose in a tiny markup (see `Section`), tables, verdicts and charts in the order in which a
/// reader should meet them. `html` is one file that needs no network and is complete without script.
public struct Report: Sendable {
  /// Something that the result depends on, such as the command, the seeds or the processor.
  public struct Fact: Sendable {
    /// What the fact is about.
    public var name: String
    /// The fact, in the markup of prose.
    public var value: String

    /// A fact with its name.
    public init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// A part of the report under its own heading.
  public struct Section: Sendable {
    /// The heading, which says what was found rather than what was done.
    public var heading: String
    /// What the section is made of, in order.
    public var blocks: [Block]

    /// A section of blocks under a heading.
    public init(_ heading: String, _ blocks: [Block]) {
      self.heading = heading
      self.blocks = blocks
    }
  }

  /// What a section is made of. Strings are prose: blank lines part paragraphs, `*emphasis*`, `**strong**`,
  /// code between backticks and `[text](address)` are understood, everything else is text.
  public indirect enum Block: Sendable {
    case prose(String)
    case table(Table)
    case verdicts([Judgement])
    case figure(Figure)
    case explorer(ThresholdExplorer)
    /// Blocks behind a line that opens them: for what only some readers look up.
    case details(String, [Block])
  }

  /// A chart with a caption that says what to see in it.
  public struct Figure: Sendable {
    /// The name of its file in the folder `figures`, without extension.
    public var name: String
    /// The picture.
    public var chart: any Chart
    /// What to see in it, in the markup of prose; its number is added.
    public var caption: String

    /// A chart with its file name and caption.
    public init(_ name: String, _ chart: any Chart, caption: String) {
      self.name = name
      self.chart = chart
      self.caption = caption
    }
  }

  /// The question of the report in a line.
  public var title: String
  /// What was asked: whose claim, on what data.
  public var question: String
  /// The answer in one sentence.
  public var answer: String
  /// What the result depends on: command, seeds, preset, processor, threads.
  public var facts: [Fact]
  /// The body of the report.
  public var sections: [Section]
  /// How many intervals were looked at, the ones not shown as well.
  public var intervals: Int
  /// The files beside the report that hold its numbers.
  public var files: [String]

  /// A report with its parts in the order of reading; texts are in the markup of prose.
  public init(
    _ title: String, question: String, answer: String, facts: [Fact], sections: [Section], intervals: Int,
    files: [String] = ["scores.csv", "metrics.json", "recipe.json"]
  ) {
    self.title = title
    self.question = question
    self.answer = answer
    self.facts = facts
    self.sections = sections
    self.intervals = intervals
    self.files = files
  }

  /// The figures as files of their own: name without extension, and text.
  public var figures: [(name: String, svg: String)] {
    func collect(_ blocks: [Block]) -> [(name: String, svg: String)] {
      blocks.flatMap { (block: Block) -> [(name: String, svg: String)] in
        switch block {
        case .figure(let figure): return [(figure.name, figure.chart.svg)]
        case .details(_, let inner): return collect(inner)
        case .prose, .table, .verdicts, .explorer: return []
        }
      }
    }
    return sections.flatMap { collect($0.blocks) }
  }
}

extension Report {
  /// A claim of the paper and what the seeds say about it.
  public struct Judgement: Sendable {
    /// The claim, in the paper's sense.
    public var claim: String
    /// What was measured, with its direction: "AUROC, λ = 0.01 minus base".
    public var quantity: String
    /// The difference over seeds, its interval and the verdict.
    public var comparison: Comparison
    /// How many decimals the effect and its interval have.
    public var decimals: Int

    /// A claim with the comparison that judges it.
    public init(_ claim: String, quantity: String, _ comparison: Comparison, decimals: Int = 3) {
      self.claim = claim
      self.quantity = quantity
      self.comparison = comparison
      self.decimals = decimals
    }
  }
}

extension Verdict {
  /// What says the same without words and without colour.
  var sign: String {
    switch self {
    case .held: "✓"
    case .contradicted: "✕"
    case .notShown: "○"
    }
  }
}
