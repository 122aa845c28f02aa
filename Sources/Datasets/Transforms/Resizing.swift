// Pictures of another size: each new pixel is a weighted sum of old ones, first along the columns, then along the rows.

import MiniTensor

/// How a pixel of a resized picture comes from the old ones.
///
/// In all three ways pixels are squares that tile the picture, and both pictures cover the same area: the centre of the
/// new pixel i of m lies at (i + ½) · n / m among n old ones, whose centres lie at ½, 1½, ….  PyTorch calls this
/// `align_corners=False`.  A picture of the size that it has already stays as it is.
public enum Interpolation: Sendable {
  /// The old pixel in which the new centre lies, the later one on an edge: PyTorch's `nearest-exact`.  For masks.
  case nearest
  /// The two by two old pixels around the new centre, each by its nearness; beyond the outermost centres these repeat.
  /// PyTorch's `bilinear` without `antialias`: where a picture shrinks to less than a half, pixels are left out.
  case bilinear
  /// The exact mean of the area that the new pixel covers, parts of old pixels by their share: right for shrinking.  The
  /// mean of the picture stays.  Where sizes divide, PyTorch's `area`.
  case area
}

extension Tensor where Element: Scalar {
  /// The pictures in the last two axes, resized.  Shape [..., H, W] -> [..., height, width].
  ///
  /// A side of 1 gives a constant along that axis.  A NaN spreads to the new pixels that it has a part in.
  ///
  /// - Precondition: rank of at least 2; all four sizes are at least 1.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func resized(height: Int, width: Int, by interpolation: Interpolation) -> Tensor {
    precondition(
      rank >= 2 && shape[rank - 2] > 0 && shape[rank - 1] > 0 && height > 0 && width > 0,
      "resized: a picture of shape \(shape) to \(height) x \(width)")
    var result = self
    if shape[rank - 2] != height {
      result = result.mixingRows(Taps(from: shape[rank - 2], to: height, interpolation))
    }
    if shape[rank - 1] != width {
      result = result.mixingColumns(Taps(from: shape[rank - 1], to: width, interpolation))
    }
    return result
  }

  /// Each new row is a sum of old rows.
  @inline(__always)
  private func mixingRows(_ taps: Taps<Element>) -> Tensor {
    let (height, width) = (shape[rank - 2], shape[rank - 1])
    let planes = shape.dropLast(2).reduce(1, *)
    return withElements { source in
      Tensor(shape: shape.dropLast(2) + [taps.count, width]) { memory in
        memory.initialize(repeating: 0)
        guard let source = source.baseAddress, let target = memory.baseAddress else { return }
        for plane in 0..<planes {
          for row in 0..<taps.count {
            let new = target + (plane * taps.count + row) * width
            taps.forEach(of: row) { place, weight in
              let old = source + (plane * height + place) * width
              for column in 0..<width { new[column] += weight * old[column] }
            }
          }
        }
      }
    }
  }

  /// Each new pixel of a row is a sum of the old ones.
  @inline(__always)
  private func mixingColumns(_ taps: Taps<Element>) -> Tensor {
    let width = shape[rank - 1]
    let rows = shape.dropLast().reduce(1, *)
    return withElements { source in
      Tensor(shape: shape.dropLast() + [taps.count]) { memory in
        guard let source = source.baseAddress, let target = memory.baseAddress else { return }
        for row in 0..<rows {
          let (old, new) = (source + row * width, target + row * taps.count)
          for column in 0..<taps.count {
            var sum: Element = 0
            taps.forEach(of: column) { place, weight in sum += weight * old[place] }
            new[column] = sum
          }
        }
      }
    }
  }
}

/// Which old places a new one is made of, and in which proportions, along one axis.
///
/// Places are compared as whole numbers, so that nothing depends on rounding.
private struct Taps<Element: Scalar> {
  /// How many new places there are.
  let count: Int
  /// The first old place of each new one.
  private var firsts: [Int] = []
  /// Where the weights of each new place begin; the last entry is their number.
  private var starts = [0]
  /// The weights of neighbouring old places, one new place after the other.
  private var weights: [Element] = []

  init(from old: Int, to new: Int, _ interpolation: Interpolation) {
    count = new
    for place in 0..<new {
      switch interpolation {
      case .nearest: append((2 * place + 1) * old / (2 * new), [1])
      case .bilinear:
        // The centre among the old centres, in parts of 2 · new.
        let position = min(max((2 * place + 1) * old - new, 0), (old - 1) * 2 * new)
        let (first, rest) = position.quotientAndRemainder(dividingBy: 2 * new)
        let nearness = Element(rest) / Element(2 * new)
        append(first, rest == 0 ? [1] : [1 - nearness, nearness])
      case .area:
        // Edges in parts of 1 / new: the new place covers `old` of them, an old one `new`.
        let (begin, end) = (place * old, (place + 1) * old)
        let covered = begin / new...(end - 1) / new
        append(
          covered.lowerBound,
          covered.map { Element(min(end, ($0 + 1) * new) - max(begin, $0 * new)) / Element(old) })
      }
    }
  }

  private mutating func append(_ first: Int, _ shares: [Element]) {
    firsts.append(first)
    weights += shares
    starts.append(weights.count)
  }

  /// Calls `body` with each old place and its weight.
  @inline(__always)
  func forEach(of place: Int, _ body: (Int, Element) -> Void) {
    let (start, end) = (starts[place], starts[place + 1])
    for index in start..<end { body(firsts[place] + index - start, weights[index]) }
  }
}
