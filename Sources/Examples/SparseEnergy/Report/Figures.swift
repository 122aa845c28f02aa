// The figures of the report.

import AnomalyDetection
import Datasets
import Experiments
import MiniTensor

extension Outcome {
  private var seed: Int { recipe.seeds[0] }
  private var classes: Int { recipe.network.classes }
  /// Base network, control and the paper's fine-tuning.
  private var compared: [Variant] {
    [.base, .sparse(0), .sparse(Variant.paperLambda)].filter(recipe.variants.contains)
  }
  /// The sweep over λ, the control left out.
  private var sweep: [Variant] {
    recipe.variants.filter { $0.start == .base && $0.penalties.logits > 0 }
  }

  // MARK: - Images

  /// Rows of images: normal classes, every set of outliers, auxiliary ones.
  var samples: Report.Figure {
    let data = data[0]
    let labels = data.test.labels.elements
    let firsts = (0..<min(classes, 10)).compactMap { label in labels.firstIndex(of: Int32(label)) }
    var rows = [ImageGrid.Row("normal", pictures(data.test.images.rows(firsts)))]
    rows += data.outliers.map {
      ImageGrid.Row($0.name, pictures($0.images.narrowed(0, to: 0..<min(10, $0.images.shape[0]))))
    }
    let auxiliary = min(10, data.auxiliary.shape[0])
    if auxiliary > 0 {
      rows.append(ImageGrid.Row("auxiliary", pictures(data.auxiliary.narrowed(0, to: 0..<auxiliary))))
    }
    return .init(
      "samples", ImageGrid("Images of seed \(seed)", rows: rows),
      caption: """
        Normal images, one of each class, and ten images of each set. Near sets are matched to normal images in mean \
        and deviation: what your eye sees there, mean and variance cannot.
        """)
  }

  private func pictures(_ images: Tensor<Float>) -> [ImageGrid.Picture] {
    let raw = data[0].standard.undone(images)
    let (channels, height, width) = (raw.shape[1], raw.shape[2], raw.shape[3])
    let size = channels * height * width
    let pixels = raw.elements
    return (0..<raw.shape[0]).map { index in
      let planes = pixels[index * size..<(index + 1) * size].map(Double.init)
      let range = min(0, planes.min() ?? 0)...max(1, planes.max() ?? 1)
      return ImageGrid.Picture(planes, width: width, height: height, channels: channels, range: range)
    }
  }

  // MARK: - Energies

  /// Histograms before and after on one axis.
  var energies: Report.Figure {
    let panels = compared.map { variant in
      let method = methods(of: variant, seed: seed).first { $0.name == variant.method(.energy) }
      let outliers = method?.outliers.filter { mainGroup.datasets.contains($0.set) }.flatMap(\.scores) ?? []
      let normal = method?.test ?? []
      return Histogram.Panel(
        variant.name,
        groups: [
          .init("normal (\(NumberText.count(normal.count)))", normal),
          .init("\(mainGroup.name) sets (\(NumberText.count(outliers.count)))", outliers),
        ])
    }
    let optimum = SparseOptimum(classes: classes, lambda: Variant.paperLambda).energy
    return .init(
      "energies",
      Histogram(
        "Energies before and after fine-tuning, seed \(seed)", x: ChartAxis("energy F (larger: more anomalous)"),
        panels: panels, references: [ReferenceLine(at: optimum, "F* = \(NumberText.fixed(optimum, decimals: 2))")]),
      caption: """
        F* is where fine-tuning pulls the mode of the normal images; outliers are free to come along, since their logits \
        pass through the same weights. All networks share one axis.
        """)
  }

