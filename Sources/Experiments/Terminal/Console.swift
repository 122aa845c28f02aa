// Where a program writes: standard output and standard error as values, so that tests can put their own in their place.

import Foundation

/// A stream of text that a person or another program reads.
public struct TextOutput: Sendable {
  /// Whether a terminal shows it that can move its cursor.
  let isTerminal: Bool
  /// Whether colours may be used.
  let hasColour: Bool
  /// The width in columns.
  let columns: Int
  /// Writes at once, without a buffer. Throws ``BrokenPipe`` where nobody reads any more.
  let write: @Sendable (String) throws -> Void
}

/// Nobody reads what is written, as in `… | head`: the program ends silently with exit code 0.
struct BrokenPipe: Error {}

/// The streams of a program.
struct Console: Sendable {
  /// For results.
  let output: TextOutput
  /// For progress and errors.
  let errors: TextOutput

  /// The process's own streams.
  ///
  /// A terminal with `TERM=dumb` counts as a file; `NO_COLOR`, set and not empty, turns colour off.
  static func standard(environment: [String: String] = ProcessInfo.processInfo.environment) -> Console {
    Console(
      output: .of(STDOUT_FILENO, environment: environment), errors: .of(STDERR_FILENO, environment: environment))
  }
}

extension TextOutput {
  fileprivate static func of(_ descriptor: Int32, environment: [String: String]) -> TextOutput {
    let isTerminal = isatty(descriptor) == 1 && environment["TERM"] != "dumb"
    return TextOutput(
      isTerminal: isTerminal, hasColour: isTerminal && (environment["NO_COLOR"] ?? "").isEmpty,
      columns: isTerminal ? width(of: descriptor) ?? 80 : 80
    ) { text in
      try writeAll(Array(text.utf8), to: descriptor)
    }
  }

  private static func width(of descriptor: Int32) -> Int? {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && (errno == EINTR || errno == EAGAIN) { continue }
      if count < 0 && errno == EPIPE { throw BrokenPipe() }
      if count < 0 { throw UsageError("standard output: \(String(cString: strerror(errno)))") }
      rest = rest.dropFirst(count)
    }
  }

  /// Writes what is merely nice to know: where it cannot be written, it is lost.
  func tell(_ text: String) { try? write(text) }

  /// `text` in a colour, or as it is where colours may not be used.
  func painted(_ text: String, _ colour: Colour) -> String {
    hasColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// The colours of a terminal that are used here.
  enum Colour: Int {
    case red = 31
    case green = 32
    case yellow = 33
    case dim = 2
  }
}
