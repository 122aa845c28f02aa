// The command line read: which options were given, with which values.

import Files

/// The values of a command line's options.
public struct Options: Sendable {
  private let declared: Set<String>
  private var given: [String: any Sendable] = [:]

  /// The value of an option: as given, else its default.
  public subscript<Value>(option: Option<Value>) -> Value {
    precondition(declared.contains(option.name), "Options: --\(option.name) is not declared")
    return given[option.name].map { $0 as! Value } ?? option.fallback
  }

  /// Reads the arguments that follow the program's name.
  ///
  /// Both `--name value` and `--name=value` are read. A word that begins with two dashes is never taken for the value
  /// of the option before it.
  /// - Throws: ``UsageError`` at the first argument that cannot be used.
  init(_ arguments: [String], of options: [any AnyOption]) throws(UsageError) {
    let names = options.map(\.name)
    declared = Set(names)
    precondition(declared.count == names.count, "Options: a name is declared twice in \(names)")
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      let (name, attached) = try split(argument)
      guard let option = options.first(where: { $0.name == name }) else {
        throw unknown(argument: name.isEmpty ? argument : "--" + name, near: nearMiss(of: name, among: names))
      }
      if given[name] != nil && !option.isRepeatable { throw UsageError("--\(name): given twice") }
      if option.placeholder == nil {
        if attached != nil { throw UsageError("--\(name): takes no value") }
        given[name] = true
        continue
      }
      let next = rest.first.flatMap { $0.hasPrefix("--") ? nil : $0 }
      guard let text = attached ?? next else {
        throw UsageError("--\(name): missing value; expected \(option.expected)")
      }
      if attached == nil { rest.removeFirst() }
      guard let value = option.read(text, after: given[name]) else {
        let near = nearMiss(of: text, among: option.choices).map { "; did you mean '\($0)'?" } ?? ""
        throw UsageError("--\(name) \(shown(text)): expected \(option.expected)\(near)")
      }
      given[name] = value
    }
  }
}

/// The name of an option and the value attached to it: `--name` or `--name=value`.
private func split(_ argument: String) throws(UsageError) -> (name: String, value: String?) {
  guard argument.hasPrefix("-"), argument != "-" else {
    throw UsageError("unexpected argument \(shown(argument)); every option begins with two dashes, see --help")
  }
  guard argument != "--" else { throw UsageError("unexpected argument '--'; there are options only, see --help") }
  guard argument.hasPrefix("--") else { return argument == "-h" ? ("help", nil) : ("", nil) }
  let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
  return (String(parts[0]), parts.count > 1 ? String(parts[1]) : nil)
}

private func unknown(argument: String, near: String?) -> UsageError {
  UsageError("unknown option \(shown(argument)); " + (near.map { "did you mean '--\($0)'?" } ?? "see --help"))
}

/// What was typed, in quotes.
private func shown(_ text: String) -> String { "'\(text)'" }
