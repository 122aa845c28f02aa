// The paper's equations: reference values, derivatives, and the optimum of the loss in closed form.

import AnomalyDetection
import Autograd
import MiniTensor
import Testing

@testable import SparseEnergy

@Suite struct MethodTests {
  private let f = Tensor<Double>([[2, -1, 0.5, 0]])
  private func labels(_ values: Int32...) -> Tensor<Int32> { Tensor(values) }
  private func isNear(_ x: Double, _ y: Double, _ tolerance: Double = 1e-8) -> Bool {
    (x - y).magnitude <= tolerance * max(1, y.magnitude)
  }

  @Test func energiesOfTheReferenceLogits() {
    #expect(isNear(energy(Variable(f)).item, -2.342349582))
    #expect(isNear(printedEnergy(Variable(f)).item, -1.495181898))
    #expect(isNear(energy(Variable(f + 3)).item, -5.342349582))
    #expect(isNear(energy(Variable(f - 3)).item, 0.657650418))
    #expect(isNear(energy(Variable(Tensor<Double>([[1000, 999, 0]]))).item, -1000.313261688))
  }

  @Test func lossesOfTheReferenceLogits() {
    #expect(isNear(crossEntropy(Variable(f), labels(0)).item, 0.342349582))
    #expect(isNear(crossEntropy(Variable(f), labels(2)).item, 1.842349582))
    #expect(isNear(crossEntropy(Variable(f + 3), labels(0)).item, 0.342349582))
    #expect(sparsity(Variable(f)).item == 3.5)
    #expect(sparsity(Variable(f + 3)).item == 13.5)
    #expect(sparsity(Variable(f - 3)).item == 10.5)
    #expect(isNear(outlierExposure(Variable(f)).item, 1.967349582))
  }

  @Test func theSparsityIsSummedOverClassesAndAveragedOverTheBatch() {
    let batch = Tensor<Double>([[2, -1, 0.5, 0], [0, 0, 0, 1]])
    #expect(sparsity(Variable(batch)).item == 2.25)
  }

  @Test func hingesOfTheReferenceLogits() {
    let far = Tensor<Double>([[-100, -100, -100, -100]])
    func hinges(_ normal: Tensor<Double>, _ outliers: Tensor<Double>, _ inside: Double, _ outside: Double) -> Double {
      energyHinges(
        normal: Variable(normal), outliers: Variable(outliers), margins: EnergyMargins(inside: inside, outside: outside)
      ).item
    }
    #expect(isNear(hinges(f, far, -5, -1), 7.063105742))
    #expect(isNear(hinges(f + 100, f, -5, -1), 1.801902401))
    #expect(hinges(f + 100, far, -5, -1) == 0)
  }

  @Test func marginsLieAtTheMeanEnergyAndHalfWayToZero() {
    #expect(EnergyMargins(meanEnergy: -10.0) == EnergyMargins(inside: -10, outside: -5))
  }

