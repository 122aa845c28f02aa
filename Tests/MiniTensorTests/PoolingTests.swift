// Tests of pooling and its gradients.

import Testing

@testable import MiniTensor

@Test func windowsGiveTheirGreatestAndTheirMean() {
  let x = Tensor<Float>([1, 5, 2, 0, 3, 4, 8, 8, 9, 7, 6, 5], shape: [1, 1, 3, 4])
  #expect(maxPool2d(x, size: 2) == Tensor([5, 8], shape: [1, 1, 1, 2]))
  #expect(maxPool2dWithIndices(x, size: 2).indices == Tensor([1, 6], shape: [1, 1, 1, 2]))
  #expect(averagePool2d(x, size: 2) == Tensor([3.25, 4.5], shape: [1, 1, 1, 2]))
  // Padding counts in the mean: PyTorch's count_include_pad = True.
  #expect(averagePool2d(x, size: 2, padding: 1) == Tensor([0.25, 1.75, 0, 3, 6.25, 3.25], shape: [1, 1, 2, 3]))
  #expect(maxPool2d(x, size: 3, stride: 1).elements == [9, 8])
  #expect(maxPool2d(Tensor<Float>.zeros([0, 3, 4, 4]), size: 2).shape == [0, 3, 2, 2])
}

@Test func theFirstOfEqualsGetsTheGradient() {
  let x = Tensor<Double>(repeating: 2, shape: [1, 1, 4, 4])
  let indices = maxPool2dWithIndices(x, size: 2).indices
  #expect(indices.elements == [0, 2, 8, 10])
  let g = Tensor<Double>([1, 2, 3, 4], shape: [1, 1, 2, 2])
  let gradient = maxPool2dGradient(g, at: indices, imageSize: (4, 4))
  #expect(gradient.elements == [1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 4, 0, 0, 0, 0, 0])
}

@Test func paddingNeverWinsAndNaNAlwaysDoes() {
  let low = Tensor<Float>(repeating: -.infinity, shape: [1, 1, 3, 3])
  let (values, indices) = maxPool2dWithIndices(low, size: 3, stride: 2, padding: 1)
  #expect(values.elements == [Float](repeating: -.infinity, count: 4))
  #expect(indices.elements == [0, 1, 3, 4])
  var x = Tensor<Float>.zeros([1, 1, 4, 4])
  x.withMutableElements { $0[5] = .nan }
  let pooled = maxPool2dWithIndices(x, size: 2)
  #expect(pooled.values.elements.map(\.isNaN) == [true, false, false, false])
  #expect(pooled.indices.elements == [5, 2, 8, 10])
}

@Test(arguments: 0..<80) func poolingAgreesWithTheTextbook(seed: UInt64) {
  check(Float.self, tolerance: 1e-4)
  check(Double.self, tolerance: 1e-12)

  func check<Element: Scalar>(_ type: Element.Type, tolerance: Element) {
    var draw = RandomViews(seed: seed)
    let size = draw.int(1...4)
    let (stride, padding) = (draw.int(1...4), draw.int(0...(size / 2)))
    let least = max(1, size - 2 * padding)
    let height = draw.int(least...(least + 9))
    let width = draw.bool() ? draw.int(least...(least + 9)) : draw.int(30...70)
    let x = draw.tensor([draw.int(0...2), draw.int(1...3), height, width], of: Element.self)
    let what = "seed \(seed): \(x.shape), size \(size), stride \(stride), padding \(padding)"

    let expected = Reference.maxPool2d(x, size: size, stride: stride, padding: padding)
    let (values, indices) = maxPool2dWithIndices(x, size: size, stride: stride, padding: padding)
    #expect(values == expected.values, "\(what)")
    #expect(indices == expected.indices, "\(what)")
    #expect(maxPool2d(x, size: size, stride: stride, padding: padding) == expected.values, "\(what)")
    let means = averagePool2d(x, size: size, stride: stride, padding: padding)
    let expectedMeans = Reference.averagePool2d(x, size: size, stride: stride, padding: padding)
    #expect(isClose(means, expectedMeans, tolerance), "\(what)")

    let g = draw.tensor(values.shape, of: Element.self)
    let gradient = maxPool2dGradient(g, at: indices, imageSize: (height, width))
    let planes = [x.shape[0] * x.shape[1], values.shape[2] * values.shape[3]]
    let flat = Reference.unpicked(
      g.reshaped(to: planes), at: indices.reshaped(to: planes), along: 1, size: height * width)
    #expect(gradient == flat.reshaped(to: x.shape), "\(what)")
    let spread = averagePool2dGradient(g, imageSize: (height, width), size: size, stride: stride, padding: padding)
    let expectedSpread = Reference.averagePool2dGradient(
      g, imageSize: (height, width), size: size, stride: stride, padding: padding)
    #expect(isClose(spread, expectedSpread, tolerance), "\(what)")
  }
}

@Test func poolingIsTheSameAtAnyThreadCount() {
  var draw = RandomViews(seed: 3)
  let x = Tensor<Float>((0..<245_760).map { _ in Float(draw.int(0...1000)) / 7 }, shape: [6, 10, 64, 64])
  let (values, indices) = maxPool2dWithIndices(x, size: 3, stride: 2, padding: 1)
  #expect(isTheSameAtAnyThreadCount { maxPool2dWithIndices(x, size: 3, stride: 2, padding: 1).indices })
  #expect(isTheSameAtAnyThreadCount { averagePool2d(x, size: 2) })
  #expect(isTheSameAtAnyThreadCount { maxPool2dGradient(values, at: indices, imageSize: (64, 64)) })
  #expect(
    isTheSameAtAnyThreadCount { averagePool2dGradient(values, imageSize: (64, 64), size: 3, stride: 2, padding: 1) })
}
