// Copying between strided layouts.

/// Copies the elements of one strided layout to another of the same shape.
@inline(__always)
func copyElements<Element: TensorElement>(
  from source: UnsafePointer<Element>, strides sourceStrides: [Int],
  to target: UnsafeMutablePointer<Element>, strides targetStrides: [Int], shape: [Int]
) {
  let walk = StridedWalk(shape: shape, strides: [sourceStrides, targetStrides])
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
