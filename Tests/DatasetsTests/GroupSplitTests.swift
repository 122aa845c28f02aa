// Splits by group: nothing torn apart, shares met, the same from the same seed.

import Datasets
import MiniTensor
import Testing

@Suite struct GroupSplitTests {
  /// `count` groups of 1 to 9 files; the files of a group are of one kind, of every tenth group of two.
  private func samples(_ count: Int, seed: UInt64) -> [SampleFile] {
    var generator = Random(seed: seed)
    var samples: [SampleFile] = []
    for group in 0..<count {
      let kind = generator.bernoulli(0.3) ? "defect" : "good"
      for file in 0..<generator.integer(in: 1..<10) {
        let isMixed = group % 10 == 0 && file == 1
        let sample = SampleFile(path: "\(group)/\(file)", kind: isMixed ? "odd" : kind, label: 0, group: "g\(group)")
        samples.append(sample)
      }
    }
    return samples
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64], [false, true])
  func everyFileOnceAndNoGroupTwice(seed: UInt64, stratified: Bool) {
    let samples = samples(200, seed: seed)
    let shares: KeyValuePairs = ["train": 0.6, "validation": 0.15, "test": 0.25]
    let split = GroupSplit(samples, shares: shares, stratified: stratified, using: Random(seed: seed))
    let parts = split.names.map { split[$0] }
    #expect(split.names == ["train", "validation", "test"])
    #expect(parts.flatMap { $0.map(\.path) }.sorted() == samples.map(\.path).sorted(), "seed \(seed)")
    let groups = parts.map { Set($0.map(\.group)) }
    #expect(groups.map(\.count).reduce(0, +) == 200, "seed \(seed)")
    // A part misses its share by no more than a group or so in each stratum: two kinds, each also with `odd`.
    let tolerance = stratified ? 4.0 * 9 : 9.0
    for (part, share) in zip(parts, shares) {
      let target = share.value * Double(samples.count)
      #expect(abs(Double(part.count) - target) <= tolerance, "seed \(seed), \(share.key): \(part.count), \(target)")
    }
    if stratified {
      for kind in ["defect", "good"] {
        let whole = Double(samples.count { $0.kind == kind })
        for (part, share) in zip(parts, shares) {
          let count = Double(part.count { $0.kind == kind })
          #expect(abs(count - share.value * whole) <= 2 * 9, "seed \(seed), \(kind) in \(share.key): \(count)")
        }
      }
    }
  }

  @Test func theSeedDecidesAndTheOrderDoesNot() {
    let samples = samples(60, seed: 7)
    let shares: KeyValuePairs = ["a": 1.0, "b": 2.0]
    let split = GroupSplit(samples, shares: shares, stratified: true, using: Random(seed: 1))
    let again = GroupSplit(samples.reversed(), shares: shares, stratified: true, using: Random(seed: 1))
    let other = GroupSplit(samples, shares: shares, stratified: true, using: Random(seed: 2))
    #expect(split["a"] == again["a"].reversed() && split["b"] == again["b"].reversed())
    #expect(split["a"] != other["a"])
    // Fixed for good: another order of draws would change every experiment.
    #expect(split["a"].map(\.group).prefix(3) == ["g3", "g3", "g8"])
  }

  @Test func countsArePrinted() {
    let samples = (0..<10).map { SampleFile(path: "\($0)", kind: $0 < 5 ? "x" : "y", label: 0, group: "\($0 / 2 % 5)") }
    let split = GroupSplit(samples, shares: ["train": 0.8, "test": 0.2, "none": 0.001], using: Random(seed: 3))
    let lines = split.description.split(separator: "\n")
    #expect(
      lines.count == 3 && lines[0].hasPrefix("train: 8 files of 4 groups: x ")
        && lines[2] == "none: 0 files of 0 groups")
    #expect(lines[1].hasPrefix("test: 2 files of 1 group: "))
    #expect(GroupSplit([], shares: ["all": 1], using: Random(seed: 1))["all"].isEmpty)
  }
}
