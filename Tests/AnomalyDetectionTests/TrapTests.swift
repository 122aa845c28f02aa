// A programmer's mistakes stop the program.

import AnomalyDetection
import Testing

@Test func mistakesStop() async {
  await #expect(processExitsWith: .failure) { _ = StudentT(degrees: 0) }
  await #expect(processExitsWith: .failure) { _ = StudentT(degrees: 3).quantile(1) }
  await #expect(processExitsWith: .failure) { _ = Summary(of: []) }
  await #expect(processExitsWith: .failure) { _ = quantile(0.5, of: []) }
  await #expect(processExitsWith: .failure) { _ = Comparison(of: [1, 2], minus: [1], claim: .positive) }
  await #expect(processExitsWith: .failure) { _ = Comparison(differences: [.nan], claim: .positive) }
  await #expect(processExitsWith: .failure) {
    _ = Confusion(truePositives: 1, falsePositives: 0, trueNegatives: 0, falseNegatives: 0)
  }
}
