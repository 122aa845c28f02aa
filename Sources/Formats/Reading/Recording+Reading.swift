// Sound files of any format that is known here.

import Files

extension Recording {
  /// Reads the sound file at `path`: WAV or FLAC, as its first bytes tell.
  ///
  /// - Parameters:
  ///   - path: where the file is; its name's ending is not looked at.
  ///   - limits: how much the decoder may take on.
  public init(contentsOf path: String, limits: Limits = .init()) throws(FileError) {
    let bytes = try WholeFile.read(path, limit: limits.bytes)
    if WAV.isWAV(bytes) {
      self = try WAV.decode(bytes, file: path, limits: limits)
    } else if FLAC.isFLAC(bytes) {
      self = try FLAC.decode(bytes, file: path, limits: limits)
    } else {
      let kind: FileError.Kind = bytes.isEmpty ? .corrupt : .unsupported
      throw FileError(kind, file: path, problem: "it begins neither as WAV nor as FLAC does")
    }
  }
}
