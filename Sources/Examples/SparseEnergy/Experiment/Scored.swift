// What is kept of a network once it has been run on every set: scores, and a few numbers about it.

import AnomalyDetection
import Autograd
import Experiments
import MiniTensor

/// One network, or the trivial scores, on all sets of a seed.
struct ScoredNetwork: Sendable {
  /// One score on all sets; larger is more anomalous.
  struct Method: Sendable {
    let name: String
    let validation: [Double]
    let test: [Double]
    /// In the order of the seed's sets of outliers.
    let outliers: [(set: String, scores: [Double])]
  }

  /// Nil for the trivial scores.
  let variant: Variant?
  let seed: Int
  let methods: [Method]
  /// Accuracy, energies and norms of the network; none for the trivial scores.
  let measures: [MetricRow]

  /// The rows of scores.csv.
  var rows: [ScoreRow] {
    methods.flatMap { method in
      ScoreRow.rows(method: method.name, dataset: ScoreRow.normalDataset, seed: seed, scores: method.test)
        + method.outliers.flatMap { ScoreRow.rows(method: method.name, dataset: $0.set, seed: seed, scores: $0.scores) }
    }
  }

  /// The rows of validation.csv.
  var validationRows: [ScoreRow] {
    methods.flatMap {
      ScoreRow.rows(method: $0.name, dataset: ScoreRow.normalDataset, seed: seed, scores: $0.validation)
    }
  }
}

extension ScoredNetwork {
  /// The trivial scores of a seed.
  init(trivial data: SeedData, _ recipe: Recipe) {
    let detector = TrivialDetector(training: data.training.images, neighbours: recipe.counts.pixelNeighbours)
    let validation = detector.scores(of: data.validation.images)
    let test = detector.scores(of: data.test.images)
    let outliers = data.outliers.map { ($0.name, detector.scores(of: $0.images)) }
    variant = nil
    seed = data.seed
    methods = TrivialScore.allCases.map { kind in
      Method(
        name: kind.rawValue, validation: validation[kind]!, test: test[kind]!,
        outliers: outliers.map { ($0.0, $0.1[kind]!) })
    }
    measures = []
  }

  /// A network's scores and measures.
  init(_ trained: TrainedNetwork, _ data: SeedData, _ recipe: Recipe, _ job: Job) throws {
    let (network, variant) = (trained.network, trained.variant)
    let settings = recipe.scoring
    func evaluation(_ images: Tensor<Float>) -> Evaluation {
      Evaluation(
        of: network, on: images, batch: settings.batch, withStages: variant.scores.contains(.mahalanobisStages))
    }
    let training = evaluation(data.training.images)
    let detector = try Detector(
      network, scores: variant.scores, training: training, data: data, settings: settings)
    try job.checkInterruption()
    func scored(_ images: Tensor<Float>) throws -> (evaluation: Evaluation, scores: [Score: [Double]]) {
      try job.checkInterruption()
      let result = evaluation(images)
      return (result, detector.scores(of: images, result))
    }
    let validation = try scored(data.validation.images)
    let test = try scored(data.test.images)
    let outliers = try data.outliers.map { (name: $0.name, result: try scored($0.images)) }
    job.note("seed \(data.seed), \(variant.name): scored")

    self.variant = variant
    seed = data.seed
    methods = variant.scores.map { kind in
      Method(
        name: variant.method(kind), validation: validation.scores[kind]!, test: test.scores[kind]!,
        outliers: outliers.map { ($0.name, $0.result.scores[kind]!) })
    }

    var measures: [MetricRow] = []
    func add(
      _ metric: Measure, _ value: Double, on set: String = ScoreRow.normalDataset, normal: Int, anomalous: Int = 0
    ) {
      measures.append(
        MetricRow(
          method: variant.name, dataset: set, seed: data.seed, metric: metric.rawValue, value: value, normal: normal,
          anomalous: anomalous))
    }
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    let normal = Summary(of: test.evaluation.energies)
    add(.accuracy, test.evaluation.accuracy(data.test.labels), normal: data.test.count)
    add(.trainingLoss, training.crossEntropy(data.training.labels), normal: data.training.count)
    add(.logitNorm, mean(test.evaluation.norms), normal: data.test.count)
    add(.smallLogits, test.evaluation.smallLogits, normal: data.test.count)
    add(.energy, normal.mean, normal: data.test.count)
    add(.energyDeviation, normal.standardDeviation ?? 0, normal: data.test.count)
    add(.trainingEnergy, mean(training.energies), normal: data.training.count)
    for (name, result) in outliers {
      let energies = result.evaluation.energies
      add(.energy, mean(energies), on: name, normal: 0, anomalous: energies.count)
    }
    if variant.scores.contains(.odinChosen) || variant.scores.contains(.chosenCosine) {
      add(.step, Double(detector.chosenStep), normal: data.validation.count)
    }
    self.measures = measures
  }
}

/// Numbers about a network that are no metric of scores; their names in metrics.json.
enum Measure: String, Sendable {
  /// The share of normal test images that are classified rightly.
  case accuracy
  /// Mean cross entropy of the training images, in evaluation mode.
  case trainingLoss
  /// Mean ‖f‖₁ of normal test images.
  case logitNorm
  /// The share of logits of normal test images with |f| < 0.1.
  case smallLogits
  /// Mean energy of a set.
  case energy
  /// Standard deviation of the energy of normal test images.
  case energyDeviation
  /// Mean energy of the training images.
  case trainingEnergy
  /// The ε that the rule chose.
  case step
}

extension Variant {
  /// The name of a score of this network in tables and files.
  func method(_ score: Score) -> String { "\(name) · \(score.rawValue)" }
}
