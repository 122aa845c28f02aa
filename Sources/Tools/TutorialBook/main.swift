// tutorial-book: makes what the pages show (code, printed outputs, figures, tables) anew from what it was taken from.

import Experiments

let check = Option(flag: "check", help: "Change nothing; fail at the first block that differs.")
let finishedRuns = Option(
  "runs", .path,
  help: "Folder with finished runs, such as sparse-energy-quick, for the tables and figures that are made from them.")

runTool(
  "tutorial-book", abstract: "Makes the code, outputs, figures and tables of the pages anew.",
  discussion: """
    Run it in the package's folder. What is made stands in README.md, CONTRIBUTING.md and Tutorials/*.md after a comment \
    of the form <!-- source: FILE DECLARATION -->, <!-- output: NAME --> or <!-- table: NAME -->, and in \
    Tutorials/figures. Tables and figures of runs stay as they are without --runs.
    """,
  options: [check, finishedRuns]
) { options in
  let book = try Book(root: ".", runs: options[finishedRuns].map { path throws in try Runs(in: path) })
  if options[check] {
    try book.check()
    print("nothing differs")
  } else {
    for file in try book.make() { print("made \(file)") }
  }
}
