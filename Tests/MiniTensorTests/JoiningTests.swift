// Tests of concatenation, splits, padding, cropping and windows.

import Testing

@testable import MiniTensor

@Test func joinedPiecesStandOneAfterAnother() {
  let x = Tensor<Float>([[1, 2], [3, 4]])
  #expect(concatenate([x, x.flipped(along: 0)]) == Tensor([[1, 2], [3, 4], [3, 4], [1, 2]]))
  #expect(concatenate([x, x.transposed()], along: -1) == Tensor([[1, 2, 1, 3], [3, 4, 2, 4]]))
  #expect(x.padded([(1, 0)], with: 9) == Tensor([[9, 1, 2], [9, 3, 4]]))
  #expect(x.padded([(-1, 1), (0, -1)]) == Tensor([[3], [0]]))
  #expect(x.cropped([(1, 0), (0, 1)]) == Tensor([[3]]))
  #expect(Tensor([true]).padded([(1, 1)]) == Tensor([false, true, false]))
  #expect(Tensor<UInt8>([1, 2, 3, 4]).windows(of: 2) == Tensor([[1, 2], [2, 3], [3, 4]]))
  #expect(Tensor<UInt8>([1, 2, 3, 4, 5]).windows(of: 2, step: 3) == Tensor([[1, 2], [4, 5]]))
  #expect(Tensor<Float>(3).padded([]) == Tensor(3))
}

@Test(arguments: 0..<60) func joiningAgreesWithTheTextbook(seed: UInt64) {
  check(Float.self)
  check(Double.self)

  func check<Element: Scalar>(_ type: Element.Type) {
    var draw = RandomViews(seed: seed)
    let shape = draw.shape(rank: draw.int(1...4))
    let axis = draw.int(0...(shape.count - 1))
    let pieces = (0..<draw.int(1...4)).map { _ in
      var piece = shape
      piece[axis] = draw.int(0...4)
      return draw.tensor(piece, of: Element.self)
    }
    let whole = concatenate(pieces, along: axis)
    #expect(whole == Reference.concatenate(pieces, along: axis), "seed \(seed)")
    #expect(whole.split(into: pieces.map { $0.shape[axis] }, along: axis) == pieces, "seed \(seed)")

    let widths = shape.map { size -> (before: Int, after: Int) in
      let before = draw.int(-size...3)
      return (before, draw.int(-(size + min(0, before))...3))
    }
    let x = draw.tensor(shape, of: Element.self)
    #expect(x.padded(widths, with: 7) == Reference.padded(x, widths, with: 7), "seed \(seed), widths \(widths)")
    let last = Array(widths.dropFirst())
    #expect(x.padded(last, with: 7) == Reference.padded(x, [(0, 0)] + last, with: 7), "seed \(seed), widths \(last)")

    if shape[axis] > 0 {
      let (size, step) = (draw.int(1...shape[axis]), draw.int(1...3))
      #expect(
        x.windows(of: size, step: step, along: axis) == Reference.windows(x, of: size, step: step, along: axis),
        "seed \(seed), size \(size), step \(step)")
    }
  }
}

@Test func writingToWindowsLeavesTheirNeighboursAlone() {
  var windows = Tensor<Float>([1, 2, 3]).windows(of: 2)
  windows.withMutableElements { $0[1] = 9 }
  #expect(windows == Tensor([[1, 9], [2, 3]]))
}

@Test func largeTensorsJoinTheSameAtAnyThreadCount() {
  let x = Tensor((0..<90_000).map { Float($0) }, shape: [300, 300])
  #expect(isTheSameAtAnyThreadCount { concatenate([x, x.transposed(), x.flipped(along: 1)], along: 1) })
  #expect(concatenate([x, x.transposed()], along: 1)[7].elements == x[7].elements + x.transposed()[7].elements)
}
