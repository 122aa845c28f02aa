// Masks: pictures that mark pixels.

import Formats
import MiniTensor

extension Tensor<Bool> {
  /// Reads a picture that marks pixels: true where it is bright.  Shape [height, width].
  ///
  /// A pixel counts by its brightest colour, scaled to 0...255; how opaque it is does not matter.  Drawn masks have soft
  /// edges, and files with loss do not keep 0 and 255, so the threshold lies half-way.
  /// - Parameters:
  ///   - path: where the picture is.
  ///   - threshold: the least level that marks, of 255.
  public init(
    maskContentsOf path: String, threshold: Int = 128, limits: Picture.Limits = Picture.Limits()
  ) throws(FileError) {
    self = try Picture(contentsOf: path, limits: limits).mask(threshold: threshold)
  }
}

extension Picture {
  /// Where the picture is at least as bright as `threshold` of 255, by the brightest colour.  Shape [height, width].
  public func mask(threshold: Int = 128) -> Tensor<Bool> {
    switch samples {
    case .bytes(let samples): mask(of: samples, threshold: threshold)
    case .words(let samples): mask(of: samples, threshold: threshold)
    }
  }

  private func mask<Sample: FixedWidthInteger>(of samples: [Sample], threshold: Int) -> Tensor<Bool> {
    let count = channels.count
    let colours = channels.hasAlpha ? count - 1 : count
    return Tensor(shape: [height, width]) { memory in
      for pixel in 0..<width * height {
        let brightest = samples[pixel * count..<pixel * count + colours].max() ?? 0
        memory.initializeElement(at: pixel, to: Int(brightest) * 255 >= threshold * maximum)
      }
    }
  }
}
