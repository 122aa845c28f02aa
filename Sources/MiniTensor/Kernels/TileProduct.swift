// The one loop under matrix products and convolutions: a tile of the result stays in registers while the depth runs.
//
//                               columns: a panel of 1 to 3 vectors
//                                    B[k] ┌───────────────┐
//   C[i][j] (+)= Σ A[i][k] · B[k][j]      │ → → → → → → → │ one step of depth k: load the row of B, and for each of
//                 k                       └───────────────┘ the tile's rows one number of A, which multiplies it
//                             A[i][k] ┌─┐ ┌───────────────┐
//                                     │↓│ │ tile of C:    │
//                         rows: 8 (4) │↓│ │ 24 registers  │
//                                     └─┘ └───────────────┘
//
// What differs between the products is where A[i][k] and B[k][j] stand, and two lists of offsets say so:
//
//   A[i][k] = a[rowOffsets[i] + k · step]      B[k][j] = b[depthOffsets[k] + j]
//
// A matrix, its transpose, a packed copy, the shifted pixels of a convolution: all are such lists.

/// Some neighbouring vectors: a row of a tile.
protocol VectorRow: BitwiseCopyable {
  associatedtype Element: Scalar
  static var vectors: Int { get }
  /// All lanes 0.
  init()
  /// The numbers from a place on.
  init(from source: UnsafePointer<Element>)
  /// Adds factor · row in each lane.
  mutating func add(_ factor: Element, times row: Self)
  /// Writes the numbers, or adds them to what stands there.
  func write(to target: UnsafeMutablePointer<Element>, adding: Bool)
}

extension Scalar {
  /// The vector at an offset of some vectors from a place.
  @inline(__always)
  static func load(_ source: UnsafePointer<Self>, _ index: Int) -> Vector {
    UnsafeRawPointer(source + index &* lanes).loadUnaligned(as: Vector.self)
  }

  /// Writes a vector at an offset of some vectors, or adds it to what stands there.
  @inline(__always)
  static func write(_ vector: Vector, to target: UnsafeMutablePointer<Self>, _ index: Int, adding: Bool) {
    let sum = adding ? load(target, index) + vector : vector
    UnsafeMutableRawPointer(target + index &* lanes).storeBytes(of: sum, as: Vector.self)
  }
}

struct OneVector<Element: Scalar>: VectorRow {
  static var vectors: Int { 1 }
  var x: Element.Vector
  @inline(__always) init() { x = .zero }
  @inline(__always) init(from source: UnsafePointer<Element>) { x = Element.load(source, 0) }
  @inline(__always)
  mutating func add(_ factor: Element, times row: Self) {
    x = Element.add(x, Element.vector(factor), times: row.x)
  }
  @inline(__always)
  func write(to target: UnsafeMutablePointer<Element>, adding: Bool) {
    Element.write(x, to: target, 0, adding: adding)
  }
}

struct TwoVectors<Element: Scalar>: VectorRow {
  static var vectors: Int { 2 }
  var x, y: Element.Vector
  @inline(__always) init() { (x, y) = (.zero, .zero) }
  @inline(__always)
  init(from source: UnsafePointer<Element>) { (x, y) = (Element.load(source, 0), Element.load(source, 1)) }
  @inline(__always)
  mutating func add(_ factor: Element, times row: Self) {
    let factor = Element.vector(factor)
    x = Element.add(x, factor, times: row.x)
    y = Element.add(y, factor, times: row.y)
  }
  @inline(__always)
  func write(to target: UnsafeMutablePointer<Element>, adding: Bool) {
    Element.write(x, to: target, 0, adding: adding)
    Element.write(y, to: target, 1, adding: adding)
  }
}

