// The rules of the run folder: what is written, replaced, refused and resumed, and with which exit code a run ends.

import Foundation
import Testing

@testable import Experiments

private let whole = [
  "run", "run/checkpoints", "run/checkpoints/sum-seed0.safetensors", "run/checkpoints/sum-seed1.safetensors",
  "run/checkpoints/sum-seed2.safetensors", "run/figures", "run/figures/sum.svg", "run/metrics.json",
  "run/recipe.json", "run/report.html", "run/scores.csv",
]

private func run(_ line: String, in folder: TemporaryFolder, output: TextOutput? = nil) -> Outcome {
  let arguments = line.split(separator: " ").map(String.init)
  return runCounting(arguments + ["--output", folder.path + "/run"], output: output)
}

@Test func aRunLeavesItsFilesAndNothingElse() throws {
  let folder = TemporaryFolder()
  let outcome = run("", in: folder)
  #expect(outcome.code == 0)
  #expect(folder.contents == whole)
  #expect(outcome.errors.split(separator: "\n").last?.hasPrefix("counting: done [12/12, 00:0") == true)
  #expect(
    outcome.output == """
      auroc           near
      -----  -------------
      sum    0.667 ± 0.000

      verdict    difference       95 % interval  seeds  claim
      ---------  ----------  ------------------  -----  ---------------------
      not shown     +0.7194  -0.0040 to +1.4429      3  C1: sums are positive

      report: \(folder.path)/run/report.html

      """)
  let recipe = try folder.read("run/recipe.json")
  #expect(recipe.contains("\"settings\": {\n    \"epochs\": 4,\n    \"factor\": 0.5,\n    \"seeds\": [0, 1, 2]\n  },"))
}

@Test func theSameCommandGivesTheSameBytesAtAnyNumberOfThreads() throws {
  let (one, two) = (TemporaryFolder(), TemporaryFolder())
  #expect(run("--threads 1 --quiet", in: one).code == 0)
  #expect(run("--threads 2 --quiet", in: two).code == 0)
  for file in ["metrics.json", "scores.csv", "report.html"] {
    #expect(try one.read("run/" + file) == two.read("run/" + file))
  }
  let other = TemporaryFolder()
  #expect(run("--seed 1 --quiet", in: other).code == 0)
  #expect(try one.read("run/metrics.json") != other.read("run/metrics.json"))
}

@Test func theSameRecipeReplacesItsRun() throws {
  let folder = TemporaryFolder()
  #expect(run("--threads 1", in: folder).code == 0)
  try folder.write("edited", to: "run/report.html")
  #expect(run("--threads 2 --quiet", in: folder).code == 0)  // threads are no part of the recipe
  #expect(folder.contents == whole)
  #expect(try folder.read("run/report.html") == "<p>done</p>\n")
}

@Test func anEmptyFolderIsTaken() throws {
  let folder = TemporaryFolder()
  try FileManager.default.createDirectory(atPath: folder.path + "/run", withIntermediateDirectories: false)
  #expect(run("", in: folder).code == 0)
  #expect(folder.contents == whole)
}

/// What stands at `--output`, and what is said of it; RUN stands for its path.
private let refusals: [(line: String, set: @Sendable (TemporaryFolder) throws -> Void, message: String)] = [
  ("--epochs 5", { _ in }, "holds another run: epochs is 4 there and 5 here; remove it or choose another folder"),
  ("--seeds 2", { _ in }, "holds another run: seeds[2] is 2 there and absent here; remove it or choose another folder"),
  (
    "--fault loss", { _ in },
    "holds another run: fails is absent there and \"loss\" here; remove it or choose another folder"
  ),
  (
    "--preset full --data /", { _ in },
    "holds another run: preset is \"quick\" there and \"full\" here; remove it or choose another folder"
  ),
  (
    "", { try $0.write("mine", to: "run/notes.txt") },
    "holds notes.txt, which is no part of the run; choose another folder"
  ),
  (
    "", { try $0.write("mine", to: "run/figures/mine.svg") },
    "holds figures/mine.svg, which is no part of the run; choose another folder"
  ),
  (
    "", { try FileManager.default.removeItem(atPath: $0.path + "/run/recipe.json") },
    "holds checkpoints, which is no part of a run; choose another folder"
  ),
  (
    "",
    { folder in
      let text = try folder.read("run/recipe.json")
      try folder.write(
        String(text.prefix(text.range(of: ",\n  \"files\"")!.lowerBound.utf16Offset(in: text))) + "}",
        to: "run/recipe.json")
    },
    "its recipe.json names no files; remove it or choose another folder"
  ),
]

