// Matrix products: which parts of the operands are copied so that tiles can run over them, and who computes what.
//
//                     ┌──── panel ────┬─ panel ─┬ ─ ─        B is copied panel by panel, each [depth][panel's width],
//            B        │ 3 vectors     │         │            so that a tile walks through it in one straight line.
//                     └───────────────┴─────────┴ ─ ─        Few rows of A: the copy would not pay, B is read where
//           ┌───┐     ┌───────────────┬─────────┬ ─ ─        it stands. A is read where it stands, or copied in
//   A chunk │   │     │ one task: a chunk of rows,           blocks [depth][rows of a tile] where its rows are not
//           │   │     │ all the depth, some panels           contiguous.
//           ├───┤     ├───────────────┼─────────┼ ─ ─
//
// (K. Goto and R. van de Geijn, Anatomy of high-performance matrix multiplication, 2008; here with one level of
// blocks less.) Every number of the result is summed by one task, over blocks of depth in rising order: the same bits
// at any number of threads.

/// A matrix in memory: where it begins, and how far apart neighbours are.
struct MatrixView<Element: Scalar> {
  let start: UnsafePointer<Element>
  let rows, columns: Int
  let rowStep, columnStep: Int

  var transposed: MatrixView {
    MatrixView(start: start, rows: columns, columns: rows, rowStep: columnStep, columnStep: rowStep)
  }
}

/// Work of fewer multiplications than this is not worth a second thread.
private let leastMultiplications = 1 << 19

/// C = A · B for matrices with any strides; C is contiguous and may hold anything before.
func multiplyMatrices<Element: Scalar>(
  _ a: MatrixView<Element>, _ b: MatrixView<Element>, into c: UnsafeMutablePointer<Element>
) {
  let (rows, columns, depth) = (a.rows, b.columns, a.columns)
  if rows == 0 || columns == 0 { return }
  if depth == 0 { return c.update(repeating: 0, count: rows * columns) }
  if columns == 1 { return multiply(a, vector: b.start, step: b.rowStep, into: c) }
  if rows == 1 { return multiply(b.transposed, vector: a.start, step: a.columnStep, into: c) }

  let panels = Panels<Element>(columns: columns)
  let isSmall = rows * columns * depth < leastMultiplications
  let chunkRows = isSmall ? rows : max(16, min(64, (rows / 8 + 7) & ~7))
  let rowChunks = (rows + chunkRows - 1) / chunkRows
  let columnChunks = isSmall ? 1 : max(min(panels.count, 8 / rowChunks), (panels.count + 31) / 32)
  let packsAll = b.columnStep != 1 || (rows > 16 && b.rowStep > 2 * TileProduct<Element>.panelWidth)
  let packed = PackedPanels(b, panels, onlyLast: !packsAll)
  let packsRows = a.columnStep != 1 && panels.count > 1

  defer { withExtendedLifetime(packed) {} }
  withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * depth) { offsets in
    let direct = offsets.baseAddress.unsafelyUnwrapped
    let inPanel = direct + depth
    for k in 0..<depth {
      direct[k] = k &* b.rowStep
      inPanel[k] = k &* TileProduct<Element>.panelWidth
    }
    let blocks = (depth + TileProduct<Element>.depthBlock - 1) / TileProduct<Element>.depthBlock
    let block = (depth + blocks - 1) / blocks

    Threads.perform(rowChunks * columnChunks) { task in
      let firstRow = task % rowChunks * chunkRows
      let chunk = MatrixView(
        start: a.start + firstRow * a.rowStep, rows: min(chunkRows, rows - firstRow), columns: depth,
        rowStep: a.rowStep, columnStep: a.columnStep)
      let column = task / rowChunks
      let range = column * panels.count / columnChunks..<(column + 1) * panels.count / columnChunks
      withRows(of: chunk, copied: packsRows) { start, rowOffsets, step in
        for first in stride(from: 0, to: depth, by: block) {
          for panel in range {
            let columns = panels[panel]
            let copy = packed[panel]
            let product = TileProduct<Element>(
              rowOffsets: rowOffsets, step: step, depthOffsets: copy == nil ? direct : inPanel, pitch: panels.columns)
            product.multiply(
              start, copy ?? b.start + columns.lowerBound, into: c + firstRow * panels.columns + columns.lowerBound,
              rows: chunk.rows, columns: columns.count, depth: first..<min(first + block, depth), adding: first > 0)
          }
        }
      }
    }
  }
}

/// Copies of the panels of a matrix, [depth][width of a panel] each; lanes beyond the last column are 0.
private struct PackedPanels<Element: Scalar> {
  private let storage: Storage?
  private let firstPacked: Int
  private let panelSize: Int

