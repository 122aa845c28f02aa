// Numbers that scikit-learn 1.9.1 gave for the same scores.
//
// roc_auc_score; average_precision_score(y, s) and (1 - y, -s); auc of precision_recall_curve; for FPR95 the first
// point of roc_curve(drop_intermediate=False) with tpr >= 0.95. The scores came from numpy.random.default_rng(3).

import AnomalyDetection
import Testing

private struct Case: Sendable {
  let labels: [Int]
  let scores: [Double]
  /// auroc, ap, fpr95, apNormal, fpr95Normal, prTrapezoid.
  let expected: [Double]
  let points: Int
}

private let ties = Case(
  labels: [
    1, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1,
    0,
  ],
  scores: [
    14, 0, 0, 11, 11, 6, 4, 6, 0, 10, 7, 7, 5, 5, 2, 9, 8, 3, 3, 8, 6, 4, 6, 4, 7, 7, 9, 14, 11, 5, 10, 10, 5, 3, 5, 11,
    6, 11, 10, 2,
  ],
  expected: [
    0.6403508771929824, 0.6187909942447147, 0.7619047619047619, 0.715868143929677, 0.8947368421052632,
    0.6291775782802863,
  ],
  points: 13)

private let distinct = Case(
  labels: [
    0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 0,
    0,
  ],
  scores: [
    27, 80, 19, 59, 90, 74, 61, 98, 60, 42, 6, 44, 83, 68, 26, 23, 71, 43, 63, 54, 67, 72, 54, 21, 13, 79, 66, 50, 98,
    14, 94, 12, 87, 2, 49, 0, 95, 58, 25, 89,
  ],
  expected: [0.6015625, 0.32652830864787386, 0.5625, 0.8879806886100524, 0.75, 0.3339344441790094],
  points: 39)

private let inverted = Case(
  labels: [
    1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1,
    0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1,
  ],
  scores: [
    -1, 0, 1, 2, -1, 0, 1, 0, -1, 0, 0, 1, -1, 1, 1, -1, 0, 1, 1, 1, -1, 2, 0, -1, 2, -1, 0, 1, -1, 0, 2, -1, 0, 0, 1,
    1, -1, -1, 0, 1, 0, 0, -1, 1, 0, -1, 1, 2, 0, 0,
  ],
  expected: [0.16765873015873017, 0.619100064977258, 1.0, 0.20829493087557605, 1.0, 0.5139035087719298],
  points: 5)

@Test(arguments: [ties, distinct, inverted])
private func metricsAgreeWithScikitLearn(_ example: Case) throws {
  let scores = try labelled(example.labels, example.scores)
  let metrics: [Metric] = [.auroc, .ap, .fpr95, .apNormal, .fpr95Normal, .prTrapezoid]
  for (metric, expected) in zip(metrics, example.expected) {
    #expect(agrees(metric.value(of: scores), expected, to: 1e-14), "\(metric)")
  }
  #expect(scores.roc().points.count == example.points)
}
