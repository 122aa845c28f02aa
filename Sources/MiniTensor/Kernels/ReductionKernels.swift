// Loops of reductions: several vector accumulators, fixed chunks and pairwise combination, so that sums stay accurate
// and are the same bits at any thread count.

/// What a reduction does with each element, and how two partial results become one.
protocol Reducer<E> {
  associatedtype E: Scalar
  /// What leaves the other operand of `combine` as it is.
  static var identity: E { get }
  /// The contribution of an element; `center` is a number of the output that it goes to (a mean, a maximum).
  static func contribution(_ x: E.Vector, center: E.Vector) -> E.Vector
  static func combine(_ x: E.Vector, _ y: E.Vector) -> E.Vector
  static func combine(_ x: E, _ y: E) -> E
}

/// The sum of the elements.
enum Summing<E: Scalar>: Reducer {
  static var identity: E { 0 }
  @inline(__always) static func contribution(_ x: E.Vector, center: E.Vector) -> E.Vector { x }
  @inline(__always) static func combine(_ x: E.Vector, _ y: E.Vector) -> E.Vector { x + y }
  @inline(__always) static func combine(_ x: E, _ y: E) -> E { x + y }
}

/// The largest element, or NaN if there is one.
enum Maximising<E: Scalar>: Reducer {
  static var identity: E { -.infinity }
  @inline(__always) static func contribution(_ x: E.Vector, center: E.Vector) -> E.Vector { x }
  @inline(__always) static func combine(_ x: E.Vector, _ y: E.Vector) -> E.Vector {
    E.select(x, equals: x, then: E.maximum(x, y), else: x)
  }
  @inline(__always) static func combine(_ x: E, _ y: E) -> E { x.isNaN || x > y ? x : y }
}

/// The smallest element, or NaN if there is one.
enum Minimising<E: Scalar>: Reducer {
  static var identity: E { .infinity }
  @inline(__always) static func contribution(_ x: E.Vector, center: E.Vector) -> E.Vector { x }
  @inline(__always) static func combine(_ x: E.Vector, _ y: E.Vector) -> E.Vector {
    E.select(x, equals: x, then: E.minimum(x, y), else: x)
  }
  @inline(__always) static func combine(_ x: E, _ y: E) -> E { x.isNaN || x < y ? x : y }
}

/// The sum of the squared distances from the center.
enum SummingSquares<E: Scalar>: Reducer {
  static var identity: E { 0 }
  @inline(__always) static func contribution(_ x: E.Vector, center: E.Vector) -> E.Vector {
    (x - center) * (x - center)
  }
  @inline(__always) static func combine(_ x: E.Vector, _ y: E.Vector) -> E.Vector { x + y }
  @inline(__always) static func combine(_ x: E, _ y: E) -> E { x + y }
}

/// The sum of the exponentials of the distances from the center.
enum SummingExponentials<E: Scalar>: Reducer {
  static var identity: E { 0 }
  @inline(__always) static func contribution(_ x: E.Vector, center: E.Vector) -> E.Vector { E.exp(x - center) }
  @inline(__always) static func combine(_ x: E.Vector, _ y: E.Vector) -> E.Vector { x + y }
  @inline(__always) static func combine(_ x: E, _ y: E) -> E { x + y }
}

extension Reducer {
  /// How many elements are added up without pairwise combination.
  @inline(__always) static var leafSize: Int { 8 * 32 * E.lanes }
  /// How many rows are added up without pairwise combination.
  @inline(__always) static var leafRows: Int { 64 }

  /// All lanes in one.
  @inline(__always)
  static func combineLanes(_ vector: E.Vector) -> E {
    var result = vector[0]
    for lane in 1..<E.lanes { result = combine(result, vector[lane]) }
    return result
  }

  /// The reduction of `count` elements that stand side by side.
  static func reduceRun(_ x: UnsafePointer<E>, count: Int, center: E) -> E {
    if count > leafSize {
      let half = (count / 2 + leafSize - 1) / leafSize * leafSize
      let first = reduceRun(x, count: half, center: center)
      return combine(first, reduceRun(x + half, count: count - half, center: center))
    }
    let lanes = E.lanes
    let center = E.Vector(repeating: center)
    var a = E.Vector(repeating: identity)
    var index = 0
    if count >= 8 * lanes {
      var (b, c, d, e, f, g, h) = (a, a, a, a, a, a, a)
      while index &+ 8 &* lanes <= count {
        let from = x + index
        a = combine(a, contribution(from.vector, center: center))
        b = combine(b, contribution((from + lanes).vector, center: center))
        c = combine(c, contribution((from + 2 &* lanes).vector, center: center))
        d = combine(d, contribution((from + 3 &* lanes).vector, center: center))
        e = combine(e, contribution((from + 4 &* lanes).vector, center: center))
        f = combine(f, contribution((from + 5 &* lanes).vector, center: center))
        g = combine(g, contribution((from + 6 &* lanes).vector, center: center))
        h = combine(h, contribution((from + 7 &* lanes).vector, center: center))
        index &+= 8 &* lanes
      }
      let (ab, cd, ef, gh) = (combine(a, b), combine(c, d), combine(e, f), combine(g, h))
      a = combine(combine(ab, cd), combine(ef, gh))
    }
    while index &+ lanes <= count {
      a = combine(a, contribution((x + index).vector, center: center))
      index &+= lanes
    }
    if index < count {
      var last = contribution((x + index).vector(first: count &- index), center: center)
      for lane in count &- index..<lanes { last[lane] = identity }
      a = combine(a, last)
    }
    return combineLanes(a)
  }

