// MD5: no guard against malice any more, but the sum by which a FLAC file knows its own samples.

/// The message digest MD5, over bytes that arrive in any number of runs.  Source: RFC 1321.
///
///     var digest = MD5()
///     digest.update(bytes)
///     digest.finish() == expected
struct MD5 {
  /// The four words A, B, C, D of section 3.3.
  private var state = SIMD4<UInt32>(0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476)
  /// Bytes that do not fill a block yet.
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  private static let blockSize = 64

  /// Takes in `bytes`.
  mutating func update(_ bytes: ArraySlice<UInt8>) {
    count &+= UInt64(bytes.count)
    var bytes = bytes
    if !rest.isEmpty {
      let head = bytes.prefix(MD5.blockSize - rest.count)
      rest += head
      bytes = bytes.dropFirst(head.count)
      guard rest.count == MD5.blockSize else { return }
      state = rest.withUnsafeBytes { MD5.digest($0, from: state) }
      rest.removeAll(keepingCapacity: true)
    }
    state = bytes.withUnsafeBytes { MD5.digest($0, from: state) }
    rest += bytes.suffix(bytes.count % MD5.blockSize)
  }

  /// The 16 bytes of the digest of all that was taken in.
  consuming func finish() -> [UInt8] {
    // Sections 3.1 and 3.2: a one, zeros, and the number of bits in the last eight bytes.
    let bits = count &* 8
    let zeros = (MD5.blockSize + 55 - rest.count) % MD5.blockSize
    update([0x80] + [UInt8](repeating: 0, count: zeros))
    update(withUnsafeBytes(of: bits.littleEndian) { Array($0) }[...])
    return (0..<4).flatMap { word in withUnsafeBytes(of: state[word].littleEndian) { Array($0) } }
  }

  /// Section 3.4: what the whole blocks of `bytes` make of `state`.
  private static func digest(_ bytes: UnsafeRawBufferPointer, from state: SIMD4<UInt32>) -> SIMD4<UInt32> {
    sines.withUnsafeBufferPointer { sines in
      var (a, b, c, d) = (state.x, state.y, state.z, state.w)
      for block in stride(from: 0, to: bytes.count - blockSize + 1, by: blockSize) {
        let start = (a, b, c, d)
        /// A step's sine and the word of the message that it takes, added.
        @inline(__always) func term(_ step: Int, _ word: Int) -> UInt32 {
          let offset = block &+ 4 &* (word & 15)
          return sines[step] &+ UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }
        for step in stride(from: 0, to: 16, by: 4) {
          turn(&a, b, (b & c) | (~b & d), term(step, step), 7)
          turn(&d, a, (a & b) | (~a & c), term(step + 1, step + 1), 12)
          turn(&c, d, (d & a) | (~d & b), term(step + 2, step + 2), 17)
          turn(&b, c, (c & d) | (~c & a), term(step + 3, step + 3), 22)
        }
        for step in stride(from: 16, to: 32, by: 4) {
          turn(&a, b, (b & d) | (c & ~d), term(step, 5 * step + 1), 5)
          turn(&d, a, (a & c) | (b & ~c), term(step + 1, 5 * step + 6), 9)
          turn(&c, d, (d & b) | (a & ~b), term(step + 2, 5 * step + 11), 14)
          turn(&b, c, (c & a) | (d & ~a), term(step + 3, 5 * step + 16), 20)
        }
        for step in stride(from: 32, to: 48, by: 4) {
          turn(&a, b, b ^ c ^ d, term(step, 3 * step + 5), 4)
          turn(&d, a, a ^ b ^ c, term(step + 1, 3 * step + 8), 11)
          turn(&c, d, d ^ a ^ b, term(step + 2, 3 * step + 11), 16)
          turn(&b, c, c ^ d ^ a, term(step + 3, 3 * step + 14), 23)
        }
        for step in stride(from: 48, to: 64, by: 4) {
          turn(&a, b, c ^ (b | ~d), term(step, 7 * step), 6)
          turn(&d, a, b ^ (a | ~c), term(step + 1, 7 * step + 7), 10)
          turn(&c, d, a ^ (d | ~b), term(step + 2, 7 * step + 14), 15)
          turn(&b, c, d ^ (c | ~a), term(step + 3, 7 * step + 21), 21)
        }
        (a, b, c, d) = (a &+ start.0, b &+ start.1, c &+ start.2, d &+ start.3)
      }
      return SIMD4(a, b, c, d)
    }
  }

  /// One step: `a` becomes the sum of all, turned by `shift` bits, and `b`.
  @inline(__always)
  private static func turn(_ a: inout UInt32, _ b: UInt32, _ mix: UInt32, _ term: UInt32, _ shift: UInt32) {
    let sum = a &+ mix &+ term
    a = b &+ (sum &<< shift | sum &>> (32 &- shift))
  }

  /// The whole part of 2^32 |sin(i)| for i = 1...64, written down in the RFC's appendix: no sine function can be
  /// trusted with the last bit.
  private static let sines: [UInt32] = [
    0xD76A_A478, 0xE8C7_B756, 0x2420_70DB, 0xC1BD_CEEE, 0xF57C_0FAF, 0x4787_C62A, 0xA830_4613, 0xFD46_9501,
    0x6980_98D8, 0x8B44_F7AF, 0xFFFF_5BB1, 0x895C_D7BE, 0x6B90_1122, 0xFD98_7193, 0xA679_438E, 0x49B4_0821,
    0xF61E_2562, 0xC040_B340, 0x265E_5A51, 0xE9B6_C7AA, 0xD62F_105D, 0x0244_1453, 0xD8A1_E681, 0xE7D3_FBC8,
    0x21E1_CDE6, 0xC337_07D6, 0xF4D5_0D87, 0x455A_14ED, 0xA9E3_E905, 0xFCEF_A3F8, 0x676F_02D9, 0x8D2A_4C8A,
    0xFFFA_3942, 0x8771_F681, 0x6D9D_6122, 0xFDE5_380C, 0xA4BE_EA44, 0x4BDE_CFA9, 0xF6BB_4B60, 0xBEBF_BC70,
    0x289B_7EC6, 0xEAA1_27FA, 0xD4EF_3085, 0x0488_1D05, 0xD9D4_D039, 0xE6DB_99E5, 0x1FA2_7CF8, 0xC4AC_5665,
    0xF429_2244, 0x432A_FF97, 0xAB94_23A7, 0xFC93_A039, 0x655B_59C3, 0x8F0C_CC92, 0xFFEF_F47D, 0x8584_5DD1,
    0x6FA8_7E4F, 0xFE2C_E6E0, 0xA301_4314, 0x4E08_11A1, 0xF753_7E82, 0xBD3A_F235, 0x2AD7_D2BB, 0xEB86_D391,
  ]
}
