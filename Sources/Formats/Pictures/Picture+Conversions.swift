// Pictures made from pictures, pixel by pixel: fewer channels, another depth.  Each step has a name; none comes unasked.

import Files

extension Picture {
  /// The picture without its colours: the luma of red, green and blue.  An alpha channel stays.
  ///
  /// The samples weigh 0.299, 0.587 and 0.114 (ITU-R BT.601-7, section 2.5.1), rounded to multiples of 2^-16; the sum is
  /// rounded to the nearest.  This is the grey that JPEG and most programs mean: it weighs sRGB levels as they are and
  /// measures no amount of light.
  public func grey() -> Picture {
    guard channels == .rgb || channels == .rgba else { return self }
    return mapped(to: channels == .rgb ? .grey : .greyAlpha, maximum) { sample, channel in
      if channel > 0 { return sample(3) }
      return (19_595 &* sample(0) &+ 38_470 &* sample(1) &+ 7_471 &* sample(2) &+ 0x8000) >> 16
    }
  }

  /// The picture without its alpha channel: each pixel shows its own colour, however transparent it was.
  public func withoutAlpha() -> Picture {
    guard channels.hasAlpha else { return self }
    return mapped(to: channels == .greyAlpha ? .grey : .rgb, maximum) { sample, channel in sample(channel) }
  }

  /// The picture as it looks before an even background, without its alpha channel.
  ///
  /// Each sample becomes opacity · sample + (1 - opacity) · background, rounded to the nearest.  The levels are mixed as
  /// they are, not as amounts of light, as most programs do.
  /// - Parameter background: the background's level in 0...1, the same in all channels: 0 is black, 1 is white.
  public func flattened(onto background: Double = 1) -> Picture {
    precondition(0...1 ~= background, "flattened: the background \(background) is not in 0...1")
    guard channels.hasAlpha else { return self }
    let whole = maximum
    let level = Int((background * Double(whole)).rounded())
    let last = channels.count - 1
    return mapped(to: channels == .greyAlpha ? .grey : .rgb, whole) { sample, channel in
      let opacity = sample(last)
      return (opacity &* sample(channel) &+ (whole &- opacity) &* level &+ whole / 2) / whole
    }
  }

  /// The picture with samples that go up to `maximum`, each rounded to the nearest: 16 bits become 8 with 255.
  ///
  /// - Parameter maximum: the new sample of full brightness, in 1...65535.
  public func scaled(to maximum: Int) -> Picture {
    precondition(1...65_535 ~= maximum, "scaled: the maximum \(maximum) is not in 1...65535")
    let whole = self.maximum
    guard maximum != whole else { return self }
    return mapped(to: channels, maximum) { sample, channel in (sample(channel) &* maximum &+ whole / 2) / whole }
  }

  /// A picture of the same size; `body` makes each sample from those of the old pixel and the new channel's number.
  @inline(__always)
  private func mapped(
    to channels: Channels, _ maximum: Int, _ body: (_ sample: (Int) -> Int, _ channel: Int) -> Int
  ) -> Picture {
    let (old, new) = (self.channels.count, channels.count)
    let area = width * height
    @inline(__always)
    func map<Old: FixedWidthInteger, New: FixedWidthInteger>(_ samples: [Old]) -> [New] {
      [New](unsafeUninitializedCapacity: area * new) { memory, count in
        samples.withUnsafeBufferPointer { samples in
          for pixel in 0..<area {
            for channel in 0..<new {
              let sample = body({ Int(truncatingIfNeeded: samples[pixel &* old &+ $0]) }, channel)
              memory.initializeElement(at: pixel &* new &+ channel, to: New(truncatingIfNeeded: sample))
            }
          }
        }
        count = area * new
      }
    }
    let mapped: Samples =
      switch (samples, maximum < 256) {
      case (.bytes(let samples), true): .bytes(map(samples))
      case (.bytes(let samples), false): .words(map(samples))
      case (.words(let samples), true): .bytes(map(samples))
      case (.words(let samples), false): .words(map(samples))
      }
    return Picture(width: width, height: height, channels: channels, maximum: maximum, samples: mapped)
  }
}
