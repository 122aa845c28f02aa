// Images with labels in memory, ready for a network, and the batches that training draws from them.

import MiniTensor

/// Images as a network takes them, each with the class that it belongs to.
public struct ImageSet: Sendable {
  /// The images.  Shape [count, channels, height, width].
  public let images: Tensor<Float>
  /// The classes, from 0.  Shape [count].
  public let labels: Tensor<Int32>

  /// How many images there are.
  public var count: Int { labels.count }

  /// Pairs images with labels.
  ///
  /// - Precondition: shapes [count, channels, height, width] and [count].
  public init(images: Tensor<Float>, labels: Tensor<Int32>) {
    precondition(
      images.rank == 4 && labels.shape == [images.shape[0]],
      "ImageSet: images \(images.shape) and labels \(labels.shape) do not match")
    (self.images, self.labels) = (images, labels)
  }

  /// The images at these places, in this order; a place may be named more than once.
  public func chosen(_ places: [Int]) -> ImageSet {
    ImageSet(images: images.rows(places), labels: labels.rows(places))
  }

  /// The images at a range of places, without a copy.
  public subscript(range: Range<Int>) -> ImageSet {
    ImageSet(images: images[range], labels: labels[range])
  }
}

extension Tensor {
  /// Slices along the first axis, by place.  Shape [places.count, ...].
  public func rows(_ places: [Int]) -> Tensor {
    let size = shape.dropFirst().reduce(1, *)
    return withElements { source in
      Tensor(shape: [places.count] + shape.dropFirst()) { memory in
        for (row, place) in places.enumerated() {
          precondition(place >= 0 && place < shape[0], "rows: there is no row \(place) in \(shape)")
          let slice = UnsafeBufferPointer(rebasing: source[place * size..<(place + 1) * size])
          _ = memory[(row * size)...].initialize(from: slice)
        }
      }
    }
  }
}
