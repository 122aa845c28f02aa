// The small examples on which conventions part: the same scores, other numbers.

import AnomalyDetection
import Testing

/// Confidence of normal samples from N(1, 1), of anomalous ones from N(-0.5, 2²), laid out on their quantiles.
private func gaussians(_ count: Int = 20_000) throws -> AnomalyScores {
  let z = (0..<count).map { normalQuantile((Double($0) + 0.5) / Double(count)) }
  return try confidences(normal: z.map { 1 + $0 }, anomalous: z.map { -0.5 + 2 * $0 })
}

@Test func fpr95DependsOnThePositiveClass() throws {
  let scores = try gaussians()
  #expect(agrees(scores.roc().falsePositiveRate(), 0.963250, to: 1e-4))
  #expect(agrees(scores.roc(positive: .normal).falsePositiveRate(), 0.528869, to: 1e-4))
  #expect(agrees(scores.roc().area, 0.748833, to: 1e-4))
  #expect(scores.roc().area == scores.roc(positive: .normal).area)
}

@Test func fpr95DependsOnTheThresholdRule() throws {
  let steps = (0..<10).map(Double.init)
  let scores = try AnomalyScores(normal: steps.map { 0.1 * $0 }, anomalous: steps.map { 0.35 + 0.1 * $0 })
  #expect(scores.roc().falsePositiveRate(rule: .first) == 0.6)
  #expect(scores.roc().falsePositiveRate(rule: .nearest) == 0.5)
}

@Test func nearestRuleTakesTheFirstOfEquallyNearPoints() throws {
  // True positive rates 0, 0.5, 0.5, 1 and false positive rates 0, 0, 0.5, 0.5: at 0.6 the rate 0.5 is nearest, twice.
  let curve = try AnomalyScores(normal: [2, 0], anomalous: [3, 1]).roc()
  #expect(curve.falsePositiveRate(atTruePositiveRate: 0.6, rule: .nearest) == 0)
  #expect(curve.falsePositiveRate(atTruePositiveRate: 0.6, rule: .first) == 0.5)
  #expect(curve.falsePositiveRate(atTruePositiveRate: 0.5, rule: .first) == 0)
  #expect(curve.falsePositiveRate(atTruePositiveRate: 0.9, rule: .nearest) == 0.5)
}

@Test func areaUnderPrecisionRecallDependsOnTheRule() throws {
  let tied = try labelled([0, 0, 1, 1, 0], [0.8, 0.8, 0.8, 0.2, 0.2]).roc()
  #expect(agrees(tied.averagePrecision, 11.0 / 30))
  #expect(agrees(tied.precisionRecallTrapezoid, 31.0 / 60))
  let constant = try AnomalyScores(normal: [7, 7], anomalous: [7, 7]).roc()
  #expect(constant.averagePrecision == 0.5)
  #expect(constant.precisionRecallTrapezoid == 0.75)
}

@Test func tiesCountOneHalf() throws {
  #expect(try AnomalyScores(normal: [1, 1, 1], anomalous: [1]).roc().area == 0.5)
  #expect(try AnomalyScores(normal: [0.1, 0.4, 0.35], anomalous: [0.9, 0.4]).roc().area == 5.5 / 6)
}

private struct BonaFideExample: Sendable {
  let bonaFide: [Double]
  let spoof: [Double]
  let area: Double
  /// Nearest point, interpolated, convex hull.
  let rates: [Double]
}

