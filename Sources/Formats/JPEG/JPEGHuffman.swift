// Huffman codes: how a file declares them, and the tables that read a word, and mostly its number too, in one look.

extension JPEG {
  /// A code as it is declared (DHT; T.81, section B.2.4.2): how many words there are of each length from 1 to 16 bits,
  /// and what they stand for, from the shortest word to the longest.
  package struct HuffmanCode {
    let counts: [Int]
    let symbols: [UInt8]

    /// A word: the lowest `length` bits of `bits`, the highest of them sent first, and what it stands for.
    package struct Word {
      package let bits: Int
      package let length: Int
      package let symbol: UInt8
    }

    /// The words: they count upwards, from the shortest to the longest (T.81, figures C.1 and C.2).
    package var words: [Word] {
      var words: [Word] = []
      var next = 0
      for (index, count) in counts.enumerated() {
        for _ in 0..<count {
          words.append(Word(bits: next, length: index + 1, symbol: symbols[words.count]))
          next += 1
        }
        next <<= 1
      }
      return words
    }

    /// Whether there are more words than their lengths leave room for.
    ///
    /// A code may leave patterns of bits unused: the standard asks for one at least, and files with none are read too.
    var isOverfull: Bool {
      var free = 1
      for count in counts {
        free = 2 * free - count
        if free < 0 { return true }
      }
      return false
    }
  }

  /// A code laid out for reading.
  final class HuffmanTable {
    private let layout: UnsafeMutablePointer<Layout>

    /// Source: T.81, section F.2.2.3.
    ///
    /// - Precondition: the code is not overfull and has as many symbols as words.
    init(_ code: HuffmanCode) {
      layout = .allocate(capacity: 1)
      layout.initialize(to: Layout())
      for (index, word) in code.words.enumerated() {
        layout.pointee.symbols[index] = word.symbol
        if word.length <= firstWidth { enter(word) }
        layout.pointee.shifts[word.length] = index - word.bits
        let end = (word.bits + 1) << (longest - word.length)
        for length in word.length...longest { layout.pointee.ends[length] = end }
      }
    }

    deinit { layout.deallocate() }

    /// Fills in all patterns that begin with `word`.
    private func enter(_ word: HuffmanCode.Word) {
      let size = Int(word.symbol & 0xF)
      let rest = firstWidth - word.length
      for tail in 0..<1 << rest {
        let isWhole = size <= rest
        let value = isWhole ? extended(tail >> (rest - size), size) : 0
        layout.pointee.entries[word.bits << rest | tail] = Entry(
          symbol: word.symbol, value: value, length: isWhole ? word.length + size : word.length, isWhole: isWhole)
      }
    }

    /// Reads words; valid as long as its table lives.
    ///
    /// A plain pointer: the innermost loop counts no references.
    var reader: Reader { Reader(layout: layout) }

    struct Reader {
      fileprivate let layout: UnsafePointer<Layout>

      /// The next word, and the number in the bits behind it, whose count is the lower half of the word's symbol.
      @inline(__always)
      func next(in bits: inout EntropyBits) throws(Flaw) -> (symbol: Int, value: Int) {
        // A word of 16 bits and a number of 15 at most.
        if bits.count < 31 { bits.fill() }
        let entry = layout.pointee.entries[bits.peek(firstWidth)]
        bits.drop(entry.length)
        if entry.isWhole { return (entry.symbol, entry.value) }
        let symbol = entry.length > 0 ? entry.symbol : try longWord(in: &bits)
        let size = symbol & 0xF
        return (symbol, extended(bits.take(size), size))
      }

      /// The symbol of a word of more than ``firstWidth`` bits (figure F.16).
      @inline(never)
      private func longWord(in bits: inout EntropyBits) throws(Flaw) -> Int {
        let pattern = bits.peek(longest)
        for length in firstWidth + 1...longest where pattern < layout.pointee.ends[length] {
          bits.drop(length)
          return Int(layout.pointee.symbols[pattern >> (longest - length) + layout.pointee.shifts[length]])
        }
        throw Flaw("bits that are no word of the Huffman code")
      }
    }

    /// What a look at the next ``firstWidth`` bits tells, packed into 32 bits: the lookup is the decoder's innermost
    /// step.
    fileprivate struct Entry {
      private let bits: UInt32

      /// A word with the number behind it, `length` bits in all; the symbol alone, if `isWhole` is false.
      init(symbol: UInt8, value: Int, length: Int, isWhole: Bool) {
        let value = UInt32(UInt16(truncatingIfNeeded: value))
        bits = value << 16 | UInt32(symbol) << 8 | (isWhole ? 0x80 : 0) | UInt32(length)
      }

      /// The beginning of a longer word, or of none.
      static let long = Entry(symbol: 0, value: 0, length: 0, isWhole: false)

      var length: Int { Int(bits & 0x7F) }
      var isWhole: Bool { bits & 0x80 != 0 }
      var symbol: Int { Int(bits >> 8 & 0xFF) }
      var value: Int { Int(Int32(bitPattern: bits) >> 16) }
    }

    fileprivate struct Layout {
      var entries = InlineArray<1024, Entry>(repeating: .long)
      var symbols = InlineArray<256, UInt8>(repeating: 0)
      /// For each length, the first pattern of 16 bits that no word of at most that length begins.
      var ends = InlineArray<17, Int>(repeating: 0)
      /// For each length, what to add to a word to find its symbol.
      var shifts = InlineArray<17, Int>(repeating: 0)
    }
  }

  /// The number that `bits` of `size` bits mean: half of the patterns are negative numbers (T.81, table F.1 and figure
  /// F.12, EXTEND).
  ///
  /// With 2 bits: 00 is -3, 01 is -2, 10 is 2, 11 is 3; smaller sizes have the numbers between.
  @inline(__always)
  package static func extended(_ bits: Int, _ size: Int) -> Int {
    let half = (1 &<< size) &>> 1
    return bits < half ? bits &- (1 &<< size) &+ 1 : bits
  }
}

/// How many bits the first look takes in; 2 to this many entries are in a table.
private let firstWidth = 10

/// How many bits a word has at most.
private let longest = 16
