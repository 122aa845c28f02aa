// JPEG pictures, from the bytes of a file to pixels: the entrance, and the order in which the parts do their work.

import Files

/// A decoder of JPEG files: baseline, extended and progressive, Huffman-coded, 8 bits a sample.
///
/// The parts stand in the order in which a picture passes through them: segments (`Decoder`), bits
/// (`EntropyBits`), words (`HuffmanTable`), coefficients (`ScanDecoder`), samples (`InverseDCT`), pixels (`Upsampler`)
/// and colours (`Colours`).
///
/// Source: ITU-T Recommendation T.81 (1992); for what it leaves open, the conventions of JFIF 1.02 and of Adobe's
/// technical note 5116, and the arithmetic of libjpeg, whose pixels it gives bit for bit.
public enum JPEG {
  /// The picture in `bytes`, which came from `file`: grey, or RGB with 8 bits a sample.
  ///
  /// What does not decode is an error, not a half-grey picture. Of kind `corrupt`: bytes that break the rules, entropy-
  /// coded data that end early included. `unsupported`, named by its marker: arithmetic coding, lossless and
  /// hierarchical pictures, 12 bits a sample, other than one or three components, a height that comes after the first
  /// scan. `tooLarge`: what passes one of the `limits`.
  ///
  /// What harms no pixel is passed over: unknown application data, bytes between a scan and the next marker, and all
  /// that follows the scans of a picture that is not progressive, even if the end-of-image marker is missing.
  ///
  /// Beside the file it takes at most 9 bytes of memory a pixel, counting those that fill up blocks at the edges.
  public static func decode(
    _ bytes: [UInt8], file: String, limits: Picture.Limits = .init()
  ) throws(FileError) -> Picture {
    guard bytes.count <= limits.bytes else {
      throw FileError(.tooLarge, file: file, problem: "\(bytes.count) bytes, more than the limit of \(limits.bytes)")
    }
    var decoder = Decoder(bytes, file: file, limits: limits)
    return try decoder.decode()
  }

  /// What is wrong inside a scan; where it is, the bits' position tells.
  struct Flaw: Error {
    let words: String

    init(_ words: String) { self.words = words }
  }
}
