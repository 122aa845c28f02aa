// The roots of unity that Fourier transforms are made of, correct to the last bit.

import Files

/// cos(2π·k/n) and sin(2π·k/n), correctly rounded (but for cases too close to a tie for 100 bits to tell).
///
/// The index is reduced modulo n, and by the circle's symmetry to an eighth of it, in whole numbers; what is left is
/// computed with twice the digits of Double. So cos and sin are exactly 0, 1 or -1 where they should be, and the roots
/// mirror each other exactly.
///
/// - Precondition: n ≥ 1, and 8 · n does not overflow.
public func rootOfUnity(_ k: Int, of n: Int) -> (cosine: Double, sine: Double) {
  precondition(n >= 1, "rootOfUnity: order \(n)")
  // The angle in units of a full turn over 8n; a quarter turn is 2n units.
  let turns = ((k % n + n) % n) * 8
  let (quadrant, rest) = turns.quotientAndRemainder(dividingBy: 2 * n)
  let isSteep = rest > n
  let (x, y) = firstOctant(isSteep ? 2 * n - rest : rest, of: 8 * n)
  let (c, s) = isSteep ? (y, x) : (x, y)
  switch quadrant {
  case 0: return (c, s)
  case 1: return (s == 0 ? 0 : -s, c)
  case 2: return (-c, s == 0 ? 0 : -s)
  default: return (s, -c)
  }
}

/// cos and sin of 2π·k/n for 0 ≤ k/n ≤ 1/8, by their power series.
private func firstOctant(_ k: Int, of n: Int) -> (Double, Double) {
  if k == 0 { return (1, 0) }
  let angle = DoubleDouble.twoPi * DoubleDouble(k) / Double(n)
  let square = angle * angle
  // 1 - x²/2 (1 - x²/(3·4) (1 - …)) and x (1 - x²/(2·3) (1 - x²/(4·5) (1 - …))), from the inside.
  var (cosine, sine) = (DoubleDouble(1), DoubleDouble(1))
  for term in stride(from: 26, through: 2, by: -2) {
    cosine = DoubleDouble(1) - square * cosine / Double((term - 1) * term)
    sine = DoubleDouble(1) - square * sine / Double(term * (term + 1))
  }
  return (cosine.high, (angle * sine).high)
}

/// A number of about 106 bits: the sum of two Doubles, the second at most half a unit in the last place of the first
/// (T. J. Dekker, "A floating-point technique for extending the available precision", 1971).
private struct DoubleDouble {
  var high: Double
  var low: Double

  /// 2π; the low part is what Double's 2π lacks.
  static let twoPi = DoubleDouble(high: 2 * Double.pi, low: 2.4492935982947064e-16)

  init(high: Double, low: Double) { (self.high, self.low) = (high, low) }

  init(_ value: Int) { self.init(high: Double(value), low: Double(value - Int(Double(value)))) }

  /// The sum of a larger and a smaller number, brought into form.
  private init(larger: Double, smaller: Double) {
    high = larger + smaller
    low = smaller - (high - larger)
  }

  static func * (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let product = x.high * y.high
    let error = (-product).addingProduct(x.high, y.high)
    return DoubleDouble(larger: product, smaller: error + (x.high * y.low + x.low * y.high))
  }

  static func / (x: DoubleDouble, y: Double) -> DoubleDouble {
    let quotient = x.high / y
    let rest = x.high.addingProduct(-quotient, y) + x.low
    return DoubleDouble(larger: quotient, smaller: rest / y)
  }

  /// - Precondition: x is the larger number.
  static func - (x: DoubleDouble, y: DoubleDouble) -> DoubleDouble {
    let sum = x.high - y.high
    let error = (x.high - sum) - y.high
    return DoubleDouble(larger: sum, smaller: error + (x.low - y.low))
  }
}
