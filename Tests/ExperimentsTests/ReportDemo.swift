// A report with invented but plausible numbers, which the tests take apart and a person can look at:
// REPORT_DEMO=/tmp/demo.html swift test --filter reportDemo

import AnomalyDetection
import Experiments
import Foundation

enum Demo {
  static let networks = ["base", "λ = 0 (control)", "λ = 0.01"]
  static let means = [-9.7, -9.8, -7.1]
  static let deviations = [2.7, 2.7, 1.8]

  static func energies(_ network: Int) -> (normal: [Double], near: [Double]) {
    var dice = Dice(UInt64(network + 1))
    let m = means[network]
    let s = deviations[network]
    return (dice.normals(1000, m, s), dice.normals(800, m + 1.35 * s, s * 0.95))
  }

  static var histograms: Histogram {
    Histogram(
      "Energies before and after sparse fine-tuning", x: ChartAxis("energy F (larger: more anomalous)"),
      panels: networks.indices.map { index in
        let scores = energies(index)
        return Histogram.Panel(
          networks[index],
          groups: [.init("normal (1,000 test images)", scores.normal), .init("near anomalies (800)", scores.near)])
      }, references: [ReferenceLine(at: -6.80, "F* = −6.80")])
  }

  static var sweep: LineChart {
    LineChart(
      "Mean energy of normal images against λ", x: ChartAxis("λ", scale: .logarithmic),
      y: ChartAxis("mean energy of normal test images"),
      series: [
        .init(
          "measured, 4 epochs", x: [0.001, 0.003, 0.01, 0.03, 0.1], y: [-9.59, -8.4, -7.07, -5.2, -3.34],
          style: .lineWithMarkers),
        .init(
          "closed form", x: (0...60).map { 0.0008 * pow(160, Double($0) / 60) },
          y: (0...60).map { -Foundation.log(9 / (0.0008 * pow(160, Double($0) / 60))) }),
      ],
      bands: [
        .init(
          x: [0.001, 0.003, 0.01, 0.03, 0.1], low: [-9.8, -8.6, -7.3, -5.5, -3.6],
          high: [-9.4, -8.2, -6.8, -4.9, -3.1],
          look: 0)
      ],
      horizontal: [ReferenceLine(at: -9.84, "λ = 0")])
  }

  static var roc: ROCChart {
    let sets = ["letters", "blends", "jigsaw", "phase"]
    let shifts = [1.15, 1.1, 1.9, 1.7]
    var curves: [ROCChart.Curve] = []
    var marks: [ROCChart.Mark] = []
    for (index, set) in sets.enumerated() {
      var dice = Dice(UInt64(index + 10))
      let normal = dice.normals(400, 0, 1)
      let anomalous = dice.normals(300, shifts[index], 1)
      let points = rocPoints(normal: normal, anomalous: anomalous)
      curves.append(.init(set, falsePositiveRate: points.fpr, truePositiveRate: points.tpr))
      let at = points.tpr.firstIndex { $0 >= 0.95 } ?? 0
      marks.append(
        .init(
          "FPR95, anomalous positive", falsePositiveRate: points.fpr[at], truePositiveRate: points.tpr[at], look: index)
      )
      let other = points.fpr.lastIndex { $0 <= 0.05 } ?? 0
      marks.append(
        .init(
          "FPR95, normal positive", falsePositiveRate: points.fpr[other], truePositiveRate: points.tpr[other],
          look: index))
    }
    return ROCChart("ROC of the energy on four near sets", curves: curves, marks: marks)
  }

  static var training: LineChart {
    var series: [LineChart.Series] = []
    for (variant, name) in ["base", "λ = 0", "λ = 0.01", "energy-bounded"].enumerated() {
      for seed in 0..<3 {
        var dice = Dice(UInt64(100 + variant * 3 + seed))
        let x = (0...40).map { Double($0) / 4 }
        let y = x.map {
          0.05 + 0.02 * Double(variant) + 1.9 * exp(-$0 * (0.5 + 0.1 * Double(variant))) + abs(dice.normal(0, 0.015))
        }
        series.append(.init(name, x: x, y: y, style: .thin, look: variant))
      }
    }
    return LineChart(
      "Training loss", x: ChartAxis("epoch"), y: ChartAxis("cross entropy", scale: .logarithmic), series: series)
  }

