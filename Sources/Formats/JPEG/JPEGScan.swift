// A scan: which coefficients of which components it sends, and the walk over their blocks.

extension JPEG {
  /// What the header of a scan declares (SOS; T.81, sections B.2.3 and G.1.1.1).
  struct Scan {
    /// Which coefficients a scan sends, and which of their bits.
    enum Content {
      /// Everything at once: the only kind of scan in a picture that is not progressive.
      case all
      /// The mean values (DC), without their lowest `low` bits.
      case means(low: Int)
      /// One more bit of each mean value, that of weight 2^low.
      case meanBits(low: Int)
      /// Coefficients `first` to `last` in zigzag order, without their lowest `low` bits.
      case band(first: Int, last: Int, low: Int)
      /// One more bit of these coefficients.
      case bandBits(first: Int, last: Int, low: Int)

      /// Reads the four numbers of a progressive scan of `count` components; `nil` if they do not go together.
      ///
      /// - Parameters:
      ///   - first, last: the band of coefficients ("spectral selection").
      ///   - high, low: how many bits the scan before left out, 0 for the first one, and how many this one leaves out
      ///     ("successive approximation").
      init?(first: Int, last: Int, high: Int, low: Int, count: Int) {
        guard low <= 13 && (high == 0 || high == low + 1) else { return nil }
        if first == 0 {
          guard last == 0 else { return nil }
          self = high == 0 ? .means(low: low) : .meanBits(low: low)
        } else {
          guard first <= last && last <= 63 && count == 1 else { return nil }
          self = high == 0 ? .band(first: first, last: last, low: low) : .bandBits(first: first, last: last, low: low)
        }
      }

      /// Whether the scan has words for mean values.
      var needsMeans: Bool {
        switch self {
        case .all, .means: true
        case .meanBits, .band, .bandBits: false
        }
      }

      /// Whether the scan has words for the other coefficients.
      var needsOthers: Bool {
        switch self {
        case .all, .band, .bandBits: true
        case .means, .meanBits: false
        }
      }
    }

    /// A component of the scan and its codes.
    struct Member {
      /// Its index in the frame.
      let component: Int
      let means, others: HuffmanTable?
    }

    let content: Content
    /// Units between two restart markers; 0 where there are none.
    let restartInterval: Int
    var members: [Member]

    /// How many blocks the scan goes over.
    func blockCount(in frame: Frame) -> Int {
      members.reduce(0) { sum, member in
        let component = frame.components[member.component]
        let isAlone = members.count == 1
        let across = isAlone ? component.neededAcross : component.blocksAcross
        return sum + across * (isAlone ? component.neededDown : component.blocksDown)
      }
    }
  }

  /// Walks over the blocks of a scan.
  struct ScanDecoder {
    private let scan: Scan
    private var blocks: BlockDecoder
    private let places: [Place]
    private let unitsAcross, unitsDown: Int

    /// Where a member's blocks lie, and its words: all that the walk needs, without references to count.
    private struct Place {
      /// Blocks in a unit.
      let across, down: Int
      let firstBlock: Int
      let blocksAcross: Int
      let means, others: HuffmanTable.Reader?
    }

    /// A scan of several components interleaves them; a scan of one has units of one block, and leaves out the blocks
    /// beyond the picture (T.81, sections A.2.2 and A.2.3).
    init(_ frame: Frame, _ scan: Scan, _ bits: EntropyBits) {
      self.scan = scan
      blocks = BlockDecoder(scan.content, bits)
      let isAlone = scan.members.count == 1
      let first = frame.components[scan.members[0].component]
      unitsAcross = isAlone ? first.neededAcross : frame.unitsAcross
      unitsDown = isAlone ? first.neededDown : frame.unitsDown
      places = scan.members.map { member in
        let component = frame.components[member.component]
        return Place(
          across: isAlone ? 1 : component.declaration.horizontal, down: isAlone ? 1 : component.declaration.vertical,
          firstBlock: component.firstBlock, blocksAcross: component.blocksAcross, means: member.means?.reader,
          others: member.others?.reader)
      }
    }

    /// The first byte that has not entered the buffer of bits.
    var offset: Int { blocks.bits.next }

    /// Decodes the scan into the frame's coefficients, 64 in the order of rows for each block.
    mutating func decode(into coefficients: UnsafeMutablePointer<Int16>) throws(Flaw) {
      let scan = scan
      defer { withExtendedLifetime(scan) {} }
      var untilRestart = scan.restartInterval
      var restarts = 0
      for row in 0..<unitsDown {
        for column in 0..<unitsAcross {
          if scan.restartInterval > 0 {
            if untilRestart == 0 {
              try blocks.restart(restarts & 7)
              restarts += 1
              untilRestart = scan.restartInterval
            }
            untilRestart -= 1
          }
          for (index, place) in places.enumerated() {
            for y in row * place.down..<(row + 1) * place.down {
              for x in column * place.across..<(column + 1) * place.across {
                let block = coefficients + 64 * (place.firstBlock + y * place.blocksAcross + x)
                try blocks.decode(block, of: index, means: place.means, others: place.others)
              }
            }
          }
        }
      }
    }
  }
}
