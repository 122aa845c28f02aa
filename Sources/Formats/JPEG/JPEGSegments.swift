// The segments of a JPEG file: markers, tables, headers; scans are handed on to their decoder.

import Files

extension JPEG {
  /// Reads the segments of a file one after the other, and keeps what they declare.  Source: T.81, annex B.
  package struct Decoder {
    private var reader: ByteReader
    private let limits: Picture.Limits
    /// The four quantisation tables, in zigzag order.
    private var quantisers = [[UInt16]?](repeating: nil, count: 4)
    /// The four Huffman codes of mean values (DC), and those of the other coefficients (AC).
    package private(set) var codes = [[HuffmanCode?]](repeating: [nil, nil, nil, nil], count: 2)
    /// Units between two restart markers; 0 where there are none.
    private var restartInterval = 0
    private var convention = Colours.Convention()
    package private(set) var frame: Frame?
    /// 64 for each block of the frame, in the order of rows.
    package private(set) var coefficients: [Int16] = []
    /// How many blocks the scans so far have gone over.
    private var visited = 0

    package init(_ bytes: [UInt8], file: String, limits: Picture.Limits = .init()) {
      reader = ByteReader(bytes, file: file)
      self.limits = limits
    }

    /// Reads the whole file, and makes a picture of what was read.
    mutating func decode() throws(FileError) -> Picture {
      let frame = try read()
      let reconstruction = Reconstruction(frame, coefficients)
      // Memory for the picture is taken when that of the coefficients is free again.
      coefficients = []
      return reconstruction.picture(convention)
    }

    /// Reads all segments and scans, up to the point where nothing more is needed: the coefficients are complete.
    @discardableResult
    package mutating func read() throws(FileError) -> Frame {
      guard reader.starts(with: [0xFF, 0xD8]) else {
        throw reader.error(.corrupt, "not a JPEG file: it does not begin with 0xFFD8")
      }
      try reader.skip(2, "the start of the image")
      while try readSegment() {}
      guard let frame else { throw reader.error(.corrupt, "no frame in the file") }
      if let index = frame.components.firstIndex(where: { $0.steps == nil }) {
        throw reader.error(.corrupt, "no scan of component \(index)")
      }
      return frame
    }

    /// Reads the next marker and its segment; false when nothing more is needed.
    private mutating func readSegment() throws(FileError) -> Bool {
      let start = reader.offset
      let marker = try readMarker()
      switch marker {
      case 0xD9: return false
      case 0x01, 0xD0...0xD7: return true  // these stand alone, and mean nothing here
      case 0x00, 0x02...0xBF, 0xD8:
        throw reader.error(.corrupt, "marker 0xFF\(hex(marker)) does not belong here", at: start)
      default: break
      }
      let length = Int(try reader.big(UInt16.self, "a segment's length"))
      guard length >= 2 else {
        throw reader.error(.corrupt, "a segment's length is \(length), at least 2 is needed", at: reader.offset - 2)
      }
      var segment = try reader.section(length - 2, "segment 0xFF\(hex(marker))")
      switch marker {
      case 0xC0...0xC2: try readFrame(&segment, isProgressive: marker == 0xC2)
      case 0xC4: try readHuffmanCodes(&segment)
      case 0xC3, 0xC5...0xCF, 0xDE, 0xDF:
        throw reader.error(.unsupported, "0xFF\(hex(marker)), \(process(of: marker))", at: start)
      case 0xDB: try readQuantisers(&segment)
      case 0xDD: restartInterval = Int(try segment.big(UInt16.self, "the restart interval"))
      case 0xDA: return try readScan(&segment)
      case 0xE0 where segment.starts(with: Array("JFIF\0".utf8)): convention.isJFIF = true
      case 0xEE where segment.starts(with: Array("Adobe".utf8)): try readAdobe(&segment)
      default: break
      }
      return true
    }

    /// The code of the marker that must come next, after any number of fill bytes (section B.1.1.2).
    private mutating func readMarker() throws(FileError) -> UInt8 {
      let first = try reader.byte("a marker")
      guard first == 0xFF else {
        throw reader.error(.corrupt, "0x\(hex(first)) where a marker must begin", at: reader.offset - 1)
      }
      var code: UInt8
      repeat { code = try reader.byte("a marker") } while code == 0xFF
      return code
    }

    /// The processes of table B.1 that are not decoded.
    private func process(of marker: UInt8) -> String {
      switch marker {
      case 0xC3, 0xCB: "lossless"
      case 0xC5...0xC7, 0xCD...0xCF, 0xDE, 0xDF: "hierarchical"
      case 0xC8: "an extension"
      default: "arithmetic coding"
      }
    }

    /// Section B.2.4.1.
    private mutating func readQuantisers(_ segment: inout ByteReader) throws(FileError) {
      while !segment.isAtEnd {
        let byte = try segment.byte("a quantisation table")
        guard byte >> 4 <= 1 && byte & 0xF <= 3 else {
          throw segment.error(.corrupt, "0x\(hex(byte)) is no quantisation table", at: segment.offset - 1)
        }
        var steps: [UInt16] = []
        for _ in 0..<64 {
          let step = byte >> 4 == 0 ? UInt16(try segment.byte("a step")) : try segment.big(UInt16.self, "a step")
          guard step > 0 else { throw segment.error(.corrupt, "a quantisation step is 0") }
          steps.append(step)
        }
        quantisers[Int(byte & 0xF)] = steps
      }
    }

    /// Section B.2.4.2.
    private mutating func readHuffmanCodes(_ segment: inout ByteReader) throws(FileError) {
      while !segment.isAtEnd {
        let start = segment.offset
        let byte = try segment.byte("a Huffman code")
        guard byte >> 4 <= 1 && byte & 0xF <= 3 else {
          throw segment.error(.corrupt, "0x\(hex(byte)) is no Huffman code", at: start)
        }
        let counts = try segment.run(16, "the lengths of a Huffman code").map(Int.init)
        let total = counts.reduce(0, +)
        guard total <= 256 else {
          throw segment.error(.corrupt, "a Huffman code of \(total) words, at most 256 may be", at: start)
        }
        let code = HuffmanCode(counts: counts, symbols: Array(try segment.run(total, "a Huffman code's symbols")))
        guard !code.isOverfull else {
          throw segment.error(.corrupt, "a Huffman code has more words than their lengths leave room for", at: start)
        }
        codes[Int(byte >> 4)][Int(byte & 0xF)] = code
      }
    }

    /// Section B.2.2.
    private mutating func readFrame(_ segment: inout ByteReader, isProgressive: Bool) throws(FileError) {
      guard frame == nil else { throw segment.error(.corrupt, "a second frame") }
      let precision = try segment.byte("the precision")
      let height = Int(try segment.big(UInt16.self, "the height"))
      let width = Int(try segment.big(UInt16.self, "the width"))
      let count = Int(try segment.byte("the number of components"))
      guard segment.remaining == 3 * count else {
        throw segment.error(.corrupt, "\(counted(segment.remaining, "byte")) do not hold \(count) components")
      }
      guard precision == 8 else {
        let kind: FileError.Kind = precision == 12 ? .unsupported : .corrupt
        throw segment.error(kind, "\(precision) bits a sample, only 8 are decoded")
      }
      guard width > 0 else { throw segment.error(.corrupt, "the width is 0") }
      guard height > 0 else { throw segment.error(.unsupported, "the height is 0: it would come after the first scan") }
      guard count == 1 || count == 3 else {
        throw segment.error(
          count == 0 ? .corrupt : .unsupported, "\(count) components, only grey (1) and colour (3) are decoded")
      }
      var declared: [Component.Declaration] = []
      for _ in 0..<count { declared.append(try readComponent(&segment, after: declared)) }
      let frame = Frame(width: width, height: height, isProgressive: isProgressive, declared: declared)
      let needed = frame.neededBlockCount / 8
      guard needed <= reader.remaining else {
        throw segment.error(
          .corrupt, "\(width) x \(height) pixels take at least \(needed) bytes, \(reader.remaining) are left")
      }
      guard width * height <= limits.pixels else {
        throw segment.error(.tooLarge, "\(width) x \(height) pixels, more than the limit of \(limits.pixels)")
      }
      coefficients = [Int16](repeating: 0, count: 64 * frame.blockCount)
      self.frame = frame
    }

    private func readComponent(
      _ segment: inout ByteReader, after others: [Component.Declaration]
    ) throws(FileError) -> Component.Declaration {
      let identifier = try segment.byte("a component")
      let factors = try segment.byte("sampling factors")
      let quantiser = try segment.byte("a quantisation table's number")
      guard !others.contains(where: { $0.identifier == identifier }) else {
        throw segment.error(.corrupt, "two components are named \(identifier)")
      }
      guard 1...4 ~= factors >> 4 && 1...4 ~= factors & 0xF else {
        throw segment.error(.corrupt, "sampling factors \(factors >> 4) and \(factors & 0xF), not 1 to 4")
      }
      guard quantiser <= 3 else {
        throw segment.error(.corrupt, "quantisation table \(quantiser), only 0 to 3 may be")
      }
      return .init(
        identifier: identifier, horizontal: Int(factors >> 4), vertical: Int(factors & 0xF), quantiser: Int(quantiser))
    }

    /// Adobe's segment: its version, two flags of 2 bytes each, and what was done to the colours.
    private mutating func readAdobe(_ segment: inout ByteReader) throws(FileError) {
      guard segment.remaining >= 12 else { return }
      try segment.skip(11, "Adobe's segment")
      convention.adobeTransform = try segment.byte("Adobe's transform")
    }

    /// Section B.2.3: the header of a scan, then its data. False when the picture is complete.
    private mutating func readScan(_ segment: inout ByteReader) throws(FileError) -> Bool {
      guard var frame else { throw segment.error(.corrupt, "a scan before the frame") }
      // Owned by one name while the scan changes it.
      self.frame = nil
      defer { self.frame = frame }
      let scan = try readScanHeader(&segment, &frame)
      let blocks = scan.blockCount(in: frame)
      let most = frame.blockCount.multipliedReportingOverflow(by: limits.passes)
      visited += blocks
      guard most.overflow || visited <= most.partialValue else {
        throw segment.error(.tooLarge, "the scans go over the picture more than \(limits.passes) times")
      }
      try decode(scan, frame)
      return frame.isProgressive || frame.components.contains { $0.steps == nil }
    }

    private func readScanHeader(_ segment: inout ByteReader, _ frame: inout Frame) throws(FileError) -> Scan {
      let count = Int(try segment.byte("the number of components"))
      guard 1...frame.components.count ~= count && segment.remaining == 2 * count + 3 else {
        throw segment.error(.corrupt, "a scan of \(count) components in \(counted(segment.remaining, "byte"))")
      }
      var members: [(component: Int, tables: UInt8)] = []
      for _ in 0..<count {
        let identifier = try segment.byte("a component")
        let tables = try segment.byte("a component's tables")
        guard let index = frame.components.firstIndex(where: { $0.declaration.identifier == identifier }),
          index > members.last?.component ?? -1
        else { throw segment.error(.corrupt, "the scan names component \(identifier), which is not due") }
        guard frame.isProgressive || frame.components[index].steps == nil else {
          throw segment.error(.corrupt, "component \(identifier) comes a second time")
        }
        let quantiser = frame.components[index].declaration.quantiser
        if frame.components[index].steps == nil { frame.components[index].steps = quantisers[quantiser] }
        guard frame.components[index].steps != nil else {
          throw segment.error(.corrupt, "quantisation table \(quantiser) is missing")
        }
        members.append((index, tables))
      }
      let first = Int(try segment.byte("a scan's first coefficient"))
      let last = Int(try segment.byte("a scan's last coefficient"))
      let bits = try segment.byte("a scan's bits")
      // Where a picture is not progressive these can only be 0, 63 and 0: what else a file says is passed over.
      guard
        let content = frame.isProgressive
          ? Scan.Content(first: first, last: last, high: Int(bits >> 4), low: Int(bits & 0xF), count: count) : .all
      else { throw segment.error(.corrupt, "a scan of coefficients \(first) to \(last), bits 0x\(hex(bits))") }
      var scan = Scan(content: content, restartInterval: restartInterval, members: [])
      for (component, tables) in members {
        scan.members.append(
          .init(
            component: component,
            means: content.needsMeans ? try table(0, tables >> 4, segment) : nil,
            others: content.needsOthers ? try table(1, tables & 0xF, segment) : nil))
      }
      return scan
    }

    private func table(_ kind: Int, _ number: UInt8, _ segment: ByteReader) throws(FileError) -> HuffmanTable {
      guard number <= 3, let code = codes[kind][Int(number)] else {
        throw segment.error(.corrupt, "\(kind == 0 ? "DC" : "AC") Huffman code \(number) is missing")
      }
      guard kind == 1 || code.symbols.allSatisfy({ $0 <= 15 }) else {
        throw segment.error(.corrupt, "DC Huffman code \(number) has a symbol above 15")
      }
      return HuffmanTable(code)
    }

    private mutating func decode(_ scan: Scan, _ frame: Frame) throws(FileError) {
      var end = reader.offset
      var flaw: Flaw?
      reader.bytes.withUnsafeBufferPointer { bytes in
        coefficients.withUnsafeMutableBufferPointer { coefficients in
          let bits = EntropyBits(bytes, from: reader.offset, to: reader.end)
          var decoder = ScanDecoder(frame, scan, bits)
          do throws(Flaw) { try decoder.decode(into: coefficients.baseAddress!) } catch { flaw = error }
          end = decoder.offset
        }
      }
      if let flaw { throw reader.error(.corrupt, "entropy-coded data: \(flaw.words)", at: end) }
      try reader.skip(end - reader.offset, "the scan")
      try skipToMarker()
    }

    /// Goes on to the next 0xFF that begins a marker other than a restart's.
    private mutating func skipToMarker() throws(FileError) {
      let bytes = reader.bytes
      var offset = reader.offset
      while offset < reader.end {
        if bytes[offset] == 0xFF && offset + 1 < reader.end {
          let code = bytes[offset + 1]
          if code != 0 && !(0xD0...0xD7 ~= code) { break }
        }
        offset += 1
      }
      try reader.skip(offset - reader.offset, "the scan")
    }
  }
}
