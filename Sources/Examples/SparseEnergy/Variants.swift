// The networks of the experiment, as data: where each starts, what it minimises and which scores it gets.

/// One network of a seed.
struct Variant: Codable, Equatable, Sendable {
  /// Where training starts.
  enum Start: String, Codable, Sendable {
    /// With fresh weights, by the recipe of the base network.
    case scratch
    /// From a copy of the base network.
    case base
    /// From a copy of the base network that was trained at a constant rate.
    case constantRateBase
  }

  /// What is added to the cross entropy.
  struct Penalties: Codable, Equatable, Sendable {
    /// λ times the L1 norm of the logits (eq. 10).
    var logits = 0.0
    /// The same of the penultimate features, the other reading of "feature vector".
    var features = 0.0
    /// Weight of outlier exposure.
    var exposure = 0.0
    /// Weight of the hinges on the energy (eqs. 7 and 8).
    var hinges = 0.0

    /// Whether auxiliary outliers are needed.
    var useOutliers: Bool { exposure != 0 || hinges != 0 }
  }

  /// In tables and score files.
  var name: String
  /// In the names of checkpoints.
  var key: String
  var start = Start.scratch
  var head = ResidualNetwork<Float>.Head.linear
  /// Whether the rate stays as it is at first.
  var hasConstantRate = false
  var penalties = Penalties()
  var scores: [Score] = [.energy]

  /// The paper's λ.
  static let paperLambda = 0.01

  static let base = Variant(name: "base", key: "base", scores: Score.all)

  /// Sparse fine-tuning; λ = 0 is the control: the same updates on the same batches without the penalty.
  static func sparse(_ lambda: Double) -> Variant {
    Variant(
      name: "λ = \(short(lambda))", key: "lambda-\(short(lambda))", start: .base,
      penalties: Penalties(logits: lambda), scores: lambda == 0 || lambda == paperLambda ? Score.all : [.energy])
  }

  static let sparseFeatures = Variant(
    name: "L1 on φ", key: "features-0.01", start: .base, penalties: Penalties(features: paperLambda))

  static let outlierExposure = Variant(
    name: "OE", key: "outlier-exposure", start: .base, penalties: Penalties(exposure: 0.5),
    scores: [.energy, .softmax])

  static let energyBounded = Variant(
    name: "energy-bounded", key: "energy-bounded", start: .base, penalties: Penalties(hinges: 0.1))

  static let generalisedODIN = Variant(
    name: "generalised ODIN", key: "generalised-odin", head: .decomposed, scores: [.cosine, .chosenCosine])

  static let constantRateBase = Variant(name: "constant rate", key: "constant-rate", hasConstantRate: true)

  /// Sparse fine-tuning of the constant-rate base: here alone the missing control decides what is found.
  static func constantRate(_ lambda: Double) -> Variant {
    Variant(
      name: "constant rate, λ = \(short(lambda))", key: "constant-rate-lambda-\(short(lambda))",
      start: .constantRateBase, penalties: Penalties(logits: lambda))
  }

  /// The base network, generalised ODIN, the sweep over λ, and the rivals of sparse fine-tuning.
  static func all(lambdas: [Double]) -> [Variant] {
    [.base, .generalisedODIN] + lambdas.map(Variant.sparse) + [.sparseFeatures, .outlierExposure, .energyBounded]
  }

  /// A base network whose rate never falls, and its fine-tuning without and with the penalty.
  static let constantRates: [Variant] = [.constantRateBase, .constantRate(0), .constantRate(paperLambda)]

  /// A number as a person writes it: `0`, `0.01`.
  private static func short(_ value: Double) -> String { value == 0 ? "0" : "\(value)" }
}

/// What is read off a network; larger is more anomalous.
enum Score: String, Codable, CaseIterable, Sendable {
  case softmax = "MSP"
  case maximumLogit = "max logit"
  case odin = "ODIN, ε = 0"
  case odinFixed = "ODIN, ε = 0.02"
  case odinChosen = "ODIN, ε by rule"
  case energy
  case printedEnergy = "energy as printed"
  case negativeNorm = "−‖f‖₁"
  case mahalanobis = "Mahalanobis penultimate"
  case mahalanobisStages = "Mahalanobis all stages"
  case neighbours = "k-NN"
  case principalResidual = "PCA residual"
  /// Generalised ODIN's max h, without and with its step.
  case cosine = "h"
  case chosenCosine = "h, ε by rule"

  /// All scores of a network with a linear head.
  static let all: [Score] = allCases.filter { $0 != .cosine && $0 != .chosenCosine }
}