  /// The reduction of rows to one row, for as many columns as a vector has lanes (the first `width` of them).
  static func reduceColumns(
    _ x: UnsafePointer<E>, rows: Range<Int>, offsets: Offsets, width: Int, center: E.Vector
  ) -> E.Vector {
    if rows.count > leafRows {
      let middle = rows.lowerBound + (rows.count / 2 + leafRows - 1) / leafRows * leafRows
      let first = reduceColumns(x, rows: rows.lowerBound..<middle, offsets: offsets, width: width, center: center)
      let second = reduceColumns(x, rows: middle..<rows.upperBound, offsets: offsets, width: width, center: center)
      return combine(first, second)
    }
    var result = E.Vector(repeating: identity)
    for row in rows {
      let from = x + offsets[row]
      result = combine(result, contribution(width < E.lanes ? from.vector(first: width) : from.vector, center: center))
    }
    return result
  }

  /// The reduction of rows to one row, for four vectors of columns.
  static func reduceWideColumns(
    _ x: UnsafePointer<E>, rows: Range<Int>, offsets: Offsets, center: FourVectors<E>
  ) -> FourVectors<E> {
    if rows.count > leafRows {
      let middle = rows.lowerBound + (rows.count / 2 + leafRows - 1) / leafRows * leafRows
      let first = reduceWideColumns(x, rows: rows.lowerBound..<middle, offsets: offsets, center: center)
      let second = reduceWideColumns(x, rows: middle..<rows.upperBound, offsets: offsets, center: center)
      return FourVectors(
        a: combine(first.a, second.a), b: combine(first.b, second.b),
        c: combine(first.c, second.c), d: combine(first.d, second.d))
    }
    let lanes = E.lanes
    var a = E.Vector(repeating: identity)
    var (b, c, d) = (a, a, a)
    for row in rows {
      let from = x + offsets[row]
      a = combine(a, contribution(from.vector, center: center.a))
      b = combine(b, contribution((from + lanes).vector, center: center.b))
      c = combine(c, contribution((from + 2 &* lanes).vector, center: center.c))
      d = combine(d, contribution((from + 3 &* lanes).vector, center: center.d))
    }
    return FourVectors(a: a, b: b, c: c, d: d)
  }

  /// The reduction of some rows to one row of `count` columns that stand side by side.
  static func reduceRows(
    _ x: UnsafePointer<E>, rows: Range<Int>, offsets: Offsets, to out: UnsafeMutablePointer<E>, count: Int,
    centers: UnsafePointer<E>?
  ) {
    let lanes = E.lanes
    var column = 0
    while column &+ 4 &* lanes <= count {
      let center = centers.map { FourVectors(at: $0 + column) } ?? FourVectors()
      let row = reduceWideColumns(x + column, rows: rows, offsets: offsets, center: center)
      row.store(to: out + column)
      column &+= 4 &* lanes
    }
    while column < count {
      // Where columns are left over, the last vector overlaps the one before.
      if count >= lanes { column = min(column, count - lanes) }
      let width = min(lanes, count - column)
      let center = centers.map { width < lanes ? ($0 + column).vector(first: width) : ($0 + column).vector }
      let row = reduceColumns(x + column, rows: rows, offsets: offsets, width: width, center: center ?? E.Vector())
      if width < lanes { (out + column).store(row, first: width) } else { (out + column).store(row) }
      column &+= lanes
    }
  }
}

/// Four vectors side by side.
struct FourVectors<E: Scalar> {
  var a = E.Vector()
  var b = E.Vector()
  var c = E.Vector()
  var d = E.Vector()
}

extension FourVectors {
  @inline(__always)
  init(at start: UnsafePointer<E>) {
    self.init(
      a: start.vector, b: (start + E.lanes).vector, c: (start + 2 &* E.lanes).vector, d: (start + 3 &* E.lanes).vector)
  }

  @inline(__always)
  func store(to out: UnsafeMutablePointer<E>) {
    out.store(a)
    (out + E.lanes).store(b)
    (out + 2 &* E.lanes).store(c)
    (out + 3 &* E.lanes).store(d)
  }
}

/// Where in memory the positions of some axes stand, in row-major order.
struct Offsets {
  let count: Int
  private let step: Int
  private let table: [Int]

  /// Positions `step` apart.
  init(count: Int, step: Int) { (self.count, self.step, table) = (count, step, []) }

  /// The starts of the runs of a walk with one operand.
  init(runsOf walk: StridedWalk) {
    var table: [Int] = []
    table.reserveCapacity(walk.runCount)
    walk.forEachRun { table.append($0.x) }
    self.init(table: table)
  }

  private init(table: [Int]) { (count, step, self.table) = (table.count, 0, table) }

  /// All positions of a walk with one operand.
  init(of walk: StridedWalk) {
    if walk.runCount == 1 {
      self.init(count: walk.runLength, step: walk.runStep.x)
    } else {
      var table: [Int] = []
      table.reserveCapacity(walk.runCount * walk.runLength)
      walk.forEachRun { start in
        for index in 0..<walk.runLength { table.append(start.x &+ index &* walk.runStep.x) }
      }
      self.init(table: table)
    }
  }

  @inline(__always)
  subscript(index: Int) -> Int { table.isEmpty ? index &* step : table[index] }
}
