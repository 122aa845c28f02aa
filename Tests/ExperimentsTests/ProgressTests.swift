// Progress: what a terminal sees, what a file sees, and when.

import Synchronization
import Testing

@testable import Experiments

/// A display with a clock that is set by hand.
private struct Bench {
  let capture = Capture()
  let time = Clock()
  let display: ProgressDisplay

  final class Clock: Sendable {
    private let seconds = Mutex(100.0)
    func pass(_ time: Double) { seconds.withLock { $0 += time } }
    var now: Double { seconds.withLock { $0 } }
  }

  init(isTerminal: Bool = false, hasColour: Bool = false, isQuiet: Bool = false, columns: Int = 100) {
    let clock = time
    display = ProgressDisplay(
      output: capture.output(isTerminal: isTerminal, hasColour: hasColour, columns: columns), isQuiet: isQuiet,
      now: { clock.now })
  }
}

@Test func aFileGetsPlainLinesAtLeastTwoSecondsApart() {
  let bench = Bench()
  bench.display.begin("base", total: 8)
  for epoch in 1...8 {
    bench.time.pass(0.75)
    bench.display.advance(loss: 1 / Double(epoch))
    bench.display.note("seed 0: epoch \(epoch) of 8")
  }
  bench.display.end(isComplete: true)
  #expect(
    bench.capture.lines == [
      "base: seed 0: epoch 1 of 8 [1/8, 00:00<00:05, 1.33 steps/s, loss 1]",
      "base: seed 0: epoch 4 of 8 [4/8, 00:03<00:03, 1.33 steps/s, loss 0.25]",
      "base: seed 0: epoch 7 of 8 [7/8, 00:05<00:00, 1.33 steps/s, loss 0.1429]",
      "base: done [8/8, 00:06, 1.33 steps/s, loss 0.125]",
    ])
  #expect(!bench.capture.text.contains("\r") && !bench.capture.text.contains("\u{1B}"))
}

@Test func aTerminalGetsABarAtMostTenTimesASecond() {
  let bench = Bench(isTerminal: true)
  bench.display.begin("base", total: 100)
  for _ in 1...50 {
    bench.time.pass(0.021)
    bench.display.advance(loss: 0.34216)
    bench.display.note("not shown beside a bar")
  }
  let frames = bench.capture.text.components(separatedBy: "\r\u{1B}[2K").dropFirst()
  #expect(frames.count == 11)  // one at the start, then one in each fifth step: 0.105 s
  #expect(frames.last == "base   50%|███████████████               | 50/100, 00:01<00:01, 47.6 steps/s, loss 0.3422")
  #expect(frames.allSatisfy { $0.count < 100 })
  #expect(!bench.capture.text.contains("\n"))
}

@Test func aBarEndsWithItsLineOrIsErased() {
  let bench = Bench(isTerminal: true)
  bench.display.begin("base", total: 2)
  bench.display.advance(by: 2)
  bench.display.end(isComplete: true)
  #expect(bench.capture.text.hasSuffix("\r\u{1B}[2Kbase  100%|\(String(repeating: "█", count: 30))| 2/2, 00:00\n"))
  bench.display.begin("next", total: 2)
  bench.display.end(isComplete: false)
  #expect(bench.capture.text.hasSuffix("\r\u{1B}[2K"))
}

@Test func quietMeansNothingAtAll() {
  for isTerminal in [false, true] {
    let bench = Bench(isTerminal: isTerminal, isQuiet: true)
    bench.display.begin("base", total: 2)
    bench.display.advance(loss: 1)
    bench.display.note("epoch 1")
    bench.display.end(isComplete: true)
    #expect(bench.capture.text.isEmpty)
  }
}

@Test func stepsOfAnEarlierRunSayNothingOfTheRate() {
  let bench = Bench()
  bench.display.begin("base", total: 100)
  bench.display.skip(90)
  bench.time.pass(10)
  bench.display.advance(by: 5)
  bench.display.note("epoch 19")
  #expect(bench.capture.lines == ["base: epoch 19 [95/100, 00:10<00:10, 0.50 steps/s]"])
}

@Test func colourIsForTerminalsThatWantIt() {
  for hasColour in [false, true] {
    let bench = Bench(isTerminal: true, hasColour: hasColour)
    bench.display.begin("base", total: 2)
    #expect(bench.capture.text.contains("\u{1B}[2m") == hasColour)
  }
}

@Test func aNarrowTerminalIsNotOverrun() {
  let bench = Bench(isTerminal: true, columns: 24)
  bench.display.begin("a stage with a long title", total: 2)
  bench.display.end(isComplete: true)
  for frame in bench.capture.text.components(separatedBy: "\r\u{1B}[2K") {
    #expect(frame.filter { $0 != "\n" }.count < 24)
  }
}

@Test func hoursAreShownFromAnHourOn() {
  #expect(clock(0) == "00:00" && clock(67.9) == "01:07" && clock(3599) == "59:59")
  #expect(clock(3661) == "1:01:01" && clock(.infinity) == "277777:46:40")
}

@Test func tablesAlignNumbersToTheRight() {
  let table = TextTable(["score", "near", "far"], [["energy", "0.847", "1"], ["−‖f‖₁", "-", "0.74"]])
  #expect(
    table.lines == [
      "score    near   far",
      "------  -----  ----",
      "energy  0.847     1",
      "−‖f‖₁       -  0.74",
    ])
  #expect(TextTable(["a", "claim"], [["1", "x"]], words: [1]).lines == ["a  claim", "-  -----", "1  x"])
  #expect(TextTable(["only"], []).lines == ["only", "----"])
}
