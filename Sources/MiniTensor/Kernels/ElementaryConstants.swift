// Elementary functions of Float and Double: ranges, parts of constants, and minimax polynomials (Remez).

extension Float {
  /// log 2 in two parts; the first has 14 bits.
  @inline(__always)
  private static var log2: (Float, Float) { (0x1.62ep-1, 0x1.0bfbe8p-15) }

  /// (exp(r) - 1 - r) / r² for |r| ≤ log(2) / 2.
  @inline(__always)
  private static func exponentialTail(_ r: Vector) -> Vector {
    Horner<Float>(r, 0x1.9f0854p-13).then(0x1.6d8d52p-10).then(0x1.111272p-7).then(0x1.55548ep-5).then(0x1.555554p-3)
      .then(0.5).value
  }

  @inline(__always)
  public static func exp(_ x: Vector) -> Vector {
    exponential(x, range: (-104, 89), log2: log2, tail: exponentialTail)
  }

  @inline(__always)
  public static func expMinusOne(_ x: Vector) -> Vector {
    exponentialMinusOne(x, range: (-20, 89), log2: log2, tail: exponentialTail)
  }

  @inline(__always)
  public static func tanh(_ x: Vector) -> Vector { hyperbolicTangent(x, bound: 10) }

  @inline(__always)
  public static func log(_ x: Vector) -> Vector {
    logarithm(x, log2: log2) { square in
      Horner<Float>(square, 0x1.f13c4cp-3).then(0x1.23d3dcp-2).then(0x1.999c26p-2).then(0x1.555554p-1).value
    }
  }

  @inline(__always)
  public static func log1p(_ x: Vector) -> Vector { logarithmOfOnePlus(x) }

  @inline(__always)
  public static func sin(_ x: Vector) -> Vector {
    let result = sine(x, quarterTurns: 0)
    return correcting(select(x, equals: Vector(), then: x, else: result), where: x, isBeyond: leastTurned) {
      Float(Double.sin(Double($0)))
    }
  }

  @inline(__always)
  public static func cos(_ x: Vector) -> Vector {
    correcting(sine(x, quarterTurns: 1), where: x, isBeyond: leastTurned) { Float(Double.cos(Double($0))) }
  }

  /// Beyond this the reduction in parts is no longer exact, and numbers are treated one by one.
  private static var leastTurned: Float { 12_000 }

  @inline(__always)
  private static func sine(_ x: Vector, quarterTurns: Int) -> Vector {
    sine(x, quarterTurns: quarterTurns) { x, n in
      let first = add(x, n, times: vector(-0x1.92p0))
      let second = add(first, n, times: vector(-0x1.fb4p-12))
      let third = add(second, n, times: vector(-0x1.444p-24))
      let fourth = add(third, n, times: vector(-0x1.68cp-39))
      return add(fourth, n, times: vector(-0x1.1a6264p-54))
    } sineTail: { square in
      Horner<Float>(square, 0x1.6cd60ep-19).then(-0x1.a00f94p-13).then(0x1.111108p-7).then(-0x1.555556p-3).value
    } cosineTail: { square in
      Horner<Float>(square, -0x1.242978p-22).then(0x1.a0111ap-16).then(-0x1.6c16b8p-10).then(0x1.555556p-5).value
    }
  }

  @inline(__always)
  public static func isAnyLane(of x: Vector, above bound: Float) -> Bool { any(x .> vector(bound)) }
}

extension Double {
  /// log 2 in two parts; the first has 33 bits.
  @inline(__always)
  private static var log2: (Double, Double) { (0x1.62e42fefp-1, 0x1.473de6af278edp-34) }

