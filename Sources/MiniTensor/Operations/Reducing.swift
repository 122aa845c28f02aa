// How reductions walk a tensor: what stands side by side is found, and the work is cut into chunks of a fixed size.

/// Which axes of a shape are reduced, and which are kept.
struct ReducedAxes {
  let reduced: [Int]
  let kept: [Int]
  private let shape: [Int]

  /// - Parameter axes: counted from the front, or from the back where negative; nil for all.
  init(_ shape: [Int], _ axes: [Int]?, _ operation: StaticString) {
    let reduced = resolved(axes: axes, rank: shape.count, in: operation)
    kept = shape.indices.filter { !reduced.contains($0) }
    (self.reduced, self.shape) = (reduced, shape)
  }

  /// How many elements go to one output.
  var count: Int { reduced.reduce(1) { $0 * shape[$1] } }

  /// The shape of the result.
  func shape(keepingAxes: Bool) -> [Int] {
    keepingAxes ? shape.indices.map { reduced.contains($0) ? 1 : shape[$0] } : kept.map { shape[$0] }
  }
}

/// The loops of a reduction as values, so that what finds the way through a tensor is compiled once for all reductions.
private struct ReductionLoops<E: Scalar> {
  let identity: E
  let leafRows: Int
  let reduceRun: (_ x: UnsafePointer<E>, _ count: Int) -> E
  let reduceShortRows:
    (_ x: UnsafePointer<E>, _ rows: Range<Int>, Offsets, _ length: Int, _ out: UnsafeMutablePointer<E>) -> Void
  let reduceRows:
    (_ x: UnsafePointer<E>, _ rows: Range<Int>, Offsets, _ out: UnsafeMutablePointer<E>, _ count: Int) -> Void

  init<R: Reducer<E>>(of reducer: R.Type) {
    identity = R.identity
    leafRows = R.leafRows
    reduceRun = R.reduceRun
    reduceShortRows = R.reduceShortRows
    reduceRows = R.reduceRows
  }
}

extension Tensor where Element: Scalar {
  /// The reduction along some axes.
  @inline(__always)
  func reduced<R: Reducer<Element>>(by reducer: R.Type, along axes: ReducedAxes, _ keepingAxes: Bool) -> Tensor {
    reduced(by: ReductionLoops(of: reducer), along: axes, keepingAxes)
  }

  @inline(never)
  private func reduced(by loops: ReductionLoops<Element>, along axes: ReducedAxes, _ keepingAxes: Bool) -> Tensor {
    Tensor(shape: axes.shape(keepingAxes: keepingAxes)) { out in
      guard let start = out.baseAddress, !out.isEmpty else { return }
      if axes.count == 0 { return out.initialize(repeating: loops.identity) }
      if axes.kept.isEmpty && isContiguous {
        let (kept, reduced) = (StridedWalk(contiguous: 1), StridedWalk(contiguous: count))
        withFirstElement { reduceInnermost(by: loops, $0, kept: kept, reduced: reduced, to: start) }
      } else {
        reduce(by: loops, along: axes, to: start)
      }
    }
  }

  private func reduce(
    by loops: ReductionLoops<Element>, along axes: ReducedAxes, to out: UnsafeMutablePointer<Element>
  ) {
    let kept = StridedWalk(shape: axes.kept.map { shape[$0] }, strides: [axes.kept.map { strides[$0] }])
    let reduced = StridedWalk(shape: axes.reduced.map { shape[$0] }, strides: [axes.reduced.map { strides[$0] }])
    withFirstElement { x in
      if reduced.runStep.x == 1 || reduced.runLength == 1 && kept.runLength == 1 {
        reduceInnermost(by: loops, x, kept: kept, reduced: reduced, to: out)
      } else if kept.runStep.x == 1 {
        reduceOuter(by: loops, x, kept: kept, reduced: reduced, to: out)
      } else {
        contiguous().reduce(by: loops, along: axes, to: out)
      }
    }
  }

