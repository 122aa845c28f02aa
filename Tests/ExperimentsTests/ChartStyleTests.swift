// What can be computed of readability: contrast, distance of colours for readers who see fewer of them.

import Foundation
import Testing

@testable import Experiments

/// A colour in linear light.
struct LinearColour {
  var red: Double
  var green: Double
  var blue: Double

  init(_ hex: String) {
    let value = Int(hex.dropFirst(), radix: 16) ?? 0
    func linear(_ byte: Int) -> Double {
      let share = Double(byte & 255) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    red = linear(value >> 16)
    green = linear(value >> 8)
    blue = linear(value)
  }

  init(red: Double, green: Double, blue: Double) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  var luminance: Double { 0.2126 * red + 0.7152 * green + 0.0722 * blue }

  /// The contrast of WCAG 2.2, 1 to 21.
  func contrast(to other: LinearColour) -> Double {
    let pair = [luminance, other.luminance].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  /// This colour over another, as a browser blends it: in the encoded values.
  static func blend(_ over: String, _ opacity: Double, on under: String) -> LinearColour {
    let a = Int(over.dropFirst(), radix: 16) ?? 0
    let b = Int(under.dropFirst(), radix: 16) ?? 0
    let mixed = [16, 8, 0].reduce(0) { hex, shift in
      let value = Double(a >> shift & 255) * opacity + Double(b >> shift & 255) * (1 - opacity)
      return hex << 8 | Int(value.rounded())
    }
    return LinearColour("#" + String(format: "%06x", mixed))
  }

  /// CIE L*a*b* under D65.
  var lab: [Double] {
    let x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    let z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    let f = [x, luminance, z].map { $0 > 0.008856 ? cbrt($0) : 7.787 * $0 + 16.0 / 116 }
    return [116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])]
  }

  func distance(to other: LinearColour) -> Double {
    zip(lab, other.lab).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  }

  /// As a dichromat sees it (Machado, Oliveira and Fernandes 2009, severity 1).
  func seen(through matrix: [[Double]]) -> LinearColour {
    let parts = matrix.map { max(0, min(1, $0[0] * red + $0[1] * green + $0[2] * blue)) }
    return LinearColour(red: parts[0], green: parts[1], blue: parts[2])
  }
}

@Test func textsAndSeriesStandOutFromBothPages() {
  let pairs =
    (ChartStyle.series + [ChartStyle.ink, ChartStyle.muted]).map { ($0, ChartStyle.paper) }
    + [PageStyle.ink, PageStyle.muted, PageStyle.link, PageStyle.held, PageStyle.against].flatMap {
      [($0, PageStyle.paper), ($0, PageStyle.tint)]
    }
  for (colour, page) in pairs {
    let light = LinearColour(colour.light).contrast(to: LinearColour(page.light))
    let dark = LinearColour(colour.dark).contrast(to: LinearColour(page.dark))
    #expect(light >= 4.5, "\(colour.name) on light \(page.name): \(light)")
    #expect(dark >= 4.5, "\(colour.name) on dark \(page.name): \(dark)")
  }
  #expect(ChartStyle.paper.light == PageStyle.paper.light && ChartStyle.paper.dark == PageStyle.paper.dark)
}

@Test func numbersInHeatMapsAreReadableOnTheStrongestTint() {
  let theme = ChartStyle.self
  for look in [0, 1] {
    let light = LinearColour.blend(theme.series[look].light, HeatMap.strongest, on: theme.paper.light)
    let dark = LinearColour.blend(theme.series[look].dark, HeatMap.strongest, on: theme.paper.dark)
    let onLight = light.contrast(to: LinearColour(theme.ink.light))
    let onDark = dark.contrast(to: LinearColour(theme.ink.dark))
    #expect(onLight >= 4.5, "series \(look) on light: \(onLight)")
    #expect(onDark >= 4.5, "series \(look) on dark: \(onDark)")
  }
}

@Test func seriesDifferForReadersWhoSeeTwoPrimaries() {
  let views: [(name: String, matrix: [[Double]])] = [
    ("all colours", [[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
    (
      "protanopia",
      [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    (
      "deuteranopia",
      [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    (
      "tritanopia",
      [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
  ]
  for (name, matrix) in views {
    for (index, a) in ChartStyle.series.enumerated() {
      for b in ChartStyle.series[(index + 1)...] {
        for (first, second) in [(a.light, b.light), (a.dark, b.dark)] {
          let distance = LinearColour(first).seen(through: matrix).distance(
            to: LinearColour(second).seen(through: matrix))
          #expect(distance > 12, "\(a.name) and \(b.name), \(first) and \(second), with \(name): \(distance)")
        }
      }
    }
  }
}

@Test func lookRepeatsOnlyAfterAllColoursAndDashes() {
  #expect(Set((0..<36).map(ChartStyle.series)).count == 36)
  #expect(Set((0..<6).map(ChartStyle.marker)).count == 6)
  #expect(Set(ChartStyle.dashes).count == ChartStyle.dashes.count)
}
