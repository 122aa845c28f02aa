// PNG: what the standard lets a reader notice, limits, mutations, and round trips of writing and reading.

import Files
import TestSupport
import Testing

@testable import Formats

struct PNGTests {
  private func decode(_ bytes: [UInt8], _ limits: Picture.Limits = .init()) throws -> Picture {
    try PNG.decode(bytes, file: "f", limits: limits)
  }

  /// Two rows of three grey pixels, unfiltered.
  private let rows: [UInt8] = [0, 1, 2, 3, 0, 4, 5, 6]

  private func grey(_ more: [(String, [UInt8])] = [], header: [UInt8]? = nil) -> [UInt8] {
    png([("IHDR", header ?? pngHeader(3, 2))] + more + [("IDAT", Zlib.pack(rows)), ("IEND", [])])
  }

  @Test func smallestFile() throws {
    let picture = try decode(grey())
    #expect(picture == Picture(width: 3, height: 2, channels: .grey, samples: .bytes([1, 2, 3, 4, 5, 6])))
  }

  // MARK: Sizes that lie

  /// 69 bytes: a header, and a chunk of image data that says it is 1 GiB long.
  @Test func gigabyteOfChunkInSixtyNineBytes() {
    let file = png([("IHDR", pngHeader(4096, 4096))]) + big(UInt32(1 << 30)) + Array("IDAT".utf8)
    let bytes = file + [UInt8](repeating: 0x78, count: 69 - file.count)
    let error = fileError { _ = try decode(bytes) }
    #expect(bytes.count == 69 && error?.kind == .corrupt)
    #expect(error?.description == "f: offset 41: the chunk IDAT needs 1073741824 bytes, 28 left")
  }

  /// 69 bytes whose chunks are all right: 32,768 x 32,768 pixels of grey, and twelve bytes of image data.
  @Test func gigabyteOfPixelsInSixtyNineBytes() {
    let packed: [UInt8] = [0x78, 0x9C] + [UInt8](repeating: 0, count: 10)
    let bytes = png([("IHDR", pngHeader(32_768, 32_768)), ("IDAT", packed), ("IEND", [])])
    #expect(bytes.count == 69)
    #expect(fileError { _ = try decode(bytes) }?.kind == .tooLarge)
    // With no limit on the pixels it shows that they cannot be there.
    let error = fileError { _ = try decode(bytes, Picture.Limits(pixels: .max)) }
    #expect(error?.kind == .corrupt && error?.problem.contains("cannot come out of 12 bytes") == true)
  }

  @Test func productThatOverflows() {
    let most = UInt32(Int32.max)
    for colour: UInt8 in [0, 2, 6] {
      let bytes = grey(header: pngHeader(most, most, depth: 16, colour: colour))
      let error = fileError { _ = try decode(bytes, Picture.Limits(pixels: .max)) }
      #expect(error?.kind == .corrupt && error?.problem.contains("overflow") == true, "\(error as Any)")
    }
  }

  @Test func limitsAreKept() {
    #expect(fileError { _ = try decode(grey(), Picture.Limits(pixels: 5)) }?.kind == .tooLarge)
    #expect(fileError { _ = try decode(grey(), Picture.Limits(bytes: 20)) }?.kind == .tooLarge)
    #expect(throws: Never.self) { try decode(grey(), Picture.Limits(pixels: 6)) }
  }

  /// A megabyte of zeros behind the pixels of six is not unpacked.
  @Test func moreThanThePixelsIsNotUnpacked() {
    let bomb = Zlib.pack(rows + [UInt8](repeating: 0, count: 1 << 20))
    let error = fileError { _ = try decode(png([("IHDR", pngHeader(3, 2)), ("IDAT", bomb), ("IEND", [])])) }
    #expect(error?.kind == .corrupt && error?.problem.contains("more than the 8 bytes") == true, "\(error as Any)")
  }

  // MARK: Damage that the standard lets a reader notice

