// The named steps from a recording to a tensor and back.

import Formats
import MiniTensor

extension Recording {
  /// The numbers of `sound` as a recording: of 32 bits where they are `Float`, else of 64.
  ///
  /// - Precondition: the shape is [channels, time] with at least one channel; `rate` is positive.
  public init<Element: Scalar>(_ sound: Tensor<Element>, rate: Int) {
    precondition(sound.rank == 2, "Recording: shape \(sound.shape) is not [channels, time]")
    let channels = (0..<sound.shape[0]).map { channel in sound[channel].elements.map { Double($0) } }
    self.init(rate: rate, bitDepth: Element.self == Float.self ? 32 : 64, samples: .numbers(channels))
  }

  /// The recording as numbers: whole numbers of b bits divided by 2^(b - 1), which gives -1..<1; floating-point ones
  /// as they are.  Shape [channels, time].
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tensor<Element: Scalar>(as element: Element.Type = Element.self) -> Tensor<Element> {
    switch samples {
    case .integers(let channels):
      // A power of two: multiplying by its inverse rounds no more than dividing would.
      let step = 1 / Element(Int64(1) << Int64(bitDepth - 1))
      return rows(of: channels) { Element(Int($0)) * step }
    case .numbers(let channels):
      return rows(of: channels) { Element($0) }
    }
  }

  @inline(__always)
  private func rows<Sample, Element: Scalar>(
    of channels: [[Sample]], _ number: (Sample) -> Element
  ) -> Tensor<Element> {
    let width = frameCount
    return Tensor(shape: [channels.count, width]) { memory in
      for (index, channel) in channels.enumerated() {
        channel.withUnsafeBufferPointer { channel in
          for time in 0..<width {
            memory.initializeElement(at: index &* width &+ time, to: number(channel[time]))
          }
        }
      }
    }
  }
}
