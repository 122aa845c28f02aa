// The writing side of a prefix code: short words for what comes often.

/// The words of a code in canonical order, ready to be written: the counterpart of ``PrefixCode``.
struct PrefixWords {
  /// The bits of each symbol's word; 0 for a symbol without one.
  let lengths: [UInt8]
  /// The words, their first bit lowest.
  private let words: [UInt16]

  /// The words of the canonical code with these lengths: section 3.2.2 of RFC 1951.
  init(lengths: [UInt8]) {
    self.lengths = lengths
    var words = [UInt16](repeating: 0, count: lengths.count)
    var word = 0
    for width in 1...15 {
      word <<= 1
      for symbol in lengths.indices where Int(lengths[symbol]) == width {
        words[symbol] = (UInt16(word) << UInt16(16 - width)).bitSwapped
        word += 1
      }
    }
    self.words = words
  }

  /// A code for symbols that come as often as `frequencies` say, with no word of more than `longest` bits.
  ///
  /// It is Huffman's code where that keeps within the bound. Where it does not, the frequencies are made more even by
  /// halving until it does, which costs next to nothing: only very rare symbols have long words.
  init(frequencies: [Int], longest: Int) {
    var frequencies = frequencies
    var lengths = PrefixWords.huffman(frequencies)
    while lengths.contains(where: { $0 > longest }) {
      frequencies = frequencies.map { ($0 + 1) / 2 }
      lengths = PrefixWords.huffman(frequencies)
    }
    self.init(lengths: lengths.map { UInt8($0) })
  }

  /// Writes the word of `symbol`.
  @inline(__always)
  func write(_ symbol: Int, to bits: inout BitWriter) {
    bits.append(Int(words[symbol]), Int(lengths[symbol]))
  }

  /// The bits that all words take for symbols that come as often as `frequencies` say.
  func cost(of frequencies: [Int]) -> Int {
    zip(frequencies, lengths).reduce(0) { $0 + $1.0 * Int($1.1) }
  }

  /// The lengths of the words of Huffman's code; 0 for symbols that never come, 1 for one that comes alone.
  ///
  /// Source: Huffman, "A method for the construction of minimum-redundancy codes", Proceedings of the IRE, 1952: again
  /// and again the two rarest are joined into one.
  private static func huffman(_ frequencies: [Int]) -> [Int] {
    let symbols = frequencies.indices.filter { frequencies[$0] > 0 }
      .sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
    var lengths = [Int](repeating: 0, count: frequencies.count)
    if symbols.count == 1 { lengths[symbols[0]] = 1 }
    guard symbols.count > 1 else { return lengths }

    // Leaves first, from the rarest on, then what was joined, which comes out in order of frequency too.
    var weights = symbols.map { frequencies[$0] }
    var parents = [Int](repeating: 0, count: 2 * symbols.count - 1)
    var (leaf, joined) = (0, symbols.count)
    while weights.count < parents.count {
      var weight = 0
      for _ in 0..<2 {
        let takesLeaf = leaf < symbols.count && (joined == weights.count || weights[leaf] <= weights[joined])
        let rarest = takesLeaf ? leaf : joined
        if takesLeaf { leaf += 1 } else { joined += 1 }
        weight += weights[rarest]
        parents[rarest] = weights.count
      }
      weights.append(weight)
    }
    // A word is one bit longer than its parent's; parents stand behind their children.
    var depths = [Int](repeating: 0, count: parents.count)
    for node in (0..<parents.count - 1).reversed() { depths[node] = depths[parents[node]] + 1 }
    for (place, symbol) in symbols.enumerated() { lengths[symbol] = depths[place] }
    return lengths
  }
}
