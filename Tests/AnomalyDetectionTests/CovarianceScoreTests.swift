// Scores of features by their covariance: against numbers worked out by hand, and under a change of units.

import AnomalyDetection
import MiniTensor
import Testing

@Test func mahalanobisOfTwoTriangles() throws {
  let features = Tensor<Double>([[0, 0], [2, 0], [0, 2], [4, 4], [6, 4], [4, 6]])
  let fit = try Mahalanobis(
    features: features, labels: Tensor<Int32>([0, 0, 0, 1, 1, 1]), classes: 2, shrinkage: 0)
  for (value, expected) in zip(fit.covariance.elements, [8.0 / 9, -4.0 / 9, -4.0 / 9, 8.0 / 9]) {
    #expect(agrees(value, expected))
  }
  let scores = fit.scores(of: Tensor<Double>([[1, 1], [5, 5], [3, 3], [0, 4]]))
  for (score, expected) in zip(scores, [0.5, 0.5, 12.5, 14]) { #expect(agrees(score, expected)) }
  let inFloat = fit.scores(of: Tensor<Float>([[1, 1], [5, 5], [3, 3], [0, 4]]))
  #expect(inFloat == scores)
}

@Test func mahalanobisDoesNotDependOnTheUnitsOfFeatures() throws {
  let features = normalTensor([60, 4], seed: 1)
  let labels = Tensor((0..<60).map { Int32($0 % 3) })
  let mixing = Tensor<Double>([[2, 0.5, 0, 0], [0, 1, 0, 1], [0.3, 0, 3, 0], [0, 0, 1, 0.7]])
  let samples = normalTensor([20, 4], seed: 2)
  let plain = try Mahalanobis(features: features, labels: labels, classes: 3, shrinkage: 0).scores(
    of: samples)
  let mixed = try Mahalanobis(
    features: matmul(features, mixing), labels: labels, classes: 3, shrinkage: 0
  )
  .scores(of: matmul(samples, mixing))
  for (a, b) in zip(plain, mixed) { #expect(agrees(a, b, to: 1e-9 * max(1, a))) }
}

@Test func shrinkageRescuesAFeatureThatNeverVaries() throws {
  let features = Tensor<Double>([[0, 7], [2, 7], [4, 7]])
  let fit = try Mahalanobis(
    features: features, labels: Tensor<Int32>([0, 0, 0]), classes: 1, shrinkage: 0.5)
  // tr Σ = 8/3, so 0.5 · (8/3) / 2 = 2/3 is added to the diagonal.
  for (value, expected) in zip(fit.covariance.elements, [10.0 / 3, 0, 0, 2.0 / 3]) {
    #expect(agrees(value, expected))
  }
  #expect(agrees(fit.scores(of: Tensor<Double>([[2, 8]]))[0], 1.5))
}

@Test func covarianceThatNoGaussianHasIsAnError() {
  let labels = Tensor<Int32>([0, 0, 0])
  let plane = Tensor<Double>([[0, 7], [2, 7], [4, 7]])
  #expect(throws: CovarianceError.self) { try Mahalanobis(features: plane, labels: labels, classes: 1, shrinkage: 0) }
  let broken = Tensor<Double>([[0, 7], [.nan, 8], [4, 7]])
  #expect(throws: CovarianceError.self) { try Mahalanobis(features: broken, labels: labels, classes: 1) }
}

@Test func residualIsTheDistanceToThePlane() {
  // Training features vary along (1, 1, 0) and (0, 0, 1), about the point (1, 0, 0).
  var features: [[Double]] = []
  for a in [-2.0, -1, 1, 2] { for b in [-1.0, 1] { features.append([1 + a, a, b]) } }
  let plane = PrincipalResidual(features: Tensor(features), axes: 2)
  let scores = plane.scores(of: Tensor<Double>([[1, 0, 0], [4, 3, 9], [2, -1, 5], [1, 1, 0]]))
  for (score, expected) in zip(scores, [0, 0, 2.0.squareRoot(), 0.5.squareRoot()]) {
    #expect(agrees(score, expected))
  }
  let point = PrincipalResidual(features: Tensor(features), axes: 0)
  #expect(agrees(point.scores(of: Tensor<Double>([[1, 3, 4]]))[0], 5))
}
