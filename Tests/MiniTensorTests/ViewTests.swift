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
