// The report: what was asked, what came out, and everything that the answer rests on.

import AnomalyDetection
import Experiments
import MiniTensor

extension Outcome {
  /// The page of a run.
  func report(of run: Run) -> Report {
    Report(
      "Sparse energy: does an L1 norm on the logits widen the energy gap?",
      question: """
        Chen and Li (2023) fine-tune a classifier with cross entropy plus λ times the L1 norm of its logits, on normal \
        images alone, and take the free energy −log Σ eᶠ as anomaly score. They report that the gap between normal \
        images and outliers widens. Here the same is done beside a control that is fine-tuned without the penalty.
        """,
      answer: answer, facts: facts(of: run),
      sections: [verdictSection, dataSection, energySection, detectionSection, networkSection, errataSection],
      intervals: findings.count, files: ["scores.csv", "validation.csv", "metrics.json", "recipe.json"])
  }

  /// The verdict on the comparison that the paper lacks, in a sentence.
  private var answer: String {
    func text(_ claim: PaperClaim) -> (verdict: String, effect: String)? {
      findings.first { $0.claim == claim }.map { finding in
        let interval = finding.comparison.interval.map { range in
          " (95 % interval \(signed(range.low, finding.decimals)) to \(signed(range.high, finding.decimals)))"
        }
        let effect = signed(finding.comparison.difference, finding.decimals) + (interval ?? " (one seed, no interval)")
        return (finding.comparison.verdict.rawValue, effect)
      }
    }
    guard let control = text(.c3), let energy = text(.c1) else { return "No comparison was possible." }
    return """
      Against the same fine-tuning without the penalty, λ = 0.01 changes the AUROC of the energy on \(mainGroup.name) \
      sets by \(control.effect): **\(control.verdict)**. The mean energy of normal images changes by \(energy.effect), \
      where the paper says that it falls: **\(energy.verdict)**.
      """
  }

  private func facts(of run: Run) -> [Report.Fact] {
    [
      .init("command", "`\(run.commandLine.joined(separator: " "))`"), .init("preset", run.preset.rawValue),
      .init("normal images", recipe.source.rawValue),
      .init("seeds", recipe.seeds.map(String.init).joined(separator: ", ")),
      .init("training", "\(recipe.base.epochs) epochs, fine-tuning \(recipe.tuning.epochs)"),
      .init("CPU level", run.cpuLevel), .init("threads", "\(run.threads)"), .init("version", run.version),
      .init("time", "\(NumberText.fixed(run.elapsed, decimals: 0)) s"),
    ]
  }

  private var verdictSection: Report.Section {
    var blocks: [Report.Block] = [
      .prose(
        """
        Seeds change data, initialisation and order together, and all networks of a seed share them: every difference \
        is paired. *Held* means that the whole 95 % t interval over \(recipe.seeds.count) seeds lies on the claimed \
        side of zero (for accuracy: within one point), *contradicted* that it lies on the other, *not shown* neither. \
        \(findings.count) intervals were looked at; of so many, one in twenty would exclude zero by chance.
        """),
      .verdicts(judgements([.c1, .c2, .c3, .c4, .c5, .c6, .c7])),
      .figure(differences),
    ]
    if recipe.variants.contains(.constantRateBase) {
      blocks += [
        .prose(
          """
          **Why the control matters.** Where the base network is trained at a constant rate, more epochs at a falling \
          rate are the decay that it never had. Without the control their gain would be credited to the penalty, or \
          would hide what the penalty costs: compare both lines.
          """),
        .verdicts(judgements([.constantRate])),
      ]
    }
    blocks.append(.details("Differences that the paper does not claim", [.verdicts(judgements([.hoped]))]))
    return .init("What came out", blocks)
  }

  private func judgements(_ claims: [PaperClaim]) -> [Report.Judgement] {
    findings.filter { claims.contains($0.claim) }.map { finding in
      let label = [.constantRate, .hoped].contains(finding.claim) ? "" : "**\(finding.claim.rawValue)** "
      return .init(
        label + finding.claim.text, quantity: finding.quantity, finding.comparison, decimals: finding.decimals)
    }
  }

  private var dataSection: Report.Section {
    let counts = data[0].outliers.map { "\($0.name) \(NumberText.count($0.images.shape[0]))" }.joined(separator: ", ")
    return .init(
      "The images",
      [
        .prose(
          """
          For each seed \(NumberText.count(data[0].training.count)) normal images to train with, \
          \(NumberText.count(data[0].validation.count)) for validation and \(NumberText.count(data[0].test.count)) to \
          test; outliers: \(counts). Near sets have, image by image, the mean and deviation of normal test images. Far \
          sets are not matched, and are averaged apart. Nothing is chosen on outliers.
          """),
        .figure(samples),
      ])
  }

  private var energySection: Report.Section {
    .init(
      "The energies move, but whither?",
      [
        .prose(
          """
          For one sample with free logits the loss CE + λ‖f‖₁ has one optimum: all wrong logits zero, p = 1 − λ, and the \
          energy F* = −log((K − 1)/λ). The penalty does not push the energy down; it sets it. Samples that the base \
          network is surer of than 1 − λ are raised.
          """),
        .figure(energies), .table(networkTable), .figure(energySweep),
      ])
  }

  private var detectionSection: Report.Section {
    var blocks: [Report.Block] = [
      .prose(
        """
        Every score is larger for what is more anomalous. Trivial scores stand first: what they find needs no network. \
        OE and energy-bounded were trained with auxiliary outliers and so know more than the others; every fine-tuned \
        network had the same number of updates on the same normal images.
        """),
      .table(table(of: .auroc, best: .largest)), .figure(heatMap),
    ]
    if let sweep = detectionSweep { blocks.append(.figure(sweep)) }
    blocks += curves.map { .figure($0) } + [explorer]
    blocks.append(
      .details(
        "The other metrics",
        [
          .prose(
            """
            FPR95 has two conventions. With normal images as positives it is the share of outliers that pass where 95 % \
            of normal images do; with outliers as positives the share of false alarms where 95 % of outliers are found. \
            AP is the step sum; a constant score already has the share of positives, \
            \(NumberText.fixed(baseRate, decimals: 3)) for normal ones in sets of \
            \(NumberText.count(data[0].outliers[0].images.shape[0])).
            """)
        ]
          + [Metric.fpr95Normal, .fpr95, .apNormal, .ap, .prTrapezoid].map {
            .table(table(of: $0, best: $0.largerIsBetter ? .largest : .smallest))
          }))
    if recipe.counts.draws > 1 { blocks.append(.table(drawTable)) }
    return .init("Detection", blocks)
  }

  /// The share of normal images among those of the first set of outliers and them.
  private var baseRate: Double {
    let (normal, outliers) = (Double(data[0].test.count), Double(data[0].outliers[0].images.shape[0]))
    return normal / (normal + outliers)
  }

  private var networkSection: Report.Section {
    .init(
      "What fine-tuning costs",
      [.figure(accuracies), .prose("The settings of every stage stand in [recipe.json](recipe.json).")])
  }
}

/// A number with its sign.
func signed(_ value: Double, _ decimals: Int) -> String { NumberText.signed(value, decimals: decimals) }
