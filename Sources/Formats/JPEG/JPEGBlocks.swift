// The coefficients of a block out of the bits of a scan, in each of the five ways in which scans send them.

extension JPEG {
  /// Decodes block after block of one scan; keeps what one block leaves to the next.
  struct BlockDecoder {
    /// 64 coefficients in the order of rows.
    typealias Block = UnsafeMutablePointer<Int16>
    typealias Words = HuffmanTable.Reader

    let content: Scan.Content
    private(set) var bits: EntropyBits
    /// The last mean value of each member of the scan: only differences are sent.
    private var predictions: (Int, Int, Int) = (0, 0, 0)
    /// How many more blocks have nothing new in the band: such runs are sent as one word.
    private var emptyBlocks = 0

    init(_ content: Scan.Content, _ bits: EntropyBits) { (self.content, self.bits) = (content, bits) }

    /// Passes over restart marker `number` and forgets what was before it (T.81, sections F.2.1.3.1 and G.2).
    mutating func restart(_ number: Int) throws(Flaw) {
      try bits.restart(number)
      predictions = (0, 0, 0)
      emptyBlocks = 0
    }

    /// Decodes the next block, which is one of the scan's member `place`.
    ///
    /// - Parameters:
    ///   - means, others: the words for mean values and for other coefficients, where the scan needs them.
    mutating func decode(
      _ block: Block, of place: Int, means: Words?, others: Words?
    ) throws(Flaw) {
      switch content {
      case .all:
        block[0] = Int16(truncatingIfNeeded: try mean(means!, place))
        try decodeOthers(block, others!)
      case .means(let low): block[0] = Int16(truncatingIfNeeded: try mean(means!, place) << low)
      case .meanBits(let low): if bits.bit() { block[0] |= 1 << Int16(low) }
      case .band(let first, let last, let low): try band(block, others!, first, last, low)
      case .bandBits(let first, let last, let low): try bandBits(block, others!, first, last, low)
      }
      guard !bits.isPastEnd else { throw Flaw("the data end too early") }
    }

    /// Section F.2.2.1: the next mean value, sent as its difference from the one before.
    @inline(__always)
    private mutating func mean(_ words: Words, _ place: Int) throws(Flaw) -> Int {
      let difference = try words.next(in: &bits).value
      switch place {
      case 0:
        predictions.0 &+= difference
        return predictions.0
      case 1:
        predictions.1 &+= difference
        return predictions.1
      default:
        predictions.2 &+= difference
        return predictions.2
      }
    }

    /// Section F.2.2.2: the other 63, each with the number of zeros before it.
    @inline(__always)
    private mutating func decodeOthers(_ block: Block, _ words: Words) throws(Flaw) {
      var bits = bits
      defer { self.bits = bits }
      var place = 1
      while place <= 63 {
        let (symbol, value) = try words.next(in: &bits)
        if symbol & 0xF == 0 {
          // 16 zeros, or nothing but zeros to the end of the block.
          guard symbol == 0xF0 else { return }
          place &+= 16
          continue
        }
        place &+= symbol >> 4
        guard place <= 63 else { throw Flaw("a run of coefficients leaves its block") }
        block[zigzag(place)] = Int16(truncatingIfNeeded: value)
        place &+= 1
      }
    }

    /// Section G.1.2.2: the band's coefficients without their lowest bits; the end of the band may be that of many
    /// blocks.
    private mutating func band(
      _ block: Block, _ words: Words, _ first: Int, _ last: Int, _ low: Int
    ) throws(Flaw) {
      guard emptyBlocks == 0 else {
        emptyBlocks -= 1
        return
      }
      var place = first
      while place <= last {
        let (symbol, value) = try words.next(in: &bits)
        let run = symbol >> 4
        if symbol & 0xF == 0 {
          guard run == 15 else {
            emptyBlocks = takeRun(run) - 1
            return
          }
          place += 16
          continue
        }
        place += run
        guard place <= last else { throw Flaw("a run of coefficients leaves its band") }
        block[zigzag(place)] = Int16(truncatingIfNeeded: value << low)
        place += 1
      }
    }

    /// Table G.1: the number of blocks, this one counted, whose band ends here.
    private mutating func takeRun(_ size: Int) -> Int {
      bits.fill()
      return 1 << size + bits.take(size)
    }

    /// Section G.1.2.3: one more bit for each coefficient of the band that is not zero yet; in between, coefficients
    /// that become 1 or -1 in the place of this bit, each with the number of zeros that stay zero before it.
    private mutating func bandBits(
      _ block: Block, _ words: Words, _ first: Int, _ last: Int, _ low: Int
    ) throws(Flaw) {
      let one = Int16(1) << Int16(low)
      var place = first
      while emptyBlocks == 0 && place <= last {
        let (symbol, value) = try words.next(in: &bits)
        let run = symbol >> 4
        if symbol & 0xF == 0 && run < 15 {
          emptyBlocks = takeRun(run)
          break
        }
        guard symbol & 0xF <= 1 else { throw Flaw("a new coefficient of more than one bit") }
        // With no new coefficient (symbol 0xF0) the sixteenth zero stays one.
        place = refine(block, from: place, to: last, zeros: run, one)
        if value != 0 {
          guard place <= last else { throw Flaw("a run of coefficients leaves its band") }
          block[zigzag(place)] = value < 0 ? -one : one
        }
        place += 1
      }
      if emptyBlocks > 0 {
        _ = refine(block, from: place, to: last, zeros: 64, one)
        emptyBlocks -= 1
      }
    }

    /// Reads a bit for each coefficient that is not zero, up to the zero behind `zeros` others; tells where it stands.
    private mutating func refine(
      _ block: Block, from first: Int, to last: Int, zeros: Int, _ one: Int16
    ) -> Int {
      var zeros = zeros
      var place = first
      while place <= last {
        let index = zigzag(place)
        let coefficient = block[index]
        if coefficient == 0 {
          if zeros == 0 { break }
          zeros -= 1
        } else if bits.bit() && coefficient & one == 0 {
          block[index] = coefficient &+ (coefficient < 0 ? -one : one)
        }
        place += 1
      }
      return place
    }
  }
}
