// Finds what was said before: the first half of packing deflate.

/// Goes through bytes and says them again as literals and matches.
///
/// Places are found by the hash of their first three bytes, the newest first, as RFC 1951, section 4, proposes; a match
/// is put off by a byte where a longer one begins there.
struct DeflateMatches {
  /// What a stream says next.
  enum Token {
    case literal(UInt8)
    /// The `length` bytes, 3 to 258, that began `distance` bytes before, 1 to 32,768.
    case match(length: UInt16, distance: UInt16)
  }

  private let bytes: [UInt8]
  /// How many bytes the tokens so far have said.
  private(set) var position = 0
  /// The newest place with each hash; -1 for none.
  private var newest = [Int32](repeating: -1, count: 1 << hashWidth)
  /// For each place in the window, the one before it with the same hash.
  private var older = [Int32](repeating: -1, count: window)
  /// The match at `position`, where the step before has looked for it.
  private var found: (length: Int, distance: Int)?

  private static let hashWidth = 15
  private static let window = 1 << 15
  private static let shortest = 3
  private static let longest = 258
  /// How many places are tried; more make the stream a little smaller and the search longer.
  private static let tries = 128
  /// From this length on no longer match is looked for at the next byte.
  private static let goodEnough = 32
  /// From this length on a match always pays.
  private static let surelyWorthwhile = 16

  /// What each byte will cost as a literal, roughly: as many bits as it is rare, in sixteenths.
  private let prices: [Int]

  /// At the beginning of `bytes`; their places must fit 32 bits.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var counts = [Int](repeating: 0, count: 256)
    for byte in bytes { counts[Int(byte)] += 1 }
    prices = counts.map { count in
      // The logarithm to base 2 of how rare it is, straight between powers of two, so that no rounding of floating-point
      // numbers decides what the stream will be.
      guard count > 0 else { return 0 }
      let rarity = bytes.count << 4 / count
      let power = Int.bitWidth - 1 - rarity.leadingZeroBitCount
      return (power - 5) << 4 + (rarity << 4) >> power
    }
  }

  /// The next token; `nil` at the end.
  mutating func next() -> Token? {
    guard position < bytes.count else { return nil }
    let here = found ?? longestMatch()
    found = nil
    let literal = bytes[position]
    advance()
    guard let here else { return .literal(literal) }
    if here.length < DeflateMatches.goodEnough, let later = longestMatch(), later.length > here.length {
      found = later
      return .literal(literal)
    }
    for _ in 1..<here.length { advance() }
    return .match(length: UInt16(here.length), distance: UInt16(here.distance))
  }

  /// The hash of the three bytes at `position`; `nil` where fewer are left.
  private var hash: Int? {
    guard position + 2 < bytes.count else { return nil }
    let three = UInt32(bytes[position]) | UInt32(bytes[position + 1]) << 8 | UInt32(bytes[position + 2]) << 16
    return Int((three &* 0x9E37_79B1) >> UInt32(32 - DeflateMatches.hashWidth))
  }

  /// Remembers the place and goes on to the next one.
  private mutating func advance() {
    if let hash {
      older[position % DeflateMatches.window] = newest[hash]
      newest[hash] = Int32(position)
    }
    position += 1
  }

  /// The longest match for what begins at `position`, the nearest of those.
  private func longestMatch() -> (length: Int, distance: Int)? {
    guard let hash else { return nil }
    let limit = min(DeflateMatches.longest, bytes.count - position)
    var best = (length: DeflateMatches.shortest - 1, distance: 0)
    var place = Int(newest[hash])
    var tries = DeflateMatches.tries
    while place >= 0 && position - place <= DeflateMatches.window && tries > 0 {
      // Only what agrees one byte further than the best can be better.
      if bytes[place + best.length] == bytes[position + best.length] {
        let length = commonLength(place, limit)
        if length > best.length {
          best = (length, position - place)
          if length == limit { break }
        }
      }
      place = Int(older[place % DeflateMatches.window])
      tries -= 1
    }
    return best.distance > 0 && isWorthwhile(best) ? best : nil
  }

  /// Whether `match` takes fewer bits than its bytes as literals: about 12 for the words of its length and distance, and
  /// those that say where in the distance's range it is.
  private func isWorthwhile(_ match: (length: Int, distance: Int)) -> Bool {
    guard match.length < DeflateMatches.surelyWorthwhile else { return true }
    let extra = DeflateCodes.distanceMeanings[DeflateCodes.symbol(distance: match.distance)].extra
    let literals = bytes[position..<position + match.length].reduce(0) { $0 + prices[Int($1)] }
    return literals > (12 + extra) << 4
  }

  /// How many bytes from `place` and from `position` on agree, at most `limit`.
  private func commonLength(_ place: Int, _ limit: Int) -> Int {
    bytes.withUnsafeBytes { bytes in
      var length = 0
      while length + 8 <= limit {
        let old = bytes.loadUnaligned(fromByteOffset: place &+ length, as: UInt64.self)
        let new = bytes.loadUnaligned(fromByteOffset: position &+ length, as: UInt64.self)
        if old != new { return length + (UInt64(littleEndian: old ^ new)).trailingZeroBitCount / 8 }
        length += 8
      }
      while length < limit && bytes[place + length] == bytes[position + length] { length += 1 }
      return length
    }
  }
}