  /// Mean energy against λ beside the closed form.
  var energySweep: Report.Figure {
    let lambdas = sweep.map(\.penalties.logits)
    let energies = sweep.map { Summary(of: values(.energy, $0)) }
    let means = energies.map(\.mean)
    let half = energies.map { $0.standardDeviation ?? 0 }
    let curve = (0...50).map { 0.0008 * Double.exp(Double.log(150) * Double($0) / 50) }
    let optimum = curve.map { SparseOptimum(classes: classes, lambda: $0).energy }
    var lines: [ReferenceLine] = []
    if recipe.variants.contains(.sparse(0)) {
      lines.append(ReferenceLine(at: Summary(of: values(.energy, .sparse(0))).mean, "λ = 0"))
    }
    return .init(
      "energy-sweep",
      LineChart(
        "Mean energy of normal test images against λ", x: ChartAxis("λ", scale: .logarithmic),
        y: ChartAxis("mean energy"),
        series: [
          .init("measured", x: lambdas, y: means, style: .lineWithMarkers),
          .init("F* = −log((K − 1)/λ)", x: curve, y: optimum),
        ],
        bands: [.init(x: lambdas, low: zip(means, half).map(-), high: zip(means, half).map(+), look: 0)],
        horizontal: lines),
      caption: """
        Measured means (band: standard deviation over \(recipe.seeds.count) seeds) beside the optimum of one sample with \
        free logits. Expect the same direction and scale; equality would take wrong logits of zero, which a network \
        cannot reach.
        """)
  }

  // MARK: - Detection

  /// AUROC against λ with the control's band.
  var detectionSweep: Report.Figure? {
    guard sweep.count > 1, recipe.variants.contains(.sparse(0)) else { return nil }
    func area(_ variant: Variant) -> Summary {
      Summary(of: values(Metric.auroc.rawValue, variant.method(.energy), on: mainGroup.datasets))
    }
    let control = area(.sparse(0))
    let spread = control.standardDeviation ?? 0
    let lambdas = sweep.map(\.penalties.logits)
    let seeds = recipe.seeds.indices.map { index in
      LineChart.Series(
        index == 0 ? "single seeds" : "", x: lambdas,
        y: sweep.map { values(Metric.auroc.rawValue, $0.method(.energy), on: mainGroup.datasets)[index] }, style: .thin,
        look: 1)
    }
    return .init(
      "detection-sweep",
      LineChart(
        "AUROC of the energy against λ, \(mainGroup.name) sets", x: ChartAxis("λ", scale: .logarithmic),
        y: ChartAxis("mean AUROC, \(mainGroup.name) sets"),
        series: [.init("mean over seeds", x: lambdas, y: sweep.map { area($0).mean }, style: .lineWithMarkers)] + seeds,
        bands: [.init(control.mean - spread...control.mean + spread, label: "λ = 0 ± sd")]),
      caption: "Each point is one fine-tuning of the same base network; the band is the control without the penalty.")
  }

  /// ROC curves of the energy before and after, a line for each set.
  var curves: [Report.Figure] {
    [Variant.base, .sparse(Variant.paperLambda)].filter(recipe.variants.contains).map { variant in
      let method = methods(of: variant, seed: seed).first { $0.name == variant.method(.energy) }
      let sets = method?.outliers.filter { set in
        groups.contains { $0.name != OutlierSet.Kind.far.rawValue && $0.datasets.contains(set.set) }
      }
      var lines: [ROCChart.Curve] = []
      var marks: [ROCChart.Mark] = []
      for (look, set) in (sets ?? []).enumerated() {
        guard let scores = try? AnomalyScores(normal: method?.test ?? [], anomalous: set.scores) else { continue }
        let points = scores.roc().points
        lines.append(
          .init(
            set.set, falsePositiveRate: points.map(\.falsePositiveRate),
            truePositiveRate: points.map(\.truePositiveRate),
            look: look))
        if let found = points.first(where: { $0.truePositiveRate >= 0.95 }) {
          marks.append(
            .init(
              "95 % of outliers found", falsePositiveRate: found.falsePositiveRate,
              truePositiveRate: found.truePositiveRate, look: look))
        }
        if let passed = points.last(where: { $0.falsePositiveRate <= 0.05 }) {
          marks.append(
            .init(
              "95 % of normal images pass", falsePositiveRate: passed.falsePositiveRate,
              truePositiveRate: passed.truePositiveRate, look: look))
        }
      }
      return .init(
        "roc-\(variant.key)", ROCChart("ROC of the energy, \(variant.name), seed \(seed)", curves: lines, marks: marks),
        caption: """
          The energy of \(variant == .base ? "the base network" : variant.name), seed \(seed); one line for each set, \
          outliers positive. Both points that go by the name FPR95 are marked: they look at opposite ends of the curve.
          """)
    }
  }

