// Ten kinds of line drawings, and six that the networks never meet: data without a download.

import Datasets
import MiniTensor

/// The drawings of preset `quick`: 16 x 16 grey pixels, neither clipped nor rounded.
enum Glyphs {
  static let side = 16

  /// The normal classes, 0 to 9.
  static let normal: [(name: String, glyph: Glyph)] = [
    ("ring", .closed((0..<12).map { ringPoint($0) })),
    ("plus", Glyph([[-0.8, 0], [0.8, 0]], [[0, -0.8], [0, 0.8]])),
    ("square", .closed([[-0.65, -0.65], [0.65, -0.65], [0.65, 0.65], [-0.65, 0.65]])),
    ("triangle", .closed([[0, -0.8], [0.75, 0.6], [-0.75, 0.6]])),
    ("H", Glyph([[-0.6, -0.75], [-0.6, 0.75]], [[0.6, -0.75], [0.6, 0.75]], [[-0.6, 0], [0.6, 0]])),
    ("T", Glyph([[-0.7, -0.7], [0.7, -0.7]], [[0, -0.7], [0, 0.8]])),
    ("L", Glyph([[-0.55, -0.8], [-0.55, 0.7], [0.6, 0.7]])),
    ("Z", Glyph([[-0.65, -0.7], [0.65, -0.7], [-0.65, 0.7], [0.65, 0.7]])),
    ("U", Glyph([[-0.6, -0.75], [-0.6, 0.65], [0.6, 0.65], [0.6, -0.75]])),
    ("bars", Glyph([[-0.5, -0.75], [-0.5, 0.75]], [[0.5, -0.75], [0.5, 0.75]])),
  ]

  /// The classes of the set `unseen`. Beyond the turns of training X is a plus, N a Z and the diamond a square.
  static let unseen: [(name: String, glyph: Glyph)] = [
    ("X", Glyph([[-0.65, -0.65], [0.65, 0.65]], [[0.65, -0.65], [-0.65, 0.65]])),
    ("V", Glyph([[-0.65, -0.75], [0, 0.75], [0.65, -0.75]])),
    ("E", Glyph([[0.6, -0.75], [-0.55, -0.75], [-0.55, 0.75], [0.6, 0.75]], [[-0.55, 0], [0.4, 0]])),
    ("diamond", .closed([[0, -0.85], [0.7, 0], [0, 0.85], [-0.7, 0]])),
    ("Y", Glyph([[-0.65, -0.75], [0, 0], [0.65, -0.75]], [[0, 0], [0, 0.8]])),
    ("N", Glyph([[-0.6, 0.75], [-0.6, -0.75], [0.6, 0.75], [0.6, -0.75]])),
  ]

  private static func ringPoint(_ k: Int) -> Glyph.Point {
    // cos and sin of multiples of 30 degrees need no library.
    let cosines = [
      1, 0.75.squareRoot(), 0.5, 0, -0.5, -0.75.squareRoot(), -1, -0.75.squareRoot(), -0.5, 0, 0.5, 0.75.squareRoot(),
    ]
    return Glyph.Point(0.75 * cosines[k], 0.75 * cosines[(k + 9) % 12])
  }

  /// A finished image of a glyph in a random pose.
  static func image(of glyph: Glyph, using generator: inout Random) -> Canvas {
    let degree = Double.pi / 180
    let pose = Pose(
      rotation: generator.uniform(in: -25 * degree..<25 * degree), scale: generator.uniform(in: 0.6..<0.95),
      aspect: generator.uniform(in: 0.8..<1.2), shear: generator.uniform(in: -0.25..<0.25),
      shift: point(within: 0.2, using: &generator))
    let halfWidth = generator.uniform(in: 0.06..<0.14)
    let ink = Canvas(side: side, inking: glyph.moved(by: pose), halfWidth: halfWidth)
    return finished(ink, using: &generator)
  }

  /// A finished image of a polyline through three to six random points: an outlier to train with.
  static func scribble(side: Int, using generator: inout Random) -> Canvas {
    let count = 3 + generator.integer(in: 0..<4)
    let points = (0..<count).map { _ in point(within: 0.75, using: &generator) }
    let halfWidth = generator.uniform(in: 0.06..<0.14)
    return finished(Canvas(side: side, inking: Glyph(points), halfWidth: halfWidth), using: &generator)
  }

  /// Ink seen as a camera might: its contrast, clutter strokes before and behind it, shading, an offset and noise.
  private static func finished(_ ink: Canvas, using generator: inout Random) -> Canvas {
    let contrast = generator.uniform(in: 0.5..<1)
    var image = ink.map { contrast * $0 }
    for _ in 0..<generator.integer(in: 0..<3) {
      let start = point(within: 1, using: &generator)
      let turn = Pose(rotation: generator.uniform(in: 0..<2 * .pi))
      let stroke = Glyph([start, start + turn([generator.uniform(in: 0.2..<0.5), 0])])
      let clutter = Canvas(side: ink.side, inking: stroke, halfWidth: generator.uniform(in: 0.05..<0.10))
      let grey = generator.uniform(in: 0.3..<0.8)
      image = image.combined(with: clutter) { max($0, grey * $1) }
    }
    let slope = point(within: 0.3, using: &generator)
    let offset = generator.uniform(in: 0..<0.3)
    let shading = Canvas(side: ink.side) { ($0 * slope).sum() + offset }
    image = image.combined(with: shading, +)
    image.addNoise(deviation: generator.uniform(in: 0.05..<0.20), using: &generator)
    return image
  }

  private static func point(within bound: Double, using generator: inout Random) -> Glyph.Point {
    Glyph.Point(generator.uniform(in: -bound..<bound), generator.uniform(in: -bound..<bound))
  }
}

extension SeedData {
  /// The images of preset `quick`.
  init(glyphs counts: Recipe.SampleCounts, seed: Int, stream: Random) {
    let source = NormalSource(classes: Glyphs.normal.count) { label, occurrence, stream in
      var generator = stream.split(occurrence * Glyphs.normal.count + label)
      return Glyphs.image(of: Glyphs.normal[label].glyph, using: &generator)
    }
    let training = source.balanced(counts.training!, stream: stream.split("training"))
    let validation = source.balanced(counts.validation, stream: stream.split("validation"))
    let test = source.balanced(counts.test!, stream: stream.split("test"))

    let unseen = (0..<counts.outliers).map { index in
      var generator = stream.split("unseen").split(index)
      return Glyphs.image(of: Glyphs.unseen[index % Glyphs.unseen.count].glyph, using: &generator)
    }
    let tiles = 4
    let made = source.outliers(counts.outliers, tiles: tiles, stream: stream)
    let near = [("unseen", unseen)] + made.near
    let pixels = Tensor<Float>(training.canvases, side: Glyphs.side)
    self.init(
      seed: seed, training: training.set, validation: validation.set, test: test.set,
      outliers: near.map { OutlierSet($0.0, .near, matched($0.1, to: test.canvases)) } + made.far,
      auxiliary: auxiliaryOutliers(counts.auxiliary, matching: training.canvases, stream: stream.split("auxiliary")),
      standard: Standardisation(of: pixels))
  }
}
