// Tests of elementwise operations: broadcasting over views, in place, against the textbook form.

import Foundation
import Testing

@testable import MiniTensor

@Test func operandsStretchByNumPysRule() {
  let x = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
  let row = Tensor<Float>([10, 20, 30])
  let column = Tensor<Float>([[100], [200]])
  #expect((x + row).elements == [11, 22, 33, 14, 25, 36])
  #expect((row - x).elements == [9, 18, 27, 6, 15, 24])
  #expect((x + column).elements == [101, 102, 103, 204, 205, 206])
  #expect((column + row).elements == [110, 120, 130, 210, 220, 230])
  #expect((x * x.transposed().transposed()).elements == [1, 4, 9, 16, 25, 36])
  #expect((x.transposed() + Tensor<Float>([1, 2])).elements == [2, 6, 3, 7, 4, 8])
  #expect((x * 2 - 1).elements == [1, 3, 5, 7, 9, 11])
  #expect((12 / x).elements == [12, 6, 4, 3, 2.4, 2])
}

@Test func inPlaceArithmeticLeavesCopiesAlone() {
  var x = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
  let copy = x
  x += Tensor<Float>([1, 1, 1])
  x *= 2
  x -= x
  #expect(x.elements == [0, 0, 0, 0, 0, 0])
  #expect(copy.elements == [1, 2, 3, 4, 5, 6])
}
