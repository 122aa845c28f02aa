// The command line: every message a user can get, what is read, and what is suggested.

import Testing

@testable import Experiments

private let declared = CommonOptions.first + Counting.options + CommonOptions.last

private func parse(_ line: String) throws -> Options {
  try Options(line.split(separator: " ").map(String.init), of: declared)
}

private let wholeNumber = "a whole number from"
private let rows: [(line: String, message: String)] = [
  ("--epoch 3", "unknown option '--epoch'; did you mean '--epochs'?"),
  ("--epocsh 3", "unknown option '--epocsh'; did you mean '--epochs'?"),
  ("--thraeds=2", "unknown option '--thraeds'; did you mean '--threads'?"),
  ("--SEED 2", "unknown option '--SEED'; did you mean '--seed'?"),
  ("--colour red", "unknown option '--colour'; see --help"),
  ("--=3", "unknown option '--=3'; see --help"),
  ("-x", "unknown option '-x'; see --help"),
  ("-seed 3", "unknown option '-seed'; see --help"),
  ("-", "unexpected argument '-'; every option begins with two dashes, see --help"),
  ("quick", "unexpected argument 'quick'; every option begins with two dashes, see --help"),
  ("--seed 1 2", "unexpected argument '2'; every option begins with two dashes, see --help"),
  ("--", "unexpected argument '--'; there are options only, see --help"),
  ("--data", "--data: missing value; expected a path"),
  ("--data --quiet", "--data: missing value; expected a path"),
  ("--data=", "--data '': expected a path"),
  ("--seeds", "--seeds: missing value; expected \(wholeNumber) 1 to 1000"),
  ("--seeds three", "--seeds 'three': expected \(wholeNumber) 1 to 1000"),
  ("--seeds 0", "--seeds '0': expected \(wholeNumber) 1 to 1000"),
  ("--seeds 2.5", "--seeds '2.5': expected \(wholeNumber) 1 to 1000"),
  ("--seeds=99999999999999999999", "--seeds '99999999999999999999': expected \(wholeNumber) 1 to 1000"),
  ("--seed -3", "--seed '-3': expected \(wholeNumber) 0 to 4294967295"),
  ("--epochs -1", "--epochs '-1': expected \(wholeNumber) 0 to 1000000"),
  ("--threads 0", "--threads '0': expected \(wholeNumber) 1 to 1024"),
  ("--preset slow", "--preset 'slow': expected quick, full or paper"),
  ("--preset qiuck", "--preset 'qiuck': expected quick, full or paper; did you mean 'quick'?"),
  ("--preset Full", "--preset 'Full': expected quick, full or paper; did you mean 'full'?"),
  ("--seed 1 --seed=2", "--seed: given twice"),
  ("--quiet --quiet", "--quiet: given twice"),
  ("--resume=yes", "--resume: takes no value"),
  ("--factor nan", "--factor 'nan': expected a number from 0 to 10"),
  ("--factor inf", "--factor 'inf': expected a number from 0 to 10"),
  ("--factor 10.5", "--factor '10.5': expected a number from 0 to 10"),
  ("--factor 1,5", "--factor '1,5': expected a number from 0 to 10"),
  ("--ood svhn", "--ood 'svhn': expected NAME=PATH with a name of its own"),
  ("--ood =x", "--ood '=x': expected NAME=PATH with a name of its own"),
  ("--ood a=x --ood a=y", "--ood 'a=y': expected NAME=PATH with a name of its own"),
]

@Test(arguments: rows)
func aBadCommandLineGetsOneClearLine(row: (line: String, message: String)) {
  #expect(throws: UsageError(row.message)) { try parse(row.line) }
  let outcome = runCounting(row.line.split(separator: " ").map(String.init))
  #expect(outcome.code == 2)
  #expect(outcome.errors == "counting: \(row.message)\n")
  #expect(outcome.output.isEmpty)
}

@Test func valuesAreReadInBothForms() throws {
  let options = try parse("--preset=full --seed 7 --seeds=2 --factor 2.5e-1 --ood a=x --ood=b=y=z --fast --data d=e")
  #expect(options.preset == .full)
  #expect(options.seeds(otherwise: 5) == [7, 8])
  #expect(options[Counting.factor] == 0.25)
  #expect(options[Counting.sets] == [NamedPath(name: "a", path: "x"), NamedPath(name: "b", path: "y=z")])
  #expect(options[Counting.fast])
  #expect(options.data == "d=e")
}

@Test func defaultsHoldWhereNothingIsGiven() throws {
  let options = try parse("")
  #expect(options.preset == .quick)
  #expect(options.seeds(otherwise: 3) == [0, 1, 2])
  #expect(options.epochs == nil && options.data == nil && options[Counting.fault] == nil)
  #expect(options[Counting.factor] == 0.5 && options[Counting.sets].isEmpty && !options[Counting.fast])
}

@Test func epochsMayBeZero() throws { #expect(try parse("--epochs 0").epochs == 0) }

@Test func aListOfNumbersIsReadWholeOrNotAtAll() throws {
  let grid = Option("grid", .numbers(in: 0...1), default: [0, 0.5], help: "")
  func read(_ text: String) throws -> [Double] { try Options(["--grid", text], of: [grid])[grid] }
  #expect(try read("0,0.01,1e-3") == [0, 0.01, 0.001])
  #expect(try Options([], of: [grid])[grid] == [0, 0.5])
  for text in ["", "0,", ",0", "0,,1", "0;1", "0,2", "0,nan", "0, 1"] {
    #expect(throws: UsageError("--grid '\(text)': expected numbers from 0 to 1 with commas between them")) {
      try read(text)
    }
  }
}

@Test func editDistanceCountsSwapsOnce() {
  #expect(editDistance("", "abc") == 3 && editDistance("abc", "") == 3)
  #expect(editDistance("epochs", "epochs") == 0)
  #expect(editDistance("epocsh", "epochs") == 1)
  #expect(editDistance("seed", "seeds") == 1)
  #expect(editDistance("kitten", "sitting") == 3)
}

@Test func aSuggestionIsNearOrMissing() {
  let names = ["preset", "seed", "seeds", "threads", "quiet"]
  #expect(nearMiss(of: "se", among: names) == nil)  // two words begin with it, and it is far from both
  #expect(nearMiss(of: "seedd", among: names) == "seed")
  #expect(nearMiss(of: "thr", among: names) == "threads")
  #expect(nearMiss(of: "verbose", among: names) == nil)
  #expect(nearMiss(of: "", among: names) == nil)
}

@Test func anErrorStaysOneLineWhateverItQuotes() {
  let outcome = runCounting(["--seeds", "1\n2\u{1B}[31m"])
  #expect(outcome.errors == "counting: --seeds '1\u{FFFD}2\u{FFFD}[31m': expected a whole number from 1 to 1000\n")
  let long = runCounting([String(repeating: "x", count: 100_000)])
  #expect(long.errors.count < 2_100 && long.errors.hasSuffix("…\n"))
}