  @Test func chunksOutOfPlace() {
    let data = ("IDAT", Zlib.pack(rows))
    let header = ("IHDR", pngHeader(3, 2))
    let end: (String, [UInt8]) = ("IEND", [])
    let colours: (String, [UInt8]) = ("PLTE", [1, 2, 3])
    let key: (String, [UInt8]) = ("tRNS", [0, 1])
    let rgb = ("IHDR", pngHeader(3, 2, colour: 2))
    let palette = ("IHDR", pngHeader(3, 2, colour: 3))
    for (chunks, words) in [
      ([data, header, end], "the first chunk is IDAT"),
      ([header, header, data, end], "IHDR comes twice"),
      ([header, end], "IEND comes before any IDAT"),
      ([header, data], "a chunk's length needs 4 bytes"),
      ([header, data, ("tEXt", []), data, end], "IDAT does not follow IDAT"),
      ([header, data, key, end], "tRNS comes after IDAT"),
      ([header, key, key, data, end], "tRNS comes twice"),
      ([header, colours, data, end], "PLTE must not be in a grey picture"),
      ([rgb, colours, colours, data, end], "PLTE comes twice"),
      ([rgb, data, colours, end], "PLTE comes after IDAT"),
      ([rgb, ("tRNS", [0, 1, 0, 2, 0, 3]), colours, data, end], "PLTE comes after IDAT or tRNS"),
      ([palette, data, end], "IEND comes before any PLTE"),
      ([palette, key, colours, data, end], "tRNS comes before PLTE"),
      ([palette, colours, key, data, end], "tRNS of 2 bytes"),
      ([palette, colours, ("tRNS", []), data, end], "tRNS of 0 bytes"),
      ([header, ("tRNS", [1]), data, end], "tRNS of 1 byte "),
      ([rgb, key, data, end], "tRNS of 2 bytes"),
      ([("IHDR", pngHeader(3, 2, colour: 4)), key, data, end], "with an alpha channel"),
      ([palette, ("PLTE", []), data, end], "a palette of 0 bytes"),
      ([palette, ("PLTE", [1, 2]), data, end], "a palette of 2 bytes"),
      ([palette, ("PLTE", [UInt8](repeating: 0, count: 771)), data, end], "1 to 256 entries"),
      (
        [("IHDR", pngHeader(3, 2, depth: 1, colour: 3)), ("PLTE", [UInt8](repeating: 0, count: 9)), data, end],
        "1 to 2 entries"
      ),
      ([header, ("CgBI", []), data, end], "CgBI is unknown"),
      ([header, ("a b1", []), data, end], "not made of letters"),
      ([header, data, ("IEND", [1])], "1 byte too many"),
      ([("IHDR", pngHeader(3, 2) + [0]), data, end], "1 byte too many"),
      ([("IHDR", Array(pngHeader(3, 2).dropLast())), data, end], "the interlace method needs 1 byte"),
    ] as [([(String, [UInt8])], String)] {
      let error = fileError { _ = try decode(png(chunks)) }
      #expect(error?.kind == .corrupt && error?.description.contains(words) == true, "\(words): \(error as Any)")
    }
  }

  @Test func headersThatCannotBe() {
    var legal = 0
    for colour: UInt8 in 0...7 {
      for depth: UInt8 in 0...17 {
        let error = fileErrorOrNil { _ = try decode(grey(header: pngHeader(3, 2, depth: depth, colour: colour))) }
        if error?.problem.contains("colour type") != true { legal += 1 }
      }
    }
    // Table 12 of the standard.
    #expect(legal == 15)
    for place in 10...12 {
      var header = pngHeader(3, 2)
      header[place] = 2
      #expect(fileError { _ = try decode(grey(header: header)) }?.problem.contains("method 2") == true)
    }
    for (width, height) in [(0, 2), (3, 0), (1 << 31, 2), (3, .max)] as [(UInt32, UInt32)] {
      let error = fileError { _ = try decode(grey(header: pngHeader(width, height))) }
      #expect(error?.kind == .corrupt && error?.problem.contains("not in 1...2147483647") == true)
    }
  }

