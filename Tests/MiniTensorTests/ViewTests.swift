// Tests of views, slices and copy-on-write.

import Testing

@testable import MiniTensor

@Test func slicesSeeTheRightElements() {
  let x = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
  #expect(x[0..., 1..<3].elements == [2, 3, 5, 6])
  #expect(x[1].elements == [4, 5, 6])
  #expect(x.transposed().elements == [1, 4, 2, 5, 3, 6])
  #expect(x.flipped(along: 1).elements == [3, 2, 1, 6, 5, 4])
  #expect(x[0..., stride(from: 2, through: 0, by: -2)].elements == [3, 1, 6, 4])
  #expect(x.reshaped(to: [3, -1]).transposed().elements == [1, 3, 5, 2, 4, 6])
  #expect(Tensor<Float>([1, 2]).expanded(at: 1).broadcast(to: [2, 3]).elements == [1, 1, 1, 2, 2, 2])
}

@Test func writingLeavesOtherTensorsAlone() {
  let x = Tensor<Float>([1, 2, 3])
  var y = x
  y.withMutableElements { $0[0] = 9 }
  #expect(x.elements == [1, 2, 3])
  #expect(y.elements == [9, 2, 3])
}

/// The known answers of the reference implementation of Philox 4x32-10 (Random123's kat_vectors).
@Test func philoxAgreesWithItsAuthors() {
  #expect(
    Random.philox(counter: SIMD4(0, 0, 0, 0), key: SIMD2(0, 0))
      == SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8))
  let ones = UInt32.max
  #expect(
    Random.philox(counter: SIMD4(repeating: ones), key: SIMD2(repeating: ones))
      == SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd))
}

/// An element of two bytes.
private struct Short: TensorElement {
  var number: Int16
  static var blank: Short { Short(number: 0) }
}

/// An element of sixteen bytes.
private struct Pair: TensorElement {
  var x, y: Double
  static var blank: Pair { Pair(x: 0, y: 0) }
}

@Test func elementsOfAnySizeAreMoved() {
  func check<E: TensorElement>(_ element: (Int) -> E) {
    let x = Tensor((0..<6).map(element), shape: [2, 3])
    #expect(x.transposed().contiguous().elements == [0, 3, 1, 4, 2, 5].map(element))
    #expect(x.gathered(Tensor<Int32>([1, 1, 0]), along: 1).elements == [1, 1, 0, 4, 4, 3].map(element))
    #expect(x.picked(Tensor<Int32>([2, 0])).elements == [2, 3].map(element))
    #expect(concatenate([x, x.flipped(along: 1)]).elements == [0, 1, 2, 3, 4, 5, 2, 1, 0, 5, 4, 3].map(element))
    #expect(x.padded([(1, 0)], with: element(9)).elements == [9, 0, 1, 2, 9, 3, 4, 5].map(element))
    #expect(Tensor(repeating: element(7), shape: [2]).elements == [7, 7].map(element))
  }
  check { UInt8($0) }
  check { Short(number: Int16($0)) }
  check { Int32($0) }
  check { Float($0) }
  check { Double($0) }
  check { Pair(x: Double($0), y: -Double($0)) }
}
