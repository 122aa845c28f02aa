// Reading safetensors: every rule of the format is checked before a byte of data is believed.

extension Safetensors {
  /// Types that the format knows and this reader does not.
  private static let unsupportedTypes: Set<String> = [
    "F4", "F6_E2M3", "F6_E3M2", "F8_E5M2", "F8_E4M3", "F8_E8M0", "F8_E5M2FNUZ", "F8_E4M3FNUZ", "C64",
  ]

  /// More dimensions than any tensor has; a bound on what a bad header can make a reader build and print.
  private static let rankLimit = 64

  /// Reads the file at `path`.
  ///
  /// Refused, with an error that names the tensor or the offset: a header longer than the file or than
  /// `headerLimit`, that does not begin with `{` or is not exactly the format's JSON; a name or key twice; an unknown
  /// element type; a shape whose size overflows or differs from the tensor's bytes; bytes that overlap, leave a hole
  /// or do not end with the file.  Values are not looked at: NaN is as good as any other.
  /// - Parameters:
  ///   - path: where the file is.
  ///   - limit: the largest file that is read, in bytes.
  public init(contentsOf path: String, limit: Int = 1 << 30) throws(FileError) {
    try self.init(parsing: try WholeFile.read(path, limit: limit), file: path)
  }

  /// Reads a file's bytes; `file` is the path for errors.
  package init(parsing bytes: [UInt8], file: String) throws(FileError) {
    var reader = ByteReader(bytes, file: file)
    let length = try reader.little(UInt64.self, "the header's length")
    guard length <= Safetensors.headerLimit else {
      throw reader.error(
        .corrupt, "the header is \(length) bytes long, at most \(Safetensors.headerLimit) may be", at: 0)
    }
    let header = try reader.section(Int(length), "the header")
    guard header.starts(with: Array("{".utf8)) else { throw header.error(.corrupt, "the header does not begin with {") }

    self.init(file: file)
    var claims: [Claim] = []
    var scanner = JSONScanner(header)
    try scanner.object("the header") { scanner, name throws(FileError) in
      if name == Safetensors.metadataKey {
        try scanner.object("the metadata") { scanner, key throws(FileError) in
          metadata[key] = try scanner.string("the metadata's \(key)")
        }
      } else {
        claims.append(try Claim(name, from: &scanner, file: file))
      }
    }
    try scanner.expectEnd()

    let data = try reader.run(reader.remaining, "the data")
    var end = 0
    for claim in claims.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      try claim.check(after: end, within: data.count, file: file)
      end = claim.end
      let bytes = data[data.startIndex + claim.begin..<data.startIndex + claim.end]
      add(claim.name, claim.type, shape: claim.shape, bytes: bytes)
    }
    guard end == data.count else {
      let problem = "the last \(counted(data.count - end, "byte")) belong to no tensor"
      throw reader.error(.corrupt, problem, at: data.startIndex + end)
    }
  }

  /// What the header says of one tensor, its offsets not yet believed.
  private struct Claim {
    let name: String
    let type: StoredType
    let shape: [Int]
    let begin: Int
    let end: Int

    init(_ name: String, from scanner: inout JSONScanner, file: String) throws(FileError) {
      func error(_ kind: FileError.Kind, _ problem: String) -> FileError {
        FileError(kind, file: file, place: "tensor \(name)", problem: problem)
      }
      var typeName: String?
      var shape: [Int]?
      var offsets: [Int]?
      try scanner.object("tensor \(name)") { scanner, key throws(FileError) in
        switch key {
        case "dtype": typeName = try scanner.string("the dtype of tensor \(name)")
        case "shape": shape = try scanner.counts("the shape of tensor \(name)")
        case "data_offsets": offsets = try scanner.counts("the data_offsets of tensor \(name)")
        default: throw error(.unsupported, "the field \(key) is unknown")
        }
      }
      guard let typeName else { throw error(.corrupt, "dtype is missing") }
      guard let shape else { throw error(.corrupt, "shape is missing") }
      guard let offsets else { throw error(.corrupt, "data_offsets are missing") }
      guard let type = StoredType(rawValue: typeName) else {
        if Safetensors.unsupportedTypes.contains(typeName) {
          throw error(.unsupported, "elements of dtype \(typeName) are not supported")
        }
        throw error(.corrupt, "the dtype \(typeName) is unknown")
      }
      guard shape.count <= Safetensors.rankLimit else {
        throw error(.unsupported, "\(shape.count) dimensions, at most \(Safetensors.rankLimit) are supported")
      }
      guard offsets.count == 2 else { throw error(.corrupt, "\(offsets.count) data_offsets, not 2") }
      (self.name, self.type, self.shape) = (name, type, shape)
      (begin, end) = (offsets[0], offsets[1])
    }

    /// Throws unless the tensor's bytes begin where the previous tensor's end, lie in the data and fit its shape.
    func check(after previous: Int, within count: Int, file: String) throws(FileError) {
      func error(_ problem: String) -> FileError {
        FileError(.corrupt, file: file, place: "tensor \(name)", problem: problem)
      }
      let range = "data_offsets [\(begin), \(end)]"
      guard begin <= end else { throw error("\(range) end before they begin") }
      guard end <= count else { throw error("\(range) reach beyond the \(counted(count, "byte")) of data") }
      guard begin >= previous else { throw error("\(range) overlap the tensor before, which ends at \(previous)") }
      guard begin == previous else { throw error("\(range) leave a hole after \(previous)") }
      guard let size = byteCount(of: shape, size: type.size) else { throw error("the shape \(shape) overflows") }
      guard size == end - begin else {
        throw error("shape \(shape) of \(type.rawValue) takes \(size) bytes, \(range) hold \(end - begin)")
      }
    }
  }
}
