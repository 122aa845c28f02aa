// Random fields: images without objects.

import MiniTensor

extension Canvas {
  /// White noise: every pixel from the standard normal distribution.
  public static func whiteNoise(side: Int, using generator: inout Random) -> Canvas {
    var canvas = Canvas(side: side)
    canvas.addNoise(deviation: 1, using: &generator)
    return canvas
  }

  /// White noise behind a periodic Gaussian blur of `sigma` pixels: clouds without an edge.
  public static func smoothField(side: Int, sigma: Double, using generator: inout Random) -> Canvas {
    whiteNoise(side: side, using: &generator).blurred(sigma: sigma)
  }

  /// The image behind a Gaussian blur of `sigma` pixels whose window wraps round the edges; the weights sum to 1.
  public func blurred(sigma: Double) -> Canvas {
    precondition(sigma > 0, "blur: sigma \(sigma) is not positive")
    let weights = (0..<side).map { offset in
      let distance = Double(min(offset, side - offset))
      return Double.exp(-distance * distance / (2 * sigma * sigma))
    }
    let total = weights.reduce(0, +)
    return blurredAlongRows(weights.map { $0 / total }).transposed
      .blurredAlongRows(weights.map { $0 / total }).transposed
  }

  private func blurredAlongRows(_ weights: [Double]) -> Canvas {
    var result = Canvas(side: side)
    for row in 0..<side {
      for column in 0..<side {
        var sum = 0.0
        for offset in 0..<side { sum += weights[offset] * pixels[row * side + (column + offset) % side] }
        result.pixels[row * side + column] = sum
      }
    }
    return result
  }

  private var transposed: Canvas {
    Canvas(side: side, pixels: (0..<side * side).map { pixels[$0 % side * side + $0 / side] })
  }
}
