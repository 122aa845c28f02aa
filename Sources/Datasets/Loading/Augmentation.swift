// Augmentation of photographs: mirrored and shifted copies, as classifiers of CIFAR are trained with.

import MiniTensor

extension Tensor<Float> {
  /// Each image mirrored left to right with probability ½, and seen through a window that is shifted by up to
  /// `padding` pixels in both directions; what lies outside of the image is 0.  Shape [N, C, H, W], the same out.
  ///
  /// - Parameter generator: image i takes its own stream of it.
  public func mirroredAndShifted(padding: Int, using generator: Random) -> Tensor {
    precondition(rank == 4 && padding >= 0, "mirroredAndShifted: shape \(shape), padding \(padding)")
    let (channels, height, width) = (shape[1], shape[2], shape[3])
    return withElements { source in
      Tensor(shape: shape) { memory in
        memory.initialize(repeating: 0)
        for image in 0..<shape[0] {
          var generator = generator.split(image)
          let isMirrored = generator.next() & 1 == 1
          let down = Int(generator.next() % UInt64(2 * padding + 1)) - padding
          let right = Int(generator.next() % UInt64(2 * padding + 1)) - padding
          for plane in image * channels..<(image + 1) * channels {
            for row in 0..<height where (0..<height).contains(row + down) {
              let from = (plane * height + row + down) * width
              let to = (plane * height + row) * width
              for column in 0..<width where (0..<width).contains(column + right) {
                let place = column + right
                memory[to + column] = source[from + (isMirrored ? width - 1 - place : place)]
              }
            }
          }
        }
      }
    }
  }
}
