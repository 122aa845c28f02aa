// JPEG files put together by hand, from segments and bits, and what tests ask of them.

import Files
import TestSupport
import Testing

@testable import Formats

/// Packs bits as JPEG does: the first one highest, a zero byte after each 0xFF, ones at the end.
struct ScanBits {
  private var buffer = 0
  private var count = 0
  private var packed: [UInt8] = []

  /// Bits as they are written: `"0110"`.
  mutating func append(_ word: String) {
    for bit in word {
      buffer = buffer << 1 | (bit == "1" ? 1 : 0)
      count += 1
      guard count == 8 else { continue }
      packed.append(UInt8(buffer))
      if buffer == 0xFF { packed.append(0) }
      (buffer, count) = (0, 0)
    }
  }

  /// The `width` lowest bits of a number, the highest of them first.
  mutating func append(_ number: Int, _ width: Int) {
    append(String((0..<width).reversed().map { number >> $0 & 1 == 1 ? "1" : "0" }))
  }

  /// Fills up the last byte, and appends bytes as they are: a marker.
  mutating func align(_ bytes: [UInt8] = []) {
    while count > 0 { append("1") }
    packed += bytes
  }

  var bytes: [UInt8] {
    var copy = self
    copy.align()
    return copy.packed
  }
}

/// The segments of a JPEG file, with codes whose words are easily written: a mean value's size takes 4 bits, the symbol
/// of another coefficient 8.
enum Segments {
  static let start: [UInt8] = [0xFF, 0xD8]
  static let end: [UInt8] = [0xFF, 0xD9]

  static func segment(_ marker: UInt8, _ contents: [UInt8]) -> [UInt8] {
    [0xFF, marker] + big(UInt16(contents.count + 2)) + contents
  }

  /// A quantisation table whose steps are all the same.
  static func steps(_ step: UInt8 = 8, number: UInt8 = 0) -> [UInt8] {
    segment(0xDB, [number] + [UInt8](repeating: step, count: 64))
  }

  /// A frame; a component is its name, its sampling factors as 0xHV, and the number of its quantisation table.
  static func frame(
    _ marker: UInt8 = 0xC0, width: UInt16 = 8, height: UInt16 = 8, precision: UInt8 = 8,
    components: [[UInt8]] = [[1, 0x11, 0]]
  ) -> [UInt8] {
    let sizes = [precision] + big(height) + big(width)
    return segment(marker, sizes + [UInt8(components.count)] + components.flatMap { $0 })
  }

  /// A Huffman code from the symbols of each length; `kind` is 0x00 for mean values and 0x10 for the others.
  static func code(_ kind: UInt8, _ symbols: [Int: [UInt8]]) -> [UInt8] {
    let counts = (1...16).map { UInt8(truncatingIfNeeded: symbols[$0]?.count ?? 0) }
    return segment(0xC4, [kind] + counts + (1...16).flatMap { symbols[$0] ?? [] })
  }

  static let otherSymbols: [UInt8] = [0x00, 0xF0, 0x01, 0x11, 0x02, 0xE0, 0x03, 0xF1]

  static let codes = code(0x00, [4: Array(0...11)]) + code(0x10, [8: otherSymbols])

  /// A scan's header; a component is its name and its codes' numbers as 0xDA.
  static func scan(
    _ components: [[UInt8]] = [[1, 0x00]], first: UInt8 = 0, last: UInt8 = 63, bits: UInt8 = 0
  ) -> [UInt8] {
    segment(0xDA, [UInt8(components.count)] + components.flatMap { $0 } + [first, last, bits])
  }

  /// A mean value's difference, as `codes` say it.
  static func mean(_ difference: Int, in bits: inout ScanBits) {
    let size = Int.bitWidth - abs(difference).leadingZeroBitCount
    bits.append(size, 4)
    bits.append(difference < 0 ? difference + 1 << size - 1 : difference, size)
  }

  /// The word of another coefficient's symbol.
  static func other(_ symbol: UInt8, in bits: inout ScanBits) {
    bits.append(otherSymbols.firstIndex(of: symbol) ?? 0xFF, 8)
  }

  /// The data of blocks that have a mean value each and nothing else.
  static func flat(_ differences: [Int]) -> [UInt8] {
    var bits = ScanBits()
    for difference in differences {
      mean(difference, in: &bits)
      other(0x00, in: &bits)
    }
    return bits.bytes
  }

  /// A grey picture of 8 by 8 pixels, all of the level 128 + `difference`.
  static func grey(_ difference: Int = 10) -> [UInt8] {
    start + steps() + frame() + codes + scan() + flat([difference]) + end
  }
}

/// The samples that `file` decodes to.
func jpegSamples(_ file: [UInt8]) throws -> [UInt8] {
  guard case .bytes(let samples) = try JPEG.decode(file, file: "f").samples else { return [] }
  return samples
}

/// Whether `file` is refused with an error of this kind that holds these words.
func expectJPEGRefusal(
  _ file: [UInt8], _ words: String, _ kind: FileError.Kind = .corrupt, limits: Picture.Limits = .init(),
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let error = fileError({ _ = try JPEG.decode(file, file: "f", limits: limits) }, sourceLocation: sourceLocation)
  #expect(
    error?.kind == kind && error?.file == "f" && error?.problem.contains(words) == true, "\(error as Any)",
    sourceLocation: sourceLocation)
}

/// A grey picture from its segments, those of ``Segments`` unless said, and the data of its scan.
func greyJPEG(
  tables: [UInt8] = Segments.steps(), frame: [UInt8] = Segments.frame(), codes: [UInt8] = Segments.codes,
  scan: [UInt8] = Segments.scan(), _ data: [UInt8] = Segments.flat([10])
) -> [UInt8] {
  Segments.start + tables + frame + codes + scan + data + Segments.end
}

/// A progressive grey picture from its scans, their headers included.
func progressiveJPEG(_ scans: [UInt8], width: UInt16 = 8, height: UInt16 = 8) -> [UInt8] {
  let frame = Segments.frame(0xC2, width: width, height: height)
  return Segments.start + Segments.steps() + frame + Segments.codes + scans + Segments.end
}

/// A scan that sends 10 for the mean value of each of `count` blocks, and leaves out its `low` lowest bits.
func meansScan(_ count: Int = 1, low: UInt8 = 0) -> [UInt8] {
  var bits = ScanBits()
  for block in 0..<count { Segments.mean(block == 0 ? 10 : 0, in: &bits) }
  return Segments.scan(first: 0, last: 0, bits: low) + bits.bytes
}

/// A picture of four blocks with these bytes between them, where restart markers belong.
func restartingJPEG(_ markers: [[UInt8]]) -> [UInt8] {
  var bits = ScanBits()
  for block in 0..<4 {
    Segments.mean(block + 1, in: &bits)
    Segments.other(0x00, in: &bits)
    bits.align(block < 3 ? markers[block] : [])
  }
  let interval = Segments.segment(0xDD, [0, 1])
  return greyJPEG(tables: Segments.steps() + interval, frame: Segments.frame(width: 32), bits.bytes)
}
