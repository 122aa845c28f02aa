// The discrete cosine transform as the standard writes it: slow, obvious, and what the fast one is checked against.

import Foundation

extension JPEG {
  /// The samples of a block, around 0, from its coefficients, both in the order of rows.
  ///
  ///     s(y, x) = 1/4 sum over v, u of C(u) C(v) S(v, u) cos((2x + 1) u pi / 16) cos((2y + 1) v pi / 16)
  ///
  /// with C(0) = 1 / root of 2, and 1 else.  Source: T.81, section A.3.3.
  package static func textbookInverseDCT(_ coefficients: [Double]) -> [Double] {
    block { y, x in sum { v, u in coefficients[8 * v + u] * pattern(v, u, at: y, x) } }
  }

  /// The coefficients of a block from its samples around 0: each is how much of its pattern the samples hold.
  package static func textbookDCT(_ samples: [Double]) -> [Double] {
    block { v, u in sum { y, x in samples[8 * y + x] * pattern(v, u, at: y, x) } }
  }

  /// What coefficient (v, u) of size 1 puts in row `y` and column `x`: v half waves down and u half waves across.
  package static func pattern(_ v: Int, _ u: Int, at y: Int, _ x: Int) -> Double {
    let across = (u == 0 ? 0.5.squareRoot() : 1) * cos(Double((2 * x + 1) * u) * .pi / 16)
    let down = (v == 0 ? 0.5.squareRoot() : 1) * cos(Double((2 * y + 1) * v) * .pi / 16)
    return across * down / 4
  }

  private static func block(_ element: (Int, Int) -> Double) -> [Double] {
    (0..<64).map { element($0 / 8, $0 % 8) }
  }

  private static func sum(_ term: (Int, Int) -> Double) -> Double {
    (0..<64).reduce(0) { $0 + term($1 / 8, $1 % 8) }
  }
}
