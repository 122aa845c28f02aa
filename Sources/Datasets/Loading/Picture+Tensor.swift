// The named step from a picture to a tensor.

import Formats
import MiniTensor

extension Picture {
  /// The picture as numbers in 0...1: each sample divided by its `maximum`.  Shape [channels, height, width].
  ///
  /// The values are those of the file, that is, sRGB levels for most pictures, not amounts of light.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func tensor<Element: Scalar>(as element: Element.Type = Element.self) -> Tensor<Element> {
    switch samples {
    case .bytes(let samples): planes(of: samples)
    case .words(let samples): planes(of: samples)
    }
  }

  @inline(__always)
  private func planes<Sample: FixedWidthInteger, Element: Scalar>(of samples: [Sample]) -> Tensor<Element> {
    let whole = Element(Int32(maximum))
    let (count, area) = (channels.count, width * height)
    return Tensor(shape: [count, height, width]) { memory in
      samples.withUnsafeBufferPointer { samples in
        for channel in 0..<count {
          for pixel in 0..<area {
            let sample = Element(Int32(truncatingIfNeeded: samples[pixel &* count &+ channel]))
            memory.initializeElement(at: channel &* area &+ pixel, to: sample / whole)
          }
        }
      }
    }
  }
}
