// Tests of how tensors print: NumPy 2.4's own output for the same arrays, but for `…` where it writes three points.

import Testing

@testable import MiniTensor

private func counting(_ count: Int, _ shape: [Int]) -> Tensor<Double> {
  Tensor((0..<count).map { Double($0) }, shape: shape)
}

@Test func tensorsPrintAsNumPysArrays() {
  #expect(Tensor<Float>([1, 2.5, -3.25]).description == "[ 1.    2.5  -3.25]")
  #expect(Tensor<Float>([[1, 2], [3, 4]]).description == "[[1. 2.]\n [3. 4.]]")
  #expect(Tensor<Float>([0.1, 1 / 3, 2 / 3]).description == "[0.1        0.33333334 0.6666667 ]")
  #expect(Tensor<Double>([1 / 3, 100.5]).description == "[  0.33333333 100.5       ]")
  #expect(Tensor<Double>([1e-5, 1]).description == "[1.e-05 1.e+00]")
  #expect(Tensor<Double>([1e10, -2.5]).description == "[ 1.0e+10 -2.5e+00]")
  #expect(Tensor<Float>([1.5e6, 2e6]).description == "[1.5e+06 2.0e+06]")
  #expect(Tensor<Double>([.nan, 1, -.infinity]).description == "[ nan   1. -inf]")
  #expect(Tensor<Double>(3.5).description == "3.5")
  #expect(Tensor<Double>.zeros([0, 3]).description == "[]")
  #expect(Tensor<Double>.zeros([2, 2]).description == "[[0. 0.]\n [0. 0.]]")
  #expect(Tensor<Int32>([[1, -20], [300, 4]]).description == "[[  1 -20]\n [300   4]]")
  #expect(
    counting(8, [2, 2, 2]).description == """
      [[[0. 1.]
        [2. 3.]]

       [[4. 5.]
        [6. 7.]]]
      """)
  #expect(
    counting(1200, [30, 40]).description == """
      [[0.000e+00 1.000e+00 2.000e+00 … 3.700e+01 3.800e+01 3.900e+01]
       [4.000e+01 4.100e+01 4.200e+01 … 7.700e+01 7.800e+01 7.900e+01]
       [8.000e+01 8.100e+01 8.200e+01 … 1.170e+02 1.180e+02 1.190e+02]
       …
       [1.080e+03 1.081e+03 1.082e+03 … 1.117e+03 1.118e+03 1.119e+03]
       [1.120e+03 1.121e+03 1.122e+03 … 1.157e+03 1.158e+03 1.159e+03]
       [1.160e+03 1.161e+03 1.162e+03 … 1.197e+03 1.198e+03 1.199e+03]]
      """)
  #expect(Tensor((0..<2000).map { Int32($0) }).description == "[   0    1    2 … 1997 1998 1999]")
  #expect(
    Tensor((0..<30).map { Double($0) / 7 }).description == """
      [0.         0.14285714 0.28571429 0.42857143 0.57142857 0.71428571
       0.85714286 1.         1.14285714 1.28571429 1.42857143 1.57142857
       1.71428571 1.85714286 2.         2.14285714 2.28571429 2.42857143
       2.57142857 2.71428571 2.85714286 3.         3.14285714 3.28571429
       3.42857143 3.57142857 3.71428571 3.85714286 4.         4.14285714]
      """)
  #expect(Tensor<Double>([1e-300, 1.5]).description == "[1.0e-300 1.5e+000]")
  #expect(Tensor<Double>([-0.0, 0]).description == "[-0.  0.]")
  #expect(Tensor<Double>([123456.789, 999.5]).description == "[123456.789    999.5  ]")
  #expect(Tensor<Double>([.nan, .infinity]).description == "[nan inf]")
}

@Test func othersPrintInSwiftsWords() {
  #expect(Tensor([true, false]).description == "[ true false]")
  #expect(Tensor<UInt8>(7).description == "7")
  #expect(
    Tensor<Float>([[1, 2], [3, 4]]).debugDescription
      == "Tensor<Float>(shape: [2, 2], [[1. 2.]\n" + String(repeating: " ", count: 30) + "[3. 4.]])")
}