struct ThreeVectors<Element: Scalar>: VectorRow {
  static var vectors: Int { 3 }
  var x, y, z: Element.Vector
  @inline(__always) init() { (x, y, z) = (.zero, .zero, .zero) }
  @inline(__always)
  init(from source: UnsafePointer<Element>) {
    (x, y, z) = (Element.load(source, 0), Element.load(source, 1), Element.load(source, 2))
  }
  @inline(__always)
  mutating func add(_ factor: Element, times row: Self) {
    let factor = Element.vector(factor)
    x = Element.add(x, factor, times: row.x)
    y = Element.add(y, factor, times: row.y)
    z = Element.add(z, factor, times: row.z)
  }
  @inline(__always)
  func write(to target: UnsafeMutablePointer<Element>, adding: Bool) {
    Element.write(x, to: target, 0, adding: adding)
    Element.write(y, to: target, 1, adding: adding)
    Element.write(z, to: target, 2, adding: adding)
  }
}

/// Rows of the result, each with the place where its numbers of A begin.
///
/// Tiles are built by stacking: one row, two, four, eight; products use those of one, four and eight. All of a tile's
/// sums become registers; in an array they would live in memory.
protocol Tile {
  associatedtype Row: VectorRow
  static var rows: Int { get }
  init(_ a: UnsafePointer<Row.Element>, rowOffsets: UnsafePointer<Int>)
  /// Adds A[i][index] · row to each row i.
  mutating func add(at index: Int, times row: Row)
  /// Writes the first `rows` rows, or adds them to what stands there.
  func write(to c: UnsafeMutablePointer<Row.Element>, pitch: Int, rows: Int, adding: Bool)
}

struct TileRow<Row: VectorRow>: Tile {
  static var rows: Int { 1 }
  private var sum = Row()
  private let a: UnsafePointer<Row.Element>
  @inline(__always) init(_ a: UnsafePointer<Row.Element>, rowOffsets: UnsafePointer<Int>) { self.a = a + rowOffsets[0] }
  @inline(__always) mutating func add(at index: Int, times row: Row) { sum.add(a[index], times: row) }
  @inline(__always)
  func write(to c: UnsafeMutablePointer<Row.Element>, pitch: Int, rows: Int, adding: Bool) {
    sum.write(to: c, adding: adding)
  }
}

struct Stacked<Half: Tile>: Tile {
  typealias Row = Half.Row
  static var rows: Int { 2 * Half.rows }
  private var upper, lower: Half
  @inline(__always)
  init(_ a: UnsafePointer<Row.Element>, rowOffsets: UnsafePointer<Int>) {
    upper = Half(a, rowOffsets: rowOffsets)
    lower = Half(a, rowOffsets: rowOffsets + Half.rows)
  }
  @inline(__always)
  mutating func add(at index: Int, times row: Row) {
    upper.add(at: index, times: row)
    lower.add(at: index, times: row)
  }
  @inline(__always)
  func write(to c: UnsafeMutablePointer<Row.Element>, pitch: Int, rows: Int, adding: Bool) {
    upper.write(to: c, pitch: pitch, rows: rows, adding: adding)
    if rows <= Half.rows { return }
    lower.write(to: c + Half.rows &* pitch, pitch: pitch, rows: rows &- Half.rows, adding: adding)
  }
}

/// A product C (+)= A · B by tiles; see the head of this file for how A and B are addressed.
struct TileProduct<Element: Scalar> {
  /// The greatest height and width of a tile: as many sums as the registers of the processor level hold, with a row
  /// of B and one number of A beside them (32 registers on v4, 16 on v3 and in portable code).
  #if CPU_V4
    static var tileRows: Int { 8 }
    static var tileVectors: Int { 3 }
    /// The greatest depth that is summed before the sums go to memory: a panel of B stays in the first cache.
    static var depthBlock: Int { 192 }
  #else
    static var tileRows: Int { 4 }
    static var tileVectors: Int { 2 }
    static var depthBlock: Int { 256 }
  #endif
  /// The width of a panel that has all its vectors.
  static var panelWidth: Int { tileVectors * Element.lanes }

