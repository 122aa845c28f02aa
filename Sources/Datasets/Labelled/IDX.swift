// IDX, the form in which MNIST and its kin are kept: a magic number, the extents, the elements.

import Formats
import MiniTensor

/// The contents of an IDX file: an array of one of six types and any rank from 1.
///
/// A file is two zero bytes, the code of the element type, the rank, the extents as 32-bit numbers and the elements in
/// C order, all big-endian.  Source: the description at yann.lecun.com/exdb/mnist.
public struct IDX: Sendable {
  /// The path that the contents came from, for errors.
  public let file: String
  /// How the elements are stored: one of the six that the format has.
  public let type: StoredType
  /// The extents, at least one; the first one usually counts the samples.
  public let shape: [Int]
  /// The elements, big-endian, in C order.
  public let bytes: ArraySlice<UInt8>

  /// Reads the file at `path`, plain or packed with gzip: its first bytes tell which.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - limit: the largest file, and the largest unpacked contents, in bytes.
  public init(contentsOf path: String, limit: Int = 1 << 30) throws(FileError) {
    let bytes = try WholeFile.read(path, limit: limit)
    if Gzip.isGzip(bytes) {
      let unpacked = try Gzip.unpack(bytes, file: path, limit: limit)
      try self.init(parsing: ByteReader(unpacked, file: path, medium: "unpacked data"))
    } else {
      try self.init(parsing: ByteReader(bytes, file: path))
    }
  }

  init(parsing reader: ByteReader) throws(FileError) {
    var reader = reader
    let magic = try reader.big(UInt32.self, "the magic number")
    guard magic >> 16 == 0 else {
      throw reader.error(.corrupt, "the magic number \(hexadecimal(magic)) does not begin with two zero bytes", at: 0)
    }
    let code = UInt8(truncatingIfNeeded: magic >> 8)
    guard let type = IDX.types[code] else {
      throw reader.error(.corrupt, "the element type \(hexadecimal(code)) is unknown", at: 2)
    }
    let rank = Int(magic & 0xFF)
    guard rank > 0 else { throw reader.error(.corrupt, "the rank is 0", at: 3) }
    var shape: [Int] = []
    for axis in 0..<rank { shape.append(Int(try reader.big(UInt32.self, "extent \(axis)"))) }
    guard let count = byteCount(of: shape, size: type.size) else {
      throw reader.error(.corrupt, "the extents \(shape) overflow", at: 4)
    }
    guard count == reader.remaining else {
      let problem = "extents \(shape) of \(type.rawValue) take \(counted(count, "byte")), \(reader.remaining) are there"
      throw reader.error(.corrupt, problem)
    }
    file = reader.file
    self.type = type
    self.shape = shape
    bytes = try reader.run(count, "the elements")
  }

  /// The array as a tensor, by the rules of `Safetensors.tensor(_:as:)`: floating-point numbers may be rounded,
  /// integers must fit, everything else is an error that names the element.
  public func tensor<Element: StoredElement>(as element: Element.Type = Element.self) throws(FileError) -> Tensor<
    Element
  > {
    try StoredElements(type, bytes, order: .big).tensor(shape, as: element) {
      FileError(.unsupported, file: file, problem: $0)
    }
  }

  private static let types: [UInt8: StoredType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]
}

private func hexadecimal(_ number: some FixedWidthInteger & UnsignedInteger) -> String {
  let digits = String(number, radix: 16, uppercase: true)
  return "0x" + String(repeating: "0", count: type(of: number).bitWidth / 4 - digits.count) + digits
}
