// Loops of reductions: several vector accumulators, fixed chunks and pairwise combination, so that sums stay accurate
// and are the same bits at any thread count.

/// How two partial results of a reduction become one.
protocol Reducer<E> {
  associatedtype E: Scalar
  /// What leaves the other operand of `combine` as it is.
  static var identity: E { get }
  static func combine(_ x: E.Vector, _ y: E.Vector) -> E.Vector
  static func combine(_ x: E, _ y: E) -> E
}

/// The sum of the elements.
enum Summing<E: Scalar>: Reducer {
  @inline(__always) static var identity: E { 0 }
  @inline(__always) static func combine(_ x: E.Vector, _ y: E.Vector) -> E.Vector { x + y }
  @inline(__always) static func combine(_ x: E, _ y: E) -> E { x + y }
}

/// The largest element, or NaN if there is one.
enum Maximising<E: Scalar>: Reducer {
  @inline(__always) static var identity: E { -.infinity }
  @inline(__always) static func combine(_ x: E.Vector, _ y: E.Vector) -> E.Vector {
    E.select(x, equals: x, then: E.maximum(x, y), else: x)
  }
  @inline(__always) static func combine(_ x: E, _ y: E) -> E { x.isNaN || x > y ? x : y }
}

/// The smallest element, or NaN if there is one.
enum Minimising<E: Scalar>: Reducer {
  @inline(__always) static var identity: E { .infinity }
  @inline(__always) static func combine(_ x: E.Vector, _ y: E.Vector) -> E.Vector {
    E.select(x, equals: x, then: E.minimum(x, y), else: x)
  }
  @inline(__always) static func combine(_ x: E, _ y: E) -> E { x.isNaN || x < y ? x : y }
}

extension Reducer {
  /// How many elements are combined without cutting them in halves.
  @inline(__always) static var leafSize: Int { 8 * 32 * E.lanes }
  /// How many rows are combined without cutting them in halves.
  @inline(__always) static var leafRows: Int { 64 }

  /// All lanes in one: the halves of the vector are combined until one lane is left.
  @inline(__always)
  static func combineLanes(_ vector: E.Vector) -> E {
    var result = vector
    var width = E.lanes / 2
    while width > 0 {
      for lane in 0..<width { result[lane] = combine(result[lane], result[lane &+ width]) }
      width /= 2
    }
    return result[0]
  }

  /// Eight partial results, vectors side by side, in one: apart from the loop that makes them, which the compiler would
  /// otherwise rearrange around the combination.
  @inline(never)
  private static func combineEight(_ x: UnsafePointer<E>) -> E.Vector {
    var result = x.vector
    for index in 1..<8 { result = combine(result, (x + index &* E.lanes).vector) }
    return result
  }

  /// The reduction of `count` elements that stand side by side.
  @inline(never)
  static func reduceRun(_ x: UnsafePointer<E>, count: Int) -> E {
    var result = E.vector(identity)
    reduceRun(x, count: count, to: &result)
    return combineLanes(result)
  }

  /// The reduction of `count` elements to one vector, whose lanes are combined only once at the end.
  @inline(never)
  private static func reduceRun(_ x: UnsafePointer<E>, count: Int, to result: UnsafeMutablePointer<E.Vector>) {
    if count > leafSize {
      let half = (count / 2 + leafSize - 1) / leafSize * leafSize
      var second = E.vector(identity)
      reduceRun(x, count: half, to: result)
      reduceRun(x + half, count: count - half, to: &second)
      result.pointee = combine(result.pointee, second)
      return
    }
    let lanes = E.lanes
    var a = E.vector(identity)
    var index = 0
    if count >= 8 * lanes {
      var (b, c, d, e, f, g, h) = (a, a, a, a, a, a, a)
      while index &+ 8 &* lanes <= count {
        let from = x + index
        a = combine(a, from.vector)
        b = combine(b, (from + lanes).vector)
        c = combine(c, (from + 2 &* lanes).vector)
        d = combine(d, (from + 3 &* lanes).vector)
        e = combine(e, (from + 4 &* lanes).vector)
        f = combine(f, (from + 5 &* lanes).vector)
        g = combine(g, (from + 6 &* lanes).vector)
        h = combine(h, (from + 7 &* lanes).vector)
        index &+= 8 &* lanes
      }
      withUnsafeTemporaryAllocation(of: E.self, capacity: 8 * lanes) { memory in
        let sums = memory.baseAddress.unsafelyUnwrapped
        FourVectors(a: a, b: b, c: c, d: d).store(to: sums)
        FourVectors(a: e, b: f, c: g, d: h).store(to: sums + 4 &* lanes)
        a = combineEight(UnsafePointer(sums))
      }
    }
    while index < count {
      let rest = count &- index
      a = combine(a, rest >= lanes ? (x + index).vector : (x + index).vector(first: rest, filling: identity))
      index &+= lanes
    }
    result.pointee = a
  }

