// What values an option takes: how they are read, what is allowed, and how a default is shown.

/// A kind of value that an option takes, with its name in the help and its allowed values in words.
public struct ValueKind<Value: Sendable>: Sendable {
  /// The value's name in the help, as in `--seed <n>`.
  let placeholder: String
  /// What is allowed, as the end of a sentence: `a whole number from 1 to 64`.
  let expected: String
  /// The words to choose from, where there is a choice.
  let choices: [String]
  /// Whether the option may be given more than once.
  let isRepeatable: Bool
  /// The value that a text stands for, joined to what was given before; nil where the text is not allowed.
  let read: @Sendable (_ text: String, _ before: Value?) -> Value?
  /// The text that stands for a value.
  let show: @Sendable (Value) -> String

  init(
    _ placeholder: String, expected: String, choices: [String] = [], isRepeatable: Bool = false,
    show: @escaping @Sendable (Value) -> String, read: @escaping @Sendable (String, Value?) -> Value?
  ) {
    self.placeholder = placeholder
    self.expected = expected
    self.choices = choices
    self.isRepeatable = isRepeatable
    self.show = show
    self.read = read
  }
}

extension ValueKind<Int> {
  /// A whole number in a range.
  public static func integer(in range: ClosedRange<Int>) -> Self {
    Self(
      "n", expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", show: String.init
    ) { text, _ in
      Int(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension ValueKind<Double> {
  /// A finite number in a range.
  public static func number(in range: ClosedRange<Double>) -> Self {
    Self("x", expected: "a number from \(brief(range.lowerBound)) to \(brief(range.upperBound))", show: brief) {
      text, _ in
      finite(text).flatMap { range.contains($0) ? $0 : nil }
    }
  }
}

extension ValueKind<[Double]> {
  /// One or more finite numbers in a range, with commas between them.
  public static func numbers(in range: ClosedRange<Double>) -> Self {
    let (low, high) = (brief(range.lowerBound), brief(range.upperBound))
    return Self(
      "x,x,…", expected: "numbers from \(low) to \(high) with commas between them",
      show: joined
    ) { text, _ in
      let parts = text.split(separator: ",", omittingEmptySubsequences: false)
      let numbers = parts.compactMap { finite(String($0)) }
      return numbers.count == parts.count && numbers.allSatisfy(range.contains) ? numbers : nil
    }
  }
}

extension ValueKind<String> {
  /// Any text but an empty one.
  public static let text = Self("text", expected: "a text", show: \.self) { text, _ in text.isEmpty ? nil : text }

  /// The path of a file or folder; whether anything stands there is not looked at.
  public static let path = Self("path", expected: "a path", show: \.self) { text, _ in
    text.isEmpty || text.utf8.contains(0) ? nil : text
  }

  /// One word of several.
  public static func choice(_ words: [String]) -> Self { .choice(words, show: \.self, read: \.self) }
}

extension ValueKind where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One case of an enumeration, by its raw value.
  public static var choice: Self {
    .choice(Value.allCases.map(\.rawValue), show: \.rawValue, read: Value.init(rawValue:))
  }
}

extension ValueKind {
  private static func choice(
    _ words: [String], show: @escaping @Sendable (Value) -> String, read: @escaping @Sendable (String) -> Value?
  ) -> Self {
    let expected = words.count < 2 ? words.joined() : words.dropLast().joined(separator: ", ") + " or " + words.last!
    return Self("word", expected: expected, choices: words, show: show) { text, _ in
      words.contains(text) ? read(text) : nil
    }
  }
}

/// A set of data by its name and the place where it stands: `svhn=../data/svhn`.
public struct NamedPath: Codable, Equatable, Sendable {
  /// What the set is called in tables.
  public let name: String
  /// The file or folder.
  public let path: String

  /// A name for what stands at `path`.
  public init(name: String, path: String) {
    self.name = name
    self.path = path
  }
}

extension ValueKind<[NamedPath]> {
  /// `NAME=PATH`, as often as wanted, each name once.
  public static let namedPaths = Self(
    "name=path", expected: "NAME=PATH with a name of its own", isRepeatable: true,
    show: joined
  ) { text, before in
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
    if before?.contains(where: { $0.name == parts[0] }) == true { return nil }
    return (before ?? []) + [NamedPath(name: parts[0], path: parts[1])]
  }
}

@Sendable private func joined(_ numbers: [Double]) -> String { numbers.map(brief).joined(separator: ",") }

@Sendable private func joined(_ sets: [NamedPath]) -> String {
  sets.map { "\($0.name)=\($0.path)" }.joined(separator: " ")
}

/// The finite number that a text stands for.
private func finite(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }

/// A number without the `.0` of whole ones.
@Sendable private func brief(_ value: Double) -> String {
  let text = value.description
  return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
