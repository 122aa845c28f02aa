// How a tensor prints: as NumPy does, in brackets and aligned columns.

import Foundation

extension Tensor: CustomStringConvertible, CustomDebugStringConvertible {
  /// The elements in nested brackets, one row a line.
  ///
  /// Numbers have up to 8 decimals, no more than tell them from their neighbours, with their points aligned; all are in
  /// scientific form where the largest magnitude is at least 10⁸ (10⁶ for Float) or a thousand times the smallest, or the
  /// smallest is below 10⁻⁴. Above 1,000 elements, 3 at each end of an axis are shown. Lines are wrapped at 75 characters.
  public var description: String { text(indent: 0) }

  /// The element type, the shape and the elements.
  public var debugDescription: String {
    let head = "Tensor<\(Element.self)>(shape: \(shape), "
    return head + text(indent: head.count) + ")"
  }

  private func text(indent: Int) -> String {
    let isShortened = count > 1000
    let shown = shape.map { size in isShortened && size > 6 ? [0, 1, 2, size - 3, size - 2, size - 1] : Array(0..<size)
    }
    if rank == 0 { return formatted([item])[0] }
    if count == 0 { return "[]" }
    var values: [Element] = []
    func collect(_ x: Tensor, _ axis: Int) {
      if axis == rank { return values.append(x.item) }
      for position in shown[axis] { collect(x[position], axis + 1) }
    }
    collect(self, 0)
    let texts = formatted(values)
    var next = 0
    func lines(_ axis: Int) -> String {
      let isCut = shown[axis].count < shape[axis]
      var pieces: [String] = []
      for (index, _) in shown[axis].enumerated() {
        if isCut && index == 3 { pieces.append("…") }
        if axis == rank - 1 {
          pieces.append(texts[next])
          next += 1
        } else {
          pieces.append(lines(axis + 1))
        }
      }
      let margin = String(repeating: " ", count: indent + axis + 1)
      if axis < rank - 1 {
        return "[" + pieces.joined(separator: String(repeating: "\n", count: rank - 1 - axis) + margin) + "]"
      }
      var (whole, line) = ("", "")
      for piece in pieces {
        // Room is left for the brackets that close.
        if !line.isEmpty && margin.count + line.count + piece.count + 1 > 75 - (axis + 1) {
          whole += line + "\n" + margin
          line = ""
        }
        line += (line.isEmpty ? "" : " ") + piece
      }
      return "[" + whole + line + "]"
    }
    return lines(0)
  }
}

/// Texts of one width, right-aligned; numbers with their points aligned.
private func formatted<Element: TensorElement>(_ values: [Element]) -> [String] {
  switch values {
  case let numbers as [Float]: formatted(numbers.map(Number.init), isScientific: isScientific(numbers, from: 1e6))
  case let numbers as [Double]: formatted(numbers.map(Number.init), isScientific: isScientific(numbers, from: 1e8))
  default: aligned(values.map { "\($0)" })
  }
}

private func aligned(_ texts: [String]) -> [String] {
  let width = texts.map(\.count).max() ?? 0
  return texts.map { String(repeating: " ", count: width - $0.count) + $0 }
}

/// Whether numbers are written with exponents: where one is large or tiny, or where they differ widely.
private func isScientific<Element: Scalar>(_ values: [Element], from large: Element) -> Bool {
  let magnitudes = values.filter { $0.isFinite && $0 != 0 }.map { abs($0) }
  let (greatest, least) = (magnitudes.max() ?? 1, magnitudes.min() ?? 1)
  return greatest >= large || least < 0.0001 || greatest / least > 1000
}

/// A number and the shortest text that reads back to its magnitude.
private struct Number {
  let value: Double
  let digits: String

  init<Element: Scalar & CustomStringConvertible>(_ value: Element) {
    (self.value, digits) = (Double(value), value.magnitude.description)
  }
}

private func formatted(_ numbers: [Number], isScientific: Bool) -> [String] {
  let parts = numbers.map { $0.value.isFinite ? Decimals($0, isScientific: isScientific) : nil }
  let decimals = parts.map { $0?.fraction.count ?? 0 }.max() ?? 0
  let exponentWidth = parts.map { $0?.exponent.count ?? 0 }.max() ?? 0
  let texts = zip(numbers, parts).map { number, parts -> String in
    guard let parts else { return number.value.isNaN ? "nan" : number.value < 0 ? "-inf" : "inf" }
    let missing = decimals - parts.fraction.count
    let filled = parts.fraction + String(repeating: isScientific ? "0" : " ", count: missing)
    return parts.whole + "." + filled + parts.exponent(width: exponentWidth)
  }
  return numbers.count == 1 ? texts.map { $0.trimmingCharacters(in: .whitespaces) } : aligned(texts)
}

/// The parts of a finite number's text: the shortest that reads back to the same number, or 8 decimals.
private struct Decimals {
  var whole: String
  var fraction: String
  /// Sign and digits, at least two of them; empty in plain form.
  var exponent: String = ""

  init(_ number: Number, isScientific: Bool) {
    let value = number.value
    // Of "-1.25e-07", the digits "125", and the place of the point before or behind the first of them.
    let parts = number.digits.split(separator: "e")
    let point = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    let tail = point.count > 1 && point[1] != "0" ? String(point[1]) : ""
    var digits = String(point[0]) + tail
    var place = point[0].count + (parts.count > 1 ? Int(parts[1])! : 0)
    while digits.hasPrefix("0") && digits.count > 1 { (digits, place) = (String(digits.dropFirst()), place - 1) }
    while digits.hasSuffix("0") && digits.count > 1 { digits.removeLast() }
    let isLong = digits.count - (isScientific ? 1 : place) > 8
    let minus = value.sign == .minus ? "-" : ""
    if isScientific {
      if isLong {
        let text = String(format: "%.8e", value.magnitude).split(separator: "e")
        (digits, place) = (text[0].filter { $0 != "." }, Int(text[1])! + 1)
        while digits.hasSuffix("0") && digits.count > 1 { digits.removeLast() }
      }
      (whole, fraction) = (minus + digits.prefix(1), String(digits.dropFirst()))
      let power = value == 0 ? 0 : place - 1
      exponent = (power < 0 ? "-" : "+") + (abs(power) < 10 ? "0" : "") + "\(abs(power))"
    } else {
      var text = String(repeating: "0", count: max(0, 1 - place)) + digits
      text += String(repeating: "0", count: max(0, place - digits.count))
      let before = max(1, place)
      (whole, fraction) = (minus + text.prefix(before), String(text.dropFirst(before)))
      if isLong {
        let rounded = String(format: "%.8f", value.magnitude).split(separator: ".")
        (whole, fraction) = (minus + rounded[0], String(rounded[1]))
      }
      while fraction.hasSuffix("0") { fraction.removeLast() }
    }
  }

  /// The exponent with as many digits as the longest of a tensor.
  func exponent(width: Int) -> String {
    if exponent.isEmpty { return "" }
    return "e" + exponent.prefix(1) + String(repeating: "0", count: width - exponent.count) + exponent.dropFirst()
  }
}