@Test(arguments: refusals.indices)
func whatIsNotTheSameRecipesRunIsRefusedAndUntouched(index: Int) throws {
  let (line, set, message) = refusals[index]
  let folder = TemporaryFolder()
  #expect(run("", in: folder).code == 0)
  try set(folder)
  let before = folder.contents
  let outcome = run(line, in: folder)
  #expect(outcome.code == 2)
  #expect(outcome.errors == "counting: --output \(folder.path)/run: \(message)\n")
  #expect(outcome.output.isEmpty)
  #expect(folder.contents == before)
}

@Test func aFileOrAForeignFolderIsRefused() throws {
  let folder = TemporaryFolder()
  try folder.write("mine", to: "run")
  #expect(run("", in: folder).errors == "counting: --output \(folder.path)/run: it is not a folder\n")
  #expect(folder.contents == ["run"])
  try FileManager.default.removeItem(atPath: folder.path + "/run")
  try FileManager.default.createDirectory(atPath: folder.path + "/run", withIntermediateDirectories: false)
  try folder.write("mine", to: "run/a.txt")
  let outcome = run("", in: folder)
  #expect(outcome.code == 2)
  #expect(
    outcome.errors
      == "counting: --output \(folder.path)/run: holds a.txt, which is no part of a run; choose another folder\n")
  #expect(folder.contents == ["run", "run/a.txt"])
}

@Test func aCorruptRecipeIsNamed() throws {
  let folder = TemporaryFolder()
  #expect(run("", in: folder).code == 0)
  try folder.write("{\"files\": [", to: "run/recipe.json")
  let outcome = run("", in: folder)
  #expect(outcome.code == 2)
  #expect(outcome.errors == "counting: \(folder.path)/run/recipe.json: it is not JSON\n")
  #expect(folder.contents == whole)
}

@Test func theCurrentFolderIsRefused() {
  let outcome = runCounting(["--output", "."])
  #expect(outcome.code == 2)
  #expect(
    outcome.errors
      == "counting: --output .: the current folder lies in it and cannot be replaced; choose another\n")
}

@Test func whatCannotBeWrittenIsNamed() {
  let outcome = runCounting(["--output", "/dev/null/run"])
  #expect(outcome.code == 2)
  #expect(outcome.errors == "counting: /dev/null/run.unfinished: not a directory\n")
}

@Test func anInterruptedRunGoesOnToTheSameBytes() throws {
  let (broken, straight) = (TemporaryFolder(), TemporaryFolder())
  let first = run("--fault interruption --quiet", in: broken)
  #expect(first.code == 130)
  #expect(first.errors == "counting: interrupted; the same command with --resume goes on\n")
  #expect(broken.exists("run.unfinished/checkpoints") && !broken.exists("run"))
  var last = first
  for _ in 0..<3 where last.code == 130 { last = run("--fault interruption --resume --quiet", in: broken) }
  #expect(last.code == 0)
  #expect(run("--quiet", in: straight).code == 0)
  #expect(try broken.read("run/metrics.json") == straight.read("run/metrics.json"))
  #expect(try broken.read("run/scores.csv") == straight.read("run/scores.csv"))
  #expect(!broken.exists("run.unfinished"))
}

