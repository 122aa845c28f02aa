// The same spectrum, nothing in its place: amplitudes of an image with the phases of noise.

import MiniTensor

extension Canvas {
  /// An image with the amplitudes of this one's Fourier transform and the phases of a white-noise image's.
  ///
  /// Power spectrum, mean and deviation stay (the constant term keeps its sign), edges and objects are gone. Both
  /// transforms are of real images, so the result is real by construction.
  public func withRandomPhase(using generator: inout Random) -> Canvas {
    let transform = PlaneTransform(side: side)
    let own = transform.forward(pixels)
    let noise = transform.forward(Canvas.whiteNoise(side: side, using: &generator).pixels)
    var mixed = own
    for index in 1..<max(own.count, 1) {
      let length = noise[index].length
      mixed[index] = length > 0 ? noise[index] * (own[index].length / length) : own[index]
    }
    return Canvas(side: side, pixels: transform.inverseReal(mixed))
  }
}

/// The discrete Fourier transform of small square images, by rows and columns and straight from the definition.
private struct PlaneTransform {
  /// A complex number: real and imaginary part.
  typealias Complex = SIMD2<Double>

  let side: Int
  /// e^(-2πi k / side).
  let roots: [Complex]

  init(side: Int) {
    self.side = side
    roots = (0..<side).map { k in
      let angle = -2 * Double.pi * Double(k) / Double(side)
      return Complex(Double.cos(angle), Double.sin(angle))
    }
  }

  func forward(_ pixels: [Double]) -> [Complex] {
    alongRowsTransposed(alongRowsTransposed(pixels.map { Complex($0, 0) }))
  }

  /// The inverse transform, of which the real part is kept: conj(F(conj X)) / n.
  func inverseReal(_ spectrum: [Complex]) -> [Double] {
    let conjugates = spectrum.map { Complex($0.x, -$0.y) }
    return alongRowsTransposed(alongRowsTransposed(conjugates)).map { $0.x / Double(side * side) }
  }

  /// Every row transformed and written as a column, so that twice of it is the whole transform.
  private func alongRowsTransposed(_ values: [Complex]) -> [Complex] {
    var result = values
    for row in 0..<side {
      for frequency in 0..<side {
        var sum = Complex.zero
        for place in 0..<side {
          let (value, root) = (values[row * side + place], roots[frequency * place % side])
          sum += value * root.x + Complex(-value.y, value.x) * root.y
        }
        result[frequency * side + row] = sum
      }
    }
    return result
  }
}

extension SIMD2<Double> {
  /// The magnitude of a complex number.
  fileprivate var length: Double { (x * x + y * y).squareRoot() }
}
