// The networks: sizes, copies, and derivatives of the whole.

import Autograd
import MiniTensor
import Testing

@testable import SparseEnergy

@Suite struct ModelTests {
  @Test func parameterCounts() {
    func count(_ shape: NetworkShape) -> Int {
      var generator = Random(seed: 0)
      return ResidualNetwork<Float>(shape, using: &generator).parameterCount
    }
    #expect(count(Recipe(.quick, seeds: [0]).network) == 18_530)
    #expect(count(Recipe(.full, seeds: [0]).network) == 72_890)
    var wide = Recipe(.paper, seeds: [0]).network
    #expect(count(wide) == 2_243_546)
    wide.classes = 100
    #expect(count(wide) == 2_255_156)
  }

  private let tiny = NetworkShape(channels: 1, stem: 2, widths: [3], strides: [2], blocks: 1, classes: 3)

  @Test func stagesAreTheStemEveryBlockAndTheFeatures() {
    var generator = Random(seed: 0)
    var network = Network(Recipe(.quick, seeds: [0]).network, using: &generator)
    var context = Context.evaluation
    let images = Tensor<Float>.normal([2, 1, 16, 16], using: &generator)
    let outputs = network.outputs(Variable(images), in: &context, withStages: true)
    #expect(outputs.stages.map(\.shape) == [[2, 8], [2, 16], [2, 32]])
    #expect(outputs.features.shape == [2, 32] && outputs.logits.shape == [2, 10])
    #expect(outputs.cosines == nil)
  }

  @Test func aCopyIsTrainedAlone() {
    var generator = Random(seed: 1)
    let base = Network(tiny, using: &generator)
    let before = base.namedTensors
    var tuned = base
    var optimiser = SGD<Float>(momentum: 0.9)
    var context = Context.training(generator)
    let images = Variable(Tensor<Float>.normal([8, 1, 6, 6], using: &generator))
    let labels = Tensor<Int32>([0, 1, 2, 0, 1, 2, 0, 1])
    for _ in 0..<3 {
      let loss = crossEntropy(tuned(images, in: &context), labels)
      optimiser.step(&tuned, gradients(of: loss, at: tuned.parameters), rate: 0.1)
    }
    #expect(base.namedTensors == before)
    #expect(tuned.namedTensors["stem.weight"] != before["stem.weight"])
    #expect(tuned.namedTensors["norm.running_mean"] != before["norm.running_mean"])
  }

  @Test func evaluationLooksAtEachImageAlone() {
    var generator = Random(seed: 2)
    var network = Network(tiny, using: &generator)
    var context = Context.evaluation
    let images = Tensor<Float>.normal([5, 1, 6, 6], using: &generator)
    let together = network(Variable(images), in: &context).value
    for index in 0..<5 {
      let alone = network(Variable(images[index..<index + 1]), in: &context).value
      for (x, y) in zip(alone.elements, together[index].elements) { #expect(abs(x - y) < 1e-5) }
    }
  }

  @Test func theDecomposedHeadHasCosines() {
    var generator = Random(seed: 3)
    var network = Network(tiny, head: .decomposed, using: &generator)
    var context = Context.training(generator)
    let outputs = network.outputs(
      Variable(Tensor<Float>.normal([6, 1, 6, 6], using: &generator)), in: &context, withStages: false)
    let cosines = outputs.cosines!.value.elements
    #expect(cosines.allSatisfy { $0.magnitude <= 1.0001 })
    #expect(zip(outputs.logits.value.elements, cosines).allSatisfy { ($0 / $1) > 1 || $1.magnitude < 1e-6 })
  }

  /// The loss of a batch as a function of all parameters, network and penalties together, in Double.
  @Test(arguments: [ResidualNetwork<Double>.Head.linear, .decomposed]) func derivativesOfTheWholeLoss(
    head: ResidualNetwork<Double>.Head
  ) {
    var generator = Random(seed: 4)
    let network = ResidualNetwork<Double>(tiny, head: head, using: &generator)
    let images = Tensor<Double>.normal([4, 1, 4, 4], using: &generator)
    let labels = Tensor<Int32>([0, 1, 2, 1])
    let mismatches = checkGradients(
      "whole loss, \(head)", at: network.parameters.map(\.value), tolerance: 1e-5, step: 1e-5
    ) { parameters in
      var copy = network
      var rest = parameters[...]
      copy.visit(Visitor(onParameter: { _, parameter in parameter = rest.removeFirst() }, onStatistic: { _, _ in }))
      var context = Context.training(Random(seed: 0))
      let outputs = copy.outputs(Variable(images), in: &context, withStages: false)
      return sparseLoss(outputs.logits, labels, lambda: 0.01) + 0.01 * sparsity(outputs.features)
    }
    #expect(mismatches.isEmpty, "\(mismatches)")
  }
}
