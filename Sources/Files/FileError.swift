// The one error of every reader and writer of files: which file, where in it, and what is wrong.

/// What went wrong with a file, in one clear line.
///
/// A bad file is the world's mistake, never a trap: readers check every length before they trust it and throw this.
public struct FileError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of trouble that a caller may want to tell apart.
  public enum Kind: String, Equatable, Sendable {
    /// Nothing stands at the path.
    case missing
    /// Something stands there, but it cannot be read: a folder, a device, a file without permission.
    case unreadable
    /// The contents break the rules of their format.
    case corrupt
    /// The contents may keep the rules, but ask for a part of the format that is not implemented.
    case unsupported
    /// The contents are, or say they are, larger than the reader's limit.
    case tooLarge
    /// The file could not be written; what stood there before still stands.
    case unwritable
  }

  public let kind: Kind
  /// The path as it was given.
  public let file: String
  /// Where in the file: `offset 12`, a field's or a tensor's name; `nil` where the whole file is meant.
  public let place: String?
  /// What is wrong, as the end of a sentence: `the magic number is 0x1234, not 0x0801`.
  public let problem: String

  package init(_ kind: Kind, file: String, place: String? = nil, problem: String) {
    self.kind = kind
    self.file = file
    self.place = place
    self.problem = problem
  }

  /// `PATH: PLACE: PROBLEM`, always one line: names that come out of a file are cut and their control characters
  /// replaced.
  public var description: String {
    [file, place, problem].compactMap { $0 }.map(printable).joined(separator: ": ")
  }
}

/// `text` fit for one line of a terminal.
private func printable(_ text: String) -> String {
  let limit = 1_000
  let scalars = text.unicodeScalars.prefix(limit).map { scalar in
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: "\u{FFFD}" as Unicode.Scalar
    default: scalar
    }
  }
  var line = String(String.UnicodeScalarView(scalars))
  if text.unicodeScalars.dropFirst(limit).first != nil { line += "…" }
  return line
}
