// The error of whatever a user can put right, and the one-line form in which every error reaches the terminal.

/// An option, a value or a folder that cannot be used as it is; the program ends with exit code 2.
public struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// One line: the option, what was given, and what is allowed.
  public let description: String

  /// - Parameter description: one line, in the form `--seeds 0: expected a whole number from 1 to 1000`.
  public init(_ description: String) { self.description = description }
}

/// `text` as one line that a terminal shows as it is: control characters are replaced, and much is cut.
func oneLine(_ text: String, limit: Int = 2_000) -> String {
  let scalars = text.unicodeScalars.prefix(limit).map { scalar in
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}" as Unicode.Scalar
    default: scalar
    }
  }
  var line = String(String.UnicodeScalarView(scalars))
  if text.unicodeScalars.count > limit { line += "…" }
  return line
}
