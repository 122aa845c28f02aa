// Sound without the silence before and after it.

import MiniTensor

/// What the level of a piece of sound is compared with.
public enum SoundReference: Sendable {
  /// The loudest frame of the same sound.
  case loudestFrame
  /// A mean square of 1, which a full square wave has; a full sine wave is 3 dB below.
  case fullScale
}

extension Tensor where Element: Scalar {
  /// The sound without the frames at its beginning and end that are quieter than `level`.
  ///
  /// Time is the last axis, and all channels are cut alike.  Shape [..., time], out [..., at most time]. The sound is
  /// looked at in frames of `frame` samples, one after the other, the last one perhaps shorter; a frame's level is the
  /// mean square of its samples in all channels. What is kept begins with the first frame that reaches `level` and
  /// ends with the last one; quiet frames between them stay. Memory is shared with the sound.
  ///
  /// A frame of zeros reaches no level, nor does one that holds NaN: silence gives a sound of length 0, as does sound
  /// of which no frame reaches `level`.
  /// - Parameters:
  ///   - level: in decibels, usually negative: -40 is a hundredth of the amplitude, a ten-thousandth of the power.
  ///   - reference: what 0 dB is.
  ///   - frame: the samples of a frame; a fiftieth of the rate is a good choice for speech.
  /// - Precondition: `frame` is positive; there is at least one axis.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func trimmed(below level: Double, of reference: SoundReference = .loudestFrame, frame: Int) -> Tensor {
    precondition(frame > 0, "trimmed: frames of \(frame) samples")
    precondition(rank > 0, "trimmed: a scalar has no time")
    let length = shape[rank - 1]
    let powers = framePowers(length: length, frame: frame)
    let whole =
      switch reference {
      case .loudestFrame: powers.reduce(0) { $1 > $0 ? $1 : $0 }
      case .fullScale: 1.0
      }
    let least = whole * Double.exp(level / 10 * 2.302585092994046)
    let isLoud = { (power: Double) in power >= least && power > 0 }
    guard let first = powers.firstIndex(where: isLoud), let last = powers.lastIndex(where: isLoud) else {
      return narrowed(rank - 1, to: 0..<0)
    }
    return narrowed(rank - 1, to: first * frame..<Swift.min((last + 1) * frame, length))
  }

  /// The mean square of each frame, over all channels.
  @inline(__always)
  private func framePowers(length: Int, frame: Int) -> [Double] {
    let channels = length == 0 ? 0 : count / length
    var powers = [Double](repeating: 0, count: length / frame + (length % frame == 0 ? 0 : 1))
    withElements { sound in
      for index in powers.indices {
        let times = index * frame..<Swift.min((index + 1) * frame, length)
        var sum = 0.0
        for channel in 0..<channels {
          for time in times {
            let sample = Double(sound[channel &* length &+ time])
            sum += sample * sample
          }
        }
        powers[index] = sum / Double(channels * times.count)
      }
    }
    return powers
  }
}
