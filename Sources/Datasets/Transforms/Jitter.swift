// Chance in pictures, as training adds it: light, contrast, angle and position.
//
// A picture is mirrored by `flipped(along: -1)`, and whole batches by `mirroredAndShifted(padding:using:)`.

import MiniTensor

extension Tensor where Element: Scalar {
  /// Every pixel times `factor`, kept in 0...1.  Any shape.
  public func brightened(by factor: Element) -> Tensor { (self * factor).clamped(to: 0...1) }

  /// Each picture's distance from its own mean times `factor`, kept in 0...1: 0 gives a plain picture, 1 the same.
  ///
  /// Shape [C, H, W] or [N, C, H, W]; the mean goes over all channels of a picture alike.  (torchvision weighs the
  /// channels as the eye does; for grey pictures that is the same.)
  public func contrasted(by factor: Element) -> Tensor {
    requirePictures("contrasted")
    if count == 0 { return self }
    let mean = mean(alongAxes: [-3, -2, -1], keepingAxes: true)
    return ((self - mean) * factor + mean).clamped(to: 0...1)
  }

  /// Each picture brighter or darker, then with more or less contrast, by factors between 1 - x and 1 + x.
  ///
  /// - Parameters:
  ///   - brightness: x for the brightness, in 0...1.
  ///   - contrast: x for the contrast, in 0...1.
  ///   - generator: two draws for each picture.
  /// - Precondition: shape [C, H, W] or [N, C, H, W].
  public func jittered(brightness: Double, contrast: Double, using generator: inout Random) -> Tensor {
    precondition(
      0...1 ~= brightness && 0...1 ~= contrast, "jittered: brightness \(brightness), contrast \(contrast), not in 0...1"
    )
    return mapPictures("jittered") { picture in
      let light = 1 + brightness * (2 * generator.uniform() - 1)
      let span = 1 + contrast * (2 * generator.uniform() - 1)
      return picture.brightened(by: Element(light)).contrasted(by: Element(span))
    }
  }

  /// Each picture turned by an angle of its own between -`degrees` and `degrees`; see ``rotated(degrees:fill:)``.
  ///
  /// - Precondition: shape [C, H, W] or [N, C, H, W]; `degrees` is finite and not negative.
  public func rotatedByChance(within degrees: Double, fill: Element = 0, using generator: inout Random) -> Tensor {
    precondition(degrees >= 0 && degrees.isFinite, "rotatedByChance: within \(degrees) degrees")
    return mapPictures("rotatedByChance") { picture in
      picture.rotated(degrees: degrees * (2 * generator.uniform() - 1), fill: fill)
    }
  }

  /// A part of each picture, every position as likely as the others.  Shape [..., height, width].
  ///
  /// - Precondition: shape [C, H, W] or [N, C, H, W]; 0 ≤ height ≤ H, 0 ≤ width ≤ W.
  public func croppedByChance(height: Int, width: Int, using generator: inout Random) -> Tensor {
    requireFit(height, width, "croppedByChance")
    return mapPictures("croppedByChance") { picture in
      let top = generator.integer(in: 0..<picture.shape[1] - height + 1)
      let left = generator.integer(in: 0..<picture.shape[2] - width + 1)
      return picture[0..., top..<top + height, left..<left + width]
    }
  }

  /// The middle of the pictures in the last two axes, as a view; where an odd number of pixels goes, one more goes at the
  /// bottom or right.  Shape [..., height, width].
  ///
  /// - Precondition: rank of at least 2; 0 ≤ height ≤ H, 0 ≤ width ≤ W.
  public func croppedToCentre(height: Int, width: Int) -> Tensor {
    requireFit(height, width, "croppedToCentre")
    let (down, right) = (shape[rank - 2] - height, shape[rank - 1] - width)
    return cropped([(down / 2, down - down / 2), (right / 2, right - right / 2)])
  }

  /// `change` of one picture, or of each of a batch.
  private func mapPictures(_ operation: StaticString, _ change: (Tensor) -> Tensor) -> Tensor {
    requirePictures(operation)
    if rank == 3 { return change(self) }
    return shape[0] == 0 ? self : Tensor(stacking: (0..<shape[0]).map { change(self[$0]) })
  }

  private func requirePictures(_ operation: StaticString) {
    precondition(rank == 3 || rank == 4, "\(operation): shape \(shape) is neither [C, H, W] nor [N, C, H, W]")
  }

  private func requireFit(_ height: Int, _ width: Int, _ operation: StaticString) {
    precondition(
      rank >= 2 && 0...shape[rank - 2] ~= height && 0...shape[rank - 1] ~= width,
      "\(operation): \(height) x \(width) of a picture of shape \(shape)")
  }
}
