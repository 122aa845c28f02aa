// A program that is no example: it reads options, works and prints; it has no run folder.

import Files
import Foundation

/// Runs a tool with the process's arguments, and ends the process. `--help` is added to its options.
///
/// Exit codes: 0 for success and where nobody reads the output any more, 2 for whatever the user can put right, 1 for
/// every other failure.
public func runTool(
  _ name: String, abstract: String, discussion: String = "", options declared: [any AnyOption],
  _ body: (Options) throws -> Void
) -> Never {
  let console = Console.standard()
  let options = declared + [CommonOptions.help]
  let arguments = Array(CommandLine.arguments.dropFirst())
  exit(
    console.exitCode(of: name) {
      try Build.checkProcessor()
      if arguments.contains("--help") || arguments.contains("-h") {
        let help = Help(program: name, abstract: abstract, discussion: discussion, options: options)
        try console.output.write(help.text(columns: console.output.columns))
      } else {
        try body(Options(arguments, of: options))
      }
    })
}

extension Console {
  /// Does a program's work, says on standard error what stopped it, and returns the exit code.
  func exitCode(of name: String, _ work: () throws -> Void) -> Int32 {
    do {
      try work()
      return 0
    } catch is BrokenPipe {
      return 0
    } catch is Interrupted {
      errors.tell("\(name): interrupted; the same command with --resume goes on\n")
      return 130
    } catch {
      errors.tell(errors.painted("\(name):", .red) + " " + oneLine("\(error)") + "\n")
      return error is UsageError || error is FileError ? 2 : 1
    }
  }
}
