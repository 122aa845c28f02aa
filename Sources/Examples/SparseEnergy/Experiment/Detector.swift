// From images to scores: everything that is read off one network.

import AnomalyDetection
import Autograd
import Datasets
import MiniTensor

/// A network with what its scores need: fitted training features, and the step that ODIN's rule chose.
struct Detector: Sendable {
  let network: Network
  let kinds: [Score]
  private let settings: Recipe.Scoring
  private var penultimate: Mahalanobis?
  private var allStages: Mahalanobis?
  private var neighbours: NearestNeighbours<Float>?
  private var residual: PrincipalResidual?
  /// The ε of the rule; 0 where no score asks for it.
  private(set) var chosenStep: Float = 0

  /// Fits what a network's scores need to training images, and chooses ODIN's step on normal validation images.
  init(
    _ network: Network, scores kinds: [Score], training: Evaluation, data: SeedData, settings: Recipe.Scoring
  ) throws {
    self.network = network
    self.kinds = kinds
    self.settings = settings
    let labels = data.training.labels
    let classes = training.logits.shape[1]
    for kind in kinds {
      switch kind {
      case .mahalanobis:
        penultimate = try Mahalanobis(
          features: training.features, labels: labels, classes: classes, shrinkage: settings.ridge)
      case .mahalanobisStages:
        allStages = try Mahalanobis(
          features: training.stages, labels: labels, classes: classes, shrinkage: settings.ridge)
      case .neighbours: neighbours = NearestNeighbours(training.features, unitLength: true)
      case .principalResidual: residual = PrincipalResidual(features: training.features, axes: classes)
      case .odinChosen: chosenStep = odin.chosenEpsilon(from: settings.steps, normalValidation: data.validation.images)
      case .chosenCosine: chosenStep = chosenCosineStep(data.validation.images)
      default: break
      }
    }
  }

  /// The scores of images, by kind.
  func scores(of images: Tensor<Float>, _ evaluation: Evaluation) -> [Score: [Double]] {
    let steps = kinds.compactMap(step)
    let stepped = network.linear == nil ? cosineScores(of: images, steps) : odinScores(of: images, steps)
    var scores: [Score: [Double]] = [:]
    for kind in kinds {
      scores[kind] =
        switch kind {
        case .softmax: maximumSoftmaxScores(evaluation.logits)
        case .maximumLogit: maximumLogitScores(evaluation.logits)
        case .energy: evaluation.energies
        case .printedEnergy: printedEnergyScores(evaluation.logits)
        case .negativeNorm: logitNormScores(evaluation.logits)
        case .mahalanobis: penultimate!.scores(of: evaluation.features)
        case .mahalanobisStages: allStages!.scores(of: evaluation.stages)
        case .neighbours: neighbours!.scores(of: evaluation.features, k: settings.neighbours)
        case .principalResidual: residual!.scores(of: evaluation.features)
        case .odin, .odinFixed, .odinChosen, .cosine, .chosenCosine: stepped[steps.firstIndex(of: step(kind)!)!]
        }
    }
    return scores
  }

  /// The input step of a score; nil for scores that take none.
  private func step(_ score: Score) -> Float? {
    switch score {
    case .odin, .cosine: 0
    case .odinFixed: settings.fixedStep
    case .odinChosen, .chosenCosine: chosenStep
    default: nil
    }
  }

  // MARK: - Steps in the input

  private var odin: ODIN<Float> {
    let temperature = Float(settings.temperature)
    return ODIN(
      temperature: settings.temperature,
      logits: { Evaluation(of: network, on: $0, batch: settings.batch, withStages: false).logits },
      gradient: { images in
        // T · log S: the same sign as log S, away from the smallest numbers.
        slope(of: images) { outputs in
          outputs.logits.max(along: 1) - temperature * (outputs.logits / temperature).logSumExp(along: 1)
        }
      })
  }

  private func odinScores(of images: Tensor<Float>, _ steps: [Float]) -> [[Double]] {
    steps.isEmpty ? [] : odin.scores(of: images, epsilons: steps)
  }

  /// -max h of generalised ODIN after each of some steps towards a larger max h.
  private func cosineScores(of images: Tensor<Float>, _ steps: [Float]) -> [[Double]] {
    let direction = steps.contains { $0 != 0 } ? slope(of: images) { $0.cosines!.max(along: 1) }.sign() : nil
    return steps.map { step in
      let moved = step == 0 ? images : images + direction! * step
      let cosines = Evaluation(of: network, on: moved, batch: settings.batch, withStages: false).cosines!
      return cosines.max(along: 1).elements.map { -Double($0) }
    }
  }

  /// The step of the grid with the largest mean of max h on normal validation images, the first of equals.
  private func chosenCosineStep(_ validation: Tensor<Float>) -> Float {
    let means = cosineScores(of: validation, settings.steps).map { -Summary(of: $0).mean }
    return settings.steps[means.indices.reduce(0) { means[$1] > means[$0] ? $1 : $0 }]
  }

  /// The derivative of a confidence, summed over images, with respect to every pixel; the network in evaluation mode.
  private func slope(
    of images: Tensor<Float>, _ confidence: (Network.Outputs) -> Variable<Float>
  ) -> Tensor<Float> {
    var network = network
    let parts = stride(from: 0, to: images.shape[0], by: settings.batch).map { start in
      var context = Context.evaluation
      let x = Variable.parameter(images[start..<min(start + settings.batch, images.shape[0])])
      let outputs = network.outputs(x, in: &context, withStages: false)
      return gradients(of: confidence(outputs).sum(), at: [x])[0].value
    }
    return concatenate(parts, along: 0)
  }
}
