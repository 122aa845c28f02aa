// What a convolution does to the pixels before it multiplies: shifted copies, of which each tap meets a contiguous run.
//
// For each channel and each column dx of the kernel, a plane is written with the pixels that this column meets, padding
// included, one row of the plane for each row of pixels and as wide as the result:
//
//   image, padding 1        plane dx = 0      dx = 1      dx = 2       tap (dy, dx) of the whole result is then one
//   · · · · · ·               · · · ·        · · · ·     · · · ·       contiguous run: plane dx from row dy on. All
//   · a b c d ·               · a b c        a b c d     b c d ·       positions of an image are the columns of a
//   · e f g h ·               · e f g        e f g h     f g h ·       matrix product whose depth runs over (channel,
//   · · · · · ·               · · · ·        · · · ·     · · · ·       dy, dx), the order in which weights stand.
//
// With a stride s, rows are dealt to s planes in turn ("phases"), so that tap dy reads plane dy % s from row dy / s on.
// This is three copies of an image for a 3x3 kernel, where unfolding it into a matrix would be nine.

/// A sliding product of some channels of an image with kernels, in steps of a stride, 0 outside of the image:
///
///     result[i][j] = Σ weight[c][dy][dx] · image[c][top + i · step + dy][left + j · step + dx]
struct Correlation {
  let channels, height, width: Int
  let kernelHeight, kernelWidth: Int
  let step, top, left: Int
  let outHeight, outWidth: Int

  /// The same with another number of channels.
  func of(channels: Int) -> Correlation {
    Correlation(
      channels: channels, height: height, width: width, kernelHeight: kernelHeight, kernelWidth: kernelWidth,
      step: step, top: top, left: left, outHeight: outHeight, outWidth: outWidth)
  }

  var positions: Int { outHeight * outWidth }
  var taps: Int { kernelHeight * kernelWidth }
  var depth: Int { channels * taps }

  private var phases: Int { min(step, kernelHeight) }
  private var planeRows: Int { outHeight + (kernelHeight - 1) / step }
  private var planeSize: Int { planeRows * outWidth }

  /// Whether the image's own rows are the planes: one tap, each pixel in its place.
  var isPointwise: Bool {
    taps == 1 && step == 1 && top == 0 && left == 0 && outHeight == height && outWidth == width
  }

  /// The numbers in all planes of an image.
  var planesCount: Int { channels * kernelWidth * phases * planeSize }

  /// Where the pixels that a tap meets begin.
  func offset(channel: Int, _ dy: Int, _ dx: Int) -> Int {
    ((channel * kernelWidth + dx) * phases + dy % step) * planeSize + dy / step * outWidth
  }

  /// The offsets of all taps, in the order of weights.
  func writeOffsets(to list: UnsafeMutablePointer<Int>) {
    var next = list
    for channel in 0..<channels {
      for dy in 0..<kernelHeight {
        for dx in 0..<kernelWidth {
          next.pointee = offset(channel: channel, dy, dx)
          next += 1
        }
      }
    }
  }

  /// The numbers in the planes of a channel.
  private var channelSize: Int { kernelWidth * phases * planeSize }

  /// Columns of the plane of a column dx of the kernel that lie in the image.
  private func inside(_ dx: Int) -> Range<Int> {
    let origin = left + dx
    let from = min(outWidth, max(0, (step - 1 - origin) / step))
    return from..<max(from, min(outWidth, origin >= width ? 0 : (width - 1 - origin) / step + 1))
  }

  /// Calls `body` with a list that `writePlanes` needs if the step is above 1: where the pixels of a channel's planes
  /// stand among its pixels, -1 for padding. It is the same for all images and channels.
  func withSources(_ body: (UnsafePointer<Int32>?) -> Void) {
    if step == 1 { return body(nil) }
    precondition(height * width <= Int32.max, "convolution: \(height) x \(width) pixels are too many for a stride")
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: channelSize) { list in
      var next = 0
      for dx in 0..<kernelWidth {
        let inside = inside(dx)
        for phase in 0..<phases {
          for row in 0..<planeRows {
            let y = top + phase + row * step
            for column in 0..<outWidth {
              let isPixel = 0..<height ~= y && inside.contains(column)
              list[next] = isPixel ? Int32(y * width + left + dx + column * step) : -1
              next += 1
            }
          }
        }
      }
      body(UnsafePointer(list.baseAddress.unsafelyUnwrapped))
    }
  }

  /// Writes the planes of an image.
  func writePlanes<Element: Scalar>(
    of image: UnsafePointer<Element>, sources: UnsafePointer<Int32>?, to planes: UnsafeMutablePointer<Element>
  ) {
    for channel in 0..<channels {
      let pixels = image + channel &* height &* width
      var plane = planes + channel &* channelSize
      if let sources {
        for index in 0..<channelSize {
          let source = Int(sources[index])
          plane[index] = source < 0 ? 0 : pixels[source]
        }
        continue
      }
      for dx in 0..<kernelWidth {
        if outWidth == width {
          writeShifted(pixels, origin: left &+ dx, inside: inside(dx), to: plane)
        } else {
          writeRows(pixels, origin: left &+ dx, inside: inside(dx), to: plane)
        }
        plane += planeSize
      }
    }
  }

  /// A plane row by row.
  private func writeRows<Element: Scalar>(
    _ pixels: UnsafePointer<Element>, origin: Int, inside: Range<Int>, to plane: UnsafeMutablePointer<Element>
  ) {
    var row = plane
    for y in top..<top + planeRows {
      if y < 0 || y >= height {
        fill(row, 0, outWidth)
      } else {
        fill(row, 0, inside.lowerBound)
        copyRun(pixels + (y &* width &+ origin &+ inside.lowerBound), to: row + inside.lowerBound, inside.count)
        fill(row, inside.upperBound, outWidth)
      }
      row += outWidth
    }
  }

  /// A plane as wide as the image: the image in one run, moved by some rows and columns; what moved in from the
  /// neighbouring rows is padding.
  private func writeShifted<Element: Scalar>(
    _ pixels: UnsafePointer<Element>, origin: Int, inside: Range<Int>, to plane: UnsafeMutablePointer<Element>
  ) {
    let shift = top &* width &+ origin
    let from = min(planeSize, max(0, -shift))
    let upTo = max(from, min(planeSize, height &* width &- shift))
    fill(plane, 0, from)
    copyRun(pixels + (from &+ shift), to: plane + from, upTo &- from)
    fill(plane, upTo, planeSize)
    if inside.count == width { return }
    var row = plane
    for _ in 0..<planeRows {
      fill(row, 0, inside.lowerBound)
      fill(row, inside.upperBound, width)
      row += width
    }
  }
}

/// Zeros in a range, which is mostly empty or a single column: longer ones become a call.
@inline(__always)
private func fill<Element: Scalar>(_ row: UnsafeMutablePointer<Element>, _ first: Int, _ last: Int) {
  if first < last { row[first] = 0 }
  var j = first &+ 1
  while j < last {
    row[j] = 0
    j &+= 1
  }
}
