// Tar archives, plain or packed with gzip: what data sets are handed out in.

import Files

/// The files and folders of a tar archive, held in memory.
///
/// Read are the forms `ustar`, `pax` (records `path` and `size`; others do not matter here) and `v7`, and the long names
/// of GNU tar.  Sources: POSIX.1-2017, "pax", sections "ustar Interchange Format" and "pax Extended Header"; the GNU tar
/// manual, "Basic Tar Format".
///
/// An archive of data holds files and folders and nothing else, and each once.  Whatever could reach outside of the
/// folder that it is unpacked into, or replace one thing by another, is refused when the archive is read, so that no
/// ``Entry`` can do harm:
/// - names that are absolute, have a part `..`, hold a zero byte, are not UTF-8, are longer than 4,096 bytes or deeper
///   than 64 folders;
/// - symbolic links, hard links, devices, pipes, sparse files and unknown kinds;
/// - a file whose name stands twice, or is a folder's elsewhere in the archive.
///
/// Checksums of headers are verified; sizes are checked against the bytes that are there.  An archive ends with a block
/// of zeros, behind which only zeros may stand; one without it was cut and is an error.
public struct Tar: Sendable {
  /// One file or folder.
  public struct Entry: Equatable, Sendable {
    /// The name, without `.` and doubled slashes: `train/good/000.png`.
    public let path: String
    /// Whether it is a folder; else it is a file.
    public let isFolder: Bool
    /// Where the contents stand in the unpacked archive; empty for a folder.
    let range: Range<Int>

    /// The bytes of the file; 0 for a folder.
    public var size: Int { range.count }
  }

  /// How much an archive may hold before it is given up with an error of kind `tooLarge`.
  public struct Limits: Sendable {
    /// The largest archive, in bytes, as it is and unpacked from gzip.
    public var bytes: Int
    /// The most files and folders, those folders included that are only parts of names.
    public var entries: Int

    /// Archives of 1 GiB with 2^20 (about a million) files and folders.
    public init(bytes: Int = 1 << 30, entries: Int = 1 << 20) { (self.bytes, self.entries) = (bytes, entries) }
  }

  /// The path that the archive came from, for errors.
  public let file: String
  /// The files and folders in the order of the archive.  The folder itself, `./`, is not among them.
  public let entries: [Entry]
  private let bytes: [UInt8]

  /// Reads the archive at `path`, plain or packed with gzip: its first bytes tell which.
  public init(contentsOf path: String, limits: Limits = Limits()) throws(FileError) {
    try self.init(try WholeFile.read(path, limit: limits.bytes), file: path, limits: limits)
  }

  init(_ bytes: [UInt8], file: String, limits: Limits = Limits()) throws(FileError) {
    for (name, magic) in Tar.otherPackers where bytes.starts(with: magic) {
      let problem = "it is packed with \(name); only plain archives and those packed with gzip are read"
      throw FileError(.unsupported, file: file, problem: problem)
    }
    let isPacked = Gzip.isGzip(bytes)
    self.bytes = isPacked ? try Gzip.unpack(bytes, file: file, limit: limits.bytes) : bytes
    self.file = file
    let reader = ByteReader(self.bytes, file: file, medium: isPacked ? "unpacked data" : nil)
    var listing = TarListing(reader, limits: limits)
    try listing.readAll()
    entries = listing.entries
  }

  /// The contents of a file of this archive, without a copy; nothing for a folder.
  public func contents(of entry: Entry) -> ArraySlice<UInt8> { bytes[entry.range] }

  /// Other packers that archives are often in, by their first bytes.
  private static let otherPackers: [(name: String, magic: [UInt8])] = [
    ("xz", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]),
    ("bzip2", [0x42, 0x5A, 0x68]),
    ("zstd", [0x28, 0xB5, 0x2F, 0xFD]),
    ("zip", [0x50, 0x4B, 0x03, 0x04]),
  ]
}
