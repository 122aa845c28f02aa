// One channel of a FLAC frame: a constant, plain samples, or what a predictor could not foresee.

import Files

extension FLAC {
  /// The samples of one channel in one frame; 64 bits hold them, and what predictors make of them, at any depth.
  typealias Samples = UnsafeMutableBufferPointer<Int64>

  /// Reads the next subframe into `samples`, as many as they are (RFC 9639, section 9.2).
  ///
  /// - Parameter depth: the bits of a sample, 4...33; every sample fits them, or an error is thrown.
  static func readSubframe(
    _ bits: inout FLACBits, into samples: Samples, depth: Int
  ) throws(FileError) {
    // Section 9.2.1: a zero, the kind, and whether all samples end in zeros that were left out.
    guard bits.take(1) == 0 else { throw bits.error("a subframe begins with a one") }
    let kind = bits.take(6)
    let wasted = bits.take(1) == 1 ? bits.takeUnary() + 1 : 0
    guard wasted < depth else { throw bits.error("\(wasted) wasted bits of \(depth)") }
    let depth = depth - wasted
    switch kind {
    case 0:
      // Section 9.2.3.
      let sample = bits.takeSigned(depth)
      samples.update(repeating: sample)
    case 1:
      // Section 9.2.4.
      for place in samples.indices { samples[place] = bits.takeSigned(depth) }
    case 8...12:
      // Section 9.2.5.
      let order = kind - 8
      try readBeginning(&bits, into: samples, order: order, depth: depth)
      try readResidual(&bits, into: samples, order: order)
      restore(samples, coefficients: fixedCoefficients[order], shift: 0)
    case 32...63:
      // Section 9.2.6.
      let order = kind - 31
      try readBeginning(&bits, into: samples, order: order, depth: depth)
      let precision = bits.take(4) + 1
      guard precision < 16 else { throw bits.error("coefficients of 16 bits are forbidden") }
      let shift = bits.takeSigned(5)
      guard shift >= 0 else { throw bits.error("the predictor's shift \(shift) is negative") }
      let coefficients = (0..<order).map { _ in bits.takeSigned(precision) }
      try readResidual(&bits, into: samples, order: order)
      restore(samples, coefficients: coefficients, shift: shift)
    default: throw bits.error("the subframe's kind \(kind) is reserved")
    }
    try bits.requireEnough()
    guard fit(samples, depth: depth) else { throw bits.error("a sample does not fit \(depth) bits") }
    if wasted > 0 {
      // Section 9.2.2.
      for place in samples.indices { samples[place] &<<= Int64(wasted) }
    }
  }

  /// Whether `samples` are numbers of `depth` bits.
  static func fit(_ samples: Samples, depth: Int) -> Bool {
    var used: Int64 = 0
    for sample in samples { used |= sample ^ sample &>> 63 }
    return used >> Int64(depth - 1) == 0
  }

  /// The samples that a predictor begins with.
  private static func readBeginning(
    _ bits: inout FLACBits, into samples: Samples, order: Int, depth: Int
  ) throws(FileError) {
    guard order <= samples.count else {
      throw bits.error("a predictor of order \(order) for \(counted(samples.count, "sample"))")
    }
    for place in 0..<order { samples[place] = bits.takeSigned(depth) }
  }

  /// Section 4.3: the fixed predictors of orders 0 to 4; each continues a polynomial.
  private static let fixedCoefficients: [[Int64]] = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]]

  /// Adds to each residual what the samples before it foretell.
  ///
  /// As long as samples fit 33 bits, 32 products with coefficients of 15 bits fit 64. Those that do not are found
  /// afterwards; what they overflow into is never used.
  private static func restore(_ samples: Samples, coefficients: [Int64], shift: Int64) {
    let order = coefficients.count
    guard order > 0 else { return }
    // The last four samples stay in registers: what was just stored is slow to load.
    let padded = coefficients + [0, 0, 0]
    let (c1, c2, c3, c4) = (padded[0], padded[1], padded[2], padded[3])
    func sample(_ back: Int) -> Int64 { back <= order ? samples[order - back] : 0 }
    var (s1, s2, s3, s4) = (sample(1), sample(2), sample(3), sample(4))
    coefficients.withUnsafeBufferPointer { coefficients in
      for place in order..<samples.count {
        var sum: Int64 = 0
        for back in stride(from: 5, through: order, by: 1) {
          sum &+= coefficients[back &- 1] &* samples[place &- back]
        }
        sum = sum &+ (c4 &* s4 &+ c3 &* s3) &+ (c2 &* s2 &+ c1 &* s1)
        (s1, s2, s3, s4) = (samples[place] &+ sum &>> shift, s1, s2, s3)
        samples[place] = s1
      }
    }
  }

  /// The residuals of a predictor, in the places from `order` to `count` (section 9.2.7).
  private static func readResidual(
    _ bits: inout FLACBits, into samples: Samples, order: Int
  ) throws(FileError) {
    let method = bits.take(2)
    guard method < 2 else { throw bits.error("the residual's coding method \(method) is reserved") }
    let width = method == 0 ? 4 : 5
    let escape = 1 << width - 1
    let partitionOrder = bits.take(4)
    let count = samples.count
    let length = count >> partitionOrder
    guard length << partitionOrder == count, length > order else {
      let problem = "partition order \(partitionOrder) for \(counted(count, "sample")) and predictor order \(order)"
      throw bits.error(problem)
    }
    var start = order
    for end in stride(from: length, through: count, by: length) {
      let parameter = bits.take(width)
      if parameter == escape {
        // Section 9.2.7.1: plain numbers.
        let width = bits.take(5)
        for place in start..<end { samples[place] = bits.takeSigned(width) }
      } else if !bits.takeRice(into: samples, start..<end, parameter: parameter) {
        throw bits.error("a residual does not fit 32 bits")
      }
      try bits.requireEnough()
      start = end
    }
  }
}
