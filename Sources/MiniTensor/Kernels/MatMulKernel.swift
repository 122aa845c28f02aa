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
  let multiplications = rows * columns * depth
  let isSmall = multiplications < leastMultiplications
  let chunkRows = isSmall ? rows : max(16, min(64, (rows / 8 + 7) & ~7))
  let rowChunks = (rows + chunkRows - 1) / chunkRows
  let columnChunks = isSmall ? 1 : max(min(panels.count, 8 / rowChunks), (panels.count + 31) / 32)
  let packsAll = b.columnStep != 1 || (rows > 16 && b.rowStep > 2 * TileProduct<Element>.panelWidth)
  let packed = PackedPanels(panels, depth: depth, onlyLast: !packsAll)
  // Rows a multiple of half a page apart would fight for the same lines of the cache.
  let crowds = a.rowStep * MemoryLayout<Element>.stride % 2048 == 0 && panels.count >= 8
  let packsRows = panels.count > 1 && (a.columnStep != 1 || crowds)

  withScratch(packed.count) { (copies: UnsafeMutablePointer<Element>) in
    packed.copy(b, to: copies)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * depth) { offsets in
      let inMatrix = offsets.baseAddress.unsafelyUnwrapped
      let inCopy = inMatrix + depth
      for k in 0..<depth {
        inMatrix[k] = k &* b.rowStep
        inCopy[k] = k &* packed.width
      }
      performTasks(rowChunks * columnChunks, multiplications: multiplications) { task in
        let firstRow = task % rowChunks * chunkRows
        let chunk = MatrixView(
          start: a.start + firstRow * a.rowStep, rows: min(chunkRows, rows - firstRow), columns: depth,
          rowStep: a.rowStep, columnStep: a.columnStep)
        let column = task / rowChunks
        let range = column * panels.count / columnChunks..<(column + 1) * panels.count / columnChunks
        withRows(of: chunk, copied: packsRows) { start, rowOffsets, step in
          forEachBlock(of: depth, most: TileProduct<Element>.depthBlock) { block in
            for panel in range {
              let (columns, copy) = (panels[panel], packed.start(of: panel))
              let product = TileProduct<Element>(
                rowOffsets: rowOffsets, step: step, depthOffsets: copy == nil ? inMatrix : inCopy,
                pitch: panels.columns)
              product.multiply(
                start, copy.map { UnsafePointer(copies + $0) } ?? b.start + columns.lowerBound,
                into: c + firstRow * panels.columns + columns.lowerBound,
                rows: chunk.rows, columns: columns.count, depth: block, adding: block.lowerBound > 0)
            }
          }
        }
      }
    }
  }
}

/// Copies of the panels of a matrix, [depth][width of a panel] each; lanes beyond the last column are 0.
private struct PackedPanels<Element: Scalar> {
  let panels: Panels<Element>
  let depth: Int
  /// The panels before this one are read in the matrix.
  let first: Int
  /// From one row of a copy to the next.
  let width: Int

  /// - Parameter onlyLast: copies the last panel alone, and only where its vectors reach beyond the matrix.
  init(_ panels: Panels<Element>, depth: Int, onlyLast: Bool) {
    self.panels = panels
    self.depth = depth
    first = !onlyLast ? 0 : panels.columns % Element.lanes == 0 ? panels.count : panels.count - 1
    let vectors = (panels.columns + Element.lanes - 1) / Element.lanes
    width = min(vectors, TileProduct<Element>.tileVectors) * Element.lanes
  }

  /// The numbers in all copies.
  var count: Int { (panels.count - first) * depth * width }

  /// Where the copy of a panel begins; nil where there is none.
  func start(of panel: Int) -> Int? { panel < first ? nil : (panel - first) * depth * width }

  func copy(_ b: MatrixView<Element>, to target: UnsafeMutablePointer<Element>) {
    let together = count < 1 << 16 ? max(1, panels.count) : 1
    Threads.perform((panels.count - first + together - 1) / together) { task in
      let from = first + task * together
      for panel in from..<min(panels.count, from + together) {
        copyPanel(b, columns: panels[panel], to: target + (panel - first) * depth * width, width: width)
      }
    }
  }
}

/// Copies some columns to [depth][width], whole vectors of them: lanes beyond the last column become 0.
func copyPanel<Element: Scalar>(
  _ b: MatrixView<Element>, columns: Range<Int>, to target: UnsafeMutablePointer<Element>, width: Int
) {
  let source = b.start + columns.lowerBound * b.columnStep
  let count = columns.count
  let (rowStep, columnStep) = (b.rowStep, b.columnStep)
  if columnStep == 1 {
    for k in 0..<b.rows { copyRun(source + k &* rowStep, to: target + k &* width, count) }
  } else {
    // Blocks that stay in the first cache, four columns side by side.
    for first in stride(from: 0, to: b.rows, by: 32) {
      let last = min(b.rows, first + 32)
      for j in stride(from: 0, to: count, by: 4) {
        let (from, to, rest) = (source + j &* columnStep, target + j, count &- j)
        for k in first..<last {
          let (x, y) = (from + k &* rowStep, to + k &* width)
          y[0] = x[0]
          if rest > 1 { y[1] = x[columnStep] }
          if rest > 2 { y[2] = x[2 &* columnStep] }
          if rest > 3 { y[3] = x[3 &* columnStep] }
        }
      }
    }
  }
  let padded = (count + Element.lanes - 1) / Element.lanes * Element.lanes
  if padded > count {
    for k in 0..<b.rows { for j in count..<padded { target[k &* width &+ j] = 0 } }
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
    for i in 0..<padded {
      let row = min(i, a.rows - 1)
      offsets[i] = row / height * height * a.columns + row % height
    }
    withScratch(padded * a.columns) { (target: UnsafeMutablePointer<Element>) in
      copyBlocks(a, height: height, to: target)
      body(UnsafePointer(target), offsets, height)
    }
  }
}

/// Copies rows in blocks [depth][height]; the rest of the last block is left as it is.
private func copyBlocks<Element: Scalar>(
  _ a: MatrixView<Element>, height: Int, to target: UnsafeMutablePointer<Element>
) {
  let (rowStep, columnStep) = (a.rowStep, a.columnStep)
  // A few columns at a time, so that each line of memory is used up before the next, whichever way the matrix lies.
  for first in stride(from: 0, to: a.columns, by: 8) {
    let last = min(a.columns, first + 8)
    for row in stride(from: 0, to: a.rows, by: height) {
      let source = a.start + row &* rowStep
      let block = target + row &* a.columns
      let count = min(height, a.rows - row)
      for k in first..<last {
        let (from, to) = (source + k &* columnStep, block + k &* height)
        if count == height && rowStep == 1 {
          for i in 0..<height { to[i] = from[i] }
        } else {
          for i in 0..<count { to[i] = from[i &* rowStep] }
        }
      }
    }
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
      let (vp, vq) = (Element.vector(xp), Element.vector(xq))
      let (vr, vs) = (Element.vector(xr), Element.vector(xs))
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