  /// - Parameter onlyLast: copies the last panel alone, and only where its vectors reach beyond the matrix.
  init(_ b: MatrixView<Element>, _ panels: Panels<Element>, onlyLast: Bool) {
    let width = TileProduct<Element>.panelWidth
    panelSize = width * b.rows
    firstPacked = !onlyLast ? 0 : panels.columns % Element.lanes == 0 ? panels.count : panels.count - 1
    let count = panels.count - firstPacked
    guard count > 0 else {
      storage = nil
      return
    }
    let storage = Storage(byteCount: count * panelSize * MemoryLayout<Element>.stride)
    let target = storage.pointer.assumingMemoryBound(to: Element.self)
    let (first, size) = (firstPacked, panelSize)
    let together = count * size < 1 << 16 ? count : 1
    Threads.perform((count + together - 1) / together) { task in
      for index in task * together..<min(count, (task + 1) * together) {
        copyPanel(b, columns: panels[first + index], to: target + index * size, width: width)
      }
    }
    self.storage = storage
  }

  /// The copy of a panel, or nil where it has to be read in the matrix.
  subscript(panel: Int) -> UnsafePointer<Element>? {
    guard let storage, panel >= firstPacked else { return nil }
    return UnsafePointer(storage.pointer.assumingMemoryBound(to: Element.self)) + (panel - firstPacked) * panelSize
  }
}

/// Copies some columns to [depth][width], whole vectors of them: lanes beyond the last column become 0.
func copyPanel<Element: Scalar>(
  _ b: MatrixView<Element>, columns: Range<Int>, to target: UnsafeMutablePointer<Element>, width: Int
) {
  let source = b.start + columns.lowerBound * b.columnStep
  let count = columns.count
  let whole = count / Element.lanes * Element.lanes
  let (rowStep, columnStep) = (b.rowStep, b.columnStep)
  if columnStep == 1 {
    for k in 0..<b.rows {
      let (from, to) = (source + k &* rowStep, target + k &* width)
      var j = 0
      while j < whole {
        Element.write(Element.load(from + j, 0), to: to + j, 0, adding: false)
        j &+= Element.lanes
      }
      while j < count {
        to[j] = from[j]
        j &+= 1
      }
    }
  } else {
    for first in stride(from: 0, to: count, by: 8) {
      let last = min(first + 8, count)
      for k in 0..<b.rows {
        let (from, to) = (source + k &* rowStep, target + k &* width)
        var j = first
        while j < last {
          to[j] = from[j &* columnStep]
          j &+= 1
        }
      }
    }
  }
  let padded = (count + Element.lanes - 1) / Element.lanes * Element.lanes
  if padded > count {
    for k in 0..<b.rows { (target + k * width + count).update(repeating: 0, count: padded - count) }
  }
}

/// Calls `body` with a place, the rows' offsets from it (rounded up to whole tiles) and the step along a row: of the
/// matrix itself, or of a copy in blocks [depth][rows of a tile].
private func withRows<Element: Scalar>(
  of a: MatrixView<Element>, copied: Bool, _ body: (UnsafePointer<Element>, UnsafePointer<Int>, Int) -> Void
) {
  let height = TileProduct<Element>.tileRows
  let padded = (a.rows + height - 1) / height * height
  withUnsafeTemporaryAllocation(of: Int.self, capacity: padded) { list in
    let offsets = list.baseAddress.unsafelyUnwrapped
    if !copied {
      for i in 0..<padded { offsets[i] = min(i, a.rows - 1) * a.rowStep }
      return body(a.start, offsets, a.columnStep)
    }
    let storage = Storage(byteCount: padded * a.columns * MemoryLayout<Element>.stride)
    let target = storage.pointer.assumingMemoryBound(to: Element.self)
    for first in stride(from: 0, to: a.rows, by: height) {
      let block = target + first * a.columns
      let (count, rowStep, columnStep) = (min(height, a.rows - first), a.rowStep, a.columnStep)
      let source = a.start + first * rowStep
      for k in 0..<a.columns {
        let (from, to) = (source + k &* columnStep, block + k &* height)
        for i in 0..<count { to[i] = from[i &* rowStep] }
      }
    }
    for i in 0..<padded {
      let row = min(i, a.rows - 1)
      offsets[i] = row / height * height * a.columns + row % height
    }
    withExtendedLifetime(storage) { body(UnsafePointer(target), offsets, height) }
  }
}

// MARK: - Matrix times vector

/// result = A · x, where memory and not arithmetic is the limit: every number of A is read once, in the order in which
/// it stands.
private func multiply<Element: Scalar>(
  _ a: MatrixView<Element>, vector: UnsafePointer<Element>, step: Int, into result: UnsafeMutablePointer<Element>
) {
  withUnsafeTemporaryAllocation(of: Element.self, capacity: a.columns) { copy in
    let x = copy.baseAddress.unsafelyUnwrapped
    for k in 0..<a.columns { x[k] = vector[k &* step] }
    let isSmall = a.rows * a.columns < 1 << 17
    if a.columnStep == 1 || a.rowStep != 1 {
      let chunk = isSmall ? a.rows : max(4, (a.rows / 16 + 3) & ~3)
      Threads.perform((a.rows + chunk - 1) / chunk) { task in
        dotProducts(a, rows: task * chunk..<min(a.rows, (task + 1) * chunk), x, into: result)
      }
    } else {
      let chunk = isSmall ? a.rows : max(16 * Element.lanes, min(4096, a.rows / 8))
      Threads.perform((a.rows + chunk - 1) / chunk) { task in
        sumOfColumns(a, rows: task * chunk..<min(a.rows, (task + 1) * chunk), x, into: result)
      }
    }
  }
}

