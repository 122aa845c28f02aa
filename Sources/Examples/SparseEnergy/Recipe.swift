// Every number of the experiment: three presets, and what the command line changes of them.

import Experiments

/// All settings of a run; what two runs have in common if they are to give the same bits.
struct Recipe: Codable, Equatable, Sendable {
  /// The seeds that data, initialisation and order of the batches come from.
  var seeds: [Int]
  var source: DataSource
  /// The folder of the images; nil where they are drawn.
  var data: String?
  /// Sets of outliers that the command line named: files, or folders of pictures.
  var outlierFiles: [NamedPath] = []
  var counts: SampleCounts
  var network: NetworkShape
  /// Training from scratch: the base network, and what is trained beside it.
  var base: Training
  /// Fine-tuning of a copy of the base network.
  var tuning: Training
  var variants: [Variant]
  var scoring: Scoring

  /// Which images are normal.
  enum DataSource: String, Codable, Sendable {
    /// Ten glyphs, drawn anew for each seed.
    case glyphs
    case fashionMNIST = "fashion-mnist"
    case cifar10
    case cifar100

    var classes: Int { self == .cifar100 ? 100 : 10 }
  }

  /// How many images of each kind there are.
  struct SampleCounts: Codable, Equatable, Sendable {
    /// Nil where the files decide.
    var training: Int?
    /// Held out of the training images, for thresholds and for the choice of ODIN's step.
    var validation: Int
    var test: Int?
    /// In each set of outliers.
    var outliers: Int
    /// Outliers for the two losses that train with them.
    var auxiliary: Int
    /// Training images that the pixel-wise nearest neighbour is looked for among.
    var pixelNeighbours: Int
    /// How often `outliers` images are drawn from each set, without replacement: 1 but for the paper's own protocol.
    var draws = 1
  }

  /// One stage of training by stochastic gradient descent with Nesterov's momentum.
  struct Training: Codable, Equatable, Sendable {
    var epochs: Int
    var batch: Int
    /// The rate of the first step, which falls along half a cosine to `lastShare` of it.
    var rate: Double
    var lastShare = 1e-6
    var momentum: Float = 0.9
    /// On every parameter.
    var weightDecay: Float = 5e-4
    /// Zeros around the image that a shifted window may show, where images are augmented by shifts and mirroring.
    var augmentationPadding: Int?
  }

  /// What the scores leave open.
  struct Scoring: Codable, Equatable, Sendable {
    /// T of ODIN.
    var temperature = 1000.0
    /// Steps that ODIN's rule chooses from.
    var steps: [Float] = [0, 0.0025, 0.005, 0.01, 0.02, 0.04, 0.08]
    /// The step of the row with a fixed one.
    var fixedStep: Float = 0.02
    /// ρ of the tied covariance.
    var ridge = 1e-3
    /// k of the nearest neighbour in feature space.
    var neighbours = 10
    /// Images scored at a time; no result depends on it.
    var batch = 250
  }
}

extension Recipe {
  /// The recipe of a preset.
  init(_ preset: Preset, seeds: [Int]) {
    switch preset {
    case .quick: self = .quick(seeds: seeds)
    case .full: self = .full(seeds: seeds)
    case .paper: self = .paper(seeds: seeds)
    }
  }

  /// How many seeds a preset runs unless told.
  static func seedCount(of preset: Preset) -> Int { preset == .paper ? 1 : 3 }

  private static func quick(seeds: [Int]) -> Recipe {
    Recipe(
      seeds: seeds, source: .glyphs,
      counts: SampleCounts(
        training: 2000, validation: 500, test: 1000, outliers: 500, auxiliary: 1000, pixelNeighbours: 2000),
      network: NetworkShape(channels: 1, stem: 8, widths: [16, 32], strides: [2, 2], blocks: 1, classes: 10),
      base: Training(epochs: 12, batch: 64, rate: 0.1), tuning: Training(epochs: 4, batch: 64, rate: 0.02),
      variants: Variant.all(lambdas: [0, 0.001, 0.01, 0.1]) + Variant.constantRates, scoring: Scoring())
  }

