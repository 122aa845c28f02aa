// Unpacks deflate, the compression inside gzip, zlib and PNG.

import Files

/// A decoder of deflate streams.  Source: RFC 1951; where it is silent, what zlib refuses is refused.
struct Inflate {
  /// Unpacks the stream that begins where `input` stands, appends to `output` and leaves `input` behind the stream.
  ///
  /// - Parameter limit: the most bytes that this stream may unpack to; more is an error of kind `tooLarge`.  The work is
  ///   bounded by the packed and the unpacked length.
  static func unpack(_ input: inout ByteReader, into output: inout [UInt8], limit: Int) throws(FileError) {
    var stream = Inflate(input: input, output: output, limit: limit)
    // The buffer must have one owner while it grows.
    output = []
    do throws(Problem) {
      try stream.unpack()
    } catch {
      throw input.error(error.kind, "deflate: \(error.words)", at: min(stream.bits.offset, input.end))
    }
    output = stream.output
    output.removeLast(output.count - stream.filled)
    try input.skip(stream.bits.offset - input.offset, "the packed data")
  }

  /// What is wrong with a stream; where it is, the bits' position tells.
  private struct Problem: Error {
    var kind = FileError.Kind.corrupt
    let words: String

    static let truncated = Problem(words: "the data ends too early")
  }

  private var bits: BitReader
  private var input: ByteReader
  /// Everything unpacked, in its first `filled` bytes, then room.
  private var output: [UInt8]
  private var filled: Int
  /// Where this stream's output begins: no match reaches further back.
  private let start: Int
  private let limit: Int

  private init(input: ByteReader, output: [UInt8], limit: Int) {
    bits = BitReader(input)
    self.input = input
    self.output = output
    filled = output.count
    start = output.count
    // Far beyond any memory; sums with it cannot overflow.
    self.limit = min(limit, 1 << 48)
  }

  /// Section 3.2.3: blocks, the last of which says so.
  private mutating func unpack() throws(Problem) {
    var isLast = false
    while !isLast {
      bits.fill()
      isLast = bits.take(1) == 1
      let type = bits.take(2)
      guard !bits.isPastEnd else { throw .truncated }
      switch type {
      case 0: try unpackStored()
      case 1: try unpackBlock(DeflateCodes.fixedLiterals, DeflateCodes.fixedDistances)
      case 2:
        let (literals, distances) = try readCodes()
        try unpackBlock(literals, distances)
      default: throw Problem(words: "block type 3 does not exist")
      }
      try checkLimit(filled)
    }
  }

  /// Section 3.2.4: a block of plain bytes.
  private mutating func unpackStored() throws(Problem) {
    bits.align()
    bits.fill()
    let count = bits.take(16)
    let complement = bits.take(16)
    let begin = bits.offset
    guard begin <= input.end else { throw .truncated }
    guard count ^ complement == 0xFFFF else {
      throw Problem(words: "a stored block's length and its complement disagree")
    }
    guard count <= input.end - begin else { throw .truncated }
    try makeRoom(for: count)
    output.replaceSubrange(filled..<filled + count, with: input.bytes[begin..<begin + count])
    filled += count
    bits.move(to: begin + count)
  }

  /// Section 3.2.7: the two codes of a block, themselves packed with a third one.
  private mutating func readCodes() throws(Problem) -> (literals: PrefixCode, distances: PrefixCode) {
    bits.fill()
    let literalCount = bits.take(5) + 257
    let distanceCount = bits.take(5) + 1
    let lengthCount = bits.take(4) + 4
    guard literalCount <= 286 && distanceCount <= 30 else {
      throw Problem(words: "\(literalCount) literals and \(distanceCount) distances, at most 286 and 30 may be")
    }
    var lengthLengths = [UInt8](repeating: 0, count: 19)
    for symbol in DeflateCodes.lengthOrder.prefix(lengthCount) {
      bits.fill()
      lengthLengths[symbol] = UInt8(bits.take(3))
    }
    let code = try code(
      "code lengths", lengthLengths, DeflateCodes.lengthMeanings, firstWidth: 7, allowsIncomplete: false)

    var lengths: [UInt8] = []
    while lengths.count < literalCount + distanceCount {
      bits.fill()
      let symbol = code.next(in: &bits)
      guard !bits.isPastEnd else { throw .truncated }
      switch symbol.value {
      case 16:
        guard let last = lengths.last else { throw Problem(words: "a repetition of no code length") }
        lengths += [UInt8](repeating: last, count: 3 + bits.take(2))
      case 17: lengths += [UInt8](repeating: 0, count: 3 + bits.take(3))
      case 18: lengths += [UInt8](repeating: 0, count: 11 + bits.take(7))
      case let length: lengths.append(UInt8(length))
      }
    }
    guard lengths.count == literalCount + distanceCount else { throw Problem(words: "too many code lengths") }
    guard lengths[256] > 0 else { throw Problem(words: "no code for the end of the block") }
    let literalLengths = Array(lengths[..<literalCount])
    let distanceLengths = Array(lengths[literalCount...])
    return (
      try self.code("literals", literalLengths, DeflateCodes.literalMeanings, firstWidth: 10, allowsIncomplete: true),
      try self.code("distances", distanceLengths, DeflateCodes.distanceMeanings, firstWidth: 8, allowsIncomplete: true)
    )
  }

