// The two codes of a block of deflate, made for what it says, and how they are written down before it.

/// Words for the literals, lengths and distances of one block, with the description that its reader needs.
///
/// Source: RFC 1951, section 3.2.7.
struct DeflateBlockCodes {
  let literals: PrefixWords
  let distances: PrefixWords

  /// The words of blocks that need no description: section 3.2.6.
  static let fixedLiterals = PrefixWords(lengths: DeflateCodes.fixedLiteralLengths)
  static let fixedDistances = PrefixWords(lengths: DeflateCodes.fixedDistanceLengths)

  /// How many literals and distances the description covers: all up to the last one with a word.
  private let literalCount, distanceCount: Int
  /// The lengths of all these words, in symbols of a third code: a length, or one repeated `more` plus some times.
  private let description: [(symbol: Int, more: Int)]
  private let lengthWords: PrefixWords
  /// How many lengths of the third code's own words are written.
  private let lengthCount: Int

  /// The codes for symbols that come as often as said.
  init(literals literalFrequencies: [Int], distances distanceFrequencies: [Int]) {
    literals = PrefixWords(frequencies: literalFrequencies, longest: 15)
    distances = PrefixWords(frequencies: distanceFrequencies, longest: 15)
    literalCount = DeflateBlockCodes.count(of: literals.lengths[...], atLeast: 257)
    distanceCount = DeflateBlockCodes.count(of: distances.lengths[...], atLeast: 1)
    let lengths = literals.lengths[..<literalCount] + distances.lengths[..<distanceCount]
    description = DeflateBlockCodes.description(of: Array(lengths))
    var frequencies = [Int](repeating: 0, count: 19)
    for (symbol, _) in description { frequencies[symbol] += 1 }
    lengthWords = PrefixWords(frequencies: frequencies, longest: 7)
    let widths = lengthWords.lengths
    let ordered = DeflateCodes.lengthOrder.map { widths[$0] }
    lengthCount = DeflateBlockCodes.count(of: ordered[...], atLeast: 4)
  }

  /// The bits of the description.
  var cost: Int {
    let words = description.reduce(0) { $0 + Int(lengthWords.lengths[$1.symbol]) + DeflateCodes.moreWidth($1.symbol) }
    return 14 + 3 * lengthCount + words
  }

  /// Writes the description.
  func write(to bits: inout BitWriter) {
    bits.append(literalCount - 257, 5)
    bits.append(distanceCount - 1, 5)
    bits.append(lengthCount - 4, 4)
    for symbol in DeflateCodes.lengthOrder.prefix(lengthCount) { bits.append(Int(lengthWords.lengths[symbol]), 3) }
    for (symbol, more) in description {
      lengthWords.write(symbol, to: &bits)
      bits.append(more, DeflateCodes.moreWidth(symbol))
    }
  }

  private static func count(of lengths: ArraySlice<UInt8>, atLeast least: Int) -> Int {
    max((lengths.lastIndex { $0 > 0 } ?? -1) + 1, least)
  }

  /// Runs of one length as repetitions: 16 repeats the one before 3 to 6 times, 17 and 18 zeros 3 to 10 and 11 to 138
  /// times.
  private static func description(of lengths: [UInt8]) -> [(symbol: Int, more: Int)] {
    var description: [(symbol: Int, more: Int)] = []
    var place = 0
    while place < lengths.count {
      let length = lengths[place]
      var run = lengths[place...].prefix { $0 == length }.count
      place += run
      if length > 0 {
        description.append((Int(length), 0))
        run -= 1
      }
      while run > 0 {
        let (symbol, least, most) = length > 0 ? (16, 3, 6) : run > 10 ? (18, 11, 138) : (17, 3, 10)
        if run < least {
          description += [(symbol: Int, more: Int)](repeating: (Int(length), 0), count: run)
          break
        }
        let times = min(run, most)
        description.append((symbol, times - least))
        run -= times
      }
    }
    return description
  }
}
