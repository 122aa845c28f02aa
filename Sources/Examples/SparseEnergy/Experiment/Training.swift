// One training loop for every network of the experiment.

import Autograd
import Datasets
import Experiments
import Foundation
import MiniTensor

/// The network that training works on; checks of the mathematics use the same code in Double.
typealias Network = ResidualNetwork<Float>

/// A network of one seed, trained or on the way.
struct TrainedNetwork: Sendable {
  let variant: Variant
  /// Which of the recipe's seeds, counted from 0.
  let seedIndex: Int
  let network: Network
}

/// What one network is trained with.
struct TrainingPlan: Sendable {
  let recipe: Recipe
  let variant: Variant
  let data: SeedData
  /// The network that fine-tuning starts from.
  let start: Network?

  /// From scratch, or fine-tuning.
  var settings: Recipe.Training { variant.start == .scratch ? recipe.base : recipe.tuning }
  var stepsPerEpoch: Int { data.training.count / settings.batch }
  var steps: Int { settings.epochs * stepsPerEpoch }

  /// What is drawn for this seed, told apart by names. Variants share every stream, so that they differ in nothing else.
  private var stream: Random { Random(seed: UInt64(data.seed)).split("training") }
  private var stage: String { variant.start == .scratch ? "base" : "tuning" }

  private var schedule: any Schedule {
    variant.hasConstantRate
      ? ConstantSchedule(settings.rate)
      : CosineSchedule(from: settings.rate, to: settings.rate * settings.lastShare, steps: steps)
  }

  /// Trains, going on from the checkpoint where there is one, and writing one after every epoch.
  func train(in job: Job, checkpoint path: String) throws -> Network {
    var generator = stream.split("initialisation")
    var network = start ?? Network(recipe.network, head: variant.head, using: &generator)
    var optimiser = SGD<Float>(
      momentum: settings.momentum, weightDecay: settings.weightDecay, isNesterov: true)
    var finished = 0
    if FileManager.default.fileExists(atPath: path) {
      let checkpoint = try Checkpoint<Float>(contentsOf: path)
      guard checkpoint.recipe == identity else {
        throw UsageError("--resume: \(path) belongs to another recipe")
      }
      try checkpoint.restore(&network, &optimiser)
      finished = checkpoint.epoch
      job.skip(finished * stepsPerEpoch)
    }

    let margins = variant.penalties.hinges == 0 ? nil : margins(of: start ?? network)
    for epoch in finished..<max(finished, settings.epochs) {
      try trainEpoch(epoch, &network, &optimiser, margins: margins, job: job)
      job.note("seed \(data.seed), \(variant.name): epoch \(epoch + 1) of \(settings.epochs)")
      let checkpoint = Checkpoint(
        of: network, optimiser, generator: stream.split("layers").split(stage).split(epoch + 1), epoch: epoch + 1,
        recipe: identity)
      try checkpoint.write(to: path)
    }
    return network
  }

  private func trainEpoch(
    _ epoch: Int, _ network: inout Network, _ optimiser: inout SGD<Float>, margins: EnergyMargins<Float>?, job: Job
  ) throws {
    let order = stream.split("order").split(stage)
    let batches = Batches(of: settings.batch, among: data.training.count, order: order.split(epoch))
    let outliers = Batches(
      of: settings.batch / 2, among: data.auxiliary.shape[0], order: order.split("auxiliary").split(epoch))
    let augmentation = stream.split("augmentation").split(stage).split(epoch)
    var context = Context.training(stream.split("layers").split(stage).split(epoch))
    let schedule = schedule

    for (index, places) in batches.enumerated() {
      var batch = data.training.chosen(places)
      if let padding = settings.augmentationPadding {
        let images = batch.images.mirroredAndShifted(padding: padding, using: augmentation.split(index))
        batch = ImageSet(images: images, labels: batch.labels)
      }
      let auxiliary = variant.penalties.useOutliers ? data.auxiliary.rows(outliers.wrapped(index)) : nil
      let loss = self.loss(of: &network, on: batch, auxiliary: auxiliary, margins: margins, in: &context)
      guard loss.item.isFinite else {
        let place = firstBrokenLayer(of: network, on: batch)
        throw RunError(
          "seed \(data.seed), \(variant.name): the loss is \(loss.item) in epoch \(epoch + 1), step \(index + 1), "
            + "first in \(place)")
      }
      let step = epoch * stepsPerEpoch + index
      optimiser.step(&network, gradients(of: loss, at: network.parameters), rate: schedule.rate(at: step))
      try job.step(loss: Double(loss.item))
    }
  }

  /// The loss of a batch: cross entropy on normal images, plus what the variant adds.
  ///
  /// Outliers pass through the network together with the normal images, so that they share the batch's statistics.
  func loss(
    of network: inout Network, on batch: ImageSet, auxiliary: Tensor<Float>?, margins: EnergyMargins<Float>?,
    in context: inout Context
  ) -> Variable<Float> {
    let images = auxiliary.map { concatenate([batch.images, $0]) } ?? batch.images
    let outputs = network.outputs(Variable(images), in: &context, withStages: false)
    let normal = batch.count == images.shape[0] ? outputs.logits : outputs.logits.narrowed(0, to: 0..<batch.count)
    var loss = crossEntropy(normal, batch.labels)
    let penalties = variant.penalties
    if penalties.logits != 0 { loss = loss + Float(penalties.logits) * sparsity(normal) }
    if penalties.features != 0 { loss = loss + Float(penalties.features) * sparsity(outputs.features) }
    guard let auxiliary else { return loss }
    let outliers = outputs.logits.narrowed(0, to: batch.count..<batch.count + auxiliary.shape[0])
    if penalties.exposure != 0 { loss = loss + Float(penalties.exposure) * outlierExposure(outliers) }
    if penalties.hinges != 0, let margins {
      loss = loss + Float(penalties.hinges) * energyHinges(normal: normal, outliers: outliers, margins: margins)
    }
    return loss
  }

  private func margins(of base: Network) -> EnergyMargins<Float> {
    let evaluation = Evaluation(of: base, on: data.training.images, batch: recipe.scoring.batch, withStages: false)
    let energies = evaluation.energies
    return EnergyMargins(meanEnergy: Float(energies.reduce(0, +) / Double(max(energies.count, 1))))
  }

  /// The first layer whose output for a batch is not finite.
  private func firstBrokenLayer(of network: Network, on batch: ImageSet) -> String {
    var (network, context) = (network, Context.training(stream))
    let outputs = withoutRecording { network.outputs(Variable(batch.images), in: &context, withStages: true) }
    let names = ["stem"] + (0..<outputs.stages.count - 1).map { "blocks.\($0)" } + ["norm", "head"]
    let values = outputs.stages + [outputs.features, outputs.logits]
    let broken = zip(names, values).first { !$0.1.value.elements.allSatisfy(\.isFinite) }
    return broken?.0 ?? "the loss itself"
  }

  /// What a checkpoint must have been written for.
  private var identity: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let settings = (try? encoder.encode(recipe)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    return "seed \(data.seed), \(variant.key), \(settings)"
  }
}
