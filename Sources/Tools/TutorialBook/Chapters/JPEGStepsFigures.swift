// The figures of the chapter on JPEG.

import Experiments
import Formats
import Foundation

@Sendable func jpegSceneFigure() throws -> any Chart {
  let scene = try JPEGScene()
  let frame = scene.frame
  let pictures = frame.components.indices.map { index in
    let component = frame.components[index]
    let stride = 8 * component.blocksAcross
    let samples = (0..<component.height).flatMap { scene.planes[index][$0 * stride..<$0 * stride + component.width] }
    return picture(
      samples, width: component.width, height: component.height, scale: 3 * frame.width / component.width,
      caption: "\(component.width) x \(component.height)")
  }
  let whole = picture(
    scene.colours(scene.smoothRow), width: frame.width, height: frame.height, channels: 3, scale: 3,
    caption: "\(frame.width) x \(frame.height)")
  return ImageGrid(
    "A picture and its three components", rows: [.init("", [whole] + pictures)],
    columns: ["picture", "luminance", "blue difference", "red difference"])
}

@Sendable func jpegZigzagFigure() -> any Chart {
  var places = [Double?](repeating: nil, count: 64)
  for (place, index) in JPEG.zigzagOrder.enumerated() { places[index] = Double(place) }
  return HeatMap(
    "The zigzag order of coefficients", rows: (0..<8).map { "v = \($0)" }, columns: (0..<8).map { "u = \($0)" },
    values: (0..<8).map { Array(places[8 * $0..<8 * $0 + 8]) }, decimals: 0)
}

@Sendable func jpegPatternsFigure() -> any Chart {
  let rows = (0..<8).map { v in
    ImageGrid.Row(
      "v = \(v)",
      (0..<8).map { u in
        let values = (0..<64).map { JPEG.pattern(v, u, at: $0 / 8, $0 % 8) }
        return ImageGrid.Picture(values, width: 8, height: 8, range: -0.25...0.25)
      })
  }
  return ImageGrid("The 64 patterns of a block", rows: rows, columns: (0..<8).map { "u = \($0)" })
}

@Sendable func jpegPartialFigure() throws -> any Chart {
  let scene = try JPEGScene()
  let counts = [1, 3, 10, 64]
  let blocks = [("highlight", highlight.row, highlight.column), ("edge of the hill", 2, 2), ("grass", 3, 0)]
  let rows = blocks.map { name, row, column in
    let whole = scene.samples(0, row: row, column: column)
    return ImageGrid.Row(
      name,
      counts.map { count in
        let samples = scene.samples(0, row: row, column: column, keeping: count)
        let error = zip(samples, whole).reduce(0) { $0 + abs($1.0 - $1.1) } / 64
        let caption = count == 64 ? "whole" : "off by \(NumberText.fixed(error, decimals: 1))"
        return ImageGrid.Picture(samples, width: 8, height: 8, range: 0...255, caption: caption)
      })
  }
  return ImageGrid(
    "Blocks from some of their coefficients", rows: rows,
    columns: counts.map { $0 == 1 ? "1 coefficient" : "\($0) coefficients" })
}

/// The red difference along a row through the ball, doubled in this direction alone.
@Sendable func jpegEdgeFigure() throws -> any Chart {
  let scene = try JPEGScene()
  let (y, first, count) = (6, 7, 10)
  let begin = y * 8 * scene.frame.components[2].blocksAcross + first
  let samples = Array(scene.planes[2][begin..<begin + count])
  let frame = JPEG.Frame(
    width: 2 * count, height: 1, isProgressive: false,
    declared: [2, 1].map { .init(identifier: UInt8($0), horizontal: $0, vertical: 1, quantiser: 0) })
  var upsampler = JPEG.Upsampler(frame.components[1], of: frame)
  var smooth = [UInt8](repeating: 0, count: 2 * count + 1)
  upsampler.row(0, of: samples, stride: count, to: &smooth, width: 2 * count)
  let values = samples.map(Double.init)
  // A repeated sample covers two pixels: it is drawn as a step, a sample as a point between them.
  let pixels = (0..<2 * count).map { Double(2 * first + $0) }
  let centres = samples.indices.map { index in pixels[2 * index] + 0.5 }
  let edges = centres.flatMap { centre in [centre - 1, centre + 1] }
  return LineChart(
    "An edge of colour, repeated and by the triangle filter", x: ChartAxis("pixel"), y: ChartAxis("red difference"),
    series: [
      .init("repeated", x: edges, y: values.flatMap { value in [value, value] }),
      .init("triangle", x: pixels, y: smooth.dropLast().map(Double.init), style: .lineWithMarkers),
      .init("samples", x: centres, y: values, style: .markers),
    ], height: 320)
}

@Sendable func jpegColoursFigure() throws -> any Chart {
  let scene = try JPEGScene()
  let pictures = [scene.colours(scene.repeatedRow), scene.colours(scene.smoothRow)].map { pixels in
    // The left half of the ball and the sky beside it.
    let part = (2..<24).flatMap { y -> ArraySlice<UInt8> in
      let row = 3 * 48 * y
      return pixels[row + 3 * 14..<row + 3 * 36]
    }
    return picture(part, width: 22, height: 22, channels: 3, scale: 8)
  }
  return ImageGrid(
    "The ball, with colours repeated and smooth", rows: [.init("", pictures)], columns: ["repeated", "triangle"])
}

/// A picture from pixels whose samples stand side by side.
private func picture(
  _ pixels: [UInt8], width: Int, height: Int, channels: Int = 1, scale: Int, caption: String = ""
) -> ImageGrid.Picture {
  let planes = (0..<channels).flatMap { channel in
    stride(from: channel, to: pixels.count, by: channels).map { Double(pixels[$0]) }
  }
  return ImageGrid.Picture(
    planes, width: width, height: height, channels: channels, range: 0...255, caption: caption, scale: scale)
}
