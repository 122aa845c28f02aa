// Quantiles, intervals and verdicts against tables, formulas written out, and simulation.

import AnomalyDetection
import MiniTensor
import Testing

@Test func summaryOfFewNumbers() {
  let summary = Summary(of: [2, 4, 4, 4, 5, 5, 7, 9])
  #expect(summary.count == 8)
  #expect(summary.mean == 5)
  #expect(agrees(summary.standardDeviation!, (32.0 / 7).squareRoot(), to: 1e-15))
  #expect(Summary(of: [3]).standardDeviation == nil)
  // The deviations are small beside the mean: a one-pass sum of squares would lose them all.
  #expect(agrees(Summary(of: [1e9 + 1, 1e9 + 2, 1e9 + 3]).standardDeviation!, 1))
}

@Test func quantileIsTheInverseOfTheEmpiricalDistribution() {
  let values = [30.0, 10, 20, 40]
  #expect(quantile(0, of: values) == 10)
  #expect(quantile(0.25, of: values) == 10)
  #expect(quantile(0.2500001, of: values) == 20)
  #expect(quantile(0.5, of: values) == 20)
  #expect(quantile(1, of: values) == 40)
  #expect(quantile(0.75, of: [-.infinity, .infinity]) == .infinity)
  // 0.07 x 100 is 7.000000000000001 in Double.
  #expect(quantile(0.07, of: (1...100).map(Double.init)) == 7)
  for count in 1...200 {
    let ranks = (1...count).map(Double.init)
    for rank in ranks { #expect(quantile(rank / Double(count), of: ranks) == rank) }
  }
}

/// Quantiles at 0.9, 0.975, 0.995 and 0.9995 from SciPy 1.17.1, `scipy.stats.t.ppf`.
private let studentTable: [(degrees: Int, values: [Double])] = [
  (1, [3.0776835371752544, 12.706204736174694, 63.656741162871526, 636.6192487687897]),
  (2, [1.8856180831641272, 4.302652729749462, 9.924843200918287, 31.599054576445365]),
  (3, [1.637744353696209, 3.1824463052837078, 5.840909309733355, 12.923978636687961]),
  (4, [1.533206274058944, 2.7764451051977934, 4.604094871349992, 8.610301581379522]),
  (5, [1.4758840488244815, 2.5705818356363146, 4.032142983555228, 6.868826625881276]),
  (7, [1.4149239276505086, 2.364624251592784, 3.4994832973504924, 5.407882520861828]),
  (10, [1.372183641110336, 2.228138851986274, 3.16927267261695, 4.586893858702708]),
  (29, [1.311433647301551, 2.045229642132703, 2.756385903670605, 3.6594050194663748]),
  (99, [1.2901614420344854, 1.9842169515864174, 2.626405457280827, 3.391528833363685]),
  (120, [1.288646233656378, 1.9799304050824402, 2.6174211451068654, 3.373453768562533]),
]

@Test func studentQuantilesAgreeWithTables() {
  for row in studentTable {
    for (probability, expected) in zip([0.9, 0.975, 0.995, 0.9995], row.values) {
      let value = StudentT(degrees: row.degrees).quantile(probability)
      #expect(abs(value / expected - 1) < 1e-12, "\(row.degrees) degrees, \(probability)")
    }
  }
}

@Test func studentQuantilesAreSymmetric() {
  for degrees in [1, 2, 3, 8, 31] {
    let t = StudentT(degrees: degrees)
    #expect(t.quantile(0.5) == 0)
    #expect(agrees(t.quantile(0.25), -t.quantile(0.75)))
  }
  // One and two degrees have closed forms: tan(π/4) = 1, and t = √2 (2p - 1) / √(1 - (2p - 1)²) = √(2/3) at p = 3/4.
  #expect(agrees(StudentT(degrees: 1).quantile(0.75), 1))
  #expect(agrees(StudentT(degrees: 2).quantile(0.75), (2.0 / 3).squareRoot()))
}

@Test func hanleyMcNeilFormula() throws {
  // A = 3/4, P = 2, N = 4: Q₁ = 3/5, Q₂ = 9/14, so SE² = (0.1875 + 0.0375 + 3 · 9/112) / 8.
  let scores = try AnomalyScores(normal: [1, 2, 3, 4], anomalous: [2.5, 9])
  #expect(scores.roc().area == 0.75)
  let half = 1.959963984540054 * ((0.1875 + 0.0375 + 27.0 / 112) / 8).squareRoot()
  #expect(agrees(scores.hanleyMcNeilInterval.low, 0.75 - half))
  #expect(scores.hanleyMcNeilInterval.high == 1)
  let perfect = try AnomalyScores(normal: [0], anomalous: [1]).hanleyMcNeilInterval
  #expect(perfect == Interval(low: 1, high: 1))
}

/// Nearly normal scores of variance 1, the anomalous ones shifted.
private func shiftedScores(_ count: Int, shift: Double, using random: inout Random) throws -> AnomalyScores {
  func draw() -> Double {
    // A sum of twelve uniform numbers: close to normal, variance 1.
    (0..<12).reduce(-6) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
  }
  return try AnomalyScores(
    normal: (0..<count).map { _ in draw() }, anomalous: (0..<count).map { _ in draw() + shift })
}

@Test func bothIntervalsCoverTheTruthAboutAsOftenAsTheySay() throws {
  // For two normal distributions of variance 1 at distance √2 the AUROC is Φ(1).
  let truth = 0.8413447460685429
  var random = Random(seed: 11)
  var (formula, bootstrap) = (0, 0)
  let rounds = 200
  for _ in 0..<rounds {
    let scores = try shiftedScores(60, shift: 2.0.squareRoot(), using: &random)
    let (a, b) = (
      scores.hanleyMcNeilInterval, scores.bootstrapInterval(of: .auroc, draws: 200, using: &random)
    )
    formula += a.low <= truth && truth <= a.high ? 1 : 0
    bootstrap += b.low <= truth && truth <= b.high ? 1 : 0
  }
  // 95 % of 200 is 190, with a standard deviation of 3.
  #expect((178...200).contains(formula), "\(formula)")
  #expect((175...199).contains(bootstrap), "\(bootstrap)")
}

@Test func bootstrapIsReproducible() throws {
  let scores = try tiedScores(seed: 4)
  var (one, again, other) = (Random(seed: 1), Random(seed: 1), Random(seed: 2))
  let interval = scores.bootstrapInterval(of: .ap, draws: 100, using: &one)
  #expect(interval == scores.bootstrapInterval(of: .ap, draws: 100, using: &again))
  #expect(interval != scores.bootstrapInterval(of: .ap, draws: 100, using: &other))
  #expect(interval.low <= Metric.ap.value(of: scores) && Metric.ap.value(of: scores) <= interval.high)
  let constant = try AnomalyScores(normal: [1, 1], anomalous: [1])
  #expect(constant.bootstrapInterval(of: .auroc, draws: 40, using: &one) == Interval(low: 0.5, high: 0.5))
}

@Test func pairedIntervalOfThreeSeeds() {
  let comparison = Comparison(of: [0.90, 0.92, 0.97], minus: [0.88, 0.89, 0.93], claim: .positive)
  #expect(comparison.seeds == 3)
  #expect(agrees(comparison.difference, 0.03))
  // s = 0.01, t = 4.302652729749462 for two degrees of freedom.
  let half = 4.302652729749462 * 0.01 / 3.0.squareRoot()
  #expect(agrees(comparison.interval!.low, 0.03 - half))
  #expect(agrees(comparison.interval!.high, 0.03 + half))
  #expect(comparison.verdict == .held)
}

private struct Judged: Sendable {
  let differences: [Double]
  let claim: Claim
  let verdict: Verdict
}

private let kept = Claim.within(margin: 0.01)

private let judged: [Judged] = [
  Judged(differences: [0.02, 0.03, 0.04], claim: .positive, verdict: .held),
  Judged(differences: [0.02, 0.03, 0.04], claim: .negative, verdict: .contradicted),
  Judged(differences: [-0.02, -0.03, -0.04], claim: .positive, verdict: .contradicted),
  Judged(differences: [-0.02, -0.03, -0.04], claim: .negative, verdict: .held),
  Judged(differences: [0.00, 0.03, 0.04], claim: .positive, verdict: .notShown),
  Judged(differences: [0.00, 0.03, 0.04], claim: .negative, verdict: .notShown),
  Judged(differences: [0, 0, 0], claim: .positive, verdict: .notShown),
  Judged(differences: [0, 0, 0], claim: kept, verdict: .held),
  Judged(differences: [0.001, -0.001, 0.000], claim: kept, verdict: .held),
  Judged(differences: [0.001, -0.009, 0.008], claim: kept, verdict: .notShown),
  Judged(differences: [0.050, 0.051, 0.052], claim: kept, verdict: .contradicted),
  Judged(differences: [-0.050, -0.051, -0.052], claim: kept, verdict: .contradicted),
  Judged(differences: [0.01, 0.01, 0.01], claim: kept, verdict: .contradicted),
  Judged(differences: [0.4], claim: .positive, verdict: .notShown),
  Judged(differences: [0.0], claim: kept, verdict: .notShown),
]

@Test(arguments: judged)
private func verdictFollowsTheInterval(_ row: Judged) {
  let comparison = Comparison(differences: row.differences, claim: row.claim)
  #expect(comparison.verdict == row.verdict)
  #expect((comparison.interval == nil) == (row.differences.count == 1))
}

@Test func verdictsAreWrittenInWords() {
  #expect([Verdict.held, .contradicted, .notShown].map(\.rawValue) == ["held", "contradicted", "not shown"])
}
