// Pictures out of files, whatever their format.

import Files

extension Picture {
  /// Reads the picture in the file at `path`: its first bytes tell the format, its name does not matter.
  ///
  /// Throws where the file is damaged, of a format or kind that is not read, or beyond `limits`.
  public init(contentsOf path: String, limits: Limits = Limits()) throws(FileError) {
    let bytes = try WholeFile.read(path, limit: limits.bytes)
    if bytes.starts(with: PNG.signature) {
      self = try PNG.decode(bytes, file: path, limits: limits)
    } else if bytes.starts(with: [0xFF, 0xD8]) {
      self = try JPEG.decode(bytes, file: path, limits: limits)
    } else if PNM.isPNM(bytes) {
      self = try PNM.decode(bytes, file: path, limits: limits)
    } else {
      let kind: FileError.Kind = bytes.isEmpty ? .corrupt : .unsupported
      throw FileError(kind, file: path, problem: "it begins as none of PNG, JPEG and PNM does")
    }
  }
}
