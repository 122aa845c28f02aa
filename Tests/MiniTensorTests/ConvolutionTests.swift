// Tests of the convolution and its gradients against their plain forms: shapes, strides, threads, NaN, messages.

import Testing

@testable import MiniTensor

/// One convolution's sizes.
private struct Sizes: CustomStringConvertible {
  var images, channels, height, width, outputs, kernelHeight, kernelWidth, stride, padding: Int

  var image: [Int] { [images, channels, height, width] }
  var kernel: [Int] { [outputs, channels, kernelHeight, kernelWidth] }
  var description: String { "\(image) with \(kernel), stride \(stride), padding \(padding)" }

  /// Small sizes, at times 0 where that means something.
  static func random(_ draw: inout Draw) -> Sizes {
    while true {
      let sizes = Sizes(
        images: draw.integer(0...3), channels: draw.integer(0...9), height: draw.integer(0...12),
        width: draw.integer(0...20), outputs: draw.integer(0...10), kernelHeight: draw.integer(1...5),
        kernelWidth: draw.integer(1...5), stride: draw.integer(1...4), padding: draw.integer(0...5))
      if convolutionProblem(
        image: sizes.image, kernel: sizes.kernel, stride: sizes.stride, padding: sizes.padding) == nil
      {
        return sizes
      }
    }
  }
}

/// Compares the three products of one convolution with their plain forms.
private func check<E: Scalar>(_ sizes: Sizes, seed: UInt64, _: E.Type) {
  var draw = Draw(seed)
  let (stride, padding) = (sizes.stride, sizes.padding)
  let x: Tensor<E> = draw.view(sizes.image)
  let w: Tensor<E> = draw.view(sizes.kernel)
  let y = conv2d(x, w, stride: stride, padding: padding)
  let g: Tensor<E> = draw.view(y.shape)
  let gx = conv2dInputGradient(g, w, inputShape: x.shape, stride: stride, padding: padding)
  let gw = conv2dWeightGradient(g, x, kernelShape: w.shape, stride: stride, padding: padding)

  func plain(_ x: Tensor<E>, _ w: Tensor<E>, _ g: Tensor<E>) -> [Tensor<E>] {
    [
      Reference.conv2d(x, w, stride: stride, padding: padding),
      Reference.conv2dInputGradient(g, w, inputShape: x.shape, stride: stride, padding: padding),
      Reference.conv2dWeightGradient(g, x, kernelShape: w.shape, stride: stride, padding: padding),
    ]
  }
  let expected = plain(x, w, g)
  let magnitudes = plain(x.magnitudes, w.magnitudes, g.magnitudes)
  let taps = sizes.kernelHeight * sizes.kernelWidth
  let depths = [sizes.channels * taps, sizes.outputs * taps, sizes.images * y.shape[2] * y.shape[3]]
  for (index, product) in [y, gx, gw].enumerated() {
    let label = "product \(index), seed \(seed), \(E.self): \(sizes)"
    #expect(product.shape == expected[index].shape, "\(label)")
    let allowed = tolerance(depth: depths[index], magnitudes: magnitudes[index])
    #expect(largestDifference(product, expected[index]) <= allowed, "\(label)")
  }
}

@Test func convolutionsAgreeWithTheirReference() {
  for seed in 0..<150 {
    var draw = Draw(UInt64(seed) &* 77)
    let sizes = Sizes.random(&draw)
    check(sizes, seed: UInt64(seed), Float.self)
    check(sizes, seed: UInt64(seed), Double.self)
  }
}

/// Layers of real networks, small in the batch: several blocks of depth, rows and positions.
@Test(arguments: [
  [2, 3, 32, 32, 16, 3, 3, 1, 1], [2, 40, 16, 16, 33, 3, 3, 1, 1], [3, 48, 8, 8, 24, 3, 3, 1, 1],
  [2, 16, 17, 17, 20, 3, 3, 2, 1], [2, 64, 8, 8, 40, 1, 1, 1, 0], [2, 8, 32, 32, 16, 1, 1, 2, 0],
  [9, 1, 28, 28, 6, 5, 5, 1, 2], [5, 6, 14, 14, 16, 5, 5, 1, 0], [1, 20, 14, 14, 20, 4, 4, 2, 1],
  [1, 20, 7, 7, 30, 7, 7, 1, 3], [1, 30, 7, 7, 20, 1, 1, 1, 0],
])
func layersAgreeWithTheirReference(sizes s: [Int]) {
  let sizes = Sizes(
    images: s[0], channels: s[1], height: s[2], width: s[3], outputs: s[4], kernelHeight: s[5], kernelWidth: s[6],
    stride: s[7], padding: s[8])
  check(sizes, seed: 1, Float.self)
  check(sizes, seed: 2, Double.self)
}