  static var table: Report.Table {
    func seeds(_ mean: Double, _ key: Int) -> Report.Table.Cell {
      var dice = Dice(UInt64(key))
      return .seeds(dice.normals(3, mean, 0.011))
    }
    let near = ["letters", "blends", "jigsaw", "phase"]
    func row(_ label: String, _ values: [Double]) -> Report.Table.Row {
      let mean = values.prefix(4).reduce(0, +) / 4
      return .init(label, [seeds(mean, label.count)] + values.map { .number($0) })
    }
    let columns =
      [Report.Table.Column("mean", group: "AUROC, near sets", best: .largest)]
      + near.map { .init($0, group: "AUROC, near sets", best: .largest) }
      + ["noise", "flat"].map { .init($0, group: "AUROC, far", decimals: 2) }
    return Report.Table(
      "score", columns: columns,
      rows: [
        .heading("trivial"),
        row("mean intensity", [0.500, 0.500, 0.500, 0.500, 0.67, 1]),
        row("nearest training image", [0.575, 0.538, 0.858, 0.829, 1, 0.67]),
        .heading("base network"),
        row("maximum softmax", [0.803, 0.819, 0.904, 0.876, 0.81, 0.82]),
        row("**energy**", [0.795, 0.790, 0.920, 0.882, 0.74, 0.69]),
        row("energy as printed", [0.656, 0.646, 0.815, 0.744, 0.54, 0.61]),
        row("Mahalanobis", [0.763, 0.706, 0.882, 0.876, 0.99, 1]),
        row("k nearest neighbours", [0.825, 0.828, 0.932, 0.911, 0.96, 0.99]),
        .heading("sparse fine-tuning, λ = 0.01"), row("energy ", [0.798, 0.790, 0.899, 0.867, 0.69, 0.64]),
      ],
      caption:
        "AUROC with anomalous images as the positive class, 1,000 normal and 200 anomalous test images per set; mean ± sd over 3 seeds. 0.5 is chance."
    )
  }

  static var explorer: ThresholdExplorer {
    let scores = energies(0)
    return ThresholdExplorer(
      "energy, base network", normal: scores.normal, anomalous: scores.near, threshold: -5.26,
      caption:
        "Every threshold is a compromise. *Left:* the scores; what lies in the shaded part is called anomalous. *Right:* the same threshold as a point of the ROC curve. It starts at the 95 % quantile of normal validation scores, which no anomaly was needed for."
    )
  }

  static let shifts: [(claim: String, quantity: String, unit: Int, values: [Double], kind: Claim)] = [
    (
      "Fine-tuning lowers the energy of normal images", "mean energy, λ = 0.01 minus base", 0, [2.61, 2.78, 2.83],
      .negative
    ),
    (
      "It detects better than the base network", "AUROC, λ = 0.01 minus base", 1, [-0.021, -0.008, -0.004], .positive
    ),
    ("The penalty is what helps", "AUROC, λ = 0.01 minus λ = 0", 1, [-0.022, -0.01, 0.002], .positive),
    ("Accuracy is kept", "accuracy, λ = 0.01 minus base", 1, [-0.004, -0.001, -0.003], .within(margin: 0.01)),
    ("The logits become sparse", "share of |f| < 0.1, λ = 0.01 minus control", 1, [0.009, 0.011, 0.013], .positive),
  ]

  static var verdicts: [Report.Judgement] {
    shifts.map { shift in
      let comparison = Comparison(differences: shift.values, claim: shift.kind)
      return .init(shift.claim, quantity: shift.quantity, comparison, decimals: shift.unit == 0 ? 2 : 3)
    }
  }

  static var differences: DotPlot {
    func rows(_ unit: Int) -> [DotPlot.Row] {
      shifts.filter { $0.unit == unit }.map { shift in
        let comparison = Comparison(differences: shift.values, claim: shift.kind)
        let interval = comparison.interval.map { $0.low...$0.high }
        return .init(
          shift.quantity, shift.values, interval: interval, note: comparison.verdict.rawValue,
          margin: shift.kind == .within(margin: 0.01) ? -0.01...0.01 : nil)
      }
    }
    return DotPlot(
      "Paired differences over seeds",
      panels: [
        .init(ChartAxis("difference in energy"), rows: rows(0)),
        .init(ChartAxis("difference in AUROC, accuracy or share"), rows: rows(1)),
      ])
  }

