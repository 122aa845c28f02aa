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

extension Tensor where Element: Scalar {
  /// The reduction along some axes.
  func reduced<R: Reducer<Element>>(by reducer: R.Type, along axes: ReducedAxes, _ keepingAxes: Bool) -> Tensor {
    Tensor(shape: axes.shape(keepingAxes: keepingAxes)) { out in
      guard let start = out.baseAddress, !out.isEmpty else { return }
      if axes.count == 0 { return out.initialize(repeating: R.identity) }
      if axes.kept.isEmpty && isContiguous {
        let (kept, reduced) = (StridedWalk(contiguous: 1), StridedWalk(contiguous: count))
        withFirstElement { reduceInnermost(by: R.self, $0, kept: kept, reduced: reduced, to: start) }
      } else {
        reduce(by: reducer, along: axes, to: start)
      }
    }
  }

  private func reduce<R: Reducer<Element>>(
    by reducer: R.Type, along axes: ReducedAxes, to out: UnsafeMutablePointer<Element>
  ) {
    let kept = StridedWalk(shape: axes.kept.map { shape[$0] }, strides: [axes.kept.map { strides[$0] }])
    let reduced = StridedWalk(shape: axes.reduced.map { shape[$0] }, strides: [axes.reduced.map { strides[$0] }])
    withFirstElement { x in
      if reduced.runStep.x == 1 || reduced.runLength == 1 && kept.runLength == 1 {
        reduceInnermost(by: R.self, x, kept: kept, reduced: reduced, to: out)
      } else if kept.runStep.x == 1 {
        reduceOuter(by: R.self, x, kept: kept, reduced: reduced, to: out)
      } else {
        contiguous().reduce(by: R.self, along: axes, to: out)
      }
    }
  }

  /// The case that what is reduced stands side by side: each run is cut into chunks of a fixed size.
  private func reduceInnermost<R: Reducer<Element>>(
    by reducer: R.Type, _ x: UnsafePointer<Element>, kept: StridedWalk, reduced: StridedWalk,
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
        R.reduceShortRows(x, rows: rows, offsets: outputs, length: length, to: out + rows.lowerBound)
      }
    }
    func reduceUnits(to out: UnsafeMutablePointer<Element>) {
      Threads.performChunks(of: outputs.count * parts, size: unitsOfTask) { units in
        for unit in units {
          let (output, part) = parts == 1 ? (unit, 0) : unit.quotientAndRemainder(dividingBy: parts)
          let (run, chunk) = part.quotientAndRemainder(dividingBy: chunksOfRun)
          let start = chunk * chunkSize
          let from = x + (outputs[output] + runs[run] + start)
          out[unit] = R.reduceRun(from, count: Swift.min(chunkSize, length - start))
        }
      }
    }
    if parts == 1 { return reduceUnits(to: out) }
    let partial = Tensor(shape: [outputs.count * parts]) { reduceUnits(to: $0.baseAddress.unsafelyUnwrapped) }
    partial.withFirstElement { partial in
      for output in 0..<outputs.count { out[output] = R.reduceRun(partial + output * parts, count: parts) }
    }
  }

  /// The case that what is kept stands side by side: whole rows are combined, in chunks of a fixed size.
  private func reduceOuter<R: Reducer<Element>>(
    by reducer: R.Type, _ x: UnsafePointer<Element>, kept: StridedWalk, reduced: StridedWalk,
    to out: UnsafeMutablePointer<Element>
  ) {
    let (outputs, rows) = (Offsets(runsOf: kept), Offsets(of: reduced))
    let (width, chunkSize) = (kept.runLength, Threads.leastElements / 2)
    let blockWidth = Swift.min(width, 4096)
    let blocks = (width + blockWidth - 1) / blockWidth
    let rowsOfPart = Swift.max(R.leafRows, chunkSize / blockWidth / R.leafRows * R.leafRows)
    let parts = (rows.count + rowsOfPart - 1) / rowsOfPart
    let unitsOfTask = Swift.max(1, chunkSize / blockWidth / Swift.min(rows.count, rowsOfPart))

    func reduceUnits(to out: UnsafeMutablePointer<Element>) {
      Threads.performChunks(of: outputs.count * parts * blocks, size: unitsOfTask) { units in
        for unit in units {
          let (row, block) = unit.quotientAndRemainder(dividingBy: blocks)
          let (output, part) = row.quotientAndRemainder(dividingBy: parts)
          let column = block * blockWidth
          R.reduceRows(
            x + (outputs[output] + column), rows: part * rowsOfPart..<Swift.min(rows.count, (part + 1) * rowsOfPart),
            offsets: rows, to: out + (row * width + column), count: Swift.min(blockWidth, width - column))
        }
      }
    }
    if parts == 1 { return reduceUnits(to: out) }
    let partial = Tensor(shape: [outputs.count * parts * width]) { reduceUnits(to: $0.baseAddress.unsafelyUnwrapped) }
    partial.withFirstElement { partial in
      for output in 0..<outputs.count {
        R.reduceRows(
          partial + output * parts * width, rows: 0..<parts, offsets: Offsets(count: parts, step: width),
          to: out + output * width, count: width)
      }
    }
  }
}
