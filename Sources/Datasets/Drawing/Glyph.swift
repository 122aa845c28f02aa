// Line drawings: segments in a square, and the pose in which they are seen.

import MiniTensor

/// A drawing of straight segments in the square (-1, 1)², x to the right and y downward.
public struct Glyph: Sendable, Equatable {
  /// A point of the plane.
  public typealias Point = SIMD2<Double>

  /// A straight stroke of the pen.
  public struct Segment: Sendable, Equatable {
    /// Its two ends; a dot where they coincide.
    public var start, end: Point

    /// The segment between two points.
    public init(_ start: Point, _ end: Point) { (self.start, self.end) = (start, end) }
  }

  /// What the pen draws, in any order.
  public var segments: [Segment]

  /// A drawing of these segments.
  public init(_ segments: [Segment]) { self.segments = segments }

  /// Open polylines: each connects its points in order.
  public init(_ lines: [Point]...) {
    segments = lines.flatMap { line in zip(line, line.dropFirst()).map { Segment($0, $1) } }
  }

  /// The polygon with these corners.
  public static func closed(_ corners: [Point]) -> Glyph { Glyph(corners + corners.prefix(1)) }

  /// The drawing as it is seen in a pose.
  public func moved(by pose: Pose) -> Glyph { Glyph(segments.map { Segment(pose($0.start), pose($0.end)) }) }

  /// The distance from a point to the nearest point of the drawing; infinite for an empty one.
  public func distance(to point: Point) -> Double {
    var least = Double.infinity
    for segment in segments {
      let way = segment.end - segment.start
      let from = point - segment.start
      let length = (way * way).sum()
      let share = length > 0 ? min(max((from * way).sum() / length, 0), 1) : 0
      let gap = from - way * share
      least = min(least, (gap * gap).sum())
    }
    return least.squareRoot()
  }
}

/// How a drawing is turned, sheared, stretched and shifted: p ↦ s · R(θ) · [[1, h], [0, 1]] · diag(a, 1/a) · p + shift.
public struct Pose: Sendable, Equatable {
  /// The angle θ in radians; y points downward, so that a positive one turns clockwise to the eye.
  public var rotation: Double
  /// The factor s.
  public var scale: Double
  /// The factor a: a drawing twice as wide as high in itself has √2.
  public var aspect: Double
  /// How far h a point moves to the right for each unit that it lies lower.
  public var shear: Double
  /// Where the origin goes.
  public var shift: Glyph.Point

  /// A pose; without arguments the one that changes nothing.
  public init(
    rotation: Double = 0, scale: Double = 1, aspect: Double = 1, shear: Double = 0, shift: Glyph.Point = .zero
  ) {
    (self.rotation, self.scale, self.aspect, self.shear, self.shift) = (rotation, scale, aspect, shear, shift)
    (cosine, sine) = (Double.cos(rotation), Double.sin(rotation))
  }

  private var cosine, sine: Double

  /// Where a point goes.
  public func callAsFunction(_ point: Glyph.Point) -> Glyph.Point {
    let stretched = Glyph.Point(point.x * aspect, point.y / aspect)
    let sheared = Glyph.Point(stretched.x + shear * stretched.y, stretched.y)
    let turned = Glyph.Point(cosine * sheared.x - sine * sheared.y, sine * sheared.x + cosine * sheared.y)
    return scale * turned + shift
  }
}
