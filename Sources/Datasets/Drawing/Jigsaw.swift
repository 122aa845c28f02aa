// The same pieces in another order: every small patch is genuine, the whole is not.

import MiniTensor

extension Canvas {
  /// The image cut into `count` x `count` square tiles, which are put back in a random order.
  ///
  /// - Parameters:
  ///   - count: tiles along an edge; divides the side.
  ///   - moved: at least so many tiles end elsewhere; orders that move fewer are drawn again.
  ///   - generator: the source of the orders; the same state gives the same image.
  public func jigsaw(tiles count: Int, moving moved: Int, using generator: inout Random) -> Canvas {
    precondition(count > 0 && side % count == 0, "jigsaw: \(count) tiles do not divide an edge of \(side) pixels")
    precondition(moved <= count * count && count * count != 1, "jigsaw: \(moved) of \(count * count) tiles cannot move")
    var order: [Int]
    repeat {
      order = generator.permutation(count: count * count)
    } while order.indices.count(where: { order[$0] != $0 }) < moved

    let edge = side / count
    var result = self
    for (place, tile) in order.enumerated() {
      for row in 0..<edge {
        let target = (place / count * edge + row) * side + place % count * edge
        let source = (tile / count * edge + row) * side + tile % count * edge
        result.pixels.replaceSubrange(target..<target + edge, with: pixels[source..<source + edge])
      }
    }
    return result
  }
}
