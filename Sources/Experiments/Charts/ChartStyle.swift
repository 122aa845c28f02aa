// Colours, dashes and type of all charts: two themes, one sheet, and an estimate of how wide a text will be.

/// A colour for light pages and one for dark pages, as `#rrggbb`.
struct ThemeColour: Sendable {
  let name: String
  let light: String
  let dark: String
}

/// What all charts look like.
///
/// Series colours are readable as text (contrast of at least 4.5 to 1) on both pages, and apart from each other for
/// readers who see two primaries; dash, marker and label say the same thing once more for those who see none.
enum ChartStyle {
  static let paper = ThemeColour(name: "paper", light: "#ffffff", dark: "#15171b")
  static let ink = ThemeColour(name: "ink", light: "#22262b", dark: "#e4e2dd")
  static let muted = ThemeColour(name: "muted", light: "#5b626b", dark: "#a3abb5")
  static let faint = ThemeColour(name: "faint", light: "#e1e4e8", dark: "#33373e")
  static let series: [ThemeColour] = [
    ThemeColour(name: "s0", light: "#0b66b5", dark: "#63b3ee"),
    ThemeColour(name: "s1", light: "#c04a00", dark: "#f08a3c"),
    ThemeColour(name: "s2", light: "#14694c", dark: "#5fe0ab"),
    ThemeColour(name: "s3", light: "#7b2276", dark: "#e66bb8"),
    ThemeColour(name: "s4", light: "#574008", dark: "#efde3a"),
    ThemeColour(name: "s5", light: "#5a3fc0", dark: "#cfc4f2"),
  ]
  static let dashes = ["", "7 4", "2 3", "9 3 2 3", "12 4", "4 2"]

  /// The size of all text in charts, in pixels; notes and tick labels are one smaller.
  static let textSize = 13.0

  /// The class of the `index`-th series: its colour and its dash. When the colours begin again, the dashes are moved
  /// on by one, so that 36 series differ.
  static func series(_ index: Int) -> String {
    "c\(index % series.count) d\((index + index / series.count) % dashes.count)"
  }

  static func marker(_ index: Int) -> Marker { Marker.allCases[index % Marker.allCases.count] }

  /// The style sheet: inside a picture that stands alone, once in a page that holds several.
  static let sheet: String = {
    let all = [paper, ink, muted, faint] + series
    let light = all.map { "--\($0.name):\($0.light)" }.joined(separator: ";")
    let dark = all.map { "--\($0.name):\($0.dark)" }.joined(separator: ";")
    let colours = series.indices.map { ".chart .c\($0){color:var(--s\($0))}" }.joined(separator: "\n")
    let strokes = dashes.indices.dropFirst().map {
      ".chart .d\($0) :is(.line,.thin){stroke-dasharray:\(dashes[$0])}"
    }
    return """
      .chart{\(light);color:var(--ink)}
      @media screen and (prefers-color-scheme:dark){.chart{\(dark)}}
      .chart text{font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",Arial,sans-serif;fill:var(--ink)}
      .chart .tick{font-size:12px;fill:var(--muted);font-variant-numeric:tabular-nums}
      .chart .note{font-size:12px;fill:var(--muted)}
      .chart .strong{font-weight:600}
      .chart .label{fill:currentColor}
      .chart .middle{text-anchor:middle}
      .chart .end{text-anchor:end}
      .chart .halo{paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
      .chart .grid{stroke:var(--faint);fill:none}
      .chart .axis{stroke:var(--muted);fill:none}
      .chart .rule{stroke:var(--ink);stroke-width:1.2;stroke-dasharray:5 3;fill:none}
      .chart .leader{stroke:var(--muted);stroke-width:.8;fill:none}
      .chart .line{stroke:currentColor;stroke-width:2;fill:none;stroke-linejoin:round;stroke-linecap:butt}
      .chart .thin{stroke:currentColor;stroke-width:1.1;fill:none}
      .chart .area{fill:currentColor;fill-opacity:.16;stroke:none}
      .chart .shade{fill:var(--muted);fill-opacity:.13;stroke:none}
      .chart .cell{fill:currentColor;stroke:none}
      .chart .mark{fill:currentColor;stroke:var(--paper);stroke-width:1}
      .chart .dot{fill:currentColor;fill-opacity:.45;stroke:none}
      .chart .open{fill:var(--paper);stroke:currentColor;stroke-width:1.6}
      .chart .moving-line{fill:var(--ink)}
      .chart .frame{fill:none;stroke:var(--faint)}
      .chart image{image-rendering:pixelated}
      \(colours)
      \(strokes.joined(separator: "\n"))

      """
  }()
}

/// How wide and high a text will be, without a font at hand.
///
/// The widths are those of a wide sans-serif face: in most others the text is a little narrower, so that labels which
/// do not touch by this estimate do not touch on the page.
enum TextSize {
  static func width(_ text: String, size: Double = ChartStyle.textSize) -> Double {
    text.unicodeScalars.reduce(0) { $0 + advance($1) } * size
  }

  private static func advance(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", ".", ",", ":", ";", "|", "'", "!", " ", "·", "\u{2009}": 0.33
    case "f", "t", "r", "(", ")", "[", "]", "/", "-", "\"", "¹", "²", "³": 0.42
    case "\u{2070}"..."\u{209F}": 0.42
    case "m", "w", "M", "W", "%", "@", "…", "—": 0.97
    case "A"..."Z", "−", "+", "=", "<", ">", "±", "×", "→", "≤", "≥", "–": 0.76
    case "\u{300}"..."\u{36F}": 0
    case "\u{1100}"...: 1
    default: 0.63
    }
  }
}
