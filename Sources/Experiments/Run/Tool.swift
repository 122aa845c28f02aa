// A program that is no example: it reads options, works and prints; it has no run folder.

import Foundation
import MiniTensor

/// Runs a tool with the process's arguments, and ends the process. `--help` is added to its options.
///
/// Exit codes: 0 for success and where nobody reads the output any more, 2 for whatever the user can put right, 1 for
/// every other failure.
public func runTool(
  _ name: String, abstract: String, options declared: [any AnyOption], _ body: (Options) throws -> Void
) -> Never {
  let console = Console.standard()
  let options = declared + [CommonOptions.help]
  let arguments = Array(CommandLine.arguments.dropFirst())
  do {
    try Build.checkProcessor()
    if arguments.contains("--help") || arguments.contains("-h") {
      let help = Help(program: name, abstract: abstract, discussion: "", options: options)
      try console.output.write(help.text(columns: console.output.columns))
    } else {
      try body(Options(arguments, of: options))
    }
    exit(0)
  } catch is BrokenPipe {
    exit(0)
  } catch {
    console.errors.tell(console.errors.painted("\(name):", .red) + " " + oneLine("\(error)") + "\n")
    exit(error is UsageError || error is FileError ? 2 : 1)
  }
}