@Test func convolutionsHaveTheSameBitsAtAnyThreadCount() {
  var draw = Draw(5)
  for (channels, outputs, stride) in [(3, 16, 1), (40, 24, 2), (32, 8, 1)] {
    let x: Tensor<Float> = draw.tensor([7, channels, 16, 16])
    let w: Tensor<Float> = draw.tensor([outputs, channels, 3, 3])
    func products() -> [Tensor<Float>] {
      let y = conv2d(x, w, stride: stride, padding: 1)
      return [
        y, conv2dInputGradient(y, w, inputShape: x.shape, stride: stride, padding: 1),
        conv2dWeightGradient(y, x, kernelShape: w.shape, stride: stride, padding: 1),
      ]
    }
    let one = Threads.$current.withValue(Threads(count: 1)) { products() }
    for count in 2...3 { #expect(Threads.$current.withValue(Threads(count: count)) { products() } == one) }
  }
}

/// A NaN reaches just the results whose sums it is part of, whatever memory held before and beside.
@Test func nanGoesThroughConvolutionsAndNoFurther() {
  for (size, stride) in [(5, 1), (9, 2), (16, 1), (7, 3)] {
    var x = Tensor<Float>.ones([2, 3, size, size])
    let w = Tensor<Float>.ones([4, 3, 3, 3])
    let clean = conv2d(x, w, stride: stride, padding: 1)
    x.withMutableElements { $0[(3 + 1) * size * size + 2 * size + 2] = .nan }  // image 1, channel 1, pixel (2, 2)
    for count in [x.count, clean.count, 4096, 8192] { _ = Tensor<Float>(repeating: .nan, shape: [count]) }
    let y = conv2d(x, w, stride: stride, padding: 1)
    let plain = Reference.conv2d(x, w, stride: stride, padding: 1)
    #expect(y.elements.map(\.isNaN) == plain.elements.map(\.isNaN))

    let g = Tensor<Float>.ones(y.shape)
    let gw = conv2dWeightGradient(g, x, kernelShape: w.shape, stride: stride, padding: 1)
    let plainW = Reference.conv2dWeightGradient(g, x, kernelShape: w.shape, stride: stride, padding: 1)
    #expect(gw.elements.map(\.isNaN) == plainW.elements.map(\.isNaN))

    var bad = g
    bad.withMutableElements { $0[$0.count / 2] = .nan }
    for count in [x.count, clean.count, 4096, 8192] { _ = Tensor<Float>(repeating: .nan, shape: [count]) }
    let gx = conv2dInputGradient(bad, w, inputShape: x.shape, stride: stride, padding: 1)
    let plainX = Reference.conv2dInputGradient(bad, w, inputShape: x.shape, stride: stride, padding: 1)
    #expect(gx.elements.map(\.isNaN) == plainX.elements.map(\.isNaN))
  }
}

@Test func convolutionsNameWhatIsWrong() async {
  func problem(_ image: [Int], _ kernel: [Int], stride: Int = 1, padding: Int = 0) -> String? {
    convolutionProblem(image: image, kernel: kernel, stride: stride, padding: padding)
  }
  #expect(
    problem([1, 3, 4, 4], [8, 3, 7, 7], padding: 1)
      == "the kernel is larger than the padded image, 6 x 6: images [1, 3, 4, 4], kernels [8, 3, 7, 7], "
      + "stride 1, padding 1")
  #expect(
    problem([1, 3, 4, 4], [8, 2, 3, 3])?.hasPrefix("3 channels of images meet 2 of kernels") == true)
  #expect(problem([3, 4, 4], [8, 3, 3, 3])?.hasPrefix("images need the axes [N, C, H, W]") == true)
  #expect(problem([1, 3, 4, 4], [8, 3, 3])?.hasPrefix("kernels need the axes [O, C, KH, KW]") == true)
  #expect(problem([1, 3, 4, 4], [8, 3, 3, 3], stride: 0)?.hasPrefix("the stride has to be") == true)
  #expect(problem([1, 3, 4, 4], [8, 3, 3, 3], padding: -1)?.hasPrefix("the padding has to be") == true)
  #expect(problem([1, 3, 4, 4], [8, 3, 0, 3])?.hasPrefix("a kernel needs at least one tap") == true)
  #expect(problem([1 << 30, 1, 1 << 15, 1 << 15], [1 << 30, 1, 1, 1])?.hasPrefix("more elements than") == true)
  #expect(problem([1, 1, 4, 4], [1, 1, 1, 1], padding: .max)?.hasPrefix("sizes of axes, stride and padding") == true)
  let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
    _ = conv2d(Tensor<Float>.zeros([1, 3, 4, 4]), Tensor<Float>.zeros([8, 3, 7, 7]))
  }
  let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
  #expect(message.contains("conv2d: the kernel is larger than the padded image, 4 x 4: images [1, 3, 4, 4]"))
}
