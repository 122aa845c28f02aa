// Tests of reductions over any axes of any view, against the textbook form.

import Foundation
import Testing

@testable import MiniTensor

@Test func sumsRunAlongTheirAxes() {
  let x = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
  #expect(x.sum().item == 21)
  #expect(x.sum().shape == [])
  #expect(x.sum(along: 0).elements == [5, 7, 9])
  #expect(x.sum(along: 1).elements == [6, 15])
  #expect(x.transposed().sum(along: 0).elements == [6, 15])
  #expect(x.transposed().sum(along: 1, keepingAxes: true).shape == [3, 1])
  #expect(x.mean(along: 0, 1).item == 3.5)
  #expect(x.sum(alongAxes: []).elements == x.elements)
  #expect(x.summed(to: [3]).elements == [5, 7, 9])
  #expect(x.summed(to: [2, 1]).elements == [6, 15])
  #expect(Tensor<Float>.zeros([0, 3]).sum(along: 0).elements == [0, 0, 0])
  #expect(Tensor<Float>.zeros([0, 3]).mean(along: 0).elements.allSatisfy { $0.isNaN })
}

@Test(arguments: [[2, 3, 4], [5, 1, 70], [3, 129, 2], [70, 70, 3]]) func sumsOfAllSetsOfAxesAgree(shape: [Int]) {
  let count = shape.reduce(1, *)
  let x = Tensor((0..<count).map { Double(($0 * 37) % 101) }, shape: shape)
  for mask in 0..<8 {
    let axes = (0..<3).filter { mask >> $0 & 1 == 1 }
    var expected: [[Int]: Double] = [:]
    for (index, value) in x.elements.enumerated() {
      var position = [index / (shape[1] * shape[2]), index / shape[2] % shape[1], index % shape[2]]
      for axis in axes { position[axis] = 0 }
      expected[position, default: 0] += value
    }
    let sums = expected.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    #expect(x.sum(alongAxes: axes).elements == sums, "axes \(axes) of \(shape)")
    let turned = x.permuted([2, 0, 1])  // axis a of x is axis a + 1 of it
    #expect(turned.sum(alongAxes: axes.map { ($0 + 1) % 3 }, keepingAxes: true).permuted([1, 2, 0]).elements == sums)
  }
}