  private func code(
    _ what: String, _ lengths: [UInt8], _ meanings: [PrefixCode.Entry], firstWidth: Int, allowsIncomplete: Bool
  ) throws(Problem) -> PrefixCode {
    if let flaw = PrefixCode.flaw(in: lengths, allowsIncomplete: allowsIncomplete) {
      throw Problem(words: "the code of the \(what) \(flaw)")
    }
    return PrefixCode(lengths: lengths, meanings: meanings, firstWidth: firstWidth)
  }

  /// Section 3.2.5: literals, and matches that repeat what was unpacked before.
  private mutating func unpackBlock(_ literals: PrefixCode, _ distances: PrefixCode) throws(Problem) {
    while try !unpackRun(literals, distances) { try makeRoom(for: 0) }
  }

  /// Unpacks until the block ends, and tells so, or until there may be no room for another match.
  private mutating func unpackRun(_ literals: PrefixCode, _ distances: PrefixCode) throws(Problem) -> Bool {
    var state = (bits: bits, filled: filled)
    let start = start
    defer { (bits, filled) = state }
    return try output.withUnsafeMutableBufferPointer { buffer throws(Problem) in
      guard let memory = buffer.baseAddress else { return false }
      // Copies of its own live in registers while the loop runs; what a closure shares with others does not.
      var (bits, filled) = state
      defer { state = (bits, filled) }
      let last = buffer.count - Inflate.slack
      while filled <= last {
        bits.fill()
        let symbol = literals.next(in: &bits)
        if symbol.isA(.literal) {
          memory[filled] = UInt8(truncatingIfNeeded: symbol.value)
          filled &+= 1
          continue
        }
        guard symbol.isA(.base) else {
          if bits.isPastEnd { throw .truncated }
          guard symbol.isA(.endOfBlock) else { throw Problem(words: "a literal that stands for nothing") }
          return true
        }
        let length = symbol.value &+ bits.take(symbol.extra)
        let step = distances.next(in: &bits)
        let distance = step.value &+ bits.take(step.extra)
        if bits.isPastEnd { throw .truncated }
        guard step.isA(.base) else { throw Problem(words: "a distance that stands for nothing") }
        guard distance <= filled &- start else {
          throw Problem(words: "a distance of \(distance) after \(counted(filled - start, "byte"))")
        }
        repeatBytes(at: memory + filled, distance: distance, count: length)
        filled &+= length
      }
      // Past the end come zeros; that they were literals shows here at the latest.
      if bits.isPastEnd { throw .truncated }
      return false
    }
  }

  /// The longest match, and what ``repeatBytes(at:distance:count:)`` may write behind it.
  static let slack = 258 + 8

  /// Makes room for `count` bytes and ``slack``, and throws where that many, or those there are, pass the limit.
  private mutating func makeRoom(for count: Int) throws(Problem) {
    try checkLimit(filled + count)
    let needed = filled + count + Inflate.slack
    guard needed > output.count else { return }
    // Doubling this stream's part keeps the copying linear, however many streams there are; beyond the limit only the
    // slack is ever needed.
    let largest = start + limit + Inflate.slack
    let generous = min(max(needed, 2 * filled - start, filled + 1 << 12), largest)
    if generous > output.capacity { output.reserveCapacity(min(max(generous, 2 * output.capacity), largest)) }
    output += repeatElement(0, count: generous - output.count)
  }

  private func checkLimit(_ filled: Int) throws(Problem) {
    guard filled - start <= limit else {
      throw Problem(kind: .tooLarge, words: "unpacks to more than the limit of \(counted(limit, "byte"))")
    }
  }
}

/// Writes `count` bytes that repeat those `distance` before; may write up to 7 more behind them.
@inline(__always)
private func repeatBytes(at target: UnsafeMutablePointer<UInt8>, distance: Int, count: Int) {
  let source = target - distance
  if distance >= 8 {
    var done = 0
    while done < count {
      let word = UnsafeRawPointer(source + done).loadUnaligned(as: UInt64.self)
      UnsafeMutableRawPointer(target + done).storeBytes(of: word, as: UInt64.self)
      done &+= 8
    }
  } else if distance == 1 {
    target.update(repeating: source[0], count: count)
  } else {
    // What was just written is read again: byte by byte.
    for index in 0..<count { target[index] = source[index] }
  }
}
