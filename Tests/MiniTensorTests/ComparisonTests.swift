// Tests of comparisons, masks, selection and conversion.

import Testing

@testable import MiniTensor

@Test func comparisonsStretchAndKnowNaN() {
  let x = Tensor<Float>([[1, 2, .nan], [4, 2, -0.0]])
  let row = Tensor<Float>([1, 3, 0])
  #expect((x .< row).elements == [false, true, false, false, true, false])
  #expect((x .<= row).elements == [true, true, false, false, true, true])
  #expect((x .> row).elements == [false, false, false, true, false, false])
  #expect((x .>= row).elements == [true, false, false, true, false, true])
  #expect((x .== row).elements == [true, false, false, false, false, true])
  #expect((x .!= row).elements == [false, true, true, true, true, false])
  #expect((x .> 1).elements == [false, true, false, true, true, false])
  #expect((x.transposed() .== 2).elements == [false, false, true, true, false, false])
  #expect(
    (Tensor<Int32>([1, 2, 3]) .== Tensor<Int32>([[2], [3]])).elements == [false, true, false, false, false, true])
}

@Test func masksCombineAndCount() {
  let a = Tensor([true, true, false, false])
  let b = Tensor([true, false, true, false])
  #expect((a .& b).elements == [true, false, false, false])
  #expect((a .| b).elements == [true, true, true, false])
  #expect((.!a).elements == [false, false, true, true])
  #expect(a.any() && !a.all() && !Tensor<Bool>([Bool]()).any() && Tensor<Bool>([Bool]()).all())
  #expect((a .| b).count(of: true) == 3)
  let grid = a.reshaped(to: [2, 2])
  #expect(grid.any(along: 1).elements == [true, false])
  #expect(grid.all(along: 0, keepingAxes: true).shape == [1, 2])
  #expect(grid.any(along: 0).elements == [true, true])
}

@Test func selectionStretchesAllThree() {
  let mask = Tensor([[true, false], [false, true]])
  let a = Tensor<Double>([1, 2])
  let b = Tensor<Double>([[10], [20]])
  #expect(select(mask, a, b).elements == [1, 10, 20, 2])
  #expect(select(mask, a, Tensor(0)).elements == [1, 0, 0, 2])
  #expect(select(mask.transposed(), b, a).elements == [10, 2, 1, 20])
}

@Test func conversionsKeepWhatTheTypeCanHold() {
  let x = Tensor<Float>([-1.7, 1.7, 300, .infinity, -.infinity, .nan])
  #expect(Tensor<UInt8>(x).elements == [0, 1, 255, 255, 0, 0])
  #expect(Tensor<Int32>(x).elements == [-1, 1, 300, .max, .min, 0])
  #expect(Tensor<Int32>(Tensor<Double>([2_147_483_646.9, -3e9])).elements == [2_147_483_646, .min])
  #expect(Tensor<UInt8>(Tensor<Int32>([-5, 7, 256])).elements == [0, 7, 255])
  #expect(Tensor<Float>(Tensor<UInt8>([0, 128, 255])).elements == [0, 128, 255])
  #expect(Tensor<Double>(Tensor<Int32>([.min, 3])).elements == [-2_147_483_648, 3])
  #expect(Tensor<Float>(Tensor([true, false])).elements == [1, 0])
  #expect(Tensor<Float>(Tensor<Double>([0.1])).elements == [0.1])
}

/// What the vectors of a processor level make of special numbers: selection is a matter of bits there.
@Test func selectionsKnowNaNAndTheSignOfZero() {
  func check<E: Scalar>(_: E.Type) {
    let values: [E] = [0, -0.0, 1, -1, .infinity, -.infinity, .nan, -.nan, .leastNonzeroMagnitude]
    for x in values {
      for y in values {
        let (a, b) = (E.vector(x), E.vector(y))
        let pairs: [(E.Vector, E)] = [
          (E.minimum(a, b), x < y ? x : y), (E.maximum(a, b), x > y ? x : y),
          (E.select(a, isAbove: b, then: a, else: b), x > y ? x : y),
          (E.select(a, equals: b, then: E.vector(3), else: b), x == y ? 3 : y), (E.magnitude(a), x.magnitude),
        ]
        for (result, expected) in pairs {
          for lane in 0..<E.lanes {
            let number = result[lane]
            let isEqual = number == expected || number.isNaN && expected.isNaN
            #expect(isEqual && number.sign == expected.sign, "\(x), \(y): \(number), not \(expected)")
          }
        }
      }
    }
  }
  check(Float.self)
  check(Double.self)
}