@Test func aResumedRunDoesNotCountTwice() throws {
  let folder = TemporaryFolder()
  #expect(run("--fault interruption --seeds 1 --quiet", in: folder).code == 130)
  // A poisoned checkpoint shows that it is read, and that finished epochs are not done again.
  try folder.write("3 100.0", to: "run.unfinished/checkpoints/sum-seed0.safetensors")
  let outcome = run("--fault interruption --seeds 1 --resume", in: folder)
  #expect(outcome.code == 0)
  #expect(try folder.read("run/scores.csv").contains("sum,near,0,1,100.125,0"))
  #expect(outcome.errors.hasPrefix("counting: seed 0: epoch 4 of 4 [4/4"))
}

@Test func anUnfinishedRunIsBegunAnewWithoutResume() throws {
  let folder = TemporaryFolder()
  #expect(run("--fault interruption --seeds 1", in: folder).code == 130)
  try folder.write("3 100.0", to: "run.unfinished/checkpoints/sum-seed0.safetensors")
  #expect(run("--fault interruption --seeds 1", in: folder).code == 130)
  #expect(try folder.read("run.unfinished/checkpoints/sum-seed0.safetensors").hasPrefix("2 "))
}

@Test func resumingAsksForTheSameRecipe() throws {
  let folder = TemporaryFolder()
  #expect(run("--fault interruption", in: folder).code == 130)
  let before = folder.contents
  let place = folder.path + "/run"
  let resumed = run("--fault interruption --resume --factor 0.25 --epochs 9", in: folder)
  #expect(resumed.code == 2)
  #expect(
    resumed.errors
      == "counting: --resume: \(place).unfinished was begun with another recipe: epochs is 4 there and 9 here\n")
  let anew = run("--factor 0.25", in: folder)
  #expect(anew.code == 2)
  #expect(
    anew.errors == "counting: --output \(place): \(place).unfinished holds an unfinished run of another recipe: "
      + "factor is 0.5 there and 0.25 here; remove it or choose another folder\n")
  #expect(folder.contents == before)
}

@Test func resumingNothingIsAnError() throws {
  let folder = TemporaryFolder()
  let place = folder.path + "/run"
  let nothing = run("--resume", in: folder)
  #expect(nothing.code == 2)
  #expect(nothing.errors == "counting: --resume: nothing to go on with, there is no \(place).unfinished\n")
  #expect(folder.contents.isEmpty)
  #expect(run("", in: folder).code == 0)
  #expect(
    run("--resume", in: folder).errors
      == "counting: --resume: nothing to go on with, the run in \(place) is finished\n")
}

@Test func anotherRunInTheSamePlaceIsKeptOut() throws {
  let folder = TemporaryFolder()
  #expect(run("--fault interruption", in: folder).code == 130)
  let lock = try Folder.Lock(folder.path + "/run.unfinished")
  let outcome = run("--fault interruption --resume", in: folder)
  #expect(outcome.code == 2)
  #expect(outcome.errors == "counting: --output: another run is writing to \(folder.path)/run.unfinished\n")
  withExtendedLifetime(lock) {}
}

@Test func aRunKilledDuringTheExchangeIsFoundAgain() throws {
  let folder = TemporaryFolder()
  #expect(run("", in: folder).code == 0)
  try FileManager.default.moveItem(atPath: folder.path + "/run", toPath: folder.path + "/run.replaced")
  #expect(run("--epochs 5", in: folder).errors.contains("epochs is 4 there and 5 here"))
  #expect(folder.contents == whole)
}

@Test func aRunKilledAfterTheExchangeLeavesNothingInTheWay() throws {
  let folder = TemporaryFolder()
  #expect(run("", in: folder).code == 0)
  try FileManager.default.copyItem(atPath: folder.path + "/run", toPath: folder.path + "/run.replaced")
  #expect(run("", in: folder).code == 0)
  #expect(folder.contents == whole)

  try FileManager.default.createDirectory(atPath: folder.path + "/run.replaced", withIntermediateDirectories: false)
  try folder.write("mine", to: "run.replaced/mine")
  #expect(run("", in: folder).errors.contains("run.replaced: holds mine, which is no part of a run"))
  #expect(folder.exists("run.replaced/mine"))
}

