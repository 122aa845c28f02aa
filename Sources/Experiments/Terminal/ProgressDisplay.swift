// Progress on standard error: a bar on a terminal, plain lines elsewhere.

import Foundation
import Synchronization

/// Shows how far a stage of work is; any thread may report to it.
///
/// On a terminal a bar is redrawn in place, at most ten times a second. Elsewhere a line is printed where a job ends an
/// epoch, but not within two seconds of the line before, and one where the stage ends.
final class ProgressDisplay: Sendable {
  private let output: TextOutput
  private let isQuiet: Bool
  /// Seconds on a clock that never goes back.
  private let now: @Sendable () -> Double
  private let stage = Mutex<Stage?>(nil)

  init(
    output: TextOutput, isQuiet: Bool,
    now: @escaping @Sendable () -> Double = { ProcessInfo.processInfo.systemUptime }
  ) {
    self.output = output
    self.isQuiet = isQuiet
    self.now = now
  }

  /// Begins a stage of `total` steps; the one before has ended.
  func begin(_ title: String, total: Int) {
    stage.withLock { stage in
      stage = Stage(title: title, total: total, began: now())
      draw(&stage)
    }
  }

  /// Counts steps that were done.
  /// - Parameter loss: the current loss, shown beside the bar.
  func advance(by steps: Int = 1, loss: Double? = nil) {
    stage.withLock { stage in
      stage?.done += steps
      if let loss { stage?.loss = loss }
      draw(&stage)
    }
  }

  /// Counts steps that an earlier run has done: they tell nothing of the rate.
  func skip(_ steps: Int) {
    stage.withLock { stage in
      stage?.done += steps
      stage?.skipped += steps
      draw(&stage)
    }
  }

  /// Says that a job has come to a point worth a line.
  func note(_ text: String) {
    stage.withLock { stage in
      guard let current = stage, !isQuiet, !output.isTerminal else { return }
      let time = now()
      if let last = current.drawn, time - last < 2 { return }
      stage?.drawn = time
      output.tell("\(current.title): \(text) [\(current.facts(at: time))]\n")
    }
  }

  /// Ends the stage: its last line stays where it is complete, and is erased where it was broken off.
  func end(isComplete: Bool) {
    stage.withLock { stage in
      guard let current = stage, !isQuiet else {
        stage = nil
        return
      }
      let time = now()
      if output.isTerminal {
        output.tell(isComplete ? "\r\u{1B}[2K\(line(of: current, at: time))\n" : "\r\u{1B}[2K")
      } else if isComplete {
        output.tell("\(current.title): done [\(current.facts(at: time))]\n")
      }
      stage = nil
    }
  }

  private func draw(_ stage: inout Stage?) {
    guard let current = stage, !isQuiet, output.isTerminal else { return }
    let time = now()
    if let last = current.drawn, time - last < 0.1 { return }
    stage?.drawn = time
    output.tell("\r\u{1B}[2K" + line(of: current, at: time))
  }

  /// ` 42%|████▏     | 156/372 [00:12<00:17, 12.9 steps/s, loss 0.342]`, with the stage's title before it.
  private func line(of stage: Stage, at time: Double) -> String {
    let percent = String(stage.percent)
    let start = stage.title + String(repeating: " ", count: 5 - percent.count) + percent + "%|"
    let end = "| " + stage.facts(at: time)
    // The last column stays free: a terminal would break the line there.  The facts grow and shrink, the bar must not.
    let space = output.columns - 1 - start.count
    let width = max(0, min(30, space - 56))
    guard space > 0 else { return String(start.prefix(output.columns - 1)) }
    return start + bar(stage.fraction, width: width) + output.painted(String(end.prefix(space - width)), .dim)
  }
}

/// A stage of work on its way.
private struct Stage {
  let title: String
  let total: Int
  let began: Double
  var done = 0
  var skipped = 0
  var loss: Double?
  /// When it was last shown.
  var drawn: Double?

  var fraction: Double { total > 0 ? min(1, Double(done) / Double(total)) : 1 }
  var percent: Int { Int(100 * fraction) }

  /// `156/372 [00:12<00:17, 12.9 steps/s, loss 0.342`, the brackets left to the caller.
  func facts(at time: Double) -> String {
    let elapsed = max(0, time - began)
    var facts = "\(done)/\(total), \(clock(elapsed))"
    let worked = done - skipped
    if worked > 0, elapsed > 0 {
      let rate = Double(worked) / elapsed
      if done < total { facts += "<\(clock(Double(total - done) / rate))" }
      facts += ", \(String(format: rate < 10 ? "%.2f" : rate < 1000 ? "%.1f" : "%.0f", rate)) steps/s"
    }
    if let loss { facts += ", loss \(String(format: "%.4g", loss))" }
    return facts
  }
}

/// A bar in eighths of a column.
private func bar(_ fraction: Double, width: Int) -> String {
  let eighths = Int(fraction * Double(8 * width))
  var bar = String(repeating: "█", count: eighths / 8)
  if eighths % 8 > 0 { bar.append(["▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8 - 1]) }
  return bar + String(repeating: " ", count: width - bar.count)
}

/// `01:07`, from an hour on `1:01:07`.
func clock(_ seconds: Double) -> String {
  let whole = Int(min(seconds, 1e9))
  let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
  return hours > 0 ? String(format: "%d:%02d:%02d", hours, minutes, rest) : String(format: "%02d:%02d", minutes, rest)
}
