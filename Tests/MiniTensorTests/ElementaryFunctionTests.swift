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
    Case(testDescription: "exp", function: { $0.exp() }, truth: { Foundation.exp($0) }, bound: 1),
    // 1.69 was measured with a fused multiply-add, 1.82 without.
    Case(testDescription: "expMinusOne", function: { $0.expMinusOne() }, truth: { Foundation.expm1($0) }, bound: 1.9),
    Case(testDescription: "log", function: { $0.log() }, truth: { Foundation.log($0) }, bound: 0.8),
    Case(testDescription: "log1p", function: { $0.log1p() }, truth: { Foundation.log1p($0) }, bound: 1.5),
    Case(testDescription: "sin", function: { $0.sin() }, truth: { Foundation.sin($0) }, bound: 1.8),
    Case(testDescription: "cos", function: { $0.cos() }, truth: { Foundation.cos($0) }, bound: 1.8),
    Case(testDescription: "tanh", function: { $0.tanh() }, truth: { Foundation.tanh($0) }, bound: 2.3),
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

@Test func specialValuesAreThoseOfTheStandard() {
  func check<E: Scalar>(_ type: E.Type) {
    let inf = E.infinity
    #expect(E.exp(inf) == inf && E.exp(-inf) == 0 && E.exp(0) == 1)
    #expect(E.expMinusOne(inf) == inf && E.expMinusOne(-inf) == -1)
    #expect(E.log(inf) == inf && E.log(0) == -inf && E.log(-0.0) == -inf && E.log(1) == 0 && E.log(-1).isNaN)
    #expect(E.log1p(inf) == inf && E.log1p(-1) == -inf && E.log1p(-2).isNaN)
    #expect(E.tanh(inf) == 1 && E.tanh(-inf) == -1)
    #expect(E.sin(inf).isNaN && E.cos(-inf).isNaN && E.cos(0) == 1)
    for function in [E.exp, E.expMinusOne, E.log, E.log1p, E.sin, E.cos, E.tanh] as [(E) -> E] {
      #expect(function(.nan).isNaN)
    }
    for function in [E.expMinusOne, E.log1p, E.sin, E.tanh] as [(E) -> E] {
      #expect(function(-0.0).sign == .minus && function(-0.0) == 0 && function(0).sign == .plus)
      #expect(function(.leastNonzeroMagnitude) == .leastNonzeroMagnitude)
    }
  }
  check(Float.self)
  check(Double.self)
}
