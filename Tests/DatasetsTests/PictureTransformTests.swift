// Resizing, turning, cropping and jitter: against numbers of PyTorch and NumPy, and against what must hold.

import Datasets
import MiniTensor
import Testing

@Suite struct PictureTransformTests {
  /// 3 x 4 pixels: (7 i² + 3 i) mod 23, divided by 10.
  private let values: [Double] = [0, 1, 1.1, 0.3, 0.9, 0.6, 1.7, 1.9, 1.2, 1.9, 1.7, 0.6]
  private var picture: Tensor<Double> { Tensor(values, shape: [1, 3, 4]) }

  private func difference<E: Scalar>(_ x: Tensor<E>, _ y: [Double]) -> Double {
    zip(x.elements, y).map { abs(Double($0) - $1) }.max() ?? 0
  }

  /// Whether shapes agree, and numbers up to a few roundings in Float.
  private func isClose<E: Scalar>(_ x: Tensor<E>, _ y: Tensor<E>) -> Bool {
    x.shape == y.shape && zip(x.elements, y.elements).allSatisfy { abs($0 - $1) < 1e-6 }
  }

  // MARK: - Resizing

  /// torch.nn.functional.interpolate of PyTorch 2.13 (`bilinear` with align_corners=False, `nearest-exact`), and for the
  /// area NumPy's mean after every pixel was repeated 5 x 7 or 2 x 3 times.
  private static let resized: [(Interpolation, Int, Int, [Double])] = [
    (
      .bilinear, 5, 7,
      [
        0, 0.3571428571, 0.9285714286, 1.05, 1.0428571429, 0.5857142857, 0.3, 0.36, 0.5314285714, 0.8057142857, 1.09,
        1.3114285714, 1.0828571429, 0.94, 0.9, 0.7928571429, 0.6214285714, 1.15, 1.7142857143, 1.8285714286, 1.9, 1.08,
        1.1871428571, 1.3585714286, 1.54, 1.6585714286, 1.3271428571, 1.12, 1.2, 1.45, 1.85, 1.8, 1.6214285714,
        0.9928571429, 0.6,
      ]
    ),
    (.bilinear, 2, 3, [0.3375, 1.075, 0.7916666667, 1.2, 1.6375, 1.0541666667]),
    (.bilinear, 1, 1, [1.15]),
    (
      .nearest, 5, 7,
      [
        0, 0, 1, 1.1, 1.1, 0.3, 0.3, 0, 0, 1, 1.1, 1.1, 0.3, 0.3, 0.9, 0.9, 0.6, 1.7, 1.7, 1.9, 1.9, 1.2, 1.2, 1.9, 1.7,
        1.7, 0.6, 0.6, 1.2, 1.2, 1.9, 1.7, 1.7, 0.6, 0.6,
      ]
    ),
    (.nearest, 2, 3, [0, 1.1, 0.3, 1.2, 1.7, 0.6]),
    (.nearest, 1, 1, [1.7]),
    (.area, 2, 3, [0.4416666667, 1.0833333333, 0.95, 1.1916666667, 1.5833333333, 1.2]),
    (
      .area, 5, 7,
      [
        0, 0.25, 1, 1.05, 1.1, 0.5, 0.3, 0.3, 0.4416666667, 0.8666666667, 1.0833333333, 1.3, 0.95, 0.8333333333, 0.9,
        0.825, 0.6, 1.15, 1.7, 1.85, 1.9, 1.1, 1.1916666667, 1.4666666667, 1.5833333333, 1.7, 1.2, 1.0333333333, 1.2,
        1.375, 1.9, 1.8, 1.7, 0.875, 0.6,
      ]
    ),
    (.area, 2, 2, [0.5833333333, 1.0666666667, 1.2833333333, 1.3666666667]),
  ]

