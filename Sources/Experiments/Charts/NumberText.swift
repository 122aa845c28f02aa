// Numbers as a reader wants them: a real minus sign, grouped thousands, no zero with a sign.

import Foundation

/// How a number is written in charts, tables and prose.
public enum NumberText {
  /// The number with a fixed count of decimals, a minus sign of the right length and thousands grouped from 10,000 on.
  ///
  /// A value that rounds to zero has no sign. Not a number is "–", infinity "∞". Huge values are written as powers of ten.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    guard !value.isNaN else { return "–" }
    guard value.isFinite else { return value < 0 ? "−∞" : "∞" }
    if abs(value) >= 1e9 { return scientific(value, digits: 3) }
    let digits = String(format: "%.\(min(max(decimals, 0), 12))f", abs(value))
    let isZero = digits.allSatisfy { $0 == "0" || $0 == "." }
    return (value < 0 && !isZero ? "−" : "") + grouped(digits)
  }

  /// The number with `digits` significant digits, without trailing zeros: for a reading off a chart or a setting.
  public static func short(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite, value != 0 else { return fixed(value, decimals: 0) }
    let exponent = Int(log10(abs(value)).rounded(.down))
    guard exponent > -5, exponent < 9 else { return scientific(value, digits: digits) }
    let text = fixed(value, decimals: max(0, digits - 1 - exponent))
    guard text.contains(".") else { return text }
    var trimmed = text[...]
    while trimmed.last == "0" { trimmed.removeLast() }
    if trimmed.last == "." { trimmed.removeLast() }
    return String(trimmed)
  }

  /// The number with its sign, plus included: for differences.
  public static func signed(_ value: Double, decimals: Int) -> String {
    let text = fixed(value, decimals: decimals)
    return value > 0 && text.contains { "123456789∞".contains($0) } ? "+" + text : text
  }

  /// The count with thousands grouped: 2,000.
  public static func count(_ value: Int) -> String {
    (value < 0 ? "−" : "") + grouped(String(value.magnitude), from: 4)
  }

  static func power(ofTen exponent: Int) -> String {
    let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let digits = String(abs(exponent)).compactMap(\.wholeNumberValue).map { raised[$0] }
    return "10" + (exponent < 0 ? "⁻" : "") + String(digits)
  }

  private static func scientific(_ value: Double, digits: Int) -> String {
    let parts = String(format: "%.\(min(max(digits, 1), 17) - 1)e", abs(value)).split(separator: "e")
    guard parts.count == 2, let exponent = Int(parts[1]) else { return "\(value)" }
    var mantissa = parts[0]
    while mantissa.last == "0" || mantissa.last == "." {
      let wasPoint = mantissa.last == "."
      mantissa.removeLast()
      if wasPoint { break }
    }
    let sign = value < 0 ? "−" : ""
    return mantissa == "1" ? sign + power(ofTen: exponent) : "\(sign)\(mantissa)·\(power(ofTen: exponent))"
  }

  private static func grouped(_ digits: String, from least: Int = 5) -> String {
    let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
    let whole = Array(parts[0])
    guard whole.count >= least else { return digits }
    var result = ""
    for (index, digit) in whole.enumerated() {
      if index > 0, (whole.count - index).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return parts.count > 1 ? "\(result).\(parts[1])" : result
  }
}