  /// Histogram and ROC of the base network's energy with a threshold to move.
  var explorer: Report.Block {
    let method = methods(of: .base, seed: seed).first { $0.name == Variant.base.method(.energy) }
    let outliers = method?.outliers.filter { mainGroup.datasets.contains($0.set) }.flatMap(\.scores) ?? []
    let start = (try? threshold(ofNormal: method?.validation ?? [])) ?? 0
    return .explorer(
      ThresholdExplorer(
        "energy, base network, seed \(seed)", normal: method?.test ?? [], anomalous: outliers, threshold: start,
        caption: """
          Every threshold is a compromise: what lies to its right is called anomalous. At first it stands at the 95 % \
          quantile of normal validation scores, which no outlier was needed for.
          """))
  }

  /// Every score on every set.
  var heatMap: Report.Figure {
    let sets = groups.flatMap(\.datasets)
    let methods =
      TrivialScore.allCases.map(\.rawValue)
      + compared.flatMap { variant in variant.scores.map(variant.method) }
      + recipe.variants.filter { !compared.contains($0) && ($0.penalties.useOutliers || $0.head == .decomposed) }
      .flatMap { variant in variant.scores.map(variant.method) }
    let cells = methods.map { method in
      sets.map { set -> Double? in
        let areas = values(Metric.auroc.rawValue, method, on: [set])
        return areas.isEmpty ? nil : areas.reduce(0, +) / Double(areas.count)
      }
    }
    return .init(
      "scores-by-set",
      HeatMap("AUROC of every score on every set", rows: methods, columns: sets, values: cells, centre: 0.5),
      caption: "Means over seeds; one half is chance.")
  }

  // MARK: - Differences

  /// Paired differences for the claims on means and on detection.
  var differences: Report.Figure {
    func panel(_ label: String, _ claims: [PaperClaim], _ isShown: (Finding) -> Bool) -> DotPlot.Panel {
      let rows = findings.filter { claims.contains($0.claim) && isShown($0) }.map { finding -> DotPlot.Row in
        let comparison = finding.comparison
        var margin: ClosedRange<Double>?
        if case .within(let size) = comparison.claim { margin = -size...size }
        return DotPlot.Row(
          finding.label, finding.differences,
          interval: comparison.interval.map { $0.low...$0.high }, note: comparison.verdict.rawValue, margin: margin)
      }
      return .init(ChartAxis(label), rows: rows)
    }
    let panels = [
      panel("difference of rates", [.c2, .c3, .c4]) { _ in true },
      panel("difference of mean energies", [.c1]) { _ in true },
      panel("difference of mean ‖f‖₁", [.c5]) { $0.decimals == 2 },
      panel("difference of shares", [.c5]) { $0.decimals != 2 },
    ]
    return .init(
      "differences", DotPlot("Paired differences, one dot for each seed", panels: panels.filter { !$0.rows.isEmpty }),
      caption: """
        λ = 0.01 minus base or control, seed by seed, with the 95 % t interval of the mean; FPR95 with normal images (N) \
        or outliers (O) as positives. An interval across zero shows nothing; for accuracy the claim is that it lies \
        within the shaded margin.
        """)
  }

  /// Accuracy of every network.
  var accuracies: Report.Figure {
    let linear = recipe.variants.filter { $0.head == .linear }
    let rows = linear.map { variant -> DotPlot.Row in
      let values = values(.accuracy, variant)
      let interval = Comparison(differences: values, claim: .positive).interval
      return DotPlot.Row(variant.name, values, interval: interval.map { $0.low...$0.high })
    }
    let base = Summary(of: values(.accuracy, .base)).mean
    return .init(
      "accuracy",
      DotPlot(
        "Accuracy on normal test images",
        panels: [.init(ChartAxis("accuracy"), rows: rows, zero: base)]),
      caption: "One dot for each seed; the line is the base network's mean.")
  }
}