  /// The reduction of each of some short rows, as many at a time as a vector has lanes: a row stands in each lane.
  @inline(never)
  static func reduceShortRows(
    _ x: UnsafePointer<E>, rows: Range<Int>, offsets: Offsets, length: Int, to out: UnsafeMutablePointer<E>
  ) {
    withLanes(of: rows, length: length) { lanes, block in
      lanes.read(x, offsets: offsets, to: block)
      (out + (lanes.first &- rows.lowerBound)).store(reduceBlock(block, length: length), first: lanes.count)
    }
  }

  /// The reduction of `length` vectors that stand side by side, lane by lane.
  @inline(__always)
  static func reduceBlock(_ block: UnsafeMutablePointer<E>, length: Int) -> E.Vector {
    var result = UnsafePointer(block).vector
    for column in 1..<length { result = combine(result, UnsafePointer(block + column &* E.lanes).vector) }
    return result
  }

  /// The reduction of rows to one row, for as many columns as a vector has lanes (the first `width` of them).
  static func reduceColumns(_ x: UnsafePointer<E>, rows: Range<Int>, offsets: Offsets, width: Int) -> E.Vector {
    if rows.count > leafRows {
      let middle = rows.lowerBound + (rows.count / 2 + leafRows - 1) / leafRows * leafRows
      let first = reduceColumns(x, rows: rows.lowerBound..<middle, offsets: offsets, width: width)
      return combine(first, reduceColumns(x, rows: middle..<rows.upperBound, offsets: offsets, width: width))
    }
    var result = E.vector(identity)
    for row in rows {
      let from = x + offsets[row]
      result = combine(result, width < E.lanes ? from.vector(first: width) : from.vector)
    }
    return result
  }

  /// The reduction of rows to one row, for four vectors of columns.
  static func reduceWideColumns(_ x: UnsafePointer<E>, rows: Range<Int>, offsets: Offsets) -> FourVectors<E> {
    if rows.count > leafRows {
      let middle = rows.lowerBound + (rows.count / 2 + leafRows - 1) / leafRows * leafRows
      let first = reduceWideColumns(x, rows: rows.lowerBound..<middle, offsets: offsets)
      let second = reduceWideColumns(x, rows: middle..<rows.upperBound, offsets: offsets)
      return FourVectors(
        a: combine(first.a, second.a), b: combine(first.b, second.b),
        c: combine(first.c, second.c), d: combine(first.d, second.d))
    }
    let lanes = E.lanes
    var a = E.vector(identity)
    var (b, c, d) = (a, a, a)
    for row in rows {
      let from = x + offsets[row]
      a = combine(a, from.vector)
      b = combine(b, (from + lanes).vector)
      c = combine(c, (from + 2 &* lanes).vector)
      d = combine(d, (from + 3 &* lanes).vector)
    }
    return FourVectors(a: a, b: b, c: c, d: d)
  }

  /// The reduction of some rows to one row of `count` columns that stand side by side.
  @inline(never)
  static func reduceRows(
    _ x: UnsafePointer<E>, rows: Range<Int>, offsets: Offsets, to out: UnsafeMutablePointer<E>, count: Int
  ) {
    let lanes = E.lanes
    var column = 0
    while column &+ 4 &* lanes <= count {
      reduceWideColumns(x + column, rows: rows, offsets: offsets).store(to: out + column)
      column &+= 4 &* lanes
    }
    while column < count {
      // Where columns are left over, the last vector overlaps the one before.
      if count >= lanes { column = min(column, count - lanes) }
      let width = min(lanes, count - column)
      let row = reduceColumns(x + column, rows: rows, offsets: offsets, width: width)
      (out + column).store(row, first: width)
      column &+= lanes
    }
  }
}

// MARK: - Short rows

