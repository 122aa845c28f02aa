// The experiment: for every seed the same networks, the same scores, the same sets.

import AnomalyDetection
import Datasets
import Experiments
import Foundation
import MiniTensor

extension SparseEnergy: Example {
  static func run(_ recipe: Recipe, in run: Run) throws -> Results {
    let files = try DataFiles(for: recipe, in: run)
    let data = try run.stage("images", recipe.seeds) { seed, _ in try SeedData(recipe, seed: seed, files: files) }
    try checkCounts(data, recipe)
    let scratch = try train(recipe.variants.filter { $0.start == .scratch }, from: [], data, recipe, "networks", run)
    let tuned = try train(
      recipe.variants.filter { $0.start != .scratch }, from: scratch, data, recipe, "fine-tuning", run)
    let scored = try score(scratch + tuned, data, recipe, run)
    return try Outcome(recipe: recipe, data: data, scored: scored).results(of: run)
  }

  /// Throws where files hold too little to train with.
  private static func checkCounts(_ data: [SeedData], _ recipe: Recipe) throws {
    for seed in data {
      guard seed.training.count >= recipe.base.batch, seed.validation.count > 0 else {
        let count = seed.training.count
        throw UsageError("--data: \(count) training images are fewer than a batch of \(recipe.base.batch)")
      }
      let labels = Set(seed.training.labels.elements)
      if let missing = (0..<recipe.network.classes).first(where: { !labels.contains(Int32($0)) }) {
        throw UsageError("--data: there is no training image of class \(missing)")
      }
    }
  }

  /// Trains variants for every seed, side by side.
  private static func train(
    _ variants: [Variant], from bases: [TrainedNetwork], _ data: [SeedData], _ recipe: Recipe, _ title: String,
    _ run: Run
  ) throws -> [TrainedNetwork] {
    let items = data.indices.flatMap { seedIndex in
      variants.map { variant in
        let start = bases.first { base in
          base.seedIndex == seedIndex && base.variant.head == .linear
            && base.variant.hasConstantRate == (variant.start == .constantRateBase) && variant.start != .scratch
        }
        let plan = TrainingPlan(recipe: recipe, variant: variant, data: data[seedIndex], start: start?.network)
        return (seedIndex: seedIndex, plan: plan)
      }
    }
    return try run.stage(title, items, steps: \.plan.steps) { item, job in
      let variant = item.plan.variant
      let path = run.checkpoint("seed\(item.plan.data.seed)-\(variant.key)")
      let network = try item.plan.train(in: job, checkpoint: path)
      return TrainedNetwork(variant: variant, seedIndex: item.seedIndex, network: network)
    }
  }

  /// Scores all sets with all networks, and without any.
  private static func score(
    _ networks: [TrainedNetwork], _ data: [SeedData], _ recipe: Recipe, _ run: Run
  ) throws -> [ScoredNetwork] {
    let trivial = try run.stage("trivial scores", data) { data, _ in ScoredNetwork(trivial: data, recipe) }
    // Those with the most scores first, so that both cores end together.
    let order = networks.indices.sorted { a, b in
      let (x, y) = (networks[a].variant.scores.count, networks[b].variant.scores.count)
      return x != y ? x > y : a < b
    }
    let scored = try run.stage("scores", order.map { networks[$0] }, steps: \.variant.scores.count) {
      trained, job in
      try ScoredNetwork(trained, data[trained.seedIndex], recipe, job)
    }
    let byPlace = Dictionary(uniqueKeysWithValues: zip(order, scored))
    return trivial + networks.indices.map { byPlace[$0]! }
  }
}
