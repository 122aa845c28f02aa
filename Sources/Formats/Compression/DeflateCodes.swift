// The tables of deflate: what its symbols mean, and the codes of fixed blocks.

/// The constants of RFC 1951, sections 3.2.5 to 3.2.7.
enum DeflateCodes {
  typealias Entry = PrefixCode.Entry

  /// Literals, the end of a block and lengths; the last two of the 288 symbols of the fixed code stand for nothing.
  static let literalMeanings: [Entry] = {
    let literals = (0..<256).map { Entry(.literal, value: $0) }
    // Lengths 3...257 double the steps every four symbols; 258 has a symbol of its own.
    let lengths = bases(count: 28, first: 3, perStep: 4) + [Entry(.base, value: 258)]
    return literals + [Entry(.endOfBlock)] + lengths + [Entry](repeating: Entry(.invalid), count: 2)
  }()

  /// Distances 1...32768; the last two of the 32 symbols of the fixed code stand for nothing.
  static let distanceMeanings = bases(count: 30, first: 1, perStep: 2) + [Entry](repeating: Entry(.invalid), count: 2)

  /// The lengths of the words of the other two codes, and their three repetitions.
  static let lengthMeanings = (0..<19).map { Entry(.literal, value: $0) }

  /// The order in which the lengths of the code lengths' own words come.
  static let lengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

  /// The symbol that ends a block.
  static let endOfBlock = 256

  /// Section 3.2.6: the lengths of the words of fixed blocks.
  static let fixedLiteralLengths = [(8, 144), (9, 112), (7, 24), (8, 8)].flatMap {
    [UInt8](repeating: $0.0, count: $0.1)
  }
  static let fixedDistanceLengths = [UInt8](repeating: 5, count: 32)

  static let fixedLiterals = PrefixCode(lengths: fixedLiteralLengths, meanings: literalMeanings, firstWidth: 9)
  static let fixedDistances = PrefixCode(lengths: fixedDistanceLengths, meanings: distanceMeanings, firstWidth: 5)

  /// The literal's symbol that stands for the range which holds a match's `length`, 3 to 258.
  static func symbol(length: Int) -> Int { length == 258 ? 285 : 257 + range(of: length - 3, perStep: 4) }

  /// The distance's symbol that stands for the range which holds `distance`, 1 to 32,768.
  static func symbol(distance: Int) -> Int { range(of: distance - 1, perStep: 2) }

  /// The bits behind a repetition of code lengths that say how often: 2, 3 and 7 for 16, 17 and 18.
  static func moreWidth(_ symbol: Int) -> Int { symbol < 16 ? 0 : [2, 3, 7][symbol - 16] }

  /// Which of the ranges that ``bases(count:first:perStep:)`` lays out from 0 on holds `value`.
  private static func range(of value: Int, perStep: Int) -> Int {
    guard value >= 2 * perStep else { return value }
    let extra = (value / perStep).bitWidth - 1 - (value / perStep).leadingZeroBitCount
    return extra * perStep + value >> extra
  }

  /// Consecutive ranges from `first` on: `2 * perStep` of one number each, then `perStep` of two, `perStep` of four
  /// and so on.
  private static func bases(count: Int, first: Int, perStep: Int) -> [Entry] {
    var value = first
    return (0..<count).map { symbol in
      let extra = max(symbol / perStep - 1, 0)
      defer { value += 1 << extra }
      return Entry(.base, value: value, extra: extra)
    }
  }
}