  /// (exp(r) - 1 - r) / r² for |r| ≤ log(2) / 2.
  @inline(__always)
  private static func exponentialTail(_ r: Vector) -> Vector {
    Horner<Double>(r, 0x1.1e3d0e2d05425p-29).then(0x1.af6c1de65eb49p-26).then(0x1.27e5b48f3ce0cp-22)
      .then(0x1.71ddf0026c9cap-19).then(0x1.a01a01364f6fdp-16).then(0x1.a01a01b38a1c4p-13).then(0x1.6c16c16c305dbp-10)
      .then(0x1.111111110ec3fp-7).then(0x1.5555555555503p-5).then(0x1.555555555555bp-3).then(0.5).value
  }

  @inline(__always)
  public static func exp(_ x: Vector) -> Vector {
    exponential(x, range: (-746, 710), log2: log2, tail: exponentialTail)
  }

  @inline(__always)
  public static func expMinusOne(_ x: Vector) -> Vector {
    exponentialMinusOne(x, range: (-40, 710), log2: log2, tail: exponentialTail)
  }

  @inline(__always)
  public static func tanh(_ x: Vector) -> Vector { hyperbolicTangent(x, bound: 20) }

  @inline(__always)
  public static func log(_ x: Vector) -> Vector {
    logarithm(x, log2: log2) { square in
      Horner<Double>(square, 1.479819860511658591e-01).then(1.531383769920937332e-01).then(1.818357216161805012e-01)
        .then(2.222219843214978396e-01).then(2.857142874366239149e-01).then(3.999999999940941908e-01)
        .then(6.666666666666735130e-01).value
    }
  }

  @inline(__always)
  public static func log1p(_ x: Vector) -> Vector { logarithmOfOnePlus(x) }

  @inline(__always)
  public static func sin(_ x: Vector) -> Vector {
    let result = sine(x, quarterTurns: 0)
    return correcting(select(x, equals: Vector(), then: x, else: result), where: x, isBeyond: leastTurned) {
      sineOfLarge($0, quarterTurns: 0)
    }
  }

  @inline(__always)
  public static func cos(_ x: Vector) -> Vector {
    correcting(sine(x, quarterTurns: 1), where: x, isBeyond: leastTurned) { sineOfLarge($0, quarterTurns: 1) }
  }

  /// Beyond this, 2^20 quarters of a turn, the reduction in parts is no longer exact.
  private static var leastTurned: Double { 1_600_000 }

  @inline(__always)
  private static func sine(_ x: Vector, quarterTurns: Int) -> Vector {
    sine(
      x, quarterTurns: quarterTurns,
      subtractingTurns: { x, n in
        let first = add(x, n, times: vector(-0x1.921fb544p0))
        let second = add(first, n, times: vector(-0x1.0b4611a6p-34))
        let third = add(second, n, times: vector(-0x1.3198a2ep-69))
        return add(third, n, times: vector(-0x1.b839a252049c1p-104))
      },
      sineTail: sineTail, cosineTail: cosineTail)
  }

  /// (sin(r) - r) / r³ as a polynomial in r², for |r| ≤ π/4.
  @inline(__always)
  private static func sineTail(_ square: Vector) -> Vector {
    Horner<Double>(square, -0x1.aaa3a0a0b94c8p-41).then(0x1.61208f7a84a30p-33).then(-0x1.ae6452935f14dp-26)
      .then(0x1.71de3a5335d3bp-19).then(-0x1.a01a01a018ab9p-13).then(0x1.111111111110bp-7).then(-0x1.5555555555555p-3)
      .value
  }

  /// (cos(r) - 1 + r²/2) / r⁴ as a polynomial in r², for |r| ≤ π/4.
  @inline(__always)
  private static func cosineTail(_ square: Vector) -> Vector {
    Horner<Double>(square, 0x1.aac50882c56ffp-45).then(-0x1.9393371f4996dp-37).then(0x1.1eed8ca2f9f02p-29)
      .then(-0x1.27e4fb75fd334p-22).then(0x1.a01a01a018decp-16).then(-0x1.6c16c16c16c10p-10).then(0x1.5555555555555p-5)
      .value
  }

