// Everything that pages show and this program makes, by the names that pages call it.

import Experiments

/// The makers of outputs, figures and tables.
enum Pieces {
  /// What is made of a finished run.
  struct RunPiece: Sendable {
    /// The folder of the run among those of `--runs`.
    let run: String
    let make: @Sendable (FinishedRun) throws -> String
  }

  /// The examples with a chapter: their figures `EXAMPLE-NAME` are copied from `figures/NAME.svg` of `EXAMPLE-quick`.
  static let examples = ["sparse-energy"]

  /// Printed outputs that need no run.
  static let outputs: [String: @Sendable () throws -> String] = [
    "six-and-four": sixAndFour,
    "two-positives": twoPositives,
    "threshold-rules": thresholdRules,
    "step-and-trapezoid": stepAndTrapezoid,
    "equal-errors": equalErrors,
    "sample-intervals": sampleIntervals,
    "student": student,
    "verdicts": verdicts,
    "jpeg-segments": jpegSegments,
    "jpeg-counts": jpegCounts,
    "jpeg-code": jpegCode,
    "jpeg-first-block": jpegFirstBlock,
    "jpeg-block": jpegBlock,
    "jpeg-kept": jpegKept,
    "jpeg-upsampled": jpegUpsampled,
  ]

  /// Pictures that need no run.
  static let figures: [String: @Sendable () throws -> any Chart] = [
    "scores-threshold": thresholdFigure,
    "scores-roc": rocFigure,
    "scores-fpr95": fpr95Figure,
    "scores-precision-recall": precisionRecallFigure,
    "scores-equal-error": equalErrorFigure,
    "scores-verdicts": verdictFigure,
    "sparse-energy-contours": lossContourFigure,
    "jpeg-scene": jpegSceneFigure,
    "jpeg-zigzag": jpegZigzagFigure,
    "jpeg-patterns": jpegPatternsFigure,
    "jpeg-partial": jpegPartialFigure,
    "jpeg-edge": jpegEdgeFigure,
    "jpeg-colours": jpegColoursFigure,
  ]

  /// Printed outputs of runs.
  static let runOutputs: [String: RunPiece] = [
    "sparse-energy": RunPiece(run: "sparse-energy-quick", make: sparseEnergyOutput)
  ]

  /// Tables of runs.
  static let tables: [String: RunPiece] = [
    "sparse-energy-networks": RunPiece(run: "sparse-energy-quick") { networkTable(of: $0) },
    "sparse-energy-constant-rate": RunPiece(run: "sparse-energy-quick") { run in
      networkTable(of: run) { $0.hasPrefix("constant rate") }
    },
    "sparse-energy-scores": RunPiece(run: "sparse-energy-quick", make: groupTable),
    "sparse-energy-verdicts": RunPiece(run: "sparse-energy-quick") { verdictTable(of: $0) },
    "sparse-energy-c1": RunPiece(run: "sparse-energy-quick") { verdictTable(of: $0, claims: ["C1"]) },
    "sparse-energy-control": RunPiece(run: "sparse-energy-quick") { verdictTable(of: $0, claims: ["C2", "C3"]) },
    "sparse-energy-full": RunPiece(run: "sparse-energy-full", make: datasetTable),
    "sparse-energy-full-verdicts": RunPiece(run: "sparse-energy-full") { run in
      verdictTable(of: run, claims: ["C1", "C2", "C3", "C4", "C5"])
    },
  ]
}
