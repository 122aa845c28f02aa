// Kernels that choose elements by number and add them back.

/// How the slices of an axis stand in memory: blocks (the axes before it) of `size` slices.
struct SliceLayout {
  /// The number of blocks.
  var blocks: Int
  /// The number of slices of a block.
  var size: Int
  /// From one slice to the next, in elements.
  var step: Int
  /// The number of elements of a slice.
  var slice: Int
}

/// Copies the slices that `indices` name, block after block, to contiguous memory.
struct GatherSlices: Move {
  let source: UnsafeRawPointer
  let layout: SliceLayout
  /// Through a slice of the source and one of the target.
  let walk: StridedWalk
  let indices: UnsafeBufferPointer<Int32>
  let target: UnsafeMutableRawPointer

  func move<Word: BitwiseCopyable>(as word: Word.Type) {
    let (source, target) = (source.assumingMemoryBound(to: word), target.assumingMemoryBound(to: word))
    let (length, step) = (walk.runLength, walk.runStep.x)
    let isWhole = walk.runCount == 1 && step == 1
    let picks = indices.count
    let slicesAtOnce = max(1, Threads.leastElements / 2 / layout.slice)
    Threads.performChunks(of: layout.blocks * picks, size: slicesAtOnce) { range in
      var (block, pick) = range.lowerBound.quotientAndRemainder(dividingBy: picks)
      var to = target + range.lowerBound * layout.slice
      for _ in range {
        let from = source + (block &* layout.size &+ Int(indices[pick])) &* layout.step
        if length == 1 && isWhole || layout.slice == 1 {
          to.pointee = from.pointee
        } else if isWhole {
          to.update(from: from, count: length)
        } else {
          walk.forEachRun { offsets in
            let (from, to) = (from + offsets.x, to + offsets.y)
            for index in 0..<length { to[index] = from[index &* step] }
          }
        }
        to += layout.slice
        pick &+= 1
        if pick == picks { (block, pick) = (block &+ 1, 0) }
      }
    }
  }
}

/// Adds slices to zeros at the places that `indices` name, for each place in the order of the indices.
func addSlices<Element: Scalar>(
  from source: UnsafeBufferPointer<Element>, layout: SliceLayout,
  indices: UnsafeBufferPointer<Int32>, to target: UnsafeMutablePointer<Element>
) {
  // Work is cut into columns of the slices, so that no two tasks add to one place.
  let width = 512
  let columns = (layout.slice + width - 1) / width
  let cost = max(1, min(layout.slice, width) * max(indices.count, layout.size))
  Threads.performChunks(of: layout.blocks * columns, size: max(1, Threads.leastElements / 2 / cost)) { range in
    for task in range {
      let (block, column) = task.quotientAndRemainder(dividingBy: columns)
      let start = column * width
      let length = min(width, layout.slice - start)
      let to = target + block * layout.size * layout.slice + start
      for row in 0..<layout.size { (to + row &* layout.slice).initialize(repeating: 0, count: length) }
      guard let first = source.baseAddress, !indices.isEmpty else { continue }
      var from = first + block * indices.count * layout.slice + start
      for index in indices {
        let place = to + Int(index) &* layout.slice
        for element in 0..<length { place[element] += from[element] }
        from += layout.slice
      }
    }
  }
}

/// Picks elements of rows: `indices` counts steps from the start of each row.
struct PickElements: Move {
  let source: UnsafeRawPointer
  let step: Int
  /// Through the starts of the source's rows, the indices and the target.
  let walk: StridedWalk
  let indices: UnsafePointer<Int32>
  let target: UnsafeMutableRawPointer

  func move<Word: BitwiseCopyable>(as word: Word.Type) {
    let (source, target) = (source.assumingMemoryBound(to: word), target.assumingMemoryBound(to: word))
    let (length, steps) = (walk.runLength, walk.runStep)
    let runsAtOnce = max(1, Threads.leastElements / 2 / max(1, length))
    Threads.performChunks(of: walk.runCount, size: runsAtOnce) { runs in
      walk.forEachRun(in: runs) { offsets in
        let (from, numbers, to) = (source + offsets.x, indices + offsets.y, target + offsets.z)
        for element in 0..<length {
          let index = Int(numbers[element &* steps.y])
          to[element &* steps.z] = from[element &* steps.x &+ index &* step]
        }
      }
    }
  }
}

/// Adds elements to rows of zeros; `indices` counts from the start of each row.
///
/// - Parameter walk: through the elements, the indices and the starts of the target's rows. The target's rows are its
///   runs (or each run has one element for each of many rows), so no two runs share a place.
func addPicks<Element: Scalar>(
  from source: UnsafePointer<Element>, walk: StridedWalk,
  indices: UnsafePointer<Int32>, to target: UnsafeMutablePointer<Element>
) {
  let (length, steps) = (walk.runLength, walk.runStep)
  let runsAtOnce = max(1, Threads.leastElements / 2 / max(1, length))
  Threads.performChunks(of: walk.runCount, size: runsAtOnce) { runs in
    walk.forEachRun(in: runs) { offsets in
      let (from, numbers, to) = (source + offsets.x, indices + offsets.y, target + offsets.z)
      for element in 0..<length {
        let index = Int(numbers[element &* steps.y])
        to[element &* steps.z &+ index] += from[element &* steps.x]
      }
    }
  }
}
