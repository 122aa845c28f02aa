// JSON as a value: written in the order given, to the same bytes on every run.

import Foundation

/// A JSON value whose objects keep their order.
enum JSON: Equatable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number; NaN and the infinities, which JSON does not know, are written as `null`.
  case number(Double)
  case string(String)
  case array([JSON])
  case object([Member])

  /// A named value of an object.
  struct Member: Equatable, Sendable {
    let name: String
    let value: JSON

    init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// `null` where there is no value.
  static func optional(_ value: Double?) -> JSON { value.map(JSON.number) ?? .null }

  /// The value with this name in an object.
  subscript(name: String) -> JSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}

extension JSON {
  /// The text: indented by two spaces, what holds neither objects nor arrays on one line, a newline at the end.
  ///
  /// A Double is written as Swift describes it: in the fewest digits that read back to the same bits.
  var text: String {
    var text = ""
    write(to: &text, indent: 0)
    return text + "\n"
  }

  /// The text on one line.
  private var brief: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): value.isFinite ? value.description : "null"
    case .string(let value): JSON.quoted(value)
    case .array(let values): "[" + values.map(\.brief).joined(separator: ", ") + "]"
    case .object(let members):
      "{" + members.map { JSON.quoted($0.name) + ": " + $0.value.brief }.joined(separator: ", ") + "}"
    }
  }

  private func write(to text: inout String, indent: Int) {
    guard hasDepth else {
      text += brief
      return
    }
    let (open, close, parts): (String, String, [(name: String?, value: JSON)]) =
      switch self {
      case .object(let members): ("{", "}", members.map { ($0.name, $0.value) })
      case .array(let values): ("[", "]", values.map { (nil, $0) })
      default: ("", "", [])
      }
    let margin = String(repeating: " ", count: indent)
    text += open
    for (index, part) in parts.enumerated() {
      text += (index == 0 ? "\n" : ",\n") + margin + "  "
      if let name = part.name { text += JSON.quoted(name) + ": " }
      part.value.write(to: &text, indent: indent + 2)
    }
    text += "\n" + margin + close
  }

  /// Whether it holds an object or array that is not empty.
  private var hasDepth: Bool {
    switch self {
    case .array(let values): values.contains(where: \.isFilled)
    case .object(let members): members.contains { $0.value.isFilled }
    default: false
    }
  }

  private var isFilled: Bool {
    switch self {
    case .array(let values): !values.isEmpty
    case .object(let members): !members.isEmpty
    default: false
    }
  }

  /// `text` in quotes, with escapes for what JSON does not allow inside them (RFC 8259, section 7).
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case "\0"..<" ": quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}

extension JSON: Decodable {
  /// Reads any JSON; the members of an object are put in the order of their names.
  init(from decoder: any Decoder) throws {
    if let members = try? decoder.container(keyedBy: Name.self) {
      let names = members.allKeys.sorted { $0.stringValue < $1.stringValue }
      self = .object(try names.map { Member($0.stringValue, try members.decode(JSON.self, forKey: $0)) })
      return
    }
    if var values = try? decoder.unkeyedContainer() {
      var array: [JSON] = []
      while !values.isAtEnd { array.append(try values.decode(JSON.self)) }
      self = .array(array)
      return
    }
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let bool = try? value.decode(Bool.self) {
      self = .bool(bool)
    } else if let integer = try? value.decode(Int.self) {
      self = .integer(integer)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else {
      self = .string(try value.decode(String.self))
    }
  }

  /// The value that the bytes of a JSON text stand for.
  init(reading bytes: [UInt8]) throws { self = try JSONDecoder().decode(JSON.self, from: Data(bytes)) }

  /// A value as its `encode(to:)` describes it, members in the order of their names.
  init(describing value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    self = try JSON(reading: Array(encoder.encode(value)))
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