private let bonaFideExamples: [BonaFideExample] = [
  BonaFideExample(
    bonaFide: [0.9, 0.8, 0.7, 0.4], spoof: [0.6, 0.5, 0.3, 0.2, 0.1], area: 0.9, rates: [0.225, 0.25, 0.153846154]),
  BonaFideExample(
    bonaFide: [0.9, 0.8, 0.5, 0.5, 0.2], spoof: [0.7, 0.5, 0.4, 0.4, 0.3, 0.1], area: 0.733333333,
    rates: [0.266666667, 0.294117647, 0.272727273]),
  BonaFideExample(
    bonaFide: [0.1, 0.4, 0.6, 0.8, 0.9], spoof: [0.2, 0.3, 0.5, 0.7], area: 0.65, rates: [0.45, 0.4, 0.333333333]),
  BonaFideExample(
    bonaFide: [0.35, 0.5, 0.6, 0.7, 0.9], spoof: [0.1, 0.2, 0.4, 0.8], area: 0.75, rates: [0.225, 0.25, 0.235294118]),
]

@Test(arguments: bonaFideExamples)
private func equalErrorRateHasThreeDefinitions(_ example: BonaFideExample) throws {
  let curve = try confidences(normal: example.bonaFide, anomalous: example.spoof).roc()
  #expect(agrees(curve.area, example.area, to: 1e-9))
  for (definition, rate) in zip(EqualErrorRate.allCases, example.rates) {
    #expect(agrees(curve.equalErrorRate(definition), rate, to: 1e-9), "\(definition)")
  }
}

@Test(arguments: EqualErrorRate.allCases)
func aConstantScoreHasAnEqualErrorRateOfOneHalf(_ definition: EqualErrorRate) throws {
  let scores = try AnomalyScores(normal: [3, 3, 3], anomalous: [3, 3])
  #expect(scores.roc().equalErrorRate(definition) == 0.5)
  #expect(scores.roc(positive: .normal).equalErrorRate(definition) == 0.5)
}

@Test func sixNormalAndFourAnomalousScores() throws {
  let scores = try AnomalyScores(normal: [0.1, 0.4, 0.35, 0.8, 0.2, 0.4], anomalous: [0.9, 0.4, 0.7, 0.3])
  let expected: [Metric: Double] = [
    .auroc: 0.708333333, .fpr95Normal: 0.75, .fpr95: 0.666666667, .apNormal: 0.807539683, .ap: 0.666666667,
    .prTrapezoid: 0.657738095,
  ]
  for (metric, value) in expected { #expect(agrees(metric.value(of: scores), value, to: 1e-9), "\(metric)") }
  #expect(agrees(scores.roc(positive: .normal).precisionRecallTrapezoid, 0.803075397, to: 1e-9))
}

private struct LabelledExample: Sendable {
  let labels: [Int]
  let scores: [Double]
  /// AUROC, average precision, trapezoid, EER at the nearest point, EER by interpolation.
  let expected: [Double]
}

private let labelledExamples: [LabelledExample] = [
  LabelledExample(
    labels: [1, 0, 1, 1, 0, 1, 0, 0], scores: [0.9, 0.8, 0.7, 0.6, 0.55, 0.4, 0.3, 0.1],
    expected: [0.75, 0.77083333, 0.73125, 0.25, 0.25]),
  LabelledExample(
    labels: [1, 1, 0, 1, 0, 0, 1], scores: [0.9, 0.8, 0.8, 0.6, 0.6, 0.3, 0.2],
    expected: [0.58333333, 0.70952381, 0.75059524, 0.41666667, 0.42857143]),
  LabelledExample(
    labels: [1, 1, 1, 0, 0, 0, 0], scores: [0.9, 0.6, 0.3, 0.7, 0.5, 0.2, 0.1],
    expected: [0.75, 0.75555556, 0.71111111, 0.29166667, 0.33333333]),
]

@Test(arguments: labelledExamples)
private func trapezoidLiesBelowWithoutTiesAndMayLieAboveWithThem(_ example: LabelledExample) throws {
  let curve = try labelled(example.labels, example.scores).roc()
  let values = [
    curve.area, curve.averagePrecision, curve.precisionRecallTrapezoid, curve.equalErrorRate(.nearestPoint),
    curve.equalErrorRate(.interpolated),
  ]
  for (value, expected) in zip(values, example.expected) { #expect(agrees(value, expected, to: 5e-9)) }
}
