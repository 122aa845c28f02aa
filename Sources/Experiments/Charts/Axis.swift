// Axes: what range they show, where their ticks stand and how a value becomes a pixel.

import Foundation

/// One axis of a chart: what it measures and how it is divided.
public struct ChartAxis: Sendable {
  /// Equal steps are equal differences (`linear`) or equal ratios (`logarithmic`).
  public enum Scale: Sendable { case linear, logarithmic }

  /// The quantity and its unit; what direction is good, where that is not plain.
  public var label: String
  /// Whether equal steps are equal differences or equal ratios.
  public var scale: Scale
  /// The values shown. Where `nil`, the data decide.
  public var range: ClosedRange<Double>?
  /// A value that the axis shows even if no datum reaches it.
  public var includes: Double?

  /// An axis whose range the data decide, unless one is given; `includes` widens it.
  public init(
    _ label: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil, includes: Double? = nil
  ) {
    self.label = label
    self.scale = scale
    self.range = range
    self.includes = includes
  }

  /// Whether a value can be shown at all: finite, and positive on a logarithmic axis.
  func accepts(_ value: Double) -> Bool {
    value.isFinite && (scale == .linear || value > 0)
  }

  /// The lowest and highest value shown, for data that may be empty, constant or not finite.
  ///
  /// - Parameter padding: the share of the range that is left free at each end when the data decide.
  func extent(of values: some Sequence<Double>, padding: Double = 0.04) -> (low: Double, high: Double) {
    if let range, accepts(range.lowerBound), accepts(range.upperBound), range.lowerBound < range.upperBound {
      return (range.lowerBound, range.upperBound)
    }
    var low = Double.infinity
    var high = -Double.infinity
    let limit = 1e300
    func see(_ value: Double) {
      guard accepts(value) else { return }
      low = min(low, max(value, -limit))
      high = max(high, min(value, limit))
    }
    for value in values { see(value) }
    if let includes { see(includes) }
    switch scale {
    case .linear:
      if low > high { return (0, 1) }
      if high - low <= 4 * max(low.magnitude, high.magnitude).ulp {
        let room = low == 0 ? 1 : low.magnitude * 0.1
        return (low - room, high + room)
      }
      let room = high * padding - low * padding
      return (low - room, high + room)
    case .logarithmic:
      if low > high { return (1, 10) }
      if high / low < 1 + 1e-9 { return (low / 2, high * 2) }
      let room = pow(high / low, padding)
      return (max(low / room, 1e-300), high * room)
    }
  }
}

/// An axis in place: the way from values to pixels along one direction.
struct AxisMap: Sendable {
  let scale: ChartAxis.Scale
  let low: Double
  let high: Double
  /// The pixels of `low` and `high`.
  let start: Double
  let end: Double

  /// The pixel of a value, which may lie outside the plot; `nil` if the axis cannot show it.
  func callAsFunction(_ value: Double) -> Double? {
    guard value.isFinite, scale == .linear || value > 0 else { return nil }
    let share: Double =
      switch scale {
      case .linear: (value / 2 - low / 2) / (high / 2 - low / 2)
      case .logarithmic: log(value / low) / log(high / low)
      }
    // Far outside is far enough: coordinates stay small whatever the data.
    return start + min(max(share, -1e4), 1e4) * (end - start)
  }

  func shows(_ value: Double) -> Bool {
    value.isFinite && value >= low && value <= high
  }
}

/// Ticks at round values, each with its text.
struct Ticks: Equatable, Sendable {
  var values: [Double]
  var labels: [String]

