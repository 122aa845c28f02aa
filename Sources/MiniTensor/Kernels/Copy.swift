// Moving and repeating elements without looking at them: loops that are compiled for words of some sizes instead of for
// every type.

/// A movement of elements, which are words of some size to it.
protocol Move {
  func move<Word: BitwiseCopyable>(as word: Word.Type)
}

extension Move {
  /// Moves elements of a type.
  func move<Element: TensorElement>(elements type: Element.Type) {
    switch MemoryLayout<Element>.stride {
    case 1: move(as: UInt8.self)
    case 4: move(as: UInt32.self)
    case 8: move(as: UInt64.self)
    default: move(as: type)  // of no size that the package's own elements have, and slow
    }
  }
}

/// Copies the elements of one strided layout to another of the same shape.
func copyElements<Element: TensorElement>(
  from source: UnsafePointer<Element>, strides sourceStrides: [Int],
  to target: UnsafeMutablePointer<Element>, strides targetStrides: [Int], shape: [Int]
) {
  let walk = StridedWalk(shape: shape, strides: [sourceStrides, targetStrides])
  Copy(source: source, target: target, walk: walk).move(elements: Element.self)
}

private struct Copy: Move {
  let source: UnsafeRawPointer
  let target: UnsafeMutableRawPointer
  let walk: StridedWalk

  func move<Word: BitwiseCopyable>(as word: Word.Type) {
    let (source, target) = (source.assumingMemoryBound(to: word), target.assumingMemoryBound(to: word))
    let (length, fromStep, toStep) = (walk.runLength, walk.runStep.x, walk.runStep.y)
    walk.forEachRun { offsets in
      let (from, to) = (source + offsets.x, target + offsets.y)
      if fromStep == 1 && toStep == 1 {
        to.update(from: from, count: length)
      } else {
        for index in 0..<length { to[index &* toStep] = from[index &* fromStep] }
      }
    }
  }
}

/// Writes copies of an element side by side.
struct Fill: Move {
  let element: UnsafeRawPointer
  let target: UnsafeMutableRawPointer
  let count: Int

  func move<Word: BitwiseCopyable>(as word: Word.Type) {
    target.initializeMemory(as: word, repeating: element.load(as: word), count: count)
  }
}

extension UnsafeMutableBufferPointer where Element: TensorElement {
  /// Writes an element to all places, as fast for any type as where the type is known.
  func fill(with element: Element) {
    guard let target = baseAddress else { return }
    withUnsafePointer(to: element) { Fill(element: $0, target: target, count: count).move(elements: Element.self) }
  }
}