@Test func whatAKilledWriterLeftIsNoPartOfTheRun() throws {
  let folder = TemporaryFolder()
  #expect(run("--fault interruption --seeds 1", in: folder).code == 130)
  try folder.write("half", to: "run.unfinished/checkpoints/.1f.partial")
  try folder.write("half", to: "run.unfinished/.2e.partial")
  #expect(run("--fault interruption --seeds 1 --resume", in: folder).code == 0)
  #expect(!folder.contents.contains { $0.hasSuffix(".partial") })
}

@Test func aRefusalLeavesNoFolderBehind() throws {
  let folder = TemporaryFolder()
  try folder.write("mine", to: "file")
  let outcome = runCounting(["--output", folder.path + "/file/a/run"])
  #expect(outcome.code == 2)
  #expect(outcome.errors.hasSuffix("not a directory\n"))
  #expect(folder.contents == ["file"])
}

@Test func aFailureKeepsCheckpointsAndRemovesTheRest() throws {
  let kept = TemporaryFolder()
  let loss = run("--fault loss --threads 1 --quiet", in: kept)
  #expect(loss.code == 1)
  #expect(loss.errors == "counting: seed 0: the loss is nan in epoch 2\n")
  #expect(try kept.read("run.unfinished/checkpoints/sum-seed0.safetensors").hasPrefix("2 "))

  let clean = TemporaryFolder()
  let data = runCounting(["--fault", "data", "--output", clean.path + "/a/b/run"])
  #expect(data.code == 2)
  #expect(data.errors == "counting: --data: nothing to count\n")
  #expect(clean.contents.isEmpty)
}

@Test func aRunWithoutResultsTakesNoPlace() throws {
  let folder = TemporaryFolder()
  let outcome = run("--fault score --quiet", in: folder)
  #expect(outcome.code == 1)
  #expect(outcome.errors == "counting: the score of sample 0 of normal under sum, seed 0, is not a number\n")
  #expect(!folder.exists("run") && folder.exists("run.unfinished/checkpoints/sum-seed2.safetensors"))
}

@Test func dataIsAskedForWhereItIsRead() {
  let file = TemporaryFolder()
  try? file.write("", to: "file")
  let rows: [([String], String)] = [
    (["--preset", "full"], "--preset full: needs --data PATH, see --help"),
    (["--preset", "full", "--data", "/nowhere"], "--data /nowhere: no such folder"),
    (["--preset", "full", "--data", file.path + "/file"], "--data \(file.path)/file: it is not a folder"),
    (["--data", "/nowhere"], "--data /nowhere: no such folder"),
    (["--data", "/"], "--data: --preset quick draws its own data; see --preset full, --preset paper"),
  ]
  for (arguments, message) in rows {
    let outcome = runCounting(arguments)
    #expect(outcome.code == 2)
    #expect(outcome.errors == "counting: \(message)\n")
  }
}

@Test func aBrokenPipeEndsSilently() {
  let folder = TemporaryFolder()
  let broken = TextOutput(isTerminal: false, hasColour: false, columns: 80) { _ in throw BrokenPipe() }
  let outcome = run("--quiet", in: folder, output: broken)
  #expect(outcome.code == 0)
  #expect(outcome.errors.isEmpty)
  #expect(folder.contents == whole)
}

@Test func anInterruptionStopsTheRunAtItsNextStep() throws {
  let folder = TemporaryFolder()
  let interruption = Interruption()
  interruption.request()
  let errors = Capture()
  let program = Program<Counting>(
    arguments: ["--output", folder.path + "/run", "--quiet"],
    console: Console(output: Capture().output(), errors: errors.output()), interruption: interruption)
  #expect(program.run() == 130)
  #expect(errors.text == "counting: interrupted; the same command with --resume goes on\n")
  #expect(run("--resume --quiet", in: folder).code == 0)
}
