// Kernels of linear algebra: everything runs along rows, which are contiguous.

/// Which half of a square matrix a triangular system reads.
public enum Triangle: Sendable {
  /// The diagonal and what is below it.
  case lower
  /// The diagonal and what is above it.
  case upper
}

/// The product of two vectors.
@inline(__always)
private func dot<Element: Scalar>(_ x: UnsafePointer<Element>, _ y: UnsafePointer<Element>, count: Int) -> Element {
  var (first, second, index) = (Element.Vector(), Element.Vector(), 0)
  let lanes = Element.lanes
  while index &+ 2 &* lanes <= count {
    first = Element.add(first, vector(x + index), times: vector(y + index))
    second = Element.add(second, vector(x + index + lanes), times: vector(y + index + lanes))
    index &+= 2 &* lanes
  }
  var sum = (first + second).sum()
  while index < count {
    sum = Element.add(sum, x[index], times: y[index])
    index &+= 1
  }
  return sum
}

@inline(__always)
private func vector<Element: Scalar>(_ pointer: UnsafePointer<Element>) -> Element.Vector {
  UnsafeRawPointer(pointer).loadUnaligned(as: Element.Vector.self)
}

/// Replaces a symmetric matrix by its Cholesky factor, row by row; false where a pivot is not positive.
@inline(__always)
func choleskyInPlace<Element: Scalar>(_ a: UnsafeMutablePointer<Element>, size: Int) -> Bool {
  for row in 0..<size {
    let current = a + row &* size
    for column in 0..<row {
      let other = a + column &* size
      current[column] = (current[column] - dot(current, other, count: column)) / other[column]
    }
    let pivot = current[row] - dot(current, current, count: row)
    guard pivot > 0, pivot < .infinity else { return false }
    current[row] = pivot.squareRoot()
    for column in (row + 1)..<max(size, row + 1) { current[column] = 0 }
  }
  return true
}

/// Solves a triangular system in place by substitution, row after row of all right sides at once.
@inline(__always)
func substitute<Element: Scalar>(
  _ a: UnsafePointer<Element>, size: Int, into b: UnsafeMutablePointer<Element>, columns: Int, _ triangle: Triangle
) {
  for step in 0..<size {
    let row = triangle == .lower ? step : size &- 1 &- step
    let known = triangle == .lower ? 0..<row : (row &+ 1)..<size
    let (factors, current) = (a + row &* size, b + row &* columns)
    for other in known {
      let (factor, solved) = (factors[other], b + other &* columns)
      for column in 0..<columns { current[column] -= factor * solved[column] }
    }
    let pivot = factors[row]
    for column in 0..<columns { current[column] /= pivot }
  }
}

/// The eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations.
///
/// A rotation of rows and columns p and q makes the element (p, q) zero; sweeps over all pairs make the matrix diagonal,
/// in the end quadratically fast. The pairs are taken as in a tournament (Brent and Luk, "The solution of
/// singular-value and symmetric eigenvalue problems on multiprocessor arrays", 1985): position i of the upper half
/// plays position i of the lower half, all at once, and then everybody but the first moves on by one position:
/// ```
/// upper   0  1 →2 →3        0  4  1  2
///           ↗     ↓    =>
/// lower   4 ←5 ←6 ←7        5  6  7  3
/// ```
/// So each round is n / 2 rotations that do not touch each other, rows and columns are rotated as long vectors, and
/// moving on is a shift by one.
struct JacobiRotations<Element: Scalar> {
  /// The eigenvalues, in no order.
  private(set) var values: [Element] = []
  /// The eigenvectors, one after another.
  private(set) var vectors: [Element] = []

