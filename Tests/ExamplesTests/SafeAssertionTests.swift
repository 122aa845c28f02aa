// What held in every seed that was ever tried, asserted of a fresh run of preset quick: if one of these fails, the
// experiment has changed, not its luck. The bounds leave room beside the worst value seen.

import Foundation
import Testing

@testable import SparseEnergy

@Suite struct SafeAssertionTests {
  private static let near = ["unseen", "blend", "jigsaw", "phase"]
  private static let far = ["uniform", "constant", "inverted"]

  /// The numbers of metrics.json of one seed.
  private struct Numbers {
    private struct Row: Decodable {
      let method, dataset, metric: String
      let value: Double
    }
    private struct File: Decodable { let metrics: [Row] }
    private var values: [[String]: Double] = [:]

    init(of output: String) throws {
      let data = try Data(contentsOf: URL(fileURLWithPath: output + "/metrics.json"))
      for row in try JSONDecoder().decode(File.self, from: data).metrics {
        values[[row.method, row.dataset, row.metric]] = row.value
      }
    }

    func callAsFunction(_ metric: String, _ method: String, on dataset: String = "normal") throws -> Double {
      try #require(values[[method, dataset, metric]], "\(metric) of \(method) on \(dataset)")
    }

    /// The mean AUROC over the near sets.
    func near(_ method: String) throws -> Double {
      try SafeAssertionTests.near.map { try self("auroc", method, on: $0) }.reduce(0, +) / 4
    }
  }

  @Test func whatEverySeedShowed() throws {
    let folder = try InventedFolder()
    let output = folder.path + "/run"
    let run = try Program.run(["--output", output, "--seeds", "1", "--quiet"], in: folder)
    try #require(run.code == 0, "\(run.errors)")
    let number = try Numbers(of: output)

    // Accuracy is learned, and fine-tuning keeps it.
    let accuracy = try (base: number("accuracy", "base"), sparse: number("accuracy", "λ = 0.01"))
    #expect(try accuracy.base >= 0.92 && number("accuracy", "λ = 0") >= 0.92 && accuracy.sparse >= 0.91)
    #expect(abs(accuracy.sparse - accuracy.base) <= 0.02)

    // The penalty raises the energy towards its optimum in closed form, more the larger λ is, and shrinks the logits.
    let energies = try ["0", "0.001", "0.01", "0.1"].map { try number("energy", "λ = \($0)") }
    #expect(try energies[2] - number("energy", "base") > 1)
    #expect(abs(energies[2] - -log(9 / 0.01)) < 1)
    #expect(zip(energies, energies.dropFirst()).allSatisfy(<))
    #expect(try number("logitNorm", "λ = 0.01") < 0.8 * number("logitNorm", "λ = 0"))
    let gaps = try ["λ = 0", "λ = 0.01"].map { name in
      try Self.near.map { try number("energy", name, on: $0) }.reduce(0, +) / 4 - number("energy", name)
    }
    #expect(gaps[1] < 0.85 * gaps[0])
    #expect(try number("energy", "λ = 0") - number("energy", "energy-bounded") > 0.2)

    // What detects near sets, and by how much at least.
    let energy = try number.near("base · energy")
    #expect(try energy >= 0.78 && number.near("base · k-NN") >= 0.82)
    #expect(try number.near("energy-bounded · energy") > number.near("λ = 0 · energy"))
    #expect(try energy - number.near("base · energy as printed") > 0.03)

    // Near sets are matched in mean and deviation: the trivial scores find nothing, the nearest image a little.
    for set in Self.near {
      for score in ["mean intensity", "sd of pixels"] {
        #expect(try abs(number("auroc", score, on: set) - 0.5) < 0.05, "\(score) on \(set)")
        #expect(try abs(number("aurocMatched", score, on: set) - 0.5) <= 0.002, "\(score) on \(set)")
      }
      for method in ["base · energy", "λ = 0.01 · energy", "base · MSP"] {
        let area = try number("ap", method, on: set)
        #expect(try abs(area - number("prTrapezoid", method, on: set)) < 0.005, "\(method) on \(set)")
      }
    }
    #expect(try (0.60...0.80).contains(number.near("nearest training image")))

    // Far sets are far from the features of normal images (there is no such assertion for the energy).
    for set in Self.far {
      #expect(try number("auroc", "base · Mahalanobis all stages", on: set) >= 0.97, "\(set)")
      #expect(try number("auroc", "base · Mahalanobis penultimate", on: set) >= 0.88, "\(set)")
    }
  }
}
