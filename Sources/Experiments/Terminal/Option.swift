// An option, declared once as a value: its name, what it takes, its default and its line in the help.

/// An option of the command line.
///
/// ```swift
/// static let lambda = Option("lambda", .number(in: 0...10), default: 0.01, help: "Weight of the L1 norm.")
/// static let size = Option("size", .integer(in: 8...64), otherwise: "16, full: 28", help: "Edge of an image.")
/// static let constantRate = Option(flag: "constant-rate", help: "Train without a schedule.")
/// ...
/// options[lambda]        // Double
/// options[size]          // Int?
/// options[constantRate]  // Bool
/// ```
public struct Option<Value: Sendable>: AnyOption {
  public let name: String
  public let help: String
  public let placeholder: String?
  public let expected: String
  public let choices: [String]
  public let isRepeatable: Bool
  public let defaultText: String?
  /// What the option is where it is not given.
  let fallback: Value
  private let reading: @Sendable (String, Value?) -> Value?

  /// An option that always has a value.
  public init(_ name: String, _ kind: ValueKind<Value>, default value: Value, help: String) {
    self.init(
      name, kind, fallback: value, defaultText: kind.show(value).isEmpty ? nil : kind.show(value), help: help,
      reading: kind.read)
  }

  /// An option that is nil where it is not given; `otherwise` says what holds then, for the help: `(default: …)`.
  public init<Wrapped>(_ name: String, _ kind: ValueKind<Wrapped>, otherwise: String? = nil, help: String)
  where Value == Wrapped? {
    self.init(name, kind, fallback: nil, defaultText: otherwise, help: help) { text, before in
      kind.read(text, before ?? nil).map { .some($0) }
    }
  }

  private init<Kind>(
    _ name: String, _ kind: ValueKind<Kind>, fallback: Value, defaultText: String?, help: String,
    reading: @escaping @Sendable (String, Value?) -> Value?
  ) {
    self.name = name
    self.help = help
    self.fallback = fallback
    self.defaultText = defaultText
    self.reading = reading
    placeholder = kind.choices.isEmpty ? kind.placeholder : name
    expected = kind.expected
    choices = kind.choices
    isRepeatable = kind.isRepeatable
  }

  public func read(_ text: String, after before: (any Sendable)?) -> (any Sendable)? {
    reading(text, before.map { $0 as! Value })
  }
}

extension Option<Bool> {
  /// An option without a value: true where it is given.
  public init(flag name: String, help: String) {
    self.name = name
    self.help = help
    fallback = false
    defaultText = nil
    reading = { _, _ in nil }
    placeholder = nil
    expected = ""
    choices = []
    isRepeatable = false
  }
}

/// An option of any kind of value, as the parser and the help see it.
public protocol AnyOption: Sendable {
  /// The name without its dashes.
  var name: String { get }
  /// One or two sentences for the help.
  var help: String { get }
  /// The name of its value in the help; nil for a flag.
  var placeholder: String? { get }
  /// The allowed values, as the end of a sentence.
  var expected: String { get }
  /// The words to choose from, where there is a choice.
  var choices: [String] { get }
  /// Whether it may be given more than once.
  var isRepeatable: Bool { get }
  /// The default in words; nil where there is none.
  var defaultText: String? { get }
  /// The value that `text` stands for, joined to `before` where the option repeats; nil where it is not allowed.
  func read(_ text: String, after before: (any Sendable)?) -> (any Sendable)?
}
