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

@Test func extremesLetNaNThroughAndNameTheFirst() {
  let x = Tensor<Float>([[1, 7, 7], [-4, .nan, 2]])
  #expect(x[0].max().item == 7)
  #expect(x[0].min().item == 1)
  #expect(x.max().item.isNaN && x.min().item.isNaN)
  #expect(x.max(along: 1)[0].item == 7)
  #expect(x.max(along: 0).elements[0] == 1 && x.max(along: 0).elements[1].isNaN && x.max(along: 0).elements[2] == 7)
  #expect(x.argmax(along: 1).elements == [1, 1])
  #expect(x.argmin(along: 1).elements == [0, 1])
  #expect(x.argmax(along: 0).elements == [0, 1, 0])
  #expect(x.argmin(along: 0, keepingAxes: true).shape == [1, 3])
  #expect(Tensor<Float>(repeating: -.infinity, shape: [40]).max().item == -.infinity)
  #expect(Tensor<Float>(repeating: -.infinity, shape: [40]).argmax(along: 0).item == 0)
}

@Test func varianceIsRightFarFromZero() {
  let count = 100_000
  let deviations = (0..<count).map { Double($0 % 1000) / 1000 - 0.4995 }
  let truth = deviations.reduce(0) { $0 + $1 * $1 } / Double(count)
  let x = Tensor(deviations.map { Float(1000 + $0 * 0.3464) })
  #expect(abs(Double(x.variance().item) / (truth * 0.3464 * 0.3464) - 1) < 2e-4)
  let few = Tensor<Double>([[1, 2, 6], [0, 0, 0]])
  #expect(few.variance(along: 1, correction: 1).elements == [7, 0])
  #expect(few.variance(along: -1, correction: 0).elements.map { ($0 * 3).rounded() } == [14, 0])
  #expect(few[0..<1].variance(along: 0, correction: 1).elements.allSatisfy { $0.isNaN })
}

@Test func sumsOfExponentialsDoNotOverflow() {
  let x = Tensor<Double>([[1000, 1000], [-1000, -1001]])
  let expected = [1000 + Foundation.log(2.0), -1000 + Foundation.log1p(Foundation.exp(-1.0))]
  #expect(zip(x.logSumExp(along: 1).elements, expected).allSatisfy { abs($0 - $1) < 1e-12 })
  #expect(x.softmax()[0].elements == [0.5, 0.5])
  #expect(abs(x.logSoftmax()[1, 1].item + 1 + Foundation.log1p(Foundation.exp(-1.0))) < 1e-12)
  #expect(zip(x.softmax(along: 0).elements, [1, 1, 0, 0]).allSatisfy { $0 == $1 })
  #expect(Tensor<Float>(repeating: -.infinity, shape: [3]).logSumExp().item == -.infinity)
  #expect(Tensor<Float>([0, .infinity]).logSumExp().item == .infinity)
  #expect(Tensor<Float>([0, .nan]).logSumExp().item.isNaN)
  #expect(Tensor<Float>.zeros([2, 0]).logSumExp(along: 1).elements == [-.infinity, -.infinity])
}

@Test func longSumsStayAccurate() {
  let count = 1 << 24
  #expect(Tensor<Float>.ones([count]).sum().item == Float(count))
  let tenths = Tensor<Float>(repeating: 0.1, shape: [count])
  let truth = Double(Float(0.1)) * Double(count)
  #expect(abs(Double(tenths.sum().item) / truth - 1) < 1e-6)
  let columns = tenths.reshaped(to: [count / 4, 4]).sum(along: 0)
  #expect(columns.elements.allSatisfy { abs(Double($0) * 4 / truth - 1) < 1e-6 })
}
