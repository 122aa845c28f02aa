// Packing deflate: what is packed unpacks to the same, with blocks of each type, words of bounded length.

import Files
import TestSupport
import Testing

@testable import Formats

struct DeflateTests {
  private func unpack(_ stream: [UInt8]) throws -> [UInt8] {
    var reader = ByteReader(stream, file: "f")
    var output: [UInt8] = []
    try Inflate.unpack(&reader, into: &output, limit: 1 << 22)
    try reader.expectEnd()
    return output
  }

  /// The type of the first block: 0 stored, 1 fixed, 2 with codes of its own.
  private func firstType(_ stream: [UInt8]) -> UInt8 { stream[0] >> 1 & 3 }

  @Test func everyKindOfBlock() throws {
    var damage = Damage(seed: 0xDEF)
    let noise = (0..<200_000).map { _ in UInt8.random(in: .min ... .max, using: &damage) }
    let skewed = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &damage).leadingZeroBitCount * 9 }
    for (contents, type, most) in [
      ([], 1, 2), ([7], 1, 3), (Array("abcabcabcabcabcabc".utf8), 1, 9),
      (noise, 0, 200_100), (skewed.map { UInt8($0) }, 2, 26_000),
      ([UInt8](repeating: 0, count: 300_000), 2, 400),
      (Array(noise[..<5000] + noise[..<5000]), 2, 5200),
    ] as [([UInt8], UInt8, Int)] {
      let stream = Deflate.pack(contents)
      #expect(try unpack(stream) == contents)
      #expect(firstType(stream) == type && stream.count <= most, "\(contents.count) bytes: \(stream.count)")
    }
  }

  /// A repetition from as far away as there can be is found, one from a byte further is not.
  @Test func theWindowIsUsedToItsEnd() throws {
    var damage = Damage(seed: 0x3DE)
    let noise = (0..<32_769).map { _ in UInt8.random(in: .min ... .max, using: &damage) }
    let near = noise[..<32_768] + noise[..<258]
    let far = noise + noise[..<258]
    #expect(try unpack(Deflate.pack(Array(near))) == Array(near))
    #expect(try unpack(Deflate.pack(far)) == far)
    var matches = DeflateMatches(Array(near))
    var distances: [Int] = []
    while let token = matches.next() {
      if case .match(_, let distance) = token { distances.append(Int(distance)) }
    }
    #expect(distances.max() == 32_768)
  }

  /// Contents by chance, of all degrees of order.
  @Test func randomContentsComeBack() throws {
    let seed: UInt64 = 0xF1A7E
    var damage = Damage(seed: seed)
    for round in 0..<300 {
      let values = UInt8.random(in: 0...(round % 3 == 0 ? 255 : 5), using: &damage)
      var contents = (0..<Int.random(in: 0...2000, using: &damage)).map { _ in
        UInt8.random(in: 0...values, using: &damage)
      }
      for _ in 0..<round % 7 { contents += contents.suffix(Int.random(in: 0...700, using: &damage)) }
      #expect(try unpack(Deflate.pack(contents)) == contents, "seed \(seed), round \(round)")
    }
  }

  @Test func everyLengthAndDistanceHasItsSymbol() {
    for length in 3...258 {
      let meaning = DeflateCodes.literalMeanings[DeflateCodes.symbol(length: length)]
      #expect(meaning.value..<meaning.value + 1 << meaning.extra ~= length)
    }
    for distance in 1...32_768 {
      let meaning = DeflateCodes.distanceMeanings[DeflateCodes.symbol(distance: distance)]
      #expect(meaning.value..<meaning.value + 1 << meaning.extra ~= distance)
    }
  }

  @Test func wordsAreShortForWhatIsFrequent() {
    // Huffman's code for these has words of 1, 2, 3, 4 and 4 bits.
    let words = PrefixWords(frequencies: [1, 0, 20, 3, 8, 1], longest: 15)
    #expect(words.lengths == [4, 0, 1, 3, 2, 4] && words.cost(of: [1, 0, 20, 3, 8, 1]) == 53)
    #expect(PrefixWords(frequencies: [0, 0, 5], longest: 15).lengths == [0, 0, 1])
    #expect(PrefixWords(frequencies: [0, 0], longest: 15).lengths == [0, 0])
  }

  /// Frequencies that grow like Fibonacci's numbers give the longest words there are: they are kept within the bound.
  @Test func wordsAreNotTooLong() {
    var frequencies = [1, 1]
    while frequencies.count < 40 { frequencies.append(frequencies.suffix(2).reduce(0, +)) }
    for longest in [7, 15] {
      let words = PrefixWords(frequencies: frequencies, longest: longest)
      #expect(words.lengths.max() == UInt8(longest))
      #expect(PrefixCode.flaw(in: words.lengths, allowsIncomplete: false) == nil)
    }
  }

  @Test func zlibStreamsComeBack() throws {
    let contents = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 5) }
    var reader = ByteReader(Zlib.pack(contents), file: "f")
    #expect(try Zlib.unpack(&reader, count: contents.count) == contents)
    #expect(reader.isAtEnd)
  }
}
