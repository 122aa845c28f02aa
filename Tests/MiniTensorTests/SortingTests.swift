// Tests of order along the last axis.

import Testing

@testable import MiniTensor

@Test func equalsKeepTheirOrderAndNaNComesLast() {
  let x = Tensor<Float>([3, .nan, 1, 3, -0.0, 0, .infinity, -.infinity])
  #expect(x.argsorted().elements == [7, 4, 5, 2, 0, 3, 6, 1])
  #expect(x.argsorted(falling: true).elements == [6, 0, 3, 2, 4, 5, 7, 1])
  #expect(x.smallest(8).indices == x.argsorted())
  #expect(x.largest(8).indices == x.argsorted(falling: true))
  #expect(x.kthSmallest(4).item == 1)
  #expect(x.smallest(0).values.shape == [0])
  #expect(Tensor<Float>.zeros([0, 3]).argsorted().shape == [0, 3])
  #expect(Tensor<Float>.zeros([2, 0]).sorted().shape == [2, 0])
}

@Test(arguments: 0..<60) func orderAgreesWithItsDefinition(seed: UInt64) {
  check(Float.self)
  check(Double.self)

  func check<E: Scalar>(_ type: E.Type) {
    var draw = RandomViews(seed: seed)
    let x = draw.tensor([draw.int(1...3), draw.int(1...40)], of: E.self)
    let size = x.shape[1]
    let k = draw.int(1...size)
    for row in 0..<x.shape[0] {
      let numbers = x[row].elements
      let rising = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
      let falling = numbers.indices.sorted { (-numbers[$0], $0) < (-numbers[$1], $1) }
      #expect(x.argsorted()[row].elements.map { Int($0) } == rising, "seed \(seed)")
      #expect(x.sorted(falling: true)[row].elements == falling.map { numbers[$0] }, "seed \(seed)")
      #expect(x.smallest(k).indices[row].elements.map { Int($0) } == Array(rising.prefix(k)), "seed \(seed), k \(k)")
      #expect(x.largest(k).indices[row].elements.map { Int($0) } == Array(falling.prefix(k)), "seed \(seed), k \(k)")
      #expect(x.largest(k).values[row].elements == falling.prefix(k).map { numbers[$0] }, "seed \(seed), k \(k)")
      #expect(x.kthSmallest(k)[row].item == numbers[rising[k - 1]], "seed \(seed), k \(k)")
    }
  }
}

@Test func orderIsTheSameAtAnyThreadCount() {
  var draw = RandomViews(seed: 9)
  let x = Tensor<Float>((0..<60_000).map { _ in Float(draw.int(0...500)) }, shape: [60, 1000])
  #expect(isTheSameAtAnyThreadCount { x.argsorted() })
  #expect(isTheSameAtAnyThreadCount { x.smallest(17).indices })
}