  static var heat: HeatMap {
    var dice = Dice(77)
    let rows = ["maximum softmax", "max logit", "ODIN", "energy", "Mahalanobis", "k nearest neighbours"]
    let columns = ["letters", "blends", "jigsaw", "random phase", "uniform noise", "checker board"]
    let values = rows.indices.map { row in
      columns.indices.map { column -> Double? in
        row == 2 && column == 5 ? nil : min(1, max(0.2, 0.78 + 0.1 * dice.normal() - (column == 4 ? 0.25 : 0)))
      }
    }
    return HeatMap("AUROC of each score on each set", rows: rows, columns: columns, values: values, centre: 0.5)
  }

  static func pictures(_ size: Int, rows: Int, columns: Int, channels: Int = 1) -> ImageGrid {
    let names = ["class 3", "letters", "blends", "jigsaw", "random phase", "uniform noise", "stripes", "auxiliary"]
    var dice = Dice(5)
    return ImageGrid(
      "Samples of each set",
      rows: (0..<rows).map { row in
        .init(
          names[row % names.count],
          (0..<columns).map { column in
            let values = (0..<channels * size * size).map { index -> Double in
              let x = Double(index % size) / Double(size)
              let y = Double(index / size % size) / Double(size)
              let wave = sin(6.3 * (x * Double(row + 1) + y * Double(column % 4)) + Double(index / (size * size)))
              return 0.5 + 0.3 * wave + dice.normal(0, 0.1)
            }
            let score = NumberText.fixed(dice.normal(-8, 2), decimals: 1)
            return .init(values, width: size, height: size, channels: channels, caption: score)
          })
      })
  }

  static var contours: ContourChart {
    let xs = (0...80).map { -1 + 0.14 * Double($0) }
    let ys = (0...60).map { -3 + 0.1 * Double($0) }
    let values = ys.map { b in
      xs.map { a in
        let spread = Foundation.log(1 + 9 * exp(b - a))
        return spread + 0.01 * (abs(a) + 9 * abs(b))
      }
    }
    return ContourChart(
      "The loss as a function of two logits", x: ChartAxis("a, the logit of the right class"),
      y: ChartAxis("b, the other nine"), xs: xs, ys: ys, values: values,
      levels: [0.08, 0.1, 0.15, 0.25, 0.5, 1, 2, 4], marks: [.init("optimum (6.79, 0)", x: 6.792, y: 0)],
      horizontal: [ReferenceLine(at: 0, "b = 0")])
  }

  /// Charts at the edge of what they are made for.
  static var gallery: [(name: String, chart: any Chart)] {
    let x = (0...40).map { Double($0) / 10 }
    let many = (0..<10).map { index in
      LineChart.Series("variant number \(index)", x: x, y: x.map { sin($0 + Double(index) / 3) })
    }
    var dice = Dice(31)
    let clouds = ["normal", "stripes", "noise"].enumerated().map { index, name in
      LineChart.Series(
        name, x: dice.normals(150, Double(index), 0.6), y: dice.normals(150, Double(index) * 0.7, 0.5), style: .dots)
    }
    let sizes = dice.normals(800, 0, 1).map { exp($0) }
    let methods = ["sd of pixels", "total variation", "maximum softmax", "ODIN, ε = 0.02", "energy", "k-NN (k = 50)"]
    let sets = [
      "all near", "letters", "blends", "jigsaw", "phase", "all far", "noise", "flat", "checker", "rings", "dots",
    ]
    let cells = methods.map { _ in sets.map { _ -> Double? in dice.uniform() < 0.1 ? nil : 0.4 + 0.6 * dice.uniform() }
    }
    let rates = (0...50).map { Double($0) / 50 }
    let roc = (0..<6).map { index in
      ROCChart.Curve(
        "method \(index), AUROC 0.\(80 + index)", falsePositiveRate: rates,
        truePositiveRate: rates.map { pow($0, 0.5 / Double(index + 1)) })
    }
    let waves = (0...60).map { row in (0...60).map { sin(Double($0) / 8) * cos(Double(row) / 9) } }
    let grid = (0...60).map { Double($0) }
    return [
      (
        "ten variants",
        LineChart("ten", x: ChartAxis("angle"), y: ChartAxis("sine"), series: many)
      ),
      (
        "clouds",
        LineChart("clouds", x: ChartAxis("ink in the image"), y: ChartAxis("reconstruction error"), series: clouds)
      ),
      (
        "logarithmic histogram",
        Histogram(
          "sizes", x: ChartAxis("size", scale: .logarithmic), groups: [.init("sizes (800)", sizes)],
          references: [.init(at: 1, "median of the law"), .init(at: 1.2, "another line near it")])
      ),
      (
        "a range that leaves values out",
        Histogram(
          "cut", x: ChartAxis("size", range: 0...3),
          panels: [.init("all", groups: [.init("sizes (800)", sizes)], references: [.init(at: 2.4, "threshold")])])
      ),
      ("a wide map", HeatMap("wide", rows: methods, columns: sets, values: cells, centre: 0.5)),
      ("six curves", ROCChart("six", curves: roc)), ("colour", pictures(16, rows: 2, columns: 6, channels: 3)),
      (
        "hills",
        ContourChart(
          "hills", x: ChartAxis("x"), y: ChartAxis("y"), xs: grid, ys: grid, values: waves,
          levels: [-0.8, -0.4, 0, 0.4, 0.8], marks: [.init("top", x: 12.6, y: 0)])
      ),
      (
        "bands with names",
        LineChart(
          "bands", x: ChartAxis("λ", scale: .logarithmic), y: ChartAxis("AUROC"),
          series: [
            .init("sparse", x: [0.001, 0.01, 0.1], y: [0.846, 0.838, 0.79], style: .lineWithMarkers),
            .init("L1 on features", x: [0.001, 0.01, 0.1], y: [0.846, 0.845, 0.84], style: .lineWithMarkers),
          ],
          bands: [.init(0.836...0.852, label: "control, ± sd")],
          horizontal: [.init(at: 0.847, "base"), .init(at: 0.844, "control")],
          vertical: [.init(at: 0.01, "the paper's λ"), .init(at: 0.012, "our choice")])
      ),
    ]
  }

