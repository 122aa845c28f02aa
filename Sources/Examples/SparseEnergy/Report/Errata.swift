// Where the paper errs or is silent, and what was done about it.

import Experiments

extension Outcome {
  /// The table of errata.
  var errataSection: Report.Section {
    let rows: [(String, String, String)] = [
      (
        "eq. 5: F = −log Σ e⁻ᶠ", "contradicts F(x, y) = −f_y and eqs. 2 to 4, which give −log Σ e⁺ᶠ",
        "right sign everywhere; rows *energy as printed*"
      ),
      (
        "S is called a degree of abnormality, yet S > δ means normal", "the direction of the score is open",
        "one convention: a larger score is more anomalous"
      ),
      (
        "\"feature vector\" (特征向量)", "used for the logits, while the text suggests the penultimate layer",
        "logits, by eq. 4; network *L1 on φ* for the other reading"
      ),
      (
        "\"no hyper-parameters\"", "λ, epochs and learning rate are; later the text says \"almost none\"",
        "a sweep over λ on one base network"
      ),
      (
        "sparsity lowers the energy of normal images", "λ sets it, to F*; true only for samples above",
        "closed form beside measurement, C1"
      ),
      (
        "outliers' features are unrestricted", "they pass through the same weights and shrink with them",
        "energies of all sets before and after"
      ),
      (
        "no control with λ = 0", "ten more epochs at a small rate are training too, the more so if the rate never fell",
        "the control in every table; a base network at constant rate"
      ),
      (
        "table 2", "only the paper's score sees the tuned network", "every score on base, control and tuned network"
      ),
      (
        "\"each experiment was run 10 times\"",
        "no seeds; the scatter fits ten draws of 2,000 outliers for one network",
        "scatter over training seeds; draws apart, in preset paper"
      ),
      (
        "LSUN-C, AUPR 99.58 → 98.81", "falls, where the text says that all improve; 99.81 gives the printed mean",
        "a slip of a digit, noted"
      ),
      (
        "AUPR near 99", "normal images are the positives and five times as many: a constant score has 0.833",
        "the base rate beside AP; AP in both directions"
      ),
      (
        "FPR is called the rate of false negatives, precision the share of all actual normal samples",
        "wrong words, right formulas", "formulas"
      ),
      (
        "FPR95", "normal images are positive here, outliers elsewhere; the threshold's rule is open",
        "both columns; the first threshold with a rate of at least 0.95, ties together"
      ),
      ("AUPR", "the step sum and the trapezoid differ", "both, named"),
      ("\"lowered by 15.02 %\"", "percentage points (48 % of the value)", "points"),
      ("SHVN, MSF, AUC, a second CIFAR-10 in 3.4.1, table 1 in 3.4.2", "SVHN, MSP, AUROC, CIFAR-100, table 2", "noted"),
      (
        "eq. 7; m_in and m_out are not given", "is the hinge squared before or after the mean?",
        "mean of squared hinges, as in the code of Liu et al.; margins from the base network's training energies"
      ),
      (
        "depth, width, dropout, schedule and Nesterov are missing", "what is printed equals the code of Liu et al.",
        "the rest from there"
      ),
      (
        "\"comparable to exposing outliers\"", "no such row in the paper", "rows *OE* and *energy-bounded*"
      ),
    ]
    let table = Report.Table(
      "in the paper", columns: [.init("what is wrong or open"), .init("what is done here")],
      rows: rows.map { .init($0.0, [.text($0.1), .text($0.2)]) },
      caption: "Where the paper errs or is silent. Where two readings make a difference, both were run.")
    return .init("Where the paper errs or is silent", [.table(table)])
  }
}