  @Test func imageDataThatDoesNotFit() {
    let packed = Zlib.pack(rows)
    func file(_ parts: [UInt8]...) -> [UInt8] {
      png([("IHDR", pngHeader(3, 2))] + parts.map { ("IDAT", $0) } + [("IEND", [])])
    }
    var damaged = packed
    damaged[damaged.count - 1] ^= 1
    for (bytes, words) in [
      (file(Zlib.pack(Array(rows.dropLast()))), "unpacks to 7 bytes, not 8"),
      (file(Zlib.pack(rows + [0])), "more than the 8 bytes"),
      (file(damaged), "Adler-32 does not match"),
      (file(packed, [0]), "1 byte too many"),
      (file(Array(packed.dropLast())), "the Adler-32 needs 4 bytes, 3 left"),
      (file([]), "the zlib header needs 2 bytes"),
      (file([0x79, 0x9C] + packed[2...]), "no zlib stream"),
      (file([0x88, 0x1C] + packed[2...]), "no zlib stream"),
      (file([0x78, 0xBB] + packed[2...]), "no zlib stream"),
      (file([0x78, 0x9D] + packed[2...]), "no zlib stream"),
      (file(Zlib.pack([0, 1, 2, 3, 5, 4, 5, 6])), "row 1: filter type 5"),
    ] {
      let error = fileError { _ = try decode(bytes) }
      #expect(error?.kind == .corrupt && error?.description.contains(words) == true, "\(words): \(error as Any)")
    }
    // However it is cut into chunks, the stream is the same.
    #expect(throws: Never.self) { try decode(file([], Array(packed[..<3]), [], Array(packed[3...]), [])) }
  }

  @Test func paletteEntryThatIsNotThere() {
    let chunks: [(String, [UInt8])] = [
      ("IHDR", pngHeader(3, 2, colour: 3)), ("PLTE", [UInt8](repeating: 9, count: 18)),
      ("IDAT", Zlib.pack(rows)), ("IEND", []),
    ]
    #expect(fileError { _ = try decode(png(chunks)) }?.problem.contains("entry 6, 6 are there") == true)
  }

