// Ticks and ranges over random intervals: round, inside, evenly spaced, distinct and apart.

import Foundation
import Testing

@testable import Experiments

@Test(arguments: UInt64(1)...200)
func linearTicksAreRoundEvenAndFew(seed: UInt64) {
  var dice = Dice(seed)
  let span = pow(10, -8 + 20 * dice.uniform())
  let low = (dice.uniform() - 0.5) * span * pow(10, 4 * dice.uniform())
  let high = low + span
  let count = 2 + Int(dice.uniform() * 8)
  let ticks = Ticks.linear(low: low, high: high, about: count)
  let values = ticks.values
  #expect(values.count <= count * 2 + 1, "seed \(seed): \(values)")
  #expect(values.count >= max(1, count / 2 - 1), "seed \(seed): \(values)")
  let slack = span * 1e-6
  #expect(values.allSatisfy { $0 >= low - slack && $0 <= high + slack }, "seed \(seed): \(low) \(high) \(values)")
  #expect(Set(ticks.labels).count == ticks.labels.count, "seed \(seed): \(ticks.labels)")
  guard values.count > 1 else { return }
  let step = values[1] - values[0]
  for (a, b) in zip(values, values.dropFirst()) {
    #expect(abs(b - a - step) < step * 1e-4, "seed \(seed): uneven \(values)")
  }
  let lead = step / pow(10, (log10(step) + 1e-6).rounded(.down))
  #expect([1, 2, 5].contains { abs(lead - $0) < 1e-3 }, "seed \(seed): step \(step)")
  for value in values {
    let multiple = value / step
    #expect(abs(multiple - multiple.rounded()) < 1e-3 * max(1, abs(multiple) * 1e-6), "seed \(seed): \(value)")
  }
}

@Test(arguments: UInt64(1)...100)
func logarithmicTicksLieInsideAndRise(seed: UInt64) {
  var dice = Dice(seed)
  let low = pow(10, -10 + 14 * dice.uniform())
  let high = low * pow(10, 0.05 + 8 * dice.uniform() * dice.uniform())
  let ticks = Ticks.logarithmic(low: low, high: high, about: 6)
  #expect(ticks.values.count >= 2, "seed \(seed): \(low) to \(high) gave \(ticks.values)")
  #expect(
    ticks.values.allSatisfy { $0 >= low * (1 - 1e-6) && $0 <= high * (1 + 1e-6) }, "seed \(seed): \(ticks.values)")
  #expect(zip(ticks.values, ticks.values.dropFirst()).allSatisfy(<), "seed \(seed): \(ticks.values)")
  #expect(Set(ticks.labels).count == ticks.labels.count, "seed \(seed): \(ticks.labels)")
}

@Test(arguments: UInt64(1)...150)
func tickLabelsNeverTouch(seed: UInt64) {
  var dice = Dice(seed)
  let isLog = dice.uniform() < 0.4
  let low = isLog ? pow(10, -12 + 20 * dice.uniform()) : dice.normal(0, pow(10, 12 * dice.uniform() - 4))
  let high = isLog ? low * pow(10, 0.1 + 12 * dice.uniform()) : low + pow(10, 12 * dice.uniform() - 6)
  let width = 60 + 700 * dice.uniform()
  let map = AxisMap(scale: isLog ? .logarithmic : .linear, low: low, high: high, start: 0, end: width)
  let ticks = Ticks.fitting(map, about: 8)
  var edge = -Double.infinity
  for (value, label) in zip(ticks.values, ticks.labels) {
    let half = TextSize.width(label, size: 12) / 2
    let centre = map(value) ?? .nan
    #expect(centre - half >= edge + 10 || edge == -.infinity, "seed \(seed): \(ticks.labels) on \(width) pixels")
    edge = centre + half
  }
}

@Test func ticksOfWellKnownRangesReadAsExpected() {
  #expect(Ticks.linear(low: 0, high: 1, about: 5).labels == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"])
  #expect(Ticks.linear(low: -12, high: 3, about: 4).labels == ["−10", "−5", "0"])
  #expect(Ticks.linear(low: 0, high: 25_000, about: 5).labels.last == "25,000")
  #expect(Ticks.linear(low: 0.31, high: 0.49, about: 4).values == [0.35, 0.4, 0.45])
  #expect(Ticks.logarithmic(low: 0.0009, high: 0.12, about: 6).labels == ["0.001", "0.01", "0.1"])
  #expect(Ticks.logarithmic(low: 1, high: 20, about: 6).labels == ["1", "2", "5", "10", "20"])
  #expect(Ticks.logarithmic(low: 1e-9, high: 1, about: 5).labels == ["10⁻⁸", "10⁻⁶", "0.0001", "0.01", "1"])
  #expect(Ticks.linear(low: 1, high: 1, about: 5).values.isEmpty)
}

@Test func axesFindARangeInAnyData() {
  let axis = ChartAxis("x")
  #expect(axis.extent(of: []) == (0, 1))
  #expect(axis.extent(of: [.nan, .infinity]) == (0, 1))
  #expect(axis.extent(of: [5, 5]) == (4.5, 5.5))
  #expect(axis.extent(of: [0]) == (-1, 1))
  #expect(axis.extent(of: [0, 10], padding: 0.1) == (-1, 11))
  #expect(ChartAxis("x", range: -2...7).extent(of: [100]) == (-2, 7))
  #expect(ChartAxis("x", includes: 0).extent(of: [1, 2], padding: 0) == (0, 2))
  let logarithmic = ChartAxis("x", scale: .logarithmic)
  #expect(logarithmic.extent(of: [0, -3]) == (1, 10))
  #expect(logarithmic.extent(of: [0, 0.1, 10], padding: 0) == (0.1, 10))
  #expect(logarithmic.extent(of: [3]) == (1.5, 6))
}

@Test func numbersReadWell() {
  #expect(NumberText.fixed(-0.0004, decimals: 3) == "0.000")
  #expect(NumberText.fixed(-0.0006, decimals: 3) == "−0.001")
  #expect(NumberText.fixed(.nan, decimals: 2) == "–")
  #expect(NumberText.fixed(-.infinity, decimals: 2) == "−∞")
  #expect(NumberText.fixed(9_999, decimals: 0) == "9999")
  #expect(NumberText.fixed(12_345.678, decimals: 1) == "12,345.7")
  #expect(NumberText.fixed(3.2e12, decimals: 1) == "3.2·10¹²")
  #expect(NumberText.signed(0.0001, decimals: 2) == "0.00")
  #expect(NumberText.signed(2.74, decimals: 2) == "+2.74")
  #expect(NumberText.signed(-2.74, decimals: 2) == "−2.74")
  #expect(NumberText.short(0.001) == "0.001")
  #expect(NumberText.short(1234.6) == "1235")
  #expect(NumberText.short(2.50) == "2.5")
  #expect(NumberText.short(-1e-7) == "−10⁻⁷")
  #expect(NumberText.count(2000) == "2,000")
  #expect(NumberText.count(-1_234_567) == "−1,234,567")
  #expect(NumberText.count(999) == "999")
}

@Test func pixelsAreShortAndFixed() {
  #expect(pixels(1.005) == "1" || pixels(1.005) == "1.01")
  #expect(pixels(-0.001) == "0")
  #expect(pixels(12.3) == "12.3")
  #expect(pixels(12.34567) == "12.35")
  #expect(pixels(-12.05) == "-12.05")
  #expect(pixels(.nan) == "0")
  #expect(pixels(1e300) == "0")
}