  /// Round values between `low` and `high`, about `count` of them: steps of 1, 2 or 5 times a power of ten.
  static func linear(low: Double, high: Double, about count: Int) -> Ticks {
    let wanted = Double(max(count, 1))
    let raw = high / wanted - low / wanted
    guard raw > 0, raw.isFinite else { return Ticks(values: [], labels: []) }
    let exponent = Int(log10(raw).rounded(.down))
    let magnitude = pow(10, Double(exponent))
    let share = raw / magnitude
    // The borders are the geometric means of neighbouring factors.
    let factor: Double = share < 1.415 ? 1 : share < 3.163 ? 2 : share < 7.072 ? 5 : 10
    let step = factor * magnitude
    let first = (low / step - 1e-9).rounded(.up)
    let last = (high / step + 1e-9).rounded(.down)
    guard first.magnitude < 1e12, last.magnitude < 1e12, first <= last else { return Ticks(values: [], labels: []) }
    let decimals = max(0, -exponent - (factor == 10 ? 1 : 0))
    let values = (Int(first)...Int(last)).map { index in
      // A division by a power of ten gives the double nearest to 0.3, a product with 0.1 does not.
      exponent < 0 ? Double(index) * factor / pow(10, Double(-exponent)) : Double(index) * step
    }
    guard max(low.magnitude, high.magnitude) >= 1e6 || decimals > 5 else {
      return Ticks(values: values, labels: values.map { NumberText.fixed($0, decimals: decimals) })
    }
    // Powers of ten are short, but need enough digits to tell neighbours apart.
    var labels: [String] = []
    for digits in [3, 6, 17] {
      labels = values.map { NumberText.short($0, digits: digits) }
      if Set(labels).count == labels.count { break }
    }
    return Ticks(values: values, labels: labels)
  }

  /// Powers of ten between `low` and `high`, thinned to about `count`; within less than two decades also 2 and 5 times
  /// them, and equal steps where even those are too few.
  static func logarithmic(low: Double, high: Double, about count: Int) -> Ticks {
    guard low > 0, high > low, high.isFinite else { return Ticks(values: [], labels: []) }
    let first = Int((log10(low) - 1e-9).rounded(.up))
    let last = Int((log10(high) + 1e-9).rounded(.down))
    let decades = first <= last ? Array(first...last) : []
    if decades.count >= 3 || (decades.count == 2 && count < 4) {
      let stride = max(1, Int((Double(decades.count) / Double(max(count, 2))).rounded(.up)))
      let kept = decades.filter { $0.isMultiple(of: stride) }
      return Ticks(values: kept.map { pow(10, Double($0)) }, labels: kept.map(decadeLabel))
    }
    var values: [Double] = []
    for exponent in (first - 1)...(last + 1) {
      for factor in [1.0, 2, 5] {
        let value = exponent < 0 ? factor / pow(10, Double(-exponent)) : factor * pow(10, Double(exponent))
        if value >= low * (1 - 1e-9), value <= high * (1 + 1e-9) { values.append(value) }
      }
    }
    if values.count < 2 { return linear(low: low, high: high, about: count) }
    return Ticks(values: values, labels: values.map { NumberText.short($0) })
  }

  private static func decadeLabel(_ exponent: Int) -> String {
    switch exponent {
    case -4..<0: NumberText.fixed(pow(10, Double(exponent)), decimals: -exponent)
    case 0...5: NumberText.fixed(pow(10, Double(exponent)), decimals: 0)
    default: NumberText.power(ofTen: exponent)
    }
  }

  static func make(_ scale: ChartAxis.Scale, low: Double, high: Double, about count: Int) -> Ticks {
    switch scale {
    case .linear: linear(low: low, high: high, about: count)
    case .logarithmic: logarithmic(low: low, high: high, about: count)
    }
  }

  /// The most ticks, up to `count`, whose labels stand side by side along `map` with `gap` pixels between them.
  static func fitting(_ map: AxisMap, about count: Int, gap: Double = 10) -> Ticks {
    var wanted = max(count, 1)
    while true {
      let ticks = make(map.scale, low: map.low, high: map.high, about: wanted)
      if wanted <= 1 || ticks.fit(along: map, gap: gap) { return ticks.thinned(along: map, gap: gap) }
      wanted -= 1
    }
  }

  /// Whether no two labels, centred at their values, come nearer than `gap`.
  func fit(along map: AxisMap, gap: Double) -> Bool {
    thinned(along: map, gap: gap).values.count == values.count
  }

  /// The ticks from the first on that leave `gap` to the one kept before.
  private func thinned(along map: AxisMap, gap: Double) -> Ticks {
    var kept = Ticks(values: [], labels: [])
    var edge = -Double.infinity
    for (value, label) in zip(values, labels) {
      guard let centre = map(value) else { continue }
      let half = TextSize.width(label, size: ChartStyle.textSize - 1) / 2
      guard centre - half >= edge + gap || kept.values.isEmpty else { continue }
      kept.values.append(value)
      kept.labels.append(label)
      edge = centre + half
    }
    return kept
  }
}
