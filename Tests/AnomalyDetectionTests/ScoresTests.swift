// What scores are accepted, what a fixed threshold does, and the shape of the curves.

import AnomalyDetection
import Testing

@Test func refusesWhatCannotBeJudged() {
  #expect(throws: ScoreError.empty(.normal)) { try AnomalyScores(normal: [], anomalous: [1]) }
  #expect(throws: ScoreError.empty(.anomalous)) { try AnomalyScores(normal: [1], anomalous: []) }
  #expect(throws: ScoreError.notANumber(.anomalous, index: 1)) {
    try AnomalyScores(normal: [1], anomalous: [2, .nan])
  }
  #expect(throws: ScoreError.notANumber(.normal, index: 0)) { try threshold(ofNormal: [.nan]) }
  #expect(throws: ScoreError.empty(.normal)) { try threshold(ofNormal: []) }
  #expect(ScoreError.notANumber(.normal, index: 3).description == "normal score 3 is not a number")
  #expect(ScoreError.empty(.anomalous).description == "there are no anomalous scores")
}

@Test func infiniteScoresAreOrderedLikeOthers() throws {
  let infinite = try AnomalyScores(normal: [-.infinity, 0, .infinity], anomalous: [.infinity, 5])
  let finite = try AnomalyScores(normal: [-9, 0, 9], anomalous: [9, 5])
  for metric in Metric.allCases { #expect(metric.value(of: infinite) == metric.value(of: finite), "\(metric)") }
  #expect(infinite.roc().points.map(\.threshold) == [nil, .infinity, 5, 0, -.infinity])
}

@Test func curveKeepsItsThresholdsForEitherPositiveClass() throws {
  let scores = try AnomalyScores(normal: [0, 1], anomalous: [1, 2])
  #expect(scores.roc().points.map(\.threshold) == [nil, 2, 1, 0])
  #expect(scores.roc().points.map(\.truePositives) == [0, 1, 2, 2])
  #expect(scores.roc().points.map(\.falsePositives) == [0, 0, 1, 2])
  let normal = scores.roc(positive: .normal)
  #expect(normal.points.map(\.threshold) == [nil, 0, 1, 2])
  #expect(normal.points.map(\.truePositiveRate) == [0, 0.5, 1, 1])
  #expect(normal.points.map(\.falsePositiveRate) == [0, 0, 0.5, 1])
}

@Test func precisionRecallStartsAtPrecisionOne() throws {
  let curve = try AnomalyScores(normal: [3, 1], anomalous: [2]).roc().precisionRecall
  #expect(curve.map(\.recall) == [0, 0, 1, 1])
  #expect(curve.map(\.precision) == [1, 0, 0.5, 1.0 / 3])
}

@Test func countsAtAThreshold() throws {
  let scores = try AnomalyScores(normal: [0.1, 0.4, 0.35, 0.8, 0.2, 0.4], anomalous: [0.9, 0.4, 0.7, 0.3])
  let confusion = scores.confusion(at: 0.4)  // equal to the threshold is anomalous
  #expect(confusion == Confusion(truePositives: 3, falsePositives: 3, trueNegatives: 3, falseNegatives: 1))
  #expect(confusion.accuracy == 0.6)
  #expect(confusion.precision == 0.5)
  #expect(confusion.recall == 0.75)
  #expect(confusion.specificity == 0.5)
  #expect(confusion.f1 == 0.6)
  #expect(confusion.balancedAccuracy == 0.625)

  let silent = scores.confusion(at: .infinity)
  #expect(silent.precision == nil)
  #expect(silent.f1 == 0)
  #expect(silent.recall == 0)
  #expect(silent.balancedAccuracy == 0.5)
}

@Test func everyPointOfTheCurveIsAConfusion() throws {
  for seed in 0..<20 {
    let scores = try tiedScores(seed: seed)
    for point in scores.roc().points.dropFirst() {
      let confusion = scores.confusion(at: point.threshold!)
      #expect(confusion.truePositives == point.truePositives, "seed \(seed)")
      #expect(confusion.falsePositives == point.falsePositives, "seed \(seed)")
    }
  }
}

@Test func thresholdLetsItsShareOfNormalScoresPass() throws {
  let twenty = (1...20).map(Double.init)
  let bound = try threshold(passing: 0.95, ofNormal: twenty)
  #expect(twenty.filter { $0 >= bound } == [20])
  #expect(twenty.filter { $0 >= 19.0.nextUp } == [20])

  for seed in 0..<50 {
    let normal = try tiedScores(seed: seed).normal
    for share in [0, 0.5, 0.9, 0.95, 1] {
      let bound = try threshold(passing: share, ofNormal: normal)
      #expect(Double(normal.count { $0 < bound }) / Double(normal.count) >= share, "seed \(seed), share \(share)")
    }
  }
  #expect(try threshold(passing: 1, ofNormal: [.infinity, 0]) == .infinity)
}

@Test func metricNamesAreThoseOfTheFile() {
  let names = ["auroc", "ap", "fpr95", "apNormal", "fpr95Normal", "prTrapezoid", "eer"]
  #expect(Metric.allCases.map(\.rawValue) == names)
}

@Test func aPerfectDetectorIsBestByEveryMetric() throws {
  let perfect = try AnomalyScores(normal: [0, 1, 2], anomalous: [3, 4])
  for metric in Metric.allCases { #expect(metric.value(of: perfect) == (metric.largerIsBetter ? 1 : 0), "\(metric)") }
}