  /// A file cut anywhere, and one with any one bit flipped, is refused: every byte is under a check.
  @Test func everyCutAndEveryFlippedBitIsNoticed() {
    let file = grey()
    for end in file.indices { #expect(fileError { _ = try decode(Array(file[..<end])) }?.kind == .corrupt) }
    for place in file.indices {
      for bit: UInt8 in 0..<8 {
        var damaged = file
        damaged[place] ^= 1 << bit
        #expect(fileError { _ = try decode(damaged) } != nil, "bit \(bit) of byte \(place)")
      }
    }
  }

  @Test func whatIsPassedOver() throws {
    // Ancillary chunks, also ones of the future, and what follows the end.
    let more: [(String, [UInt8])] = [("gAMA", [0, 0, 0, 1]), ("abcd", [1, 2, 3]), ("tEXt", [])]
    #expect(try decode(grey(more)) == decode(grey()))
    #expect(try decode(grey() + [1, 2, 3]) == decode(grey()))
  }

  // MARK: Transparency

  @Test func transparentLevelsAndColours() throws {
    let level = try decode(grey([("tRNS", [0, 5])]))
    #expect(level.channels == .greyAlpha)
    #expect(level.samples == .bytes([1, 255, 2, 255, 3, 255, 4, 255, 5, 0, 6, 255]))
    // The upper bits of a level do not count.
    #expect(try decode(grey([("tRNS", [7, 5])])) == level)
    let colour = png([
      ("IHDR", pngHeader(1, 2, colour: 2)), ("tRNS", [0, 1, 0, 2, 0, 3]), ("IDAT", Zlib.pack(rows)), ("IEND", []),
    ])
    #expect(try decode(colour).samples == .bytes([1, 2, 3, 0, 4, 5, 6, 255]))
    let small = png([
      ("IHDR", pngHeader(3, 1, depth: 2)), ("tRNS", [0, 2]), ("IDAT", Zlib.pack([0, 0b01_10_11_00])), ("IEND", []),
    ])
    #expect(try decode(small).samples == .bytes([85, 255, 170, 0, 255, 255]))
    let palette = png([
      ("IHDR", pngHeader(3, 1, depth: 4, colour: 3)), ("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [9]),
      ("IDAT", Zlib.pack([0, 0x10, 0x10])), ("IEND", []),
    ])
    #expect(try decode(palette).samples == .bytes([4, 5, 6, 255, 1, 2, 3, 9, 4, 5, 6, 255]))
  }

  // MARK: Writing

  /// Random pictures of every kind come back as they were, and as the same bytes.
  @Test func writtenPicturesAreReadAsTheyWere() throws {
    let seed: UInt64 = 0x509A
    var damage = Damage(seed: seed)
    for channels: Picture.Channels in [.grey, .greyAlpha, .rgb, .rgba] {
      for maximum in [255, 65_535] {
        for round in 0..<40 {
          let picture = randomPicture(channels, maximum: maximum, using: &damage)
          let file = PNG.encode(picture)
          #expect(try decode(file) == picture, "seed \(seed), \(channels), \(maximum), round \(round)")
          #expect(PNG.encode(picture) == file)
        }
      }
    }
  }

  @Test func otherMaximaAreScaledUp() throws {
    let picture = Picture(width: 2, height: 1, channels: .grey, maximum: 3, samples: .bytes([1, 3]))
    #expect(try decode(PNG.encode(picture)).samples == .bytes([85, 255]))
    let deep = Picture(width: 2, height: 1, channels: .grey, maximum: 1023, samples: .words([0, 1023]))
    #expect(try decode(PNG.encode(deep)).samples == .words([0, 65_535]))
  }

  @Test func filesOnDisk() throws {
    try withFolder { folder in
      var damage = Damage(seed: 7)
      let picture = randomPicture(.rgb, maximum: 255, using: &damage)
      try picture.writePNG(to: folder + "/a.png")
      #expect(try Picture(contentsOf: folder + "/a.png") == picture)
      #expect(fileError { try picture.writePNG(to: folder + "/none/a.png") }?.kind == .unwritable)
      try WholeFile.write(Array("GIF89a".utf8), to: folder + "/b.png")
      #expect(fileError { _ = try Picture(contentsOf: folder + "/b.png") }?.kind == .unsupported)
      try WholeFile.write([], to: folder + "/c.png")
      #expect(fileError { _ = try Picture(contentsOf: folder + "/c.png") }?.kind == .corrupt)
      #expect(fileError { _ = try Picture(contentsOf: folder + "/d.png") }?.kind == .missing)
    }
  }

  // MARK: Mutations

  /// Small files of every colour type, some interlaced, some with palettes and transparency.
  private var samples: [(name: String, bytes: [UInt8])] {
    var damage = Damage(seed: 1)
    var files: [(name: String, bytes: [UInt8])] = []
    for channels: Picture.Channels in [.grey, .greyAlpha, .rgb, .rgba] {
      for maximum in [255, 65_535] {
        let picture = randomPicture(channels, maximum: maximum, using: &damage)
        files.append(("\(channels) \(maximum)", PNG.encode(picture)))
      }
    }
    // Seven passes of fifteen rows in all, with every filter.
    for (depth, colour, bytes) in [(1, 0, 30), (4, 3, 48), (8, 2, 207)] as [(UInt8, UInt8, Int)] {
      let header = pngHeader(8, 8, depth: depth, colour: colour, interlace: 1)
      var chunks = [("IHDR", header)]
      if colour == 3 {
        chunks += [("PLTE", (0..<48).map { UInt8($0 * 5) }), ("tRNS", [1, 2, 3])]
      }
      chunks += [("IDAT", Zlib.pack((0..<bytes).map { UInt8($0 % 5) })), ("IEND", [])]
      files.append(("interlaced \(depth) \(colour)", png(chunks)))
    }
    return files
  }

  @Test func mutatedFilesAreRefused() {
    let limits = Picture.Limits(pixels: 1 << 20)
    survive("PNG", samples) { _ = try decode($0, limits) }
    let mended = survive("PNG, checks mended", samples) { _ = try decode(withMendedChecks($0), limits) }
    #expect(mended.decoded > 100)
  }
}

/// The error that `body` throws, if any.
private func fileErrorOrNil(_ body: () throws -> Void) -> FileError? {
  do { try body() } catch { return error as? FileError }
  return nil
}