  /// The case that what is reduced stands side by side: each run is cut into chunks of a fixed size.
  private func reduceInnermost(
    by loops: ReductionLoops<Element>, _ x: UnsafePointer<Element>, kept: StridedWalk, reduced: StridedWalk,
    to out: UnsafeMutablePointer<Element>
  ) {
    let (outputs, runs) = (Offsets(of: kept), Offsets(runsOf: reduced))
    let length = reduced.runLength
    let chunkSize = Threads.leastElements / 2
    let chunksOfRun = (length + chunkSize - 1) / chunkSize
    let parts = runs.count * chunksOfRun
    let unitsOfTask = Swift.max(1, chunkSize / length)

    if parts == 1 && isShortRow(length, of: Element.self) {
      return Threads.performChunks(of: outputs.count, size: unitsOfTask) { rows in
        loops.reduceShortRows(x, rows, outputs, length, out + rows.lowerBound)
      }
    }
    func reduceUnits(to out: UnsafeMutablePointer<Element>) {
      Threads.performChunks(of: outputs.count * parts, size: unitsOfTask) { units in
        for unit in units {
          let (output, part) = parts == 1 ? (unit, 0) : unit.quotientAndRemainder(dividingBy: parts)
          let (run, chunk) = part.quotientAndRemainder(dividingBy: chunksOfRun)
          let start = chunk * chunkSize
          let from = x + (outputs[output] + runs[run] + start)
          out[unit] = loops.reduceRun(from, Swift.min(chunkSize, length - start))
        }
      }
    }
    if parts == 1 { return reduceUnits(to: out) }
    let partial = Tensor(shape: [outputs.count * parts]) { reduceUnits(to: $0.baseAddress.unsafelyUnwrapped) }
    partial.withFirstElement { partial in
      for output in 0..<outputs.count { out[output] = loops.reduceRun(partial + output * parts, parts) }
    }
  }

  /// The case that what is kept stands side by side: whole rows are combined, in chunks of a fixed size.
  private func reduceOuter(
    by loops: ReductionLoops<Element>, _ x: UnsafePointer<Element>, kept: StridedWalk, reduced: StridedWalk,
    to out: UnsafeMutablePointer<Element>
  ) {
    let (outputs, rows) = (Offsets(runsOf: kept), Offsets(of: reduced))
    let (width, chunkSize) = (kept.runLength, Threads.leastElements / 2)
    let blockWidth = Swift.min(width, 4096)
    let blocks = (width + blockWidth - 1) / blockWidth
    let rowsOfPart = Swift.max(loops.leafRows, chunkSize / blockWidth / loops.leafRows * loops.leafRows)
    let parts = (rows.count + rowsOfPart - 1) / rowsOfPart
    let unitsOfTask = Swift.max(1, chunkSize / blockWidth / Swift.min(rows.count, rowsOfPart))

    func reduceUnits(to out: UnsafeMutablePointer<Element>) {
      Threads.performChunks(of: outputs.count * parts * blocks, size: unitsOfTask) { units in
        for unit in units {
          let (row, block) = unit.quotientAndRemainder(dividingBy: blocks)
          let (output, part) = row.quotientAndRemainder(dividingBy: parts)
          let column = block * blockWidth
          loops.reduceRows(
            x + (outputs[output] + column), part * rowsOfPart..<Swift.min(rows.count, (part + 1) * rowsOfPart), rows,
            out + (row * width + column), Swift.min(blockWidth, width - column))
        }
      }
    }
    if parts == 1 { return reduceUnits(to: out) }
    let partial = Tensor(shape: [outputs.count * parts * width]) { reduceUnits(to: $0.baseAddress.unsafelyUnwrapped) }
    partial.withFirstElement { partial in
      for output in 0..<outputs.count {
        loops.reduceRows(
          partial + output * parts * width, 0..<parts, Offsets(count: parts, step: width), out + output * width, width)
      }
    }
  }
}
