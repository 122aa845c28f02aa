// A bounds-checked cursor over bytes: the ground on which every decoder of a binary format stands.

/// Reads numbers and runs of bytes one after the other, and throws where they end too early; it never traps.
///
/// Each read takes a few words that name what is read, as they shall stand in the error: `"the image's width"`.
///
///     var reader = ByteReader(bytes, file: path)
///     let width = try reader.big(UInt32.self, "the image's width")
package struct ByteReader: Sendable {
  /// The path for errors.
  package let file: String
  /// What `offset` counts in where that is not the file itself, for instance `unpacked data`.
  package let medium: String?
  /// All bytes that the offsets count in; only those in `offset..<end` are left to this reader.
  package let bytes: [UInt8]
  /// Where the next read begins.
  package private(set) var offset: Int
  /// Where this reader's bytes end, at most `bytes.count`.
  package let end: Int

  /// A reader of all `bytes`, which came from `file`.
  package init(_ bytes: [UInt8], file: String, medium: String? = nil) {
    self.init(bytes, from: 0, to: bytes.count, file: file, medium: medium)
  }

  private init(_ bytes: [UInt8], from offset: Int, to end: Int, file: String, medium: String?) {
    self.bytes = bytes
    self.offset = offset
    self.end = end
    self.file = file
    self.medium = medium
  }

  /// How many bytes are left.
  package var remaining: Int { end - offset }

  package var isAtEnd: Bool { offset == end }

  /// The next byte.
  package mutating func byte(_ what: String) throws(FileError) -> UInt8 {
    try require(1, what)
    defer { offset += 1 }
    return bytes[offset]
  }

  /// The next number, most significant byte first.
  package mutating func big<Number: FixedWidthInteger>(
    _ type: Number.Type = Number.self, _ what: String
  ) throws(FileError) -> Number {
    Number(bigEndian: try raw(what))
  }

  /// The next number, least significant byte first.
  package mutating func little<Number: FixedWidthInteger>(
    _ type: Number.Type = Number.self, _ what: String
  ) throws(FileError) -> Number {
    Number(littleEndian: try raw(what))
  }

  private mutating func raw<Number: FixedWidthInteger>(_ what: String) throws(FileError) -> Number {
    let size = Number.bitWidth / 8
    try require(size, what)
    defer { offset += size }
    return bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: offset, as: Number.self) }
  }

  /// The next `count` bytes, without copying them.
  package mutating func run(_ count: Int, _ what: String) throws(FileError) -> ArraySlice<UInt8> {
    try require(count, what)
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// A reader of the next `count` bytes alone, whose offsets go on counting as here: a chunk, a segment.
  package mutating func section(_ count: Int, _ what: String) throws(FileError) -> ByteReader {
    try require(count, what)
    defer { offset += count }
    return ByteReader(bytes, from: offset, to: offset + count, file: file, medium: medium)
  }

  /// The bytes before the next zero byte, which is passed over: a C string.
  package mutating func runToZero(_ what: String) throws(FileError) -> ArraySlice<UInt8> {
    guard let zero = bytes[offset..<end].firstIndex(of: 0) else {
      throw error(.corrupt, "\(what) has no end")
    }
    defer { offset = zero + 1 }
    return bytes[offset..<zero]
  }

  /// The next byte, which stays the next; `nil` at the end.
  package func peek() -> UInt8? { isAtEnd ? nil : bytes[offset] }

  /// Goes on one byte further, unless at the end.
  package mutating func advance() { if !isAtEnd { offset += 1 } }

  /// Goes on `count` bytes further.
  package mutating func skip(_ count: Int, _ what: String) throws(FileError) {
    try require(count, what)
    offset += count
  }

  /// Whether the bytes that come next are `prefix`; reads nothing.
  package func starts(with prefix: [UInt8]) -> Bool {
    bytes[offset..<end].starts(with: prefix)
  }

  /// Throws unless everything has been read.
  package func expectEnd() throws(FileError) {
    guard isAtEnd else { throw error(.corrupt, "\(counted(remaining, "byte")) too many") }
  }

  /// Throws unless `count` bytes are left: ask before allocating what a file says it holds.
  package func require(_ count: Int, _ what: String) throws(FileError) {
    guard 0...remaining ~= count else {
      throw error(.corrupt, "\(what) needs \(counted(count, "byte")), \(remaining) left")
    }
  }

  /// An error at `offset`, the current one unless said.
  package func error(_ kind: FileError.Kind, _ problem: String, at offset: Int? = nil) -> FileError {
    let place = "offset \(offset ?? self.offset)"
    return FileError(kind, file: file, place: medium.map { "\($0), \(place)" } ?? place, problem: problem)
  }
}

/// `1 byte`, `2 bytes`: a count and its noun.
package func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun)s"
}

/// The bytes that `shape` elements of `size` bytes take, or `nil` where that, or a stride on the way, overflows.
package func byteCount(of shape: [Int], size: Int) -> Int? {
  var product = size
  for extent in shape {
    // An extent of 0 empties the whole, yet the strides of its neighbours must not overflow either.
    let (next, overflow) = product.multipliedReportingOverflow(by: max(extent, 1))
    if overflow { return nil }
    product = next
  }
  return shape.contains(0) ? 0 : product
}
