// Scores that are distances: against numbers worked out by hand and against a search through all pairs.

import AnomalyDetection
import MiniTensor
import Testing

/// The k-th smallest distance, found by looking at all pairs.
private func slowDistances(_ queries: Tensor<Double>, _ references: Tensor<Double>, k: Int)
  -> [Double]
{
  (0..<queries.shape[0]).map { query in
    let distances = (0..<references.shape[0]).map { reference in
      (queries[query] - references[reference]).square().sum().item.squareRoot()
    }
    return distances.sorted()[k - 1]
  }
}

@Test(arguments: [(1, 1, 3), (700, 40, 5), (20, 5000, 7), (3, 4097, 2)])
func neighboursEqualTheSearchThroughAllPairs(_ queryCount: Int, _ referenceCount: Int, _ width: Int) {
  let queries = normalTensor([queryCount, width], seed: 3)
  let references = normalTensor([referenceCount, width], seed: 4)
  let search = NearestNeighbours(references, unitLength: false)
  for k in Set([1, min(10, referenceCount)]) {
    let scores = search.scores(of: queries, k: k)
    // The oracle is slow: a few queries of each block will do.
    let chosen = Array(stride(from: 0, to: queryCount, by: max(1, queryCount / 7)))
    let expected = slowDistances(Tensor(stacking: chosen.map { queries[$0] }), references, k: k)
    for (index, value) in zip(chosen, expected) {
      #expect(agrees(scores[index], value, to: 1e-9), "k = \(k)")
    }
  }
}

@Test func neighboursOfUnitLengthForgetTheSize() {
  let references = Tensor<Float>([[3, 0], [0, 5]])
  let search = NearestNeighbours(references, unitLength: true)
  let scores = search.scores(of: Tensor<Float>([[100, 0], [1, 1], [0, 0]]), k: 1)
  #expect(scores[0] == 0)
  #expect(agrees(scores[1], (2 - 2.0.squareRoot()).squareRoot(), to: 1e-7))
  #expect(scores[2] == 1)
}

@Test func nearDuplicatesKeepTheirDistance() {
  // In Float ‖a‖² + ‖b‖² - 2 a·b is 0 or worse for these; the distance is 0.001.
  let reference = Tensor<Float>([[1000, 1000, 1000], [0, 0, 0]])
  let query = Tensor<Float>([[1000, 1000, 1000.001]])
  let expected = Double(Float(1000.001)) - 1000
  #expect(
    agrees(NearestNeighbours(reference, unitLength: false).scores(of: query, k: 1)[0], expected))
}

@Test func neighboursAreTheSameBitsAtAnyThreadCount() {
  let (queries, references) = (normalTensor([300, 6], seed: 5), normalTensor([900, 6], seed: 6))
  let search = NearestNeighbours(references, unitLength: true)
  let one = Threads.$current.withValue(Threads(count: 1)) { search.scores(of: queries, k: 5) }
  let three = Threads.$current.withValue(Threads(count: 3)) { search.scores(of: queries, k: 5) }
  #expect(one == three)
}

@Test func pixelStatisticsAreDistancesToTheTrainingAverage() {
  // Training means 1 and 5, deviations 1 and 1; means 3, 4, 2 and deviations 0, 4, 1 of the images.
  let training = Tensor<Float>([0, 2, 4, 6], shape: [2, 1, 1, 2])
  let images = Tensor<Float>([3, 3, 0, 8, 1, 3], shape: [3, 1, 1, 2])
  #expect(PixelStatistic.mean.scores(of: images, training: training) == [0, 1, 1])
  #expect(PixelStatistic.standardDeviation.scores(of: images, training: training) == [1, 3, 0])
}

@Test func smootherImagesScoreHigher() {
  let images = Tensor<Float>([1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 2, 3], shape: [3, 1, 2, 2])
  #expect(smoothnessScores(images) == [0, -4, -6])
}