/// Rows that are worked on together, one in each lane of a vector: element j of the rows is vector j of a block.
///
/// A row of ten classes would leave most lanes of a vector empty, and its sum would be a sum across lanes.
struct RowsInLanes<E: Scalar> {
  let first: Int
  let count: Int
  let length: Int

  /// Copies the rows into a block.
  func read(_ x: UnsafePointer<E>, offsets: Offsets, to block: UnsafeMutablePointer<E>) {
    for lane in 0..<count {
      let row = x + offsets[first &+ lane]
      for column in 0..<length { block[column &* E.lanes &+ lane] = row[column] }
    }
  }

  /// Copies a block back into rows that stand one behind the other.
  func write(_ block: UnsafeMutablePointer<E>, to out: UnsafeMutablePointer<E>) {
    for lane in 0..<count {
      let row = out + lane &* length
      for column in 0..<length { row[column] = block[column &* E.lanes &+ lane] }
    }
  }
}

/// Whether rows are so short that they are better worked on in lanes.
@inline(__always)
func isShortRow<E: Scalar>(_ length: Int, of type: E.Type) -> Bool { length < 4 * E.lanes }

/// Calls `body` for as many rows at a time as a vector has lanes, with memory for their block.
@inline(__always)
func withLanes<E: Scalar>(
  of rows: Range<Int>, length: Int, _ body: (RowsInLanes<E>, UnsafeMutablePointer<E>) -> Void
) {
  withUnsafeTemporaryAllocation(of: E.self, capacity: length * E.lanes) { memory in
    memory.initialize(repeating: 1)  // lanes without a row compute with something harmless
    guard let block = memory.baseAddress else { return }
    for first in stride(from: rows.lowerBound, to: rows.upperBound, by: E.lanes) {
      body(RowsInLanes(first: first, count: min(E.lanes, rows.upperBound - first), length: length), block)
    }
  }
}

/// A function of rows that stand in the lanes of a block: `length` vectors side by side, replaced by the result.
protocol LaneFunction<E> {
  associatedtype E: Scalar
  func callAsFunction(_ block: UnsafeMutablePointer<E>, length: Int)
}

extension LaneFunction {
  /// Replaces each vector of a block by f of it.
  @inline(__always)
  func replace(_ block: UnsafeMutablePointer<E>, length: Int, _ f: (E.Vector) -> E.Vector) {
    for column in 0..<length {
      let place = block + column &* E.lanes
      place.store(f(UnsafePointer(place).vector))
    }
  }
}

/// exp(x) / Σ exp(x).
struct SoftmaxOfLanes<E: Scalar>: LaneFunction {
  @inline(__always) func callAsFunction(_ block: UnsafeMutablePointer<E>, length: Int) {
    let largest = Maximising<E>.reduceBlock(block, length: length)
    replace(block, length: length) { E.exp($0 - largest) }
    let sum = Summing<E>.reduceBlock(block, length: length)
    replace(block, length: length) { $0 / sum }
  }
}

/// x - log Σ exp(x).
struct LogSoftmaxOfLanes<E: Scalar>: LaneFunction {
  @inline(__always) func callAsFunction(_ block: UnsafeMutablePointer<E>, length: Int) {
    let largest = Maximising<E>.reduceBlock(block, length: length)
    var sum = E.Vector()
    replace(block, length: length) {
      let shifted = $0 - largest
      sum += E.exp(shifted)
      return shifted
    }
    let logarithm = E.log(sum)
    replace(block, length: length) { $0 - logarithm }
  }
}

/// f of each of some short rows that stand one behind the other.
@inline(never)
func mapRowsInLanes<F: LaneFunction>(
  _ x: UnsafePointer<F.E>, rows: Range<Int>, length: Int, to out: UnsafeMutablePointer<F.E>, _ f: F
) {
  withLanes(of: rows, length: length) { lanes, block in
    lanes.read(x, offsets: Offsets(count: rows.upperBound, step: length), to: block)
    f(block, length: length)
    lanes.write(block, to: out + lanes.first &* length)
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
  @inline(never)
  init(runsOf walk: StridedWalk) {
    if walk.runCount == 1 {
      self.init(count: 1, step: 0)
      return
    }
    var table: [Int] = []
    table.reserveCapacity(walk.runCount)
    walk.forEachRun { table.append($0.x) }
    self.init(table: table)
  }

  private init(table: [Int]) { (count, step, self.table) = (table.count, 0, table) }

  /// All positions of a walk with one operand.
  @inline(never)
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
