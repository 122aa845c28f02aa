// A picture as its file keeps it.

import Files

/// The pixels of one picture, with the samples that its file holds: nothing is rounded and no gamma is applied.
public struct Picture: Equatable, Sendable {
  /// What the samples of a pixel mean, in the order in which they stand.
  public enum Channels: Int, Sendable {
    case grey = 1
    case greyAlpha
    case rgb
    case rgba

    /// How many samples a pixel has: 1 to 4.
    public var count: Int { rawValue }

    /// Whether the last sample tells how opaque the pixel is.
    public var hasAlpha: Bool { self == .greyAlpha || self == .rgba }
  }

  /// The samples, row by row from the top, the channels of a pixel side by side.
  public enum Samples: Equatable, Sendable {
    /// Samples of at most 8 bits.
    case bytes([UInt8])
    /// Samples of 9 to 16 bits.
    case words([UInt16])

    /// How many samples there are.
    public var count: Int {
      switch self {
      case .bytes(let samples): samples.count
      case .words(let samples): samples.count
      }
    }
  }

  /// Pixels in a row and rows; both at least 1.
  public let width, height: Int
  public let channels: Channels
  /// The sample that means full brightness, or full opacity: 255, 65535, or another one that a PNM file names.
  public let maximum: Int
  public let samples: Samples

  /// A picture from its samples.
  ///
  /// - Precondition: width and height are positive; there are width · height · channels samples; `maximum` is at least
  ///   1 and fits a sample. A sample above `maximum` is the caller's mistake too, though it is not looked for.
  public init(width: Int, height: Int, channels: Channels, maximum: Int = 255, samples: Samples) {
    let limit: Int
    switch samples {
    case .bytes: limit = Int(UInt8.max)
    case .words: limit = Int(UInt16.max)
    }
    precondition(
      width > 0 && height > 0 && samples.count == width * height * channels.count,
      "Picture: \(samples.count) samples do not fill \(width) x \(height) pixels of \(channels.count)")
    precondition(1...limit ~= maximum, "Picture: the maximum \(maximum) is not in 1...\(limit)")
    (self.width, self.height, self.channels, self.maximum) = (width, height, channels, maximum)
    self.samples = samples
  }

  /// How much a decoder may take on before it gives up with an error of kind `tooLarge`.
  public struct Limits: Sendable {
    /// The largest file, in bytes.
    public var bytes: Int
    /// The most pixels, width · height.
    public var pixels: Int
    /// How often the pixels may be gone over: a progressive JPEG says each a little more precisely in many scans.
    public var passes: Int

    /// Limits that every camera keeps: files of 256 MiB, 2^26 pixels (8,192 by 8,192), 200 passes.
    ///
    /// So many pixels are 64 MiB of samples for grey of 8 bits, 512 MiB for RGBA of 16; a decoder may need as much again
    /// while it works.
    public init(bytes: Int = 1 << 28, pixels: Int = 1 << 26, passes: Int = 200) {
      (self.bytes, self.pixels, self.passes) = (bytes, pixels, passes)
    }
  }
}
