// Pictures turned about their centre.

import MiniTensor

extension Tensor where Element: Scalar {
  /// The pictures in the last two axes, turned counter-clockwise about their centre; the size stays.
  ///
  /// A new pixel is mixed from the two by two old ones around the place that it comes from; those outside of the picture
  /// have the value `fill`, so the border is soft.  A multiple of 90 degrees of a square picture moves pixels without
  /// any rounding, and of 360 degrees leaves every picture as it is.  A NaN or infinity spreads to the pixels beside it.
  ///
  /// - Parameters:
  ///   - degrees: the angle; finite.
  ///   - fill: what lies outside.
  /// - Precondition: rank of at least 2.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func rotated(degrees: Double, fill: Element = 0) -> Tensor {
    precondition(rank >= 2 && degrees.isFinite, "rotated: a picture of shape \(shape) by \(degrees) degrees")
    let (cosine, sine) = cosineAndSine(degrees: degrees)
    if cosine == 1 || count == 0 { return self }
    let (height, width) = (shape[rank - 2], shape[rank - 1])
    let planes = shape.dropLast(2).reduce(1, *)
    // A frame of `fill` one pixel wide: places further out are moved onto it, and no neighbour is ever missing.
    let framed = padded([(1, 1), (1, 1)], with: fill)
    let (middleRow, middleColumn) = (Double(height - 1) / 2, Double(width - 1) / 2)
    let rowStep = width + 2
    let planeStep = (height + 2) * rowStep
    return framed.withElements { source in
      Tensor(shape: shape) { memory in
        guard let source = source.baseAddress, let target = memory.baseAddress else { return }
        for row in 0..<height {
          let down = Double(row) - middleRow
          for column in 0..<width {
            let right = Double(column) - middleColumn
            let fromRow = FramedPlace<Element>(middleRow + right * sine + down * cosine, size: height)
            let fromColumn = FramedPlace<Element>(middleColumn + right * cosine - down * sine, size: width)
            var old = source + fromRow.first * rowStep + fromColumn.first
            var new = target + row * width + column
            for _ in 0..<planes {
              let upper = old[0] * fromColumn.farness + old[1] * fromColumn.nearness
              let lower = old[rowStep] * fromColumn.farness + old[rowStep + 1] * fromColumn.nearness
              new.pointee = upper * fromRow.farness + lower * fromRow.nearness
              old += planeStep
              new += height * width
            }
          }
        }
      }
    }
  }
}

/// A place between two neighbours of an axis that has a frame of one pixel at both ends.
private struct FramedPlace<Element: Scalar> {
  /// The first neighbour, counted from the frame.
  let first: Int
  /// The weights of the first and of the second neighbour.
  let farness, nearness: Element

  /// - Parameters:
  ///   - place: in the picture without its frame; beyond the frame it is moved onto it.
  ///   - size: the picture's size without its frame.
  @inline(__always)
  init(_ place: Double, size: Int) {
    let framed = min(max(place + 1, 0), Double(size + 1))
    first = min(Int(framed), size)
    nearness = Element(framed - Double(first))
    farness = 1 - nearness
  }
}

/// The cosine and sine of an angle, exact for multiples of 90 degrees.
private func cosineAndSine(degrees: Double) -> (Double, Double) {
  let turned = degrees.remainder(dividingBy: 360)
  let quarters = (turned / 90).rounded()
  let rest = (turned - 90 * quarters) * .pi / 180
  let (cosine, sine) = (Double.cos(rest), Double.sin(rest))
  switch Int(quarters) & 3 {
  case 0: return (cosine, sine)
  case 1: return (-sine, cosine)
  case 2: return (-cosine, -sine)
  default: return (sine, -cosine)
  }
}
