// Kernels that pool one plane of an image: for each row of windows, one pass over the row for each tap of the window.

/// The sizes of a pooling: images, windows and results.
struct Pooling {
  let height: Int, width: Int
  let size: Int, stride: Int, padding: Int
  /// Rows and columns of windows.
  let rows: Int, columns: Int
  /// The number of planes: images times channels.
  let planes: Int
  let resultShape: [Int]

  /// Elements of a plane of the images.
  var plane: Int { height * width }
  /// Elements of a plane of the result.
  var windows: Int { rows * columns }

  init(_ shape: [Int], size: Int, stride: Int, padding: Int, in operation: StaticString) {
    precondition(shape.count == 4, "\(operation): shape \(shape) is not [n, channels, height, width]")
    precondition(
      size >= 1 && stride >= 1 && padding >= 0 && 2 * padding <= size,
      "\(operation): size \(size), stride \(stride), padding \(padding): at least 1, 1, 0; padding at most half the size"
    )
    (height, width) = (shape[2], shape[3])
    (self.size, self.stride, self.padding) = (size, stride, padding)
    precondition(
      min(height, width) >= 1 && min(height, width) + 2 * padding >= size,
      "\(operation): a window of size \(size) is larger than images of \(shape) with padding \(padding)")
    rows = (height + 2 * padding - size) / stride + 1
    columns = (width + 2 * padding - size) / stride + 1
    planes = shape[0] * shape[1]
    resultShape = [shape[0], shape[1], rows, columns]
  }

  /// Calls `body` for every plane, side by side.
  @inline(__always)
  func forEachPlane(_ body: (Int) -> Void) {
    let planesAtOnce = max(1, Threads.leastElements / 2 / plane)
    Threads.performChunks(of: planes, size: planesAtOnce) { for plane in $0 { body(plane) } }
  }

  /// The taps of a row of windows that lie inside of the image, in row-major order. `body` receives the offset of the
  /// tap's first element in the plane and the columns whose windows hold it: column j's tap is j · stride further
  /// than column 0's.
  @inline(__always)
  func forEachTap(ofRow row: Int, _ body: (_ offset: Int, _ columns: Range<Int>) -> Void) {
    let top = row &* stride &- padding
    for tapRow in max(0, top)..<min(height, top &+ size) {
      for tap in 0..<size {
        let left = tap &- padding  // of column 0
        let first = left < 0 ? (stride &- 1 &- left) / stride : 0
        let end = min(columns, (width &- 1 &- left) / stride &+ 1)
        if left < width && first < end { body(tapRow &* width &+ left, first..<end) }
      }
    }
  }
}

/// Runs `body` with the stride as a constant where it is 1 or 2, so that the compiler can use vectors.
@inline(__always)
private func withConstant(_ stride: Int, _ body: (Int) -> Void) {
  switch stride {
  case 1: body(1)
  case 2: body(2)
  default: body(stride)
  }
}

/// The greatest values of a plane's windows, and where they stand if that is asked for.
@inline(__always)
func maxPoolPlane<Element: Scalar>(
  _ source: UnsafePointer<Element>, _ pooling: Pooling, to target: UnsafeMutablePointer<Element>,
  indices: UnsafeMutablePointer<Int32>?
) {
  withConstant(pooling.stride) { stride in
    for row in 0..<pooling.rows {
      let values = target + row &* pooling.columns
      values.initialize(repeating: -.infinity, count: pooling.columns)
      guard let places = indices.map({ $0 + row &* pooling.columns }) else {
        pooling.forEachTap(ofRow: row) { offset, columns in
          for column in columns {
            let (value, best) = (source[offset &+ column &* stride], values[column])
            // A NaN always wins and is never beaten. Two selections, no branch: the data decide at random.
            let greater = value > best ? value : best
            values[column] = value == value ? greater : value
          }
        }
        continue
      }
      let top = max(0, row &* stride &- pooling.padding) &* pooling.width
      for column in 0..<pooling.columns {
        places[column] = Int32(truncatingIfNeeded: top &+ max(0, column &* stride &- pooling.padding))
      }
      pooling.forEachTap(ofRow: row) { offset, columns in
        for column in columns {
          let place = offset &+ column &* stride
          let (value, best) = (source[place], values[column])
          let number = Int32(truncatingIfNeeded: place)
          let greater = value > best ? value : best
          let winner = value > best ? number : places[column]
          values[column] = value == value ? greater : value
          places[column] = value == value ? winner : number
        }
      }
    }
  }
}

/// The means of a plane's windows; padding counts as zeros.
@inline(__always)
func averagePoolPlane<Element: Scalar>(
  _ source: UnsafePointer<Element>, _ pooling: Pooling, to target: UnsafeMutablePointer<Element>
) {
  let area = Element(pooling.size * pooling.size)
  withConstant(pooling.stride) { stride in
    for row in 0..<pooling.rows {
      let means = target + row &* pooling.columns
      means.initialize(repeating: 0, count: pooling.columns)
      pooling.forEachTap(ofRow: row) { offset, columns in
        for column in columns { means[column] += source[offset &+ column &* stride] }
      }
      for column in 0..<pooling.columns { means[column] /= area }
    }
  }
}

/// The gradients of a plane's elements from those of its windows' means.
@inline(__always)
func averagePoolPlaneGradient<Element: Scalar>(
  _ source: UnsafePointer<Element>, _ pooling: Pooling, to target: UnsafeMutablePointer<Element>
) {
  let area = Element(pooling.size * pooling.size)
  target.initialize(repeating: 0, count: pooling.plane)
  withConstant(pooling.stride) { stride in
    for row in 0..<pooling.rows {
      let shares = source + row &* pooling.columns
      pooling.forEachTap(ofRow: row) { offset, columns in
        for column in columns { target[offset &+ column &* stride] += shares[column] / area }
      }
    }
  }
}