  /// Nil where an element is NaN or infinite. Only the lower triangle is read.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  init?(_ matrix: UnsafePointer<Element>, size: Int) {
    // An odd matrix gets a partner that is zero off the diagonal, and so never rotates.
    let (half, count) = ((size + 1) / 2, (size + 1) / 2 * 2)
    var a = [Element](repeating: 0, count: count * count)
    var v = a
    var norm: Element = 0
    for row in 0..<size {
      v[row * count + row] = 1
      for column in 0...row {
        let element = matrix[row * size + column]
        a[row * count + column] = element
        a[column * count + row] = element
        norm = max(norm, abs(element))
        guard element.isFinite else { return nil }
      }
    }
    let negligible = norm * Element(size) * Element.ulpOfOne / 16
    var places = Array(0..<count)  // which row of memory plays at each position
    var (cosines, sines) = ([Element](repeating: 1, count: half), [Element](repeating: 0, count: half))
    var line = [Element](repeating: 0, count: count)
    for _ in 0..<40 {
      var rotations = 0
      for _ in 0..<max(1, count - 1) {
        var active = 0
        for pair in 0..<half {
          let (p, q) = (places[pair] * count, places[pair + half] * count)
          (cosines[pair], sines[pair]) = (1, 0)
          let off = a[p + pair + half]
          guard abs(off) > negligible else { continue }
          let ratio = (a[q + pair + half] - a[p + pair]) / (2 * off)
          let tangent = (ratio < 0 ? -1 : 1) / (abs(ratio) + (1 + ratio * ratio).squareRoot())
          cosines[pair] = 1 / (1 + tangent * tangent).squareRoot()
          sines[pair] = tangent * cosines[pair]
          active += 1
        }
        rotations += active
        a.withUnsafeMutableBufferPointer { a in
          v.withUnsafeMutableBufferPointer { v in
            for pair in 0..<half where sines[pair] != 0 {
              let (p, q) = (places[pair] * count, places[pair + half] * count)
              rotate(a.baseAddress! + p, a.baseAddress! + q, cosines[pair], sines[pair], count: count)
              rotate(v.baseAddress! + p, v.baseAddress! + q, cosines[pair], sines[pair], count: count)
            }
          }
          for row in 0..<count { rotateColumnsAndMoveOn(a.baseAddress! + row * count, cosines, sines, &line) }
        }
        places = JacobiRotations.movedOn(places)
      }
      if rotations == 0 { break }
    }
    for (position, row) in places.enumerated() where row < size {
      values.append(a[row * count + position])
      vectors += v[(row * count)..<(row * count + size)]
    }
  }

  /// The positions after a round of the tournament.
  private static func movedOn(_ places: [Int]) -> [Int] {
    let half = places.count / 2
    if half == 1 { return places }
    let (upper, lower) = (places[..<half], places[half...])
    return [upper[0], lower[half]] + upper[1..<(half - 1)] + lower[(half + 1)...] + [upper[half - 1]]
  }
}

/// Two rows, rotated: x' = c · x - s · y, y' = s · x + c · y.
@inline(__always)
private func rotate<Element: Scalar>(
  _ x: UnsafeMutablePointer<Element>, _ y: UnsafeMutablePointer<Element>, _ c: Element, _ s: Element, count: Int
) {
  for index in 0..<count {
    let (a, b) = (x[index], y[index])
    x[index] = c * a - s * b
    y[index] = s * a + c * b
  }
}

/// One row's elements, rotated in the pairs of a round and moved on to their next positions.
@inline(__always)
private func rotateColumnsAndMoveOn<Element: Scalar>(
  _ row: UnsafeMutablePointer<Element>, _ cosines: [Element], _ sines: [Element], _ line: inout [Element]
) {
  let (half, count) = (cosines.count, line.count)
  line.withUnsafeMutableBufferPointer { line in
    let scratch = line.baseAddress!
    cosines.withUnsafeBufferPointer { c in
      sines.withUnsafeBufferPointer { s in
        for pair in 0..<half {
          let (x, y) = (row[pair], row[half &+ pair])
          scratch[pair] = c[pair] * x - s[pair] * y
          scratch[half &+ pair] = s[pair] * x + c[pair] * y
        }
      }
    }
    guard half > 1 else { return row.update(from: scratch, count: count) }
    row[0] = scratch[0]
    row[1] = scratch[half]
    (row + 2).update(from: scratch + 1, count: half - 2)
    (row + half).update(from: scratch + half + 1, count: half - 1)
    row[count - 1] = scratch[half - 1]
  }
}