  @inline(__always)
  public static func isAnyLane(of x: Vector, above bound: Double) -> Bool { any(x .> vector(bound)) }

  /// The sine of x + quarterTurns · π/2 for a large number, reduced by Payne and Hanek's method: of the product of x
  /// and 2/π only the bits around the binary point are computed, from as many bits of 2/π as they need.
  @inline(never)
  private static func sineOfLarge(_ x: Double, quarterTurns: Int) -> Double {
    guard x.isFinite else { return .nan }
    let significand = UInt64(x.magnitude.significandBitPattern | 1 << 52)
    // |x| = significand · 2^e. Bits of 2/π before position e - 1 contribute whole turns.
    let e = Int(x.exponent) - 52
    let first = 64 + e - 2  // the table begins with 64 zeros, and its bit 64 has the weight 1/2
    func word(_ index: Int) -> UInt64 {
      let (word, bit) = (first / 64 + index, UInt64(first % 64))
      return bit == 0 ? twoOverPi[word] : twoOverPi[word] << bit | twoOverPi[word + 1] >> (64 - bit)
    }
    // The product modulo 2^192, whose upper two bits count quarters of a turn.
    let low = significand.multipliedFullWidth(by: word(2))
    let middle = significand.multipliedFullWidth(by: word(1))
    let (sum, carry) = low.high.addingReportingOverflow(middle.low)
    let high = significand &* word(0) &+ middle.high &+ (carry ? 1 : 0)
    var quadrant = Int(high >> 62)
    var fraction = (high << 2 | sum >> 62, sum << 2 | low.low >> 62)
    let isNegative = fraction.0 >> 63 == 1
    if isNegative {  // to the nearest quarter
      quadrant += 1
      fraction = (~fraction.0, ~fraction.1)
    }
    let zeros = fraction.0 == 0 ? 64 + fraction.1.leadingZeroBitCount : fraction.0.leadingZeroBitCount
    let leading =
      zeros >= 64
      ? fraction.1 << (zeros - 64)
      : fraction.0 << zeros | (zeros == 0 ? 0 : fraction.1 >> (64 - zeros))
    // The leading 64 bits in two numbers, times π/2 in two numbers.
    let upper = Double(leading & ~0xf_ffff_ffff)
    let lower = Double(leading & 0xf_ffff_ffff)
    let product = upper * 0x1.921fb5p0 + (upper * 0x1.110b46p-26 + lower * 0x1.921fb54442d18p0)
    let r = Double(sign: isNegative ? .minus : .plus, exponent: -64 - zeros, significand: product)
    let turned = (x < 0 ? -quadrant : quadrant) + quarterTurns
    return sine(
      vector(x < 0 ? -r : r), quadrant: bits(turned), sineTail: sineTail, cosineTail: cosineTail)[0]
  }
}

/// 64 zeros and the first 1216 bits of 2/π, as many as the largest number of type Double needs.
private let twoOverPi: [UInt64] = [
  0, 0xa2f9_836e_4e44_1529, 0xfc27_57d1_f534_ddc0, 0xdb62_9599_3c43_9041, 0xfe51_63ab_debb_c561, 0xb724_6e3a_424d_d2e0,
  0x0649_2eea_09d1_921c, 0xfe1d_eb1c_b129_a73e, 0xe882_35f5_2ebb_4484, 0xe99c_7026_b45f_7e41, 0x3991_d639_8353_39f4,
  0x9c84_5f8b_bdf9_283b, 0x1ff8_97ff_de05_980f, 0xef2f_118b_5a0a_6d1f, 0x6d36_7ecf_27cb_09b7, 0x4f46_3f66_9e5f_ea2d,
  0x7527_bac7_ebe5_f17b, 0x3d07_39f7_8a52_92ea, 0x6bfb_5fb1_1f8d_5d08, 0x5603_3046_fc7b_6bab,
]
