// A square grey image in double precision: what glyphs are inked on and fields are made of.

import MiniTensor

/// A square grey image without fixed bounds: nothing is clipped or rounded until somebody asks for it.
///
/// The centre of pixel (row, column) stands for the point ((column + ½) · 2/side - 1, (row + ½) · 2/side - 1) of the
/// square (-1, 1)².
public struct Canvas: Sendable, Equatable {
  /// Pixels along an edge.
  public let side: Int
  /// The pixels, row by row.
  public var pixels: [Double]

  /// One grey everywhere.
  public init(side: Int, filledWith grey: Double = 0) {
    precondition(side > 0, "Canvas: \(side) pixels along an edge")
    self.side = side
    pixels = Array(repeating: grey, count: side * side)
  }

  /// These pixels, row by row; side² of them.
  public init(side: Int, pixels: [Double]) {
    precondition(pixels.count == side * side, "Canvas: \(pixels.count) pixels do not fill \(side) x \(side)")
    self.side = side
    self.pixels = pixels
  }

  /// The values of a function at the centres of the pixels.
  public init(side: Int, _ value: (Glyph.Point) -> Double) {
    self.init(side: side)
    let pixel = 2 / Double(side)
    for row in 0..<side {
      let y = (Double(row) + 0.5) * pixel - 1
      for column in 0..<side {
        pixels[row * side + column] = value(Glyph.Point((Double(column) + 0.5) * pixel - 1, y))
      }
    }
  }

  /// A glyph in ink of grey 1 on 0: clamp((halfWidth - distance) / pixel + ½, 0, 1), an edge one pixel wide.
  public init(side: Int, inking glyph: Glyph, halfWidth: Double) {
    let pixelsPerUnit = Double(side) / 2
    self.init(side: side) { min(max((halfWidth - glyph.distance(to: $0)) * pixelsPerUnit + 0.5, 0), 1) }
  }
}

// MARK: - Putting together

extension Canvas {
  /// Pixel by pixel, a function of two images of one size.
  public func combined(with other: Canvas, _ function: (Double, Double) -> Double) -> Canvas {
    precondition(side == other.side, "Canvas: sides \(side) and \(other.side) differ")
    return Canvas(side: side, pixels: zip(pixels, other.pixels).map(function))
  }

  /// Every grey sent through a function.
  public func map(_ function: (Double) -> Double) -> Canvas { Canvas(side: side, pixels: pixels.map(function)) }

  /// Independent Gaussian noise in every pixel.
  public mutating func addNoise(deviation: Double, using generator: inout Random) {
    for index in pixels.indices { pixels[index] += deviation * generator.normal() }
  }
}

// MARK: - Moments

extension Canvas {
  /// The mean grey.
  public var mean: Double { pixels.reduce(0, +) / Double(pixels.count) }

  /// The standard deviation of the greys, divisor side².
  public var deviation: Double {
    let mean = mean
    let squares = pixels.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / Double(pixels.count)).squareRoot()
  }

  /// Shifted and scaled to another image's mean and deviation, so that neither tells the two apart.
  ///
  /// A constant image has no deviation to scale; it only gets the mean.
  public func matched(to other: Canvas) -> Canvas {
    let (mean, deviation) = (mean, deviation)
    let (target, scale) = (other.mean, deviation > 0 ? other.deviation / deviation : 0)
    return map { ($0 - mean) * scale + target }
  }
}

extension Tensor where Element: Scalar {
  /// Images of one size as a batch with one channel.  Shape [count, 1, side, side].
  public init(_ canvases: [Canvas], side: Int) {
    self.init(shape: [canvases.count, 1, side, side]) { memory in
      for (index, canvas) in canvases.enumerated() {
        precondition(canvas.side == side, "Tensor: a canvas of side \(canvas.side) among those of \(side)")
        _ = memory[(index * side * side)...].initialize(from: canvas.pixels.lazy.map { Element($0) })
      }
    }
  }
}
