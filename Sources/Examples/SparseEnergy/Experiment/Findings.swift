// The paper's claims as comparisons over seeds, and a few of our own.

import AnomalyDetection
import Experiments

/// What is claimed.
enum PaperClaim: String, CaseIterable, Sendable {
  case c1 = "C1"
  case c2 = "C2"
  case c3 = "C3"
  case c4 = "C4"
  case c5 = "C5"
  case c6 = "C6"
  case c7 = "C7"
  /// The claim C2 and its control on a base network whose rate never fell.
  case constantRate = "constant rate"
  /// Differences that we hoped for ourselves.
  case hoped = "hoped"

  /// The claim in words.
  var text: String {
    switch self {
    case .c1: "Sparse fine-tuning lowers the mean energy of normal images"
    case .c2: "It detects outliers better than the base network"
    case .c3: "It detects outliers better than the same fine-tuning without the penalty"
    case .c4: "Accuracy on normal images is kept within one point"
    case .c5: "The logits get sparser"
    case .c6: "Its energy is the best of the usual scores"
    case .c7: "It reaches what fine-tuning with auxiliary outliers reaches"
    case .constantRate: "The same where the base network's rate never fell"
    case .hoped: "Not claimed by the paper"
    }
  }
}

/// One comparison over seeds and what follows from it.
struct Finding: Sendable {
  let claim: PaperClaim
  /// What was measured, with its direction.
  let quantity: String
  let comparison: Comparison
  /// What was compared, seed by seed.
  let differences: [Double]
  /// The same in fewer words, for a figure's margin.
  let label: String
  /// Digits after the point that its scatter supports.
  let decimals: Int

  init(
    _ claim: PaperClaim, _ quantity: String, label: String, _ first: [Double], minus second: [Double],
    _ direction: Claim,
    decimals: Int
  ) {
    self.claim = claim
    self.quantity = quantity
    self.label = "\(claim.rawValue)  \(label)"
    self.decimals = decimals
    differences = zip(first, second).map(-)
    comparison = Comparison(differences: differences, claim: direction)
  }

  /// Every comparison that a run's networks allow.
  static func all(recipe: Recipe, metrics: MetricTable, groups: [DatasetGroup]) -> [Finding] {
    var findings: [Finding] = []
    let names = Set(recipe.variants.map(\.name))
    let (base, control, sparse) = (Variant.base, Variant.sparse(0), Variant.sparse(Variant.paperLambda))

    func compare(
      _ claim: PaperClaim, _ measure: Measure, _ first: Variant, _ second: Variant, _ direction: Claim,
      decimals: Int = 3
    ) {
      guard names.contains(first.name), names.contains(second.name) else { return }
      func values(_ variant: Variant) -> [Double] {
        metrics.values(of: measure.rawValue, method: variant.name, on: [ScoreRow.normalDataset])
      }
      findings.append(
        Finding(
          claim, "\(measure.words), \(first.name) minus \(second.name)",
          label: "\(measure.brief) against \(second.name)", values(first), minus: values(second), direction,
          decimals: decimals))
    }
    func compare(
      _ claim: PaperClaim, _ metric: Metric, _ first: (Variant, Score), _ second: (Variant, Score),
      _ group: DatasetGroup
    ) {
      guard names.contains(first.0.name), names.contains(second.0.name) else { return }
      let (a, b) = (first.0.method(first.1), second.0.method(second.1))
      func values(_ method: String) -> [Double] {
        metrics.values(of: metric.rawValue, method: method, on: group.datasets)
      }
      findings.append(
        Finding(
          claim, "\(group.name) \(metric.words), \(a) minus \(b)",
          label: "\(group.name) \(metric.brief) against \(second.0.name)", values(a), minus: values(b),
          metric.largerIsBetter ? .positive : .negative, decimals: 3))
    }

    compare(.c1, .energy, sparse, base, .negative, decimals: 2)
    for group in groups {
      for (claim, other) in [(PaperClaim.c2, base), (.c3, control)] {
        for metric in [Metric.auroc, .fpr95Normal, .fpr95] {
          compare(claim, metric, (sparse, .energy), (other, .energy), group)
        }
      }
    }
    compare(.c4, .accuracy, sparse, base, .within(margin: 0.01), decimals: 4)
    compare(.c4, .accuracy, sparse, control, .within(margin: 0.01), decimals: 4)
    compare(.c5, .logitNorm, sparse, control, .negative, decimals: 2)
    compare(.c5, .smallLogits, sparse, control, .positive, decimals: 4)
    for group in groups {
      for score in [Score.softmax, .odinChosen, .mahalanobis, .neighbours] {
        for metric in [Metric.auroc, .apNormal, .fpr95Normal] {
          compare(.c6, metric, (sparse, .energy), (base, score), group)
        }
      }
      compare(.c7, .auroc, (sparse, .energy), (.energyBounded, .energy), group)
      compare(.c7, .auroc, (sparse, .energy), (.outlierExposure, .energy), group)
      compare(.constantRate, .auroc, (.constantRate(Variant.paperLambda), .energy), (.constantRateBase, .energy), group)
      compare(
        .constantRate, .auroc, (.constantRate(Variant.paperLambda), .energy), (.constantRate(0), .energy), group)
      compare(.hoped, .auroc, (.outlierExposure, .energy), (control, .energy), group)
      compare(.hoped, .auroc, (.sparse(0.001), .energy), (control, .energy), group)
      compare(.hoped, .auroc, (base, .mahalanobis), (base, .energy), group)
    }
    return findings
  }
}

extension Measure {
  /// In a sentence.
  var words: String {
    switch self {
    case .accuracy: "accuracy"
    case .trainingLoss: "training cross entropy"
    case .logitNorm: "mean ‖f‖₁ of normal images"
    case .smallLogits: "share of |f| < 0.1"
    case .energy: "mean energy of normal images"
    case .energyDeviation: "standard deviation of the energy"
    case .trainingEnergy: "mean energy of training images"
    case .step: "step ε"
    }
  }

  /// In the margin of a figure whose axis says the rest.
  var brief: String {
    switch self {
    case .logitNorm: "‖f‖₁"
    case .smallLogits: "share"
    case .energy: "energy"
    default: words
    }
  }
}

extension Metric {
  /// In a sentence, with its convention.
  var words: String {
    switch self {
    case .auroc: "AUROC"
    case .ap: "AP (outliers positive)"
    case .fpr95: "FPR95 (outliers positive)"
    case .apNormal: "AP (normal positive)"
    case .fpr95Normal: "FPR95 (normal positive)"
    case .prTrapezoid: "PR trapezoid (outliers positive)"
    case .eer: "EER"
    }
  }

  /// In the margin of a figure: FPR95 with its positives, N for normal ones and O for outliers.
  var brief: String {
    switch self {
    case .fpr95: "FPR95 (O)"
    case .fpr95Normal: "FPR95 (N)"
    default: words
    }
  }
}