  /// Rows of A begin here: as many as C has, rounded up to whole tiles (any valid offsets will do for the rest).
  let rowOffsets: UnsafePointer<Int>
  /// From one number of a row of A to the next.
  let step: Int
  /// Where the rows of B begin, one for each step of depth.
  let depthOffsets: UnsafePointer<Int>
  /// From one row of C to the next.
  let pitch: Int

  /// Multiplies all rows of A with one panel of B.
  ///
  /// - Parameters:
  ///   - depth: steps of depth.
  ///   - columns: how many columns of the panel count; B is read as whole vectors beyond them, C is not touched there.
  ///   - adding: whether the product is added to C; otherwise C is overwritten and may hold anything.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func multiply(
    _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>, into c: UnsafeMutablePointer<Element>,
    rows: Int, columns: Int, depth: Range<Int>, adding: Bool
  ) {
    switch (columns + Element.lanes - 1) / Element.lanes {
    case 1: multiply(OneVector<Element>.self, a, b, c, rows, columns, depth, adding)
    case 2: multiply(TwoVectors<Element>.self, a, b, c, rows, columns, depth, adding)
    default: multiply(ThreeVectors<Element>.self, a, b, c, rows, columns, depth, adding)
    }
  }

  private func multiply<Row: VectorRow>(
    _: Row.Type, _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>, _ c: UnsafeMutablePointer<Element>,
    _ rows: Int, _ columns: Int, _ depth: Range<Int>, _ adding: Bool
  ) where Row.Element == Element {
    typealias Four = Stacked<Stacked<TileRow<Row>>>
    var row = 0
    while row < rows {
      let rest = rows &- row
      if Self.tileRows == 8 && rest > 4 {
        tile(Stacked<Four>.self, a, b, c, row, rows, columns, depth, adding)
        row &+= 8
      } else if rest > 1 {
        tile(Four.self, a, b, c, row, rows, columns, depth, adding)
        row &+= 4
      } else {
        tile(TileRow<Row>.self, a, b, c, row, rows, columns, depth, adding)
        row &+= 1
      }
    }
  }

  /// One tile, or what of it lies inside of C.
  @inline(__always)
  private func tile<T: Tile>(
    _: T.Type, _ a: UnsafePointer<Element>, _ b: UnsafePointer<Element>, _ c: UnsafeMutablePointer<Element>,
    _ row: Int, _ rows: Int, _ columns: Int, _ depth: Range<Int>, _ adding: Bool
  ) where T.Row.Element == Element {
    var tile = T(a, rowOffsets: rowOffsets + row)
    var index = depth.lowerBound &* step
    var offset = depthOffsets + depth.lowerBound
    let end = depthOffsets + depth.upperBound
    while offset != end {
      tile.add(at: index, times: T.Row(from: b + offset.pointee))
      index &+= step
      offset += 1
    }
    let target = c + row &* pitch
    let (height, width) = (min(T.rows, rows &- row), T.Row.vectors &* Element.lanes)
    if columns == width { return tile.write(to: target, pitch: pitch, rows: height, adding: adding) }
    // The last vector reaches over the edge of C: through a buffer.
    withUnsafeTemporaryAllocation(of: Element.self, capacity: T.rows &* width) { buffer in
      let buffer = buffer.baseAddress.unsafelyUnwrapped
      tile.write(to: buffer, pitch: width, rows: height, adding: false)
      write(buffer, width, to: target, rows: height, columns: columns, adding: adding)
    }
  }

  /// Writes the first rows and columns of a buffer to C, or adds them to what stands there.
  @inline(never)
  private func write(
    _ buffer: UnsafePointer<Element>, _ width: Int, to target: UnsafeMutablePointer<Element>, rows: Int, columns: Int,
    adding: Bool
  ) {
    for i in 0..<rows {
      let (from, to) = (buffer + i &* width, target + i &* pitch)
      var j = 0
      while j &+ Element.lanes <= columns {
        Element.write(Element.load(from + j, 0), to: to + j, 0, adding: adding)
        j &+= Element.lanes
      }
      while j < columns {
        to[j] = adding ? to[j] + from[j] : from[j]
        j &+= 1
      }
    }
  }
}

