// Learning-rate schedules: a rate for each step.

import MiniTensor

/// The learning rate as a function of the step, counted from 0.
public protocol Schedule: Sendable {
  /// The rate of a step.
  func rate(at step: Int) -> Double
}

/// The same rate throughout.
public struct ConstantSchedule: Schedule {
  public let rate: Double
  public init(_ rate: Double) { self.rate = rate }
  public func rate(at step: Int) -> Double { rate }
}

/// Falls along half a cosine from `first` to `last` over `steps` steps (Loshchilov and Hutter 2017), then stays.
public struct CosineSchedule: Schedule {
  public let first, last: Double
  public let steps: Int
  /// - Parameters:
  ///   - first: the rate of step 0.
  ///   - last: the rate from step `steps` on.
  ///   - steps: at least 0; with 0 the rate is `last` at once.
  public init(from first: Double, to last: Double, steps: Int) {
    (self.first, self.last, self.steps) = (first, last, steps)
  }
  public func rate(at step: Int) -> Double {
    guard step < steps else { return last }
    let cosine = Tensor(Double.pi * Double(step) / Double(steps)).cos().item
    return last + (first - last) * (1 + cosine) / 2
  }
}

/// Multiplied by `factor` at each of some steps.
public struct StepSchedule: Schedule {
  public let first, factor: Double
  public let milestones: [Int]
  public init(from first: Double, times factor: Double, at milestones: [Int]) {
    (self.first, self.factor, self.milestones) = (first, factor, milestones)
  }
  public func rate(at step: Int) -> Double {
    milestones.reduce(first) { rate, milestone in step >= milestone ? rate * factor : rate }
  }
}
