// Joining variables along an axis.

import MiniTensor

/// One after another along an axis.  The derivative of each is its part of g.
///
/// - Precondition: shapes agree but for that axis.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func concatenate<Element>(_ parts: [Variable<Element>], along axis: Int) -> Variable<Element> {
  record(concatenate(parts.map(\.value), along: axis), from: parts) { [shapes = parts.map(\.shape)] g, needed in
    let place = resolved(axis: axis, rank: g.rank, in: "concatenate")
    var start = 0
    return shapes.indices.map { index in
      let range = start..<start + shapes[index][place]
      start = range.upperBound
      return needed[index] ? g.narrowed(place, to: range) : nil
    }
  }
}