/// How columns are cut into panels: whole ones first, and a rest of one vector shares with its neighbour (2 + 2
/// vectors rather than 3 + 1, since a narrow tile has too few sums to keep the multipliers busy).
struct Panels<Element: Scalar> {
  let columns: Int
  let count: Int
  private let whole: Int
  private var width: Int { TileProduct<Element>.panelWidth }

  @inline(__always)
  init(columns: Int) {
    self.columns = columns
    let most = TileProduct<Element>.tileVectors
    let vectors = (columns + Element.lanes - 1) / Element.lanes
    let isShared = most == 3 && vectors > 3 && vectors % 3 == 1
    whole = isShared ? vectors / 3 - 1 : vectors / most
    count = whole + (isShared ? 2 : vectors % most == 0 ? 0 : 1)
  }

  /// The columns of a panel.
  @inline(__always)
  subscript(panel: Int) -> Range<Int> {
    if panel < whole { return panel * width..<min(columns, (panel + 1) * width) }
    let start = whole * width + (panel - whole) * 2 * Element.lanes
    return start..<(panel == count - 1 ? columns : start + 2 * Element.lanes)
  }
}

/// Calls `body` with blocks of nearly one size, in rising order.
@inline(__always)
func forEachBlock(of count: Int, most: Int, _ body: (Range<Int>) -> Void) {
  let blocks = (count + most - 1) / most
  for block in 0..<blocks { body(block * count / blocks..<(block + 1) * count / blocks) }
}

/// Work of fewer multiplications than this is not worth a second thread.
let leastMultiplications = 1 << 19

/// Calls `body` once for each task: on all threads where the work is worth it, else here.
func performTasks(_ count: Int, multiplications: Int, _ body: (Int) -> Void) {
  if multiplications < leastMultiplications {
    for task in 0..<count { body(task) }
  } else {
    Threads.perform(count, body)
  }
}

/// Calls `body` with uninitialised memory for some numbers: a little on the stack, more from the recycler.
func withScratch<Element: Scalar>(_ count: Int, _ body: (UnsafeMutablePointer<Element>) -> Void) {
  let bytes = count * MemoryLayout<Element>.stride
  let onStack = 1024
  withUnsafeTemporaryAllocation(byteCount: onStack, alignment: 64) { memory in
    let storage = bytes <= onStack ? nil : Storage(byteCount: bytes)
    withExtendedLifetime(storage) {
      let start = storage?.pointer ?? memory.baseAddress.unsafelyUnwrapped
      body(start.assumingMemoryBound(to: Element.self))
    }
  }
}

/// Copies a run of numbers.
@inline(__always)
func copyRun<Element: Scalar>(
  _ source: UnsafePointer<Element>, to target: UnsafeMutablePointer<Element>, _ count: Int
) {
  // Whole vectors; the last one ends with the run and may overlap the one before.
  if count >= Element.lanes {
    let last = count &- Element.lanes
    var j = 0
    while j < last {
      Element.write(Element.load(source + j, 0), to: target + j, 0, adding: false)
      j &+= Element.lanes
    }
    Element.write(Element.load(source + last, 0), to: target + last, 0, adding: false)
  } else if count >= 4 {
    let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(target))
    let last = count &- 4
    var j = 0
    while j < last {
      let four = from.loadUnaligned(fromByteOffset: j &* MemoryLayout<Element>.stride, as: SIMD4<Element>.self)
      to.storeBytes(of: four, toByteOffset: j &* MemoryLayout<Element>.stride, as: SIMD4<Element>.self)
      j &+= 4
    }
    let four = from.loadUnaligned(fromByteOffset: last &* MemoryLayout<Element>.stride, as: SIMD4<Element>.self)
    to.storeBytes(of: four, toByteOffset: last &* MemoryLayout<Element>.stride, as: SIMD4<Element>.self)
  } else {
    for j in 0..<count { target[j] = source[j] }
  }
}