  private static func full(seeds: [Int]) -> Recipe {
    Recipe(
      seeds: seeds, source: .fashionMNIST,
      counts: SampleCounts(
        training: nil, validation: 5000, test: nil, outliers: 2000, auxiliary: 5000, pixelNeighbours: 5000),
      network: NetworkShape(channels: 1, stem: 16, widths: [32, 64], strides: [2, 2], blocks: 1, classes: 10),
      base: Training(epochs: 5, batch: 128, rate: 0.1), tuning: Training(epochs: 1, batch: 128, rate: 0.01),
      variants: Variant.all(lambdas: [0, 0.001, 0.003, 0.01, 0.03, 0.1]), scoring: Scoring(neighbours: 50))
  }

  /// WRN-40-2 and the settings that the paper prints, the rest from the code of Liu et al. (2020).
  private static func paper(seeds: [Int]) -> Recipe {
    Recipe(
      seeds: seeds, source: .cifar10,
      counts: SampleCounts(
        training: nil, validation: 1000, test: nil, outliers: 2000, auxiliary: 0, pixelNeighbours: 5000, draws: 10),
      network: NetworkShape(
        channels: 3, stem: 16, widths: [32, 64, 128], strides: [1, 2, 2], blocks: 6, classes: 10, dropout: 0.3),
      base: Training(epochs: 100, batch: 128, rate: 0.1, augmentationPadding: 4),
      tuning: Training(epochs: 10, batch: 128, rate: 0.001, augmentationPadding: 4),
      variants: [.base, .sparse(0), .sparse(Variant.paperLambda)], scoring: Scoring(neighbours: 50))
  }

  /// Trains the base for another number of epochs; fine-tuning keeps its share of it, at least one epoch, unless
  /// nothing is trained at all.
  mutating func setEpochs(_ epochs: Int) {
    let share = Double(tuning.epochs) / Double(base.epochs)
    tuning.epochs = epochs == 0 ? 0 : max(1, Int((Double(epochs) * share).rounded()))
    base.epochs = epochs
  }

  /// Trains the base network at a constant rate, for the literal reading of a recipe without a schedule; the networks
  /// that are there to show the difference are left out then.
  mutating func setConstantRate() {
    variants = variants.filter { !$0.hasConstantRate && $0.start != .constantRateBase }
    for index in variants.indices where variants[index].start == .scratch { variants[index].hasConstantRate = true }
  }
}

// MARK: - What the command line sets

/// The program `sparse-energy`.
enum SparseEnergy: Sendable {
  static let name = "sparse-energy"
  static let abstract = "Does the L1 norm of the logits widen the energy gap? (Chen and Li, 2023)"
  static let discussion = """
    A classifier is trained on normal images and fine-tuned for a few epochs with an L1 penalty on its logits; the free \
    energy of the logits is the anomaly score. The report sets the claims of the paper beside a control without the \
    penalty, other scores and trivial baselines.

    quick draws its own images. full reads Fashion-MNIST (normal), MNIST and, where they are there, letters-az and \
    notmnist from the folders fashion-mnist, mnist, letters-az and notmnist of --data. paper reads the binary files of \
    CIFAR-10 or CIFAR-100 (folder cifar10 or cifar100) and the sets of outliers that --ood names.
    """

  static let set = Option(
    "set", ValueKind.choice(["cifar10", "cifar100"]), default: "cifar10", help: "Normal images of preset paper.")
  static let outliers = Option(
    "ood", .namedPaths,
    help: """
      A set of outliers for preset paper, as often as wanted: an IDX or CIFAR file, or a folder of pictures (PNG, JPEG, \
      PNM), which may be in folders by class. Pictures are cut to a centred square and resized to 32 by 32, each pixel \
      the mean of its area; transparency shows white. Of more than 20,000 in a folder, so many are chosen by the first \
      seed.
      """)
  static let constantRate = Option(
    flag: "constant-rate", help: "Train the base network at a constant rate, as the paper's text can be read.")
  static let options: [any AnyOption] = [set, outliers, constantRate]

  static func recipe(from options: Options) throws -> Recipe {
    var recipe = Recipe(options.preset, seeds: options.seeds(otherwise: Recipe.seedCount(of: options.preset)))
    recipe.data = options.data
    if let epochs = options.epochs { recipe.setEpochs(epochs) }
    if options[constantRate] { recipe.setConstantRate() }
    if options.preset == .paper {
      recipe.source = options[set] == "cifar10" ? .cifar10 : .cifar100
      recipe.network.classes = recipe.source.classes
      recipe.outlierFiles = options[outliers] ?? []
    } else if options[outliers] != nil || options[set] != "cifar10" {
      throw UsageError("--ood and --set: they belong to --preset paper, not to \(options.preset.rawValue)")
    }
    return recipe
  }
}
