// A sound as its file keeps it.

import Files

/// The samples of one recording, exactly as its file holds them.
public struct Recording: Equatable, Sendable {
  /// The samples, channel by channel: `[channel][time]`.
  public enum Samples: Equatable, Sendable {
    /// Whole numbers of ``Recording/bitDepth`` bits, signed: of 16 bits -32,768...32,767.
    case integers([[Int32]])
    /// Floating-point numbers, nominally in -1...1; those of 32 bits are exact as Double too.
    case numbers([[Double]])
  }

  /// Samples of a channel per second, in hertz; positive.
  public let rate: Int
  /// How many bits of a sample the file keeps: 1 to 32 for whole numbers, 32 or 64 for floating-point ones.
  public let bitDepth: Int
  public let samples: Samples

  /// A recording from its samples.
  ///
  /// - Precondition: `rate` is positive, the bit depth is one that the kind of samples has, there is at least one
  ///   channel, and all channels are of the same length. A sample beyond the bit depth is the caller's mistake too,
  ///   though it is not looked for.
  public init(rate: Int, bitDepth: Int, samples: Samples) {
    let lengths: [Int]
    let fits: Bool
    switch samples {
    case .integers(let channels): (lengths, fits) = (channels.map(\.count), 1...32 ~= bitDepth)
    case .numbers(let channels): (lengths, fits) = (channels.map(\.count), bitDepth == 32 || bitDepth == 64)
    }
    precondition(rate > 0, "Recording: the rate \(rate) is not positive")
    precondition(fits, "Recording: \(bitDepth) bits are none of its samples' depths")
    precondition(Set(lengths).count == 1, "Recording: the channels' lengths \(lengths) differ, or there is no channel")
    (self.rate, self.bitDepth, self.samples) = (rate, bitDepth, samples)
  }

  /// How many channels there are: at least 1.
  public var channelCount: Int {
    switch samples {
    case .integers(let channels): channels.count
    case .numbers(let channels): channels.count
    }
  }

  /// How many samples each channel has; 0 for an empty recording.
  public var frameCount: Int {
    switch samples {
    case .integers(let channels): channels[0].count
    case .numbers(let channels): channels[0].count
    }
  }

  /// How much a decoder may take on before it gives up with an error of kind `tooLarge`.
  public struct Limits: Sendable {
    /// The largest file, in bytes.
    public var bytes: Int
    /// The most samples, channels · time; each takes 4 bytes, or 8 where the file holds floating-point numbers.
    public var samples: Int

    /// Files of 256 MiB, and 2^27 samples: 25 minutes of a compact disc, two hours of speech at 16 kHz.
    public init(bytes: Int = 1 << 28, samples: Int = 1 << 27) {
      (self.bytes, self.samples) = (bytes, samples)
    }

    /// Throws where `count` samples are too many.
    func admit(_ count: Int, _ file: String) throws(FileError) {
      guard count <= samples else {
        throw FileError(.tooLarge, file: file, problem: "\(count) samples, more than the limit of \(samples)")
      }
    }
  }
}