  static var report: Report {
    Report(
      "Sparse energy: does an L1 penalty on the logits help to see the unknown?",
      question:
        "*Out-of-distribution detection with sparse fine-tuning* claims that adding λ‖f‖₁ to the loss lowers the energy of normal images and so parts them from anomalies.",
      answer:
        "Not here: the energy of normal images **rises** in every seed, as the closed form of the loss says it must, and detection does not improve on the same fine-tuning without the penalty.",
      facts: [
        .init("command", "`swift run sparse-energy --seeds 3`"), .init("preset", "quick"), .init("seeds", "0, 1, 2"),
        .init("CPU", "x86-64, level v4"), .init("threads", "2"),
        .init("version", "0.1, 2b1f0c3"), .init("time", "48 s"), .init("memory", "310 MB at most"),
      ],
      sections: [
        .init(
          "What came out",
          [
            .prose(
              "Three claims, each judged over paired seeds. *Held* means that the whole interval lies on the claimed side of zero."
            ),
            .verdicts(verdicts),
            .figure(
              .init(
                "differences", differences,
                caption:
                  "Each circle is one seed: a network with the penalty minus its twin without. Shaded: what counts as kept."
              )),
          ]),
        .init(
          "The energies move, but the wrong way",
          [
            .prose(
              "The loss `CE + λ‖f‖₁` has its optimum at a finite scale of the logits. With K = 10 classes and λ = 0.01 the energy there is F* = −6.80, *above* where the base network stands."
            ),
            .figure(
              .init(
                "energies", histograms,
                caption:
                  "The normal mode walks to F* from below, and the outliers come along. All three networks share one axis; each bar is the share of its own group."
              )),
            .figure(
              .init(
                "sweep", sweep,
                caption:
                  "Measured mean energy over four decades of λ, beside −log((K − 1)/λ). Direction and scale agree; the third digit does not."
              )),
          ]),
        .init(
          "Detection",
          [
            .figure(
              .init(
                "samples", pictures(16, rows: 6, columns: 10),
                caption:
                  "Normal images and near anomalies have the same mean and variance; your eye sees what the two cannot. Under each image its energy."
              )),
            .table(table),
            .figure(
              .init("heat", heat, caption: "AUROC of every score on every set. Blue is above chance, orange below.")),
            .figure(
              .init(
                "roc", roc,
                caption:
                  "Circles mark the false positive rate where 95 % of the anomalies are found, squares the point where 95 % of the normal images pass. The two conventions do not rank the sets alike."
              )),
            .explorer(explorer),
          ]),
        .init(
          "Where the optimum lies",
          [
            .figure(
              .init(
                "contours", contours,
                caption: "Level lines of the loss. The penalty puts a kink along b = 0, and the optimum on it."))
          ]),
        .init(
          "How it trained",
          [
            .figure(.init("training", training, caption: "All three seeds of each variant. The scale is logarithmic.")),
            .details("All settings", [.prose("Batch 128, *SGD* with momentum 0.9; see [the recipe](recipe.json).")]),
          ]),
      ], intervals: 24)
  }
}
