// The prefix codes of deflate, laid out as tables so that a look at the next bits gives the symbol at once.

/// A code in canonical order, built from the lengths of its words (RFC 1951, section 3.2.2).
///
/// The first table is looked up with as many bits as most words have; a longer word leads on to a small second table.
struct PrefixCode {
  /// What a word stands for, and what its reader has to do next, packed into 32 bits: the lookup is the decoder's
  /// innermost step.
  struct Entry {
    var bits: UInt32

    enum Kind: UInt32 {
      /// A byte, or a symbol without further bits.
      case literal
      /// A length or distance: `value` plus the number in the next `extra` bits.
      case base
      case endOfBlock
      /// No word of the code, or a symbol that stands for nothing.
      case invalid
      /// The second table at `value`, looked up with `extra` more bits.
      case link
    }

    init(_ kind: Kind, value: Int = 0, extra: Int = 0) {
      bits = UInt32(value) << 16 | kind.rawValue << 12 | UInt32(extra) << 8
    }

    /// How many bits to drop for the word, or for its part in this table.
    var width: Int {
      get { Int(bits & 0xFF) }
      set { bits = bits & ~0xFF | UInt32(newValue) }
    }
    var extra: Int { Int(bits >> 8 & 0xF) }
    var value: Int { Int(bits >> 16) }
    func isA(_ kind: Kind) -> Bool { bits >> 12 & 0xF == kind.rawValue }
  }

  private static let longest = 15
  private var table: [Entry]
  private let firstWidth: Int

  /// What keeps `lengths` from being those of a code; `nil` if nothing does.
  ///
  /// A code must use every pattern of bits.  As in zlib there are two exceptions where `allowsIncomplete`: no word at
  /// all, and a single word of one bit.
  static func flaw(in lengths: [UInt8], allowsIncomplete: Bool) -> String? {
    let counts = counts(of: lengths)
    var free = 1
    for length in 1...longest {
      free = 2 * free - counts[length]
      if free < 0 { return "has more words than its lengths leave room for" }
    }
    let isShort = counts[2...].allSatisfy { $0 == 0 }
    return free == 0 || (allowsIncomplete && isShort) ? nil : "leaves patterns of bits unused"
  }

  /// A code whose symbol `i` has a word of `lengths[i]` bits, or none where that is 0, and means `meanings[i]`.
  ///
  /// - Precondition: the lengths are without ``flaw(in:allowsIncomplete:)``.
  init(lengths: [UInt8], meanings: [Entry], firstWidth: Int) {
    var counts = PrefixCode.counts(of: lengths)
    self.firstWidth = firstWidth
    table = [Entry](repeating: Entry(.invalid), count: 1 << firstWidth)
    // Words count upwards, from the shortest to the longest, those of one length in the order of their symbols.
    var word = 0
    var width = 0
    var second = (prefix: -1, start: 0, width: 0)
    for symbol in PrefixCode.sorted(lengths, counts) {
      word <<= Int(lengths[symbol]) - width
      width = Int(lengths[symbol])
      // The first bit of a word is sent first, so it stands lowest when the bits are looked up.
      let pattern = Int((UInt16(word) << (16 - UInt16(width))).bitSwapped)
      word += 1
      var entry = meanings[symbol]
      if width <= firstWidth {
        entry.width = width
        fill(stride(from: pattern, to: 1 << firstWidth, by: 1 << width), with: entry)
        continue
      }
      let prefix = pattern & (1 << firstWidth - 1)
      if prefix != second.prefix {
        second = (prefix, table.count, PrefixCode.secondWidth(from: width, firstWidth, counts))
        table += [Entry](repeating: Entry(.invalid), count: 1 << second.width)
        table[prefix] = Entry(.link, value: second.start, extra: second.width)
        table[prefix].width = firstWidth
      }
      counts[width] -= 1
      entry.width = width - firstWidth
      let first = second.start + pattern >> firstWidth
      fill(stride(from: first, to: table.count, by: 1 << entry.width), with: entry)
    }
  }

  /// What the next word in `bits` stands for; the word is dropped.
  @inline(__always)
  func next(in bits: inout BitReader) -> Entry {
    var entry = table[bits.peek(firstWidth)]
    if entry.isA(.link) {
      bits.drop(firstWidth)
      entry = table[entry.value + bits.peek(entry.extra)]
    }
    bits.drop(entry.width)
    return entry
  }

  /// How many words there are of each length.
  private static func counts(of lengths: [UInt8]) -> [Int] {
    var counts = [Int](repeating: 0, count: longest + 1)
    for length in lengths where length > 0 { counts[Int(length)] += 1 }
    return counts
  }

  private mutating func fill(_ places: StrideTo<Int>, with entry: Entry) {
    for place in places { table[place] = entry }
  }

  /// The symbols that have a word, by its length, then by number.
  private static func sorted(_ lengths: [UInt8], _ counts: [Int]) -> [Int] {
    var begins = [Int](repeating: 0, count: longest + 2)
    for length in 1...longest { begins[length + 1] = begins[length] + counts[length] }
    var symbols = [Int](repeating: 0, count: begins[longest + 1])
    for (symbol, length) in lengths.enumerated() where length > 0 {
      symbols[begins[Int(length)]] = symbol
      begins[Int(length)] += 1
    }
    return symbols
  }

  /// The width of the second table that begins with a word of `length` bits: wide enough for all words that share its
  /// first bits, which are the next ones of those that `counts` still holds.
  private static func secondWidth(from length: Int, _ firstWidth: Int, _ counts: [Int]) -> Int {
    var width = length
    var free = 1 << (length - firstWidth)
    while width < longest {
      free -= counts[width]
      if free <= 0 { break }
      width += 1
      free <<= 1
    }
    return width - firstWidth
  }
}

extension UInt16 {
  /// The bits in the opposite order.
  var bitSwapped: UInt16 {
    var bits = self
    bits = bits >> 8 | bits << 8
    bits = bits >> 4 & 0x0F0F | (bits & 0x0F0F) << 4
    bits = bits >> 2 & 0x3333 | (bits & 0x3333) << 2
    return bits >> 1 & 0x5555 | (bits & 0x5555) << 1
  }
}
