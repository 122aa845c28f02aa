// Tests of the elementary functions: the greatest error in units of the last place over all binades, and special values.

import Foundation
import Testing

@testable import MiniTensor

/// A function under test: its vector form, the truth in a wider type, the domain, and the bound of its error.
private struct Case<E: Scalar>: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let function: @Sendable (Tensor<E>) -> Tensor<E>
  let truth: @Sendable (Wide) -> Wide
  let bound: Double
}

#if arch(x86_64)
  private typealias Wide = Float80
#else
  private typealias Wide = Double
#endif

private func cases<E: Scalar>(_ type: E.Type) -> [Case<E>] {
  [
    Case(testDescription: "exp", function: { $0.exp() }, truth: { Foundation.exp($0) }, bound: 1.1),
    Case(testDescription: "expMinusOne", function: { $0.expMinusOne() }, truth: { Foundation.expm1($0) }, bound: 2),
    Case(testDescription: "log", function: { $0.log() }, truth: { Foundation.log($0) }, bound: 1.1),
    Case(testDescription: "log1p", function: { $0.log1p() }, truth: { Foundation.log1p($0) }, bound: 2),
    Case(testDescription: "sin", function: { $0.sin() }, truth: { Foundation.sin($0) }, bound: 2),
    Case(testDescription: "cos", function: { $0.cos() }, truth: { Foundation.cos($0) }, bound: 2),
    Case(testDescription: "tanh", function: { $0.tanh() }, truth: { Foundation.tanh($0) }, bound: 2.5),
  ]
}

/// Random numbers of both signs from every binade, and the numbers next to the ends of the type.
private func samples<E: Scalar>(_ type: E.Type, perBinade: Int) -> [E] {
  var generator = Random(seed: 5)
  var list: [E] = []
  for exponent in Int(E.leastNonzeroMagnitude.exponent)...Int(E.greatestFiniteMagnitude.exponent) {
    for _ in 0..<perBinade {
      let significand = 1 + E(generator.next() >> 12) / E(1 << 52 as UInt64)
      let size = E(sign: .plus, exponent: E.Exponent(exponent), significand: significand)
      list += [size, -size]
    }
  }
  // Denser where most functions live.
  for _ in 0..<perBinade * 200 {
    let unit = E(Int64(bitPattern: generator.next()) >> 11) / E(1 << 52 as Int64)
    list += [unit, unit * 10, unit * 100, 1 + unit / 8, unit * 1000]
  }
  return list
}

private func greatestError<E: Scalar>(of test: Case<E>, on list: [E]) -> (ulps: Double, at: E) {
  var worst = (ulps: 0.0, at: E(0))
  for (x, result) in zip(list, test.function(Tensor(list)).elements) {
    let truth = test.truth(Wide(x))
    let rounded = E(truth)
    var error = 0.0
    if rounded.isNaN || rounded.isInfinite || result.isNaN || result.isInfinite {
      error = rounded == result || rounded.isNaN && result.isNaN ? 0 : .infinity
    } else {
      error = Double(abs(Wide(result) - truth) / Wide(rounded.ulp))
    }
    if error > worst.ulps { worst = (error, x) }
  }
  return worst
}

@Test(arguments: cases(Float.self)) private func elementaryFunctionsOfFloatAreAccurate(test: Case<Float>) {
  let worst = greatestError(of: test, on: samples(Float.self, perBinade: 300))
  #expect(worst.ulps <= test.bound, "at \(worst.at)")
}

@Test(arguments: cases(Double.self)) private func elementaryFunctionsOfDoubleAreAccurate(test: Case<Double>) {
  let worst = greatestError(of: test, on: samples(Double.self, perBinade: 40))
  #expect(worst.ulps <= test.bound, "at \(worst.at)")
}
