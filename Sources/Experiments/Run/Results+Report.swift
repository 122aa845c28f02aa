// How the report joins a run's files, and what the run tells it of itself.

import Foundation

extension Results {
  /// Adds the page and its figures to the files of the run.
  public mutating func add(_ report: Report) {
    files.append(OutputFile("report.html", report.html))
    files += report.figures.map { OutputFile("figures/\($0.name).svg", $0.svg) }
  }
}

extension Run {
  /// What results depend on, and how long they took so far.
  public var facts: [Report.Fact] {
    [
      .init("Command", commandLine.joined(separator: " ")), .init("Preset", preset.rawValue),
      .init("CPU level", cpuLevel), .init("Threads", String(threads)), .init("Version", version),
      .init("Time", clock(elapsed)),
    ]
  }
}