  @Test func resizingAsOtherProgramsDo() {
    for (interpolation, height, width, expected) in Self.resized {
      let name = "\(interpolation) \(height) x \(width)"
      let result = picture.resized(height: height, width: width, by: interpolation)
      #expect(result.shape == [1, height, width])
      #expect(difference(result, expected) < 1e-9, "\(name)")
      let single = Tensor<Float>(values.map { Float($0) }, shape: [3, 4])
      #expect(difference(single.resized(height: height, width: width, by: interpolation), expected) < 1e-6, "\(name)")
    }
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
  func whatResizingKeeps(seed: UInt64) {
    var generator = Random(seed: seed)
    let (height, width) = (generator.integer(in: 1..<30), generator.integer(in: 1..<30))
    let (newHeight, newWidth) = (generator.integer(in: 1..<40), generator.integer(in: 1..<40))
    let batch = Tensor<Double>.uniform([2, 3, height, width], using: &generator)
    let note = "seed \(seed): \(height) x \(width) to \(newHeight) x \(newWidth)"
    for interpolation in [Interpolation.nearest, .bilinear, .area] {
      #expect(batch.resized(height: height, width: width, by: interpolation) == batch, "\(note)")
      let result = batch.resized(height: newHeight, width: newWidth, by: interpolation)
      #expect(result.shape == [2, 3, newHeight, newWidth])
      let one = batch[1, 2].resized(height: newHeight, width: newWidth, by: interpolation)
      #expect(result[1, 2] == one, "\(note)")
      // Nothing prefers a direction, save `nearest` where a centre lies on an edge.
      if interpolation != .nearest {
        let turned = batch.flipped(along: -1).resized(height: newHeight, width: newWidth, by: interpolation)
        #expect((turned.flipped(along: -1) - result).absolute().max().item < 1e-12, "\(note)")
      }
      let plain = Tensor(repeating: 0.7, shape: [height, width])
      let resized = plain.resized(height: newHeight, width: newWidth, by: interpolation)
      #expect(resized.elements.allSatisfy { abs($0 - 0.7) < 1e-12 }, "\(note)")
    }
    let shrunk = batch.resized(height: newHeight, width: newWidth, by: .area)
    let change = (shrunk.mean(alongAxes: [2, 3]) - batch.mean(alongAxes: [2, 3])).absolute().max().item
    #expect(change < 1e-12, "\(note): the mean moved by \(change)")
    let blocks = batch.resized(height: 2 * height, width: 3 * width, by: .nearest)
    #expect(isClose(blocks.resized(height: height, width: width, by: .area), batch), "\(note)")
    #expect(blocks == batch.resized(height: 2 * height, width: 3 * width, by: .area), "\(note)")
  }

  @Test func halvingIsTheMeanOfTwoByTwo() {
    let picture = Tensor<Float>((0..<16).map { Float($0) }, shape: [1, 4, 4])
    let half = Tensor<Float>([2.5, 4.5, 10.5, 12.5], shape: [1, 2, 2])
    #expect(picture.resized(height: 2, width: 2, by: .area) == half)
    #expect(picture.resized(height: 2, width: 2, by: .bilinear) == half)
    // A single pixel spreads, and no pictures stay none.
    let pixel = Tensor<Float>([3], shape: [1, 1])
    #expect(pixel.resized(height: 2, width: 3, by: .bilinear) == Tensor(repeating: 3, shape: [2, 3]))
    #expect(Tensor<Float>([], shape: [0, 3, 4, 4]).resized(height: 2, width: 5, by: .area).shape == [0, 3, 2, 5])
  }

  // MARK: - Squares

  @Test func centredSquares() {
    // A wide picture loses its sides, a tall one top and bottom; of an odd number one more goes at the end.
    let wide = Tensor<Double>((0..<14).map { Double($0 % 7) }, shape: [2, 7])
    #expect(wide.centredSquare(of: 2).elements == [2, 3, 2, 3])
    #expect(wide.transposed().centredSquare(of: 2).elements == [2, 2, 3, 3])
    #expect(wide.centredSquare(of: 1).elements == [2.5])
    // Means of areas where it shrinks, interpolation where it grows; a batch goes picture by picture.
    var generator = Random(seed: 5)
    let batch = Tensor<Float>.uniform([2, 3, 9, 6], using: &generator)
    let square = batch[0..., 0..., 1..<7]
    #expect(batch.centredSquare(of: 4) == square.resized(height: 4, width: 4, by: .area))
    #expect(batch.centredSquare(of: 8) == square.resized(height: 8, width: 8, by: .bilinear))
    #expect(batch.centredSquare(of: 6) == square && batch.centredSquare(of: 4)[1] == batch[1].centredSquare(of: 4))
  }

  @Test func levelsOfBytes() {
    let all = Tensor<Float>((0...255).map { Float($0) / 255 }, shape: [2, 128])
    #expect(all.levels() == Tensor((0...255).map { UInt8($0) }, shape: [2, 128]))
    let odd: [Float] = [-1, 0.4 / 255, 0.6 / 255, 254.6 / 255, 7, .infinity, -.infinity, .nan]
    #expect(Tensor(odd).levels().elements == [0, 0, 1, 255, 255, 255, 0, 0])
  }

  // MARK: - Turning

  /// torch.nn.functional.grid_sample of PyTorch 2.13 (bilinear, padding with zeros, align_corners=True), the fill taken
  /// off before and added afterwards.
  @Test func turningAsPyTorchDoes() {
    let by30: [Double] = [
      0.2691515603, 0.934094833, 1.1502404736, 1.2017005803, 0.3606492787, 0.7569392034, 1.648084844, 1.0807454681,
      0.6552645209, 1.263990011, 1.6029972871, 0.5264514741,
    ]
    let byMinus100: [Double] = [
      0.9339690954, 1.3201849326, 0.6621176527, 0.3291780299, 1.1523905073, 1.5099907442, 1.0480056325, 0.7739164166,
      0.7647795892, 1.577452189, 1.1148876633, 0.6468244877,
    ]
    #expect(difference(picture.rotated(degrees: 30), by30) < 1e-9)
    #expect(difference(picture.rotated(degrees: -100, fill: 0.5), byMinus100) < 1e-9)
    let single = Tensor<Float>(values.map { Float($0) }, shape: [3, 4])
    #expect(difference(single.rotated(degrees: 390), by30) < 1e-6)
  }

  @Test(arguments: [1, 2, 5, 8])
  func quarterTurnsAreExact(side: Int) {
    var generator = Random(seed: UInt64(side))
    let batch = Tensor<Float>.uniform([2, 3, side, side], using: &generator)
    // Counter-clockwise: the upper right corner comes to the upper left.
    let quarter = batch.flipped(along: -1).transposed()
    #expect(batch.rotated(degrees: 90, fill: 9) == quarter)
    #expect(batch.rotated(degrees: -270) == quarter)
    #expect(batch.rotated(degrees: 180) == batch.flipped(along: -1, -2))
    #expect(batch.rotated(degrees: 450).rotated(degrees: 270) == batch)
    for degrees in [0, 360, -720.0] { #expect(batch.rotated(degrees: degrees) == batch) }
  }

  @Test func turningFillsWhatWasOutside() {
    let wide = Tensor<Double>(repeating: 1, shape: [1, 20, 20])
    let turned = wide.rotated(degrees: 45, fill: 5)
    #expect(turned[0, 0, 0].item == 5 && turned[0, 19, 19].item == 5 && turned[0, 10, 10].item == 1)
    #expect(turned.elements.allSatisfy { (1...5).contains($0) })
    // A half turn keeps pictures that are no squares too; a quarter turn cuts them.
    #expect(picture.rotated(degrees: 180) == picture.flipped(along: -1, -2))
    #expect(Tensor<Double>([1, 2, 3], shape: [1, 3]).rotated(degrees: 90, fill: 7).elements == [7, 2, 7])
    #expect(Tensor<Float>([], shape: [0, 2, 2]).rotated(degrees: 10).shape == [0, 2, 2])
    // There and back: the middle of a smooth picture hardly changes.
    let smooth = Tensor<Double>((0..<900).map { Double.sin(Double($0 % 30) / 6) }, shape: [30, 30])
    let back = smooth.rotated(degrees: 20).rotated(degrees: -20)
    #expect((back - smooth).croppedToCentre(height: 10, width: 10).absolute().max().item < 0.01)
  }

  // MARK: - Cropping and jitter

  @Test func cropping() {
    let picture = Tensor<Float>((0..<20).map { Float($0) }, shape: [1, 4, 5])
    #expect(picture.croppedToCentre(height: 2, width: 2).elements == [6, 7, 11, 12])
    #expect(picture.croppedToCentre(height: 4, width: 5) == picture)
    var generator = Random(seed: 1)
    var corners: Set<Float> = []
    for _ in 0..<200 {
      let part = picture.croppedByChance(height: 3, width: 3, using: &generator)
      let first = part[0, 0, 0].item
      corners.insert(first)
      #expect(part[0].elements == [0, 1, 2, 5, 6, 7, 10, 11, 12].map { $0 + first })
    }
    #expect(corners == [0, 1, 2, 5, 6, 7])
    let batch = Tensor(stacking: [Tensor<Float>](repeating: picture, count: 50))
    let parts = batch.croppedByChance(height: 1, width: 1, using: &generator)
    #expect(parts.shape == [50, 1, 1, 1] && Set(parts.elements).count > 10)
  }

  @Test func lightAndContrast() {
    let picture = Tensor<Double>([0.1, 0.2, 0.3, 0.8], shape: [1, 2, 2])
    #expect(isClose(picture.brightened(by: 2), Tensor([0.2, 0.4, 0.6, 1], shape: [1, 2, 2])))
    #expect(isClose(picture.contrasted(by: 0), Tensor(repeating: 0.35, shape: [1, 2, 2])))
    #expect(isClose(picture.contrasted(by: 2), Tensor([0, 0.05, 0.25, 1], shape: [1, 2, 2])))
    #expect(isClose(picture.contrasted(by: 1), picture))
    // In a batch every picture has its own mean.
    let batch = Tensor(stacking: [picture, picture * 0.5])
    #expect(isClose(batch.contrasted(by: 0)[1], Tensor(repeating: 0.175, shape: [1, 2, 2])))
  }

  @Test func jitterIsTheGenerators() {
    let batch = Tensor<Float>(repeating: 0.5, shape: [400, 1, 2, 2])
    var (first, again, other) = (Random(seed: 1), Random(seed: 1), Random(seed: 2))
    let jittered = batch.jittered(brightness: 0.4, contrast: 0.2, using: &first)
    #expect(jittered == batch.jittered(brightness: 0.4, contrast: 0.2, using: &again) && first == again)
    #expect(jittered != batch.jittered(brightness: 0.4, contrast: 0.2, using: &other))
    // A plain picture shows the brightness alone: 0.5 times 0.6 to 1.4, evenly.
    let levels = jittered.elements
    #expect(levels.allSatisfy { (0.2999...0.7001).contains($0) })
    #expect((levels.min() ?? 1) < 0.31 && (levels.max() ?? 0) > 0.69)
    #expect(abs(levels.reduce(0, +) / Float(levels.count) - 0.5) < 0.025)
    var same = batch
    same = same.jittered(brightness: 0, contrast: 0, using: &first)
    #expect(isClose(same, batch))
    let turned = picture.rotatedByChance(within: 0, using: &first)
    #expect(turned == picture && picture.rotatedByChance(within: 90, using: &first) != picture)
  }
}
