// Packs deflate, the compression inside gzip, zlib and PNG.

/// An encoder of deflate streams, the counterpart of ``Inflate``.  Source: RFC 1951.
///
/// What was said within the last 32 KiB is said again by length and distance; bytes, lengths and distances then get
/// words that are the shorter the more often they come.  The same bytes give the same stream.
struct Deflate {
  /// The stream that unpacks to `bytes`.
  static func pack(_ bytes: [UInt8]) -> [UInt8] {
    var deflate = Deflate()
    var matches = DeflateMatches(bytes)
    repeat {
      let start = matches.position
      deflate.gather(from: &matches)
      deflate.writeBlock(bytes[start..<matches.position], isLast: matches.position == bytes.count)
    } while matches.position < bytes.count
    return deflate.bits.finished()
  }

  private typealias Token = DeflateMatches.Token

  private var bits = BitWriter()
  /// What the next block says.
  private var tokens: [Token] = []
  private var literalFrequencies: [Int] = []
  private var distanceFrequencies: [Int] = []

  /// Enough tokens for the codes of a block to pay, few enough for them to follow the data.
  private static let tokensPerBlock = 1 << 15

  /// Takes the tokens of the next block.
  private mutating func gather(from matches: inout DeflateMatches) {
    tokens.removeAll(keepingCapacity: true)
    literalFrequencies = [Int](repeating: 0, count: 286)
    distanceFrequencies = [Int](repeating: 0, count: 30)
    while tokens.count < Deflate.tokensPerBlock, let token = matches.next() {
      tokens.append(token)
      switch token {
      case .literal(let byte): literalFrequencies[Int(byte)] += 1
      case .match(let length, let distance):
        literalFrequencies[DeflateCodes.symbol(length: Int(length))] += 1
        distanceFrequencies[DeflateCodes.symbol(distance: Int(distance))] += 1
      }
    }
    literalFrequencies[DeflateCodes.endOfBlock] = 1
  }

  /// Section 3.2.3: writes the tokens, which say `contents`, as the type of block that takes the fewest bits.
  private mutating func writeBlock(_ contents: ArraySlice<UInt8>, isLast: Bool) {
    let own = DeflateBlockCodes(literals: literalFrequencies, distances: distanceFrequencies)
    let ownCost = own.cost + own.literals.cost(of: literalFrequencies) + own.distances.cost(of: distanceFrequencies)
    let fixedCost =
      DeflateBlockCodes.fixedLiterals.cost(of: literalFrequencies)
      + DeflateBlockCodes.fixedDistances.cost(of: distanceFrequencies)
    // The bits behind lengths and distances are the same in both.
    var extraCost = 0
    for (symbol, count) in literalFrequencies.enumerated() where symbol > DeflateCodes.endOfBlock {
      extraCost += count * DeflateCodes.literalMeanings[symbol].extra
    }
    for (symbol, count) in distanceFrequencies.enumerated() {
      extraCost += count * DeflateCodes.distanceMeanings[symbol].extra
    }
    // Up to 7 bits of alignment and 32 of length for every 65,535 bytes.
    let storedCost = (contents.count / 0xFFFF + 1) * 39 + 8 * contents.count
    if storedCost < min(ownCost, fixedCost) + extraCost {
      writeStored(contents, isLast: isLast)
      return
    }
    bits.append(isLast ? 1 : 0, 1)
    if fixedCost <= ownCost {
      bits.append(1, 2)
      writeTokens(DeflateBlockCodes.fixedLiterals, DeflateBlockCodes.fixedDistances)
    } else {
      bits.append(2, 2)
      own.write(to: &bits)
      writeTokens(own.literals, own.distances)
    }
  }

  /// Section 3.2.4: blocks of plain bytes.
  private mutating func writeStored(_ contents: ArraySlice<UInt8>, isLast: Bool) {
    var rest = contents
    repeat {
      let part = rest.prefix(0xFFFF)
      rest = rest.dropFirst(0xFFFF)
      bits.append(isLast && rest.isEmpty ? 1 : 0, 3)
      bits.align()
      bits.append(part.count | (~part.count & 0xFFFF) << 16, 32)
      bits.append(part)
    } while !rest.isEmpty
  }

  /// Section 3.2.5: each token's word or words, with the bits that say which of its range is meant.
  private mutating func writeTokens(_ literals: PrefixWords, _ distances: PrefixWords) {
    for token in tokens {
      switch token {
      case .literal(let byte): literals.write(Int(byte), to: &bits)
      case .match(let length, let distance):
        let lengthSymbol = DeflateCodes.symbol(length: Int(length))
        let lengthMeaning = DeflateCodes.literalMeanings[lengthSymbol]
        literals.write(lengthSymbol, to: &bits)
        bits.append(Int(length) - lengthMeaning.value, lengthMeaning.extra)
        let distanceSymbol = DeflateCodes.symbol(distance: Int(distance))
        let distanceMeaning = DeflateCodes.distanceMeanings[distanceSymbol]
        distances.write(distanceSymbol, to: &bits)
        bits.append(Int(distance) - distanceMeaning.value, distanceMeaning.extra)
      }
    }
    literals.write(DeflateCodes.endOfBlock, to: &bits)
  }
}