  @Test func theGradientOfTheObjective() {
    let x = Variable.parameter(f)
    let slope = gradients(of: sparseLoss(x, labels(0), lambda: 0.01), at: [x])[0].value.elements
    let expected = [-0.279900077, 0.025353793, 0.168444710, 0.096101574]
    for (got, wanted) in zip(slope, expected) { #expect(isNear(got, wanted)) }
  }

  @Test func theSofterTheSmallerTheLargestProbability() {
    func largest(_ temperature: Double) -> Double {
      (Variable(f) / temperature).softmax(along: 1).max(along: 1).item
    }
    #expect(isNear(largest(1), 0.710099923))
    #expect(isNear(largest(2), 0.484642608))
    #expect(isNear(largest(1000), 0.250406434))
  }

  // MARK: - Derivatives

  /// Logits away from the kinks of all losses by more than a step of the check.
  private func logits(_ seed: UInt64) -> Tensor<Double> {
    var generator = Random(seed: seed)
    let draw = Tensor<Double>.normal([4, 5], using: &generator)
    return draw + draw.sign() * 0.1
  }

  @Test(arguments: [UInt64(1), 2, 3]) func derivativesOfFirstAndSecondOrder(seed: UInt64) {
    let (normal, outliers) = (logits(seed), logits(seed + 100))
    let labels = labels(0, 3, 4, 1)
    let losses: [(String, ([Variable<Double>]) -> Variable<Double>)] = [
      ("energy", { energy($0[0]) }),
      ("printed energy", { printedEnergy($0[0]) }),
      ("sparsity", { sparsity($0[0]) }),
      ("objective", { sparseLoss($0[0], labels, lambda: 0.01) }),
      ("outlier exposure", { crossEntropy($0[0], labels) + 0.5 * outlierExposure($0[1]) }),
      (
        "energy-bounded",
        {
          let margins = EnergyMargins(inside: -3.3, outside: -0.7)
          return crossEntropy($0[0], labels) + 0.1 * energyHinges(normal: $0[0], outliers: $0[1], margins: margins)
        }
      ),
    ]
    for (name, loss) in losses {
      let mismatches = checkGradients(name, at: [normal, outliers], loss)
      #expect(mismatches.isEmpty, "seed \(seed): \(mismatches)")
    }
  }

  // MARK: - The closed form

  @Test func theOptimumInClosedForm() {
    let ten = SparseOptimum(classes: 10, lambda: 0.01)
    #expect(isNear(ten.logit, 6.792344427))
    #expect(isNear(ten.energy, -6.802394763))
    #expect(isNear(ten.loss, 0.077973780))
    #expect(isNear(ten.crossEntropy, 0.010050336))
    #expect(isNear(ten.printedEnergy, -2.197349273))
    let hundred = SparseOptimum(classes: 100, lambda: 0.01)
    #expect(isNear(hundred.logit, 9.190239700))
    #expect(isNear(hundred.energy, -9.200290036))
    #expect(isNear(hundred.loss, 0.101952733))
    #expect(isNear(hundred.printedEnergy, -4.595120881))
    #expect(isNear(SparseOptimum(classes: 10, lambda: 0.001).energy, -9.104979856))
    #expect(isNear(SparseOptimum(classes: 10, lambda: 0.1).energy, -4.499809670))
    let three = SparseOptimum(classes: 3, lambda: 0.2)
    #expect(isNear(three.logit, 2.079441542))
    #expect(isNear(three.energy, -2.302585093))
    #expect(isNear(three.loss, 0.639031860))
  }

  @Test func theClosedFormIsTheLossItself() {
    let optimum = SparseOptimum(classes: 10, lambda: 0.01)
    let logits = Variable(Tensor<Double>([[optimum.logit] + Array(repeating: 0, count: 9)]))
    #expect(isNear(sparseLoss(logits, labels(0), lambda: 0.01).item, optimum.loss, 1e-12))
    #expect(isNear(energy(logits).item, optimum.energy, 1e-12))
    #expect(isNear(printedEnergy(logits).item, optimum.printedEnergy, 1e-12))
  }

  /// Steps along the gradient of the smooth part, each followed by the shrinkage that the L1 norm asks for.
  @Test(arguments: [(3, 0.2), (10, 0.01), (100, 0.01)]) func proximalGradientFindsTheClosedForm(
    classes: Int, lambda: Double
  ) {
    var generator = Random(seed: 7)
    var f = Tensor<Double>.normal([1, classes], using: &generator)
    for _ in 0..<40_000 {
      let p = f.softmax(along: 1)
      let step = f - 2 * (p - Tensor<Double>.oneHot(labels(0), classes: classes))
      f = step.sign() * (step.absolute() - 2 * lambda).relu()
    }
    let optimum = SparseOptimum(classes: classes, lambda: lambda)
    #expect(isNear(f.elements[0], optimum.logit, 1e-6))
    #expect(f.elements.dropFirst().allSatisfy { $0 == 0 })
    #expect(isNear(energyScores(f)[0], optimum.energy, 1e-6))
  }
}
