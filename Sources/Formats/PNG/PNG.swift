// PNG files: from bytes to a picture.

import Files

/// Reading and writing of PNG files.
///
/// The sections named here and beside are those of the Portable Network Graphics (PNG) Specification, third edition,
/// W3C 2025.
public enum PNG {
  /// Section 5.2: the eight bytes with which every file begins. They do not survive a transfer as text.
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// The picture in a PNG file of any colour type and depth, interlaced or not.
  ///
  /// Everything that the standard lets a reader check is checked: each chunk's length, check and place, the header's
  /// fields, the zlib stream and its check, that it holds the pixels and no byte more, filters and palette indices.
  /// Unknown chunks are passed over unless their name says that the picture cannot be understood without them; gamma,
  /// colour profiles and the other ancillary chunks change nothing. What follows the last chunk is no part of the
  /// picture and is not looked at.
  ///
  /// Palettes become RGB, or RGBA where entries are transparent; a transparent level or colour becomes an alpha
  /// channel; levels below 8 bits are scaled to 0...255; 16 bits stay 16.  Beside `bytes` it takes the memory of the
  /// filtered rows, which are about as large as the samples, and of the samples.
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: its path, for errors.
  ///   - limits: how large a file and a picture may be.
  public static func decode(
    _ bytes: [UInt8], file: String, limits: Picture.Limits = Picture.Limits()
  ) throws(FileError) -> Picture {
    guard bytes.count <= limits.bytes else {
      throw FileError(.tooLarge, file: file, problem: "\(bytes.count) bytes, more than the limit of \(limits.bytes)")
    }
    let contents = try Contents(bytes, file: file, limits: limits)
    var imageData = contents.imageData()
    let count = contents.header.filteredCount
    // No stream of deflate gives more than 258 bytes for two bits: what cannot be there is not made room for.
    guard count / 1032 <= imageData.remaining else {
      let problem = "\(counted(count, "byte")) of pixels cannot come out of \(counted(imageData.remaining, "byte"))"
      throw imageData.error(.corrupt, problem)
    }
    var rows = try Zlib.unpack(&imageData, count: count)
    try imageData.expectEnd()
    return try picture(from: &rows, contents, file: file)
  }
}