/// result[i] = row i · x.
private func dotProducts<Element: Scalar>(
  _ a: MatrixView<Element>, rows: Range<Int>, _ x: UnsafePointer<Element>, into result: UnsafeMutablePointer<Element>
) {
  let count = a.columns
  guard a.columnStep == 1 else {
    for i in rows {
      let row = a.start + i &* a.rowStep
      var sum: Element = 0
      for k in 0..<count { sum = Element.add(sum, row[k &* a.columnStep], times: x[k]) }
      result[i] = sum
    }
    return
  }
  let lanes = Element.lanes
  var i = rows.lowerBound
  while i < rows.upperBound {
    // Four rows share each load of x; behind the last row, its numbers are summed again and dropped.
    let last = rows.upperBound &- 1
    let p = a.start + i &* a.rowStep
    let q = a.start + min(i &+ 1, last) &* a.rowStep
    let r = a.start + min(i &+ 2, last) &* a.rowStep
    let s = a.start + min(i &+ 3, last) &* a.rowStep
    var (p0, q0, r0, s0) = (Element.Vector.zero, Element.Vector.zero, Element.Vector.zero, Element.Vector.zero)
    var (p1, q1, r1, s1) = (Element.Vector.zero, Element.Vector.zero, Element.Vector.zero, Element.Vector.zero)
    var k = 0
    while k &+ 2 &* lanes <= count {
      let (x0, x1) = (Element.load(x + k, 0), Element.load(x + k, 1))
      p0 = Element.add(p0, Element.load(p + k, 0), times: x0)
      q0 = Element.add(q0, Element.load(q + k, 0), times: x0)
      r0 = Element.add(r0, Element.load(r + k, 0), times: x0)
      s0 = Element.add(s0, Element.load(s + k, 0), times: x0)
      p1 = Element.add(p1, Element.load(p + k, 1), times: x1)
      q1 = Element.add(q1, Element.load(q + k, 1), times: x1)
      r1 = Element.add(r1, Element.load(r + k, 1), times: x1)
      s1 = Element.add(s1, Element.load(s + k, 1), times: x1)
      k &+= 2 &* lanes
    }
    var (sumP, sumQ) = ((p0 + p1).sum(), (q0 + q1).sum())
    var (sumR, sumS) = ((r0 + r1).sum(), (s0 + s1).sum())
    while k < count {
      sumP = Element.add(sumP, p[k], times: x[k])
      sumQ = Element.add(sumQ, q[k], times: x[k])
      sumR = Element.add(sumR, r[k], times: x[k])
      sumS = Element.add(sumS, s[k], times: x[k])
      k &+= 1
    }
    result[i] = sumP
    if i &+ 1 <= last { result[i &+ 1] = sumQ }
    if i &+ 2 <= last { result[i &+ 2] = sumR }
    if i &+ 3 <= last { result[i &+ 3] = sumS }
    i &+= 4
  }
}

/// result = Σ x[k] · column k, for contiguous columns: four of them at a time are added to the result.
private func sumOfColumns<Element: Scalar>(
  _ a: MatrixView<Element>, rows: Range<Int>, _ x: UnsafePointer<Element>, into result: UnsafeMutablePointer<Element>
) {
  let lanes = Element.lanes
  let target = result + rows.lowerBound
  let count = rows.count
  target.update(repeating: 0, count: count)
  var k = 0
  while k < a.columns {
    let last = a.columns &- 1
    let first = a.start + rows.lowerBound
    let p = first + k &* a.columnStep
    let q = first + min(k &+ 1, last) &* a.columnStep
    let r = first + min(k &+ 2, last) &* a.columnStep
    let s = first + min(k &+ 3, last) &* a.columnStep
    let rest = a.columns &- k
    if rest >= 4 {
      let (xp, xq, xr, xs) = (x[k], x[k &+ 1], x[k &+ 2], x[k &+ 3])
      let (vp, vq) = (Element.Vector(repeating: xp), Element.Vector(repeating: xq))
      let (vr, vs) = (Element.Vector(repeating: xr), Element.Vector(repeating: xs))
      var i = 0
      while i &+ lanes <= count {
        var sum = Element.add(Element.load(target + i, 0), Element.load(p + i, 0), times: vp)
        sum = Element.add(sum, Element.load(q + i, 0), times: vq)
        sum = Element.add(sum, Element.load(r + i, 0), times: vr)
        sum = Element.add(sum, Element.load(s + i, 0), times: vs)
        Element.write(sum, to: target + i, 0, adding: false)
        i &+= lanes
      }
      while i < count {
        var sum = Element.add(target[i], p[i], times: xp)
        sum = Element.add(sum, q[i], times: xq)
        sum = Element.add(sum, r[i], times: xr)
        target[i] = Element.add(sum, s[i], times: xs)
        i &+= 1
      }
      k &+= 4
    } else {
      let xp = x[k]
      for i in 0..<count { target[i] = Element.add(target[i], p[i], times: xp) }
      k &+= 1
    }
  }
}
