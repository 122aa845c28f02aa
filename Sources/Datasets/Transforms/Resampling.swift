// Sound at another rate: every new sample is a weighted sum of the old ones around it.

import MiniTensor

extension Tensor where Element: Scalar {
  /// Sound that was taken at one rate, as if it had been taken at another.
  ///
  /// Time is the last axis.  Shape [..., time], out [..., ceil(time · new / old)]: new sample m stands at the time of
  /// old sample m · old / new, without delay.  Outside of the sound is silence, so it fades within 64 samples of the
  /// lower rate at its ends.
  ///
  /// Up to 0.9 of half the lower rate a tone keeps its amplitude within 0.002 %; above half the lower rate it is
  /// weakened by at least 100 dB, so that nothing of it comes back at a wrong frequency; in between it fades. With
  /// `Float` the rounding of samples, near -140 dB, comes on top. A constant stays the same constant.
  ///
  /// NaN and infinity spread over the 64 samples around them.
  /// - Parameters:
  ///   - old: the sound's rate, in hertz or any other unit; only the ratio counts.
  ///   - new: the rate that is wanted. The filter takes about 130 numbers (more when the rate falls: 130 · old / new)
  ///     for each of `new` divided by the rates' greatest common divisor, or for each new sample if these are fewer.
  /// - Precondition: both rates are positive; there is at least one axis.
  ///
  /// Source: A. V. Oppenheim and R. W. Schafer, "Discrete-Time Signal Processing", section 4.6 (rates by a fraction) and
  /// section 7.5.3 (the window of J. F. Kaiser).
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func resampled(from old: Int, to new: Int) -> Tensor {
    precondition(old > 0 && new > 0, "resampled: rates \(old) and \(new) are not both positive")
    precondition(rank > 0, "resampled: a scalar has no time")
    if old == new { return self }
    let length = shape[rank - 1]
    let (scaled, overflow) = length.multipliedReportingOverflow(by: new)
    precondition(!overflow, "resampled: \(length) samples at \(new) are too many")
    let newLength = scaled / old + (scaled % old == 0 ? 0 : 1)
    let filter = ResamplingFilter<Element>(from: old, to: new, samples: newLength)
    let channels = length == 0 ? 0 : count / length
    return withElements { sound in
      Tensor(shape: shape.dropLast() + [newLength]) { memory in
        for channel in 0..<channels {
          filter.apply(
            UnsafeBufferPointer(rebasing: sound[channel * length..<(channel + 1) * length]),
            to: UnsafeMutableBufferPointer(rebasing: memory[channel * newLength..<(channel + 1) * newLength]))
        }
      }
    }
  }
}

/// The weights by which a rate becomes another one: a row for each place that a new sample can have between two old
/// ones.
private struct ResamplingFilter<Element: Scalar> {
  /// How far the stop band is down, in decibels.
  private static var attenuation: Double { 100 }
  /// How many samples of the lower rate a weight reaches: by Kaiser's formula, attenuation - 8 over 2.285 times the
  /// transition's width of 0.1 pi, and half of that.
  private static var reach: Double { 64 }

  /// The rates, without common divisor.
  private let old: Int, new: Int
  /// How many old samples before and after its place a new sample is made of.
  private let half: Int
  /// How many weights a row has: those of 2 · half samples, and zeros up to whole vectors.
  private let width: Int
  private let weights: [Element]

  /// - Parameter samples: how many new samples will be asked for.
  init(from old: Int, to new: Int, samples: Int) {
    let divisor = greatestCommonDivisor(old, new)
    (self.old, self.new) = (old / divisor, new / divisor)
    let lower = min(1, Double(new) / Double(old))
    half = Int((ResamplingFilter.reach / lower).rounded(.up))
    let lanes = Element.Vector.scalarCount
    width = (2 * half + lanes - 1) / lanes * lanes
    var weights: [Element] = []
    let rows = min(self.new, samples)
    weights.reserveCapacity(rows * width)
    for row in 0..<rows {
      let place = Double(row * self.old % self.new) / Double(self.new)
      let taps = ResamplingFilter.taps(at: place, half: half, lower: lower)
      weights += taps.map { Element($0) } + Array(repeating: 0, count: width - taps.count)
    }
    self.weights = weights
  }

  /// The weights of the old samples at -(half - 1)...half for a new one at `place`; their sum is 1.
  private static func taps(at place: Double, half: Int, lower: Double) -> [Double] {
    // The middle of the transition from 0.9 to 1 of half the lower rate.
    let cutoff = 0.95 * lower
    let shape = 0.1102 * (attenuation - 8.7)
    let taps = (1 - half...half).map { sample in
      let time = Double(sample) - place
      let angle = Double.pi * cutoff * time
      let sinc = angle == 0 ? 1 : Double.sin(angle) / angle
      let part = time * lower / reach
      return sinc * besselI0(shape * max(0, 1 - part * part).squareRoot())
    }
    let sum = taps.reduce(0, +)
    return taps.map { $0 / sum }
  }

  /// Fills `result` from the samples of one channel.
  @inline(__always)
  func apply(_ sound: UnsafeBufferPointer<Element>, to result: UnsafeMutableBufferPointer<Element>) {
    // Silence around the sound: no sample needs to ask where it ends.
    let silence = [Element](repeating: 0, count: half - 1)
    let padded = silence + sound + Array(repeating: 0, count: half + width)
    padded.withUnsafeBufferPointer { padded in
      weights.withUnsafeBufferPointer { weights in
        guard let sound = padded.baseAddress, let weights = weights.baseAddress else { return }
        Threads.performChunks(of: result.count, size: max(1, Threads.leastElements / width)) { times in
          for time in times {
            let row = weights + time % new * width
            let start = sound + time * old / new
            var sum = Element.Vector.zero
            for tap in stride(from: 0, to: width, by: Element.Vector.scalarCount) {
              sum += (row + tap).vector * (start + tap).vector
            }
            result.initializeElement(at: time, to: sum.sum())
          }
        }
      }
    }
  }
}

/// The modified Bessel function of the first kind and order 0, for x from 0 to 20: its power series, whose terms are
/// all positive.
private func besselI0(_ x: Double) -> Double {
  var term = 1.0
  var sum = 1.0
  var k = 1.0
  while term > 1e-17 * sum {
    term *= (x / (2 * k)) * (x / (2 * k))
    sum += term
    k += 1
  }
  return sum
}

private func greatestCommonDivisor(_ x: Int, _ y: Int) -> Int {
  y == 0 ? x : greatestCommonDivisor(y, x % y)
}
