// The section `train`: whole training steps of a wide residual network, from images to changed parameters.

import Autograd
import MiniTensor

extension Suite {
  /// The section `train`: forward, loss, backward and optimiser (SGD, momentum 0.9, weight decay 5e-4, rate 0.01).
  mutating func addTraining() {
    addWideResNet("wrn-16-2-b64", depth: 16, batch: 64)
    addWideResNet("wrn-16-2-b128", depth: 16, batch: 128)
    addWideResNet("wrn-40-2-b64", depth: 40, batch: 64)
  }

  private mutating func addWideResNet(_ name: String, depth: Int, batch: Int) {
    add("train", name, work: .operations(wideResNetOperations(depth: depth, batch: batch))) {
      var generator = Random(seed: 1)
      var model = wideResNet(depth: depth, using: &generator)
      var optimiser = SGD<Float>(momentum: 0.9, weightDecay: 5e-4)
      var context = Context.training(generator.split())
      let images = Variable<Float>(normal([batch, 3, 32, 32], name))
      let labels = Tensor<Int32>((0..<batch).map { Int32($0 % 10) })
      return {
        let loss = crossEntropy(model(images, in: &context), labels)
        optimiser.step(&model, gradients(of: loss, at: model.parameters), rate: 0.01)
      }
    }
  }
}

/// The channels of the three groups of a wide residual network of width 2.
private let groups = [32, 64, 128]

/// WRN-depth-2 (Zagoruyko and Komodakis 2016) for images [N, 3, 32, 32] of ten classes.
private func wideResNet(depth: Int, using generator: inout Random) -> Sequential<Float> {
  var layers: [any Layer<Float>] = [Conv2d<Float>(3, 16, size: 3, padding: 1, hasBias: false, using: &generator)]
  var channels = 16
  for (group, width) in groups.enumerated() {
    for block in 0..<(depth - 4) / 6 {
      let stride = group > 0 && block == 0 ? 2 : 1
      layers.append(ResidualBlock<Float>(channels, width, stride: stride, using: &generator))
      channels = width
    }
  }
  layers += [
    BatchNorm<Float>(channels), ReLU<Float>(), GlobalAverage<Float>(), Linear<Float>(channels, 10, using: &generator),
  ]
  return Sequential(layers)
}

/// Two operations for each multiplication of the forward pass, the input gradients and the weight gradients of all
/// convolutions and the last layer; the first needs no input gradient.
private func wideResNetOperations(depth: Int, batch: Int) -> Int {
  func convolution(_ inputs: Int, _ outputs: Int, size: Int, kernel: Int) -> Int {
    inputs * outputs * kernel * kernel * size * size
  }
  var products = 2 * convolution(3, 16, size: 32, kernel: 3)
  var (channels, size) = (16, 32)
  for (group, width) in groups.enumerated() {
    size = 32 >> group
    for _ in 0..<(depth - 4) / 6 {
      if channels != width { products += 3 * convolution(channels, width, size: size, kernel: 1) }
      products += 3 * convolution(channels, width, size: size, kernel: 3)
      products += 3 * convolution(width, width, size: size, kernel: 3)
      channels = width
    }
  }
  return 2 * batch * (products + 3 * channels * 10)
}
