// The way through an archive: headers, what amends them, and the names, each looked at before it is believed.

import Files

/// Collects the entries of an archive.
struct TarListing {
  private(set) var entries: [Tar.Entry] = []
  private var reader: ByteReader
  private var tree: TarTree
  /// What the blocks before a file say in place of its own header, and where the first of them stands.
  private var amended: (name: ArraySlice<UInt8>?, size: Int?, offset: Int?) = (nil, nil, nil)

  init(_ reader: ByteReader, limits: Tar.Limits) {
    self.reader = reader
    tree = TarTree(limit: limits.entries)
  }

  mutating func readAll() throws(FileError) {
    while let header = try TarHeader(from: &reader) {
      switch header.kind {
      case .file, .oldFile, .contiguousFile, .folder: try readEntry(header)
      case .records, .recordsForAll: try readRecords(header)
      case .longName:
        amended.name = try contents(header.size, "a long name").prefix { $0 != 0 }
        amended.offset = amended.offset ?? header.offset
      case .longLink: _ = try contents(header.size, "a link's long name")
      case .hardLink, .symbolicLink, .characterDevice, .blockDevice, .pipe:
        let name = String(decoding: amended.name ?? header.name, as: UTF8.self)
        let problem = "\(name) is a \(header.kind.words), not a file or folder, and is not unpacked"
        throw reader.error(.unsupported, problem, at: header.offset)
      }
    }
    if let offset = amended.offset {
      throw reader.error(.corrupt, "the file that this header speaks of does not follow", at: offset)
    }
    let rest = try reader.run(reader.remaining, "the end")
    if let place = rest.firstIndex(where: { $0 != 0 }) {
      throw reader.error(.corrupt, "data stands behind the end of the archive", at: place)
    }
  }

  private mutating func readEntry(_ header: TarHeader) throws(FileError) {
    let name = amended.name ?? header.name
    let size = amended.size ?? header.size
    amended = (nil, nil, nil)
    // v7 knows no folders: it ends their names with a slash.
    let isFolder = header.kind == .folder || name.last == UInt8(ascii: "/")
    let parts: [String]
    do throws(TarTree.Problem) {
      parts = try TarTree.parts(of: name)
      try tree.insert(parts, isFolder: isFolder)
    } catch {
      throw reader.error(error.kind, error.words, at: header.offset)
    }
    let path = parts.joined(separator: "/")
    guard size == 0 || !isFolder else {
      throw reader.error(.corrupt, "the folder \(path) has \(counted(size, "byte")) of contents", at: header.offset)
    }
    let contents = try contents(size, "the contents of \(path)")
    if !parts.isEmpty {
      entries.append(Tar.Entry(path: path, isFolder: isFolder, range: contents.startIndex..<contents.endIndex))
    }
  }

  /// The records of pax before a file, or before all files.
  private mutating func readRecords(_ header: TarHeader) throws(FileError) {
    let contents = try contents(header.size, "the records")
    guard let records = TarRecords(contents) else {
      throw reader.error(.corrupt, "the records are not lines of the form LENGTH KEY=VALUE", at: contents.startIndex)
    }
    if let key = records.values.keys.filter({ $0.hasPrefix("GNU.sparse.") }).min() {
      throw reader.error(.unsupported, "sparse files (\(key)) are not supported", at: header.offset)
    }
    let (name, size) = (records.values["path"], records.values["size"])
    guard header.kind == .records else {
      guard name == nil && size == nil else {
        throw reader.error(.unsupported, "one path or size for all files is not supported", at: header.offset)
      }
      return
    }
    amended.offset = amended.offset ?? header.offset
    amended.name = name ?? amended.name
    if let size {
      guard let text = String(validating: size, as: UTF8.self), let number = Int(text), number >= 0 else {
        throw reader.error(.corrupt, "the record size is no size", at: header.offset)
      }
      amended.size = number
    }
  }

  /// The next `size` bytes; what pads them to whole blocks is passed over.
  private mutating func contents(_ size: Int, _ what: String) throws(FileError) -> ArraySlice<UInt8> {
    let contents = try reader.run(size, what)
    let padding = -size & (TarHeader.block - 1)
    try reader.skip(padding, "the padding of \(what)")
    return contents
  }
}
