// --help and --version, word for word.

import Testing

@testable import Experiments

private let expected = """
  OVERVIEW: Counts epochs.

  The first paragraph.

  The second paragraph is about the data, and long enough for two lines.

  USAGE: counting [--preset <preset>] [--data <path>] [--output <path>]
                  [--seed <n>] [--seeds <n>] [--epochs <n>] [--threads <n>]
                  [--factor <x>] [--ood <name=path>]… [--fault <fault>] [--fast]
                  [--resume] [--quiet] [--open] [--version] [--help]

  OPTIONS:
    --preset <preset>       quick draws its own data; full and paper read real
                            data. (values: quick, full, paper; default: quick)
    --data <path>           Folder that holds the sets of data, or one set's own
                            folder.
    --output <path>         Folder of the run; while unfinished it is prepared in
                            PATH.unfinished. (default: runs/NAME-PRESET)
    --seed <n>              First seed. (default: 0)
    --seeds <n>             Number of seeds, counted up from the first. (default:
                            the preset's)
    --epochs <n>            Epochs of the base training; later stages scale with
                            it, and 0 leaves every network untrained. (default:
                            the preset's)
    --threads <n>           Threads to work on; results do not depend on it.
                            (default: one for each processor)
    --factor <x>            What each epoch counts. (default: 0.5)
    --ood <name=path>       A further set of anomalous samples.
    --fault <fault>         What is to go wrong. (values: loss, data,
                            interruption, score)
    --fast                  Count fast.
    --resume                Go on with an unfinished run of the same recipe.
    --quiet                 Show no progress.
    --open                  Open the report when it is done.
    --version               Show the version.
    -h, --help              Show help information.

  """

@Test(arguments: ["--help", "-h", "--seeds 0 --help", "--help --version"])
func helpIsPrintedAsItStandsHere(line: String) {
  let outcome = runCounting(line.split(separator: " ").map(String.init))
  #expect(outcome.code == 0)
  #expect(outcome.errors.isEmpty)
  #expect(outcome.output == expected)
}

@Test func helpFitsTheTerminal() {
  let help = Help(
    program: "counting", abstract: Counting.abstract, discussion: "", options: CommonOptions.first + Counting.options)
  for columns in [60, 72, 100, 200] {
    let lines = help.text(columns: columns).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= columns })
    #expect(lines.contains { $0.count > columns - 20 } || columns == 200)
  }
  #expect(help.text(columns: 10) == help.text(columns: 60))
}

@Test func aLongOptionHasItsDescriptionBelow() {
  let option = Option("a-name-that-is-too-long", .path, help: "What it is.")
  let lines = Help(program: "p", abstract: "", discussion: "", options: [option]).text(columns: 80)
  #expect(lines.hasSuffix("  --a-name-that-is-too-long <path>\n                          What it is.\n"))
}

@Test func theVersionNamesTheCPULevel() {
  let outcome = runCounting(["--version"])
  #expect(outcome.code == 0 && outcome.errors.isEmpty)
  #expect(outcome.output == "counting \(Build.version), CPU level \(Build.cpuLevel)\n")
}

@Test func aProcessorWithoutTheLevelsInstructionsIsNamed() {
  let flags = "processor: 0\nflags\t\t: fpu sse2 avx2 fma bmi2 avx512f\nbugs: none\n"
  #expect(Build.missingFeature(flags, level: "portable") == nil)
  #expect(Build.missingFeature(flags, level: "v3") == nil)
  #expect(Build.missingFeature(flags, level: "v4") == "avx512bw")
  #expect(Build.missingFeature("flags: sse2\n", level: "v3") == "avx2")
  #expect(Build.missingFeature("Features: neon\n", level: "v4") == nil)
}
