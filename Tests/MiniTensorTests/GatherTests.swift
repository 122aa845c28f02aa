// Tests of choosing elements by number and putting them back.

import Testing

@testable import MiniTensor

@Test func slicesAndPicksAreTheOnesNamed() {
  let x = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
  #expect(x.gathered(Tensor([1, 0, 1])) == Tensor([[4, 5, 6], [1, 2, 3], [4, 5, 6]]))
  #expect(x.gathered(Tensor([2, 2]), along: 1) == Tensor([[3, 3], [6, 6]]))
  #expect(x.gathered(Tensor(1)) == Tensor([4, 5, 6]))
  #expect(x.gathered(Tensor([[0, 1]]), along: -1).shape == [2, 1, 2])
  #expect(x.gathered(Tensor<Int32>([], shape: [0])).shape == [0, 3])
  #expect(x.picked(Tensor([2, 0])) == Tensor([3, 4]))
  #expect(x.picked(Tensor([1, 0, 1]), along: 0) == Tensor([4, 2, 6]))
  #expect(x.picked(Tensor([[2, 1], [0, 0]])) == Tensor([[3, 2], [4, 4]]))
  #expect(Tensor<UInt8>([7, 8, 9]).gathered(Tensor([2, 0])) == Tensor([9, 7]))
  #expect(Tensor([true, false]).gathered(Tensor([1, 1, 0])) == Tensor([false, false, true]))
}

@Test func whatIsScatteredAddsUp() {
  let g = Tensor<Double>([[1, 2], [3, 4], [5, 6]])
  #expect(g.scatterAdded(at: Tensor([1, 1, 3]), size: 4) == Tensor([[0, 0], [4, 6], [0, 0], [5, 6]]))
  #expect(g.scatterAdded(at: Tensor([0, 0]), along: 1, size: 1) == Tensor([[3], [7], [11]]))
  #expect(Tensor<Double>([5, 6]).unpicked(at: Tensor([2, 0]), size: 3) == Tensor([[0, 0, 5], [6, 0, 0]]))
  #expect(Tensor<Double>.oneHot(Tensor([1, 0]), classes: 3) == Tensor([[0, 1, 0], [1, 0, 0]]))
  #expect(Tensor<Double>.oneHot(Tensor(2), classes: 3) == Tensor([0, 0, 1]))
  #expect(Tensor<Double>.oneHot(Tensor<Int32>([], shape: [0]), classes: 0).shape == [0, 0])
}

@Test(arguments: 0..<60) func gatherAgreesWithTheTextbook(seed: UInt64) {
  check(Float.self)
  check(Double.self)

  func check<Element: Scalar>(_ type: Element.Type) {
    var draw = RandomViews(seed: seed)
    let x = draw.tensor(draw.shape(rank: draw.int(1...4)), of: Element.self)
    let axis = draw.int(0...(x.rank - 1))
    let size = x.shape[axis]
    let indices = draw.indices(size == 0 ? [0] : draw.shape(rank: draw.int(0...2)), below: size)
    let slices = x.gathered(indices, along: axis)
    #expect(slices == Reference.gathered(x, indices, along: axis), "seed \(seed)")
    let g = draw.tensor(slices.shape, of: Element.self)
    let sums = g.scatterAdded(at: indices, along: axis, size: size)
    #expect(sums == Reference.scatterAdded(g, at: indices, along: axis, size: size), "seed \(seed)")

    var shape = x.shape
    shape[axis] = size == 0 ? 0 : draw.int(1...6)
    let numbers = draw.indices(shape, below: size)
    #expect(x.picked(numbers, along: axis) == Reference.picked(x, numbers, along: axis), "seed \(seed)")
    let h = draw.tensor(shape, of: Element.self)
    let back = h.unpicked(at: numbers, along: axis, size: size, keepingAxis: true)
    #expect(back == Reference.unpicked(h, at: numbers, along: axis, size: size), "seed \(seed)")
    if size > 0 {
      let one = numbers.narrowed(axis, to: 0..<1)
      #expect(x.picked(one.squeezed(at: axis), along: axis).elements == x.picked(one, along: axis).elements)
    }
  }
}

@Test func gatherOfManySlicesIsTheSameAtAnyThreadCount() {
  var draw = RandomViews(seed: 5)
  let x = Tensor((0..<(300 * 400)).map { Float($0).squareRoot() }, shape: [300, 400])
  let rows = draw.indices([1000], below: 300)
  let (many, row) = (x.gathered(rows), Int(rows.elements[700]))
  #expect(many[700] == x[row])
  #expect(isTheSameAtAnyThreadCount { x.gathered(rows) })
  #expect(isTheSameAtAnyThreadCount { x.gathered(rows, along: 1) })
  #expect(isTheSameAtAnyThreadCount { many.scatterAdded(at: rows, size: 300) })
  #expect(isTheSameAtAnyThreadCount { many.transposed().scatterAdded(at: rows, along: 1, size: 300) })
  let picks = draw.indices([300, 400], below: 400)
  #expect(isTheSameAtAnyThreadCount { x.picked(picks) })
  #expect(isTheSameAtAnyThreadCount { x.unpicked(at: picks, along: 0, size: 400, keepingAxis: true) })
  #expect(isTheSameAtAnyThreadCount { x.unpicked(at: picks, size: 400, keepingAxis: true) })
}
