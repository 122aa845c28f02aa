// Convolutions and their gradients as tile products over shifted copies of the pixels (see Correlation.swift).

/// Many kernels over one image: rows of weights times the planes.
private struct CorrelationProduct<Element: Scalar> {
  let shape: Correlation
  let rows: Int
  let weights: UnsafePointer<Element>
  /// See ``Correlation/withSources(_:)``.
  let sources: UnsafePointer<Int32>?
  let product: TileProduct<Element>
  private var panels: Panels<Element> { Panels(columns: shape.positions) }

  /// Whether the image can be read in place of planes: no vector may reach beyond it.
  private var readsImage: Bool { shape.isPointwise && shape.positions % Element.lanes == 0 }

  /// The numbers of scratch memory that an image needs, the reach of the last panel included.
  var scratchCount: Int { readsImage ? 0 : shape.planesCount + TileProduct<Element>.panelWidth }

  /// Writes [rows][positions].
  func apply(
    to image: UnsafePointer<Element>, scratch: UnsafeMutablePointer<Element>,
    into result: UnsafeMutablePointer<Element>
  ) {
    if shape.depth == 0 { return result.update(repeating: 0, count: rows * shape.positions) }
    if !readsImage { shape.writePlanes(of: image, sources: sources, to: scratch) }
    let planes = readsImage ? image : UnsafePointer(scratch)
    let panels = panels
    forEachBlock(of: shape.depth, most: TileProduct<Element>.depthBlock) { depth in
      for panel in 0..<panels.count {
        let columns = panels[panel]
        product.multiply(
          weights, planes + columns.lowerBound, into: result + columns.lowerBound,
          rows: rows, columns: columns.count, depth: depth, adding: depth.lowerBound > 0)
      }
    }
  }
}

/// Forward: images [N][C][H][W] and weights [O][C][KH][KW] (both contiguous) to [N][O][HO][WO].
func convolve<Element: Scalar>(
  _ images: UnsafePointer<Element>, count: Int, _ weights: UnsafePointer<Element>, outputs: Int, _ shape: Correlation,
  into result: UnsafeMutablePointer<Element>
) {
  let padded = (outputs + 7) & ~7
  withUnsafeTemporaryAllocation(of: Int.self, capacity: padded + shape.depth) { lists in
    let rowOffsets = lists.baseAddress.unsafelyUnwrapped
    let depthOffsets = rowOffsets + padded
    for o in 0..<padded { rowOffsets[o] = min(o, outputs - 1) * shape.depth }
    shape.writeOffsets(to: depthOffsets)
    let product = TileProduct<Element>(
      rowOffsets: rowOffsets, step: 1, depthOffsets: depthOffsets, pitch: shape.positions)
    shape.withSources { sources in
      let work = CorrelationProduct(
        shape: shape, rows: outputs, weights: weights, sources: sources, product: product)
      performTasks(count, multiplications: count * outputs * shape.depth * shape.positions) { image in
        withScratch(work.scratchCount) { scratch in
          work.apply(
            to: images + image * shape.channels * shape.height * shape.width, scratch: scratch,
            into: result + image * outputs * shape.positions)
        }
      }
    }
  }
}

/// Input gradient: gradients [N][O][HO][WO] of a convolution's result, and its weights, to [N][C][H][W].
///
/// With a stride s, the input's pixels fall into s · s classes, by the taps that meet them. Each class is a correlation
/// of step 1 of the gradient with its taps, mirrored, and is then dealt to its pixels.
func convolveToInput<Element: Scalar>(
  _ gradients: UnsafePointer<Element>, count: Int, _ weights: UnsafePointer<Element>, outputs: Int,
  _ forward: Correlation, into result: UnsafeMutablePointer<Element>
) {
  let imageSize = forward.channels * forward.height * forward.width
  if forward.step > min(forward.kernelHeight, forward.kernelWidth) {
    result.update(repeating: 0, count: count * imageSize)  // some pixels are met by no tap
  }
  for rowPhase in 0..<min(forward.step, forward.kernelHeight) {
    for columnPhase in 0..<min(forward.step, forward.kernelWidth) {
      convolveToInput(
        gradients, count: count, weights, outputs: outputs, forward,
        rows: PixelClass(
          phase: rowPhase, step: forward.step, origin: forward.top, kernel: forward.kernelHeight, size: forward.height),
        columns: PixelClass(
          phase: columnPhase, step: forward.step, origin: forward.left, kernel: forward.kernelWidth,
          size: forward.width), into: result)
    }
  }
}

/// Along one axis: the input's pixels that the taps phase, phase + step, … of a kernel meet.
private struct PixelClass {
  /// The first of these pixels, and how many there are.
  let first, count: Int
  /// How many taps there are, and the first position of the gradient that the last tap meets.
  let taps, origin: Int

  init(phase: Int, step: Int, origin start: Int, kernel: Int, size: Int) {
    let remainder = (phase + start) % step
    first = remainder < 0 ? remainder + step : remainder
    count = first < size ? (size - 1 - first) / step + 1 : 0
    taps = (kernel - phase + step - 1) / step
    origin = (first - start - phase) / step - (taps - 1)
  }
}

private func convolveToInput<Element: Scalar>(
  _ gradients: UnsafePointer<Element>, count: Int, _ weights: UnsafePointer<Element>, outputs: Int,
  _ forward: Correlation, rows: PixelClass, columns: PixelClass, into result: UnsafeMutablePointer<Element>
) {
  let channels = forward.channels
  let shape = Correlation(
    channels: outputs, height: forward.outHeight, width: forward.outWidth,
    kernelHeight: rows.taps, kernelWidth: columns.taps, step: 1, top: rows.origin, left: columns.origin,
    outHeight: rows.count, outWidth: columns.count)
  if shape.positions == 0 || channels == 0 { return }
  let step = forward.step
  let height = TileProduct<Element>.tileRows
  let padded = (channels + height - 1) / height * height
  withUnsafeTemporaryAllocation(of: Int.self, capacity: padded + shape.depth) { lists in
    withScratch(padded * shape.depth) { (packed: UnsafeMutablePointer<Element>) in
      let rowOffsets = lists.baseAddress.unsafelyUnwrapped
      let depthOffsets = rowOffsets + padded
      shape.writeOffsets(to: depthOffsets)
      // The weights of the class, last tap first, in blocks [depth][rows of a tile].
      let (rowPhase, columnPhase) = (
        (rows.first - forward.top) % step, (columns.first - forward.left) % step
      )
      for c in 0..<padded {
        rowOffsets[c] = c / height * height * shape.depth + c % height
        if c >= channels { continue }
        var target = packed + rowOffsets[c]
        for o in 0..<outputs {
          let kernel = weights + (o &* channels &+ c) &* forward.taps
          for ty in 0..<rows.taps {
            let dy = rowPhase &+ (rows.taps &- 1 &- ty) &* step
            for tx in 0..<columns.taps {
              let dx = columnPhase &+ (columns.taps &- 1 &- tx) &* step
              target.pointee = kernel[dy &* forward.kernelWidth &+ dx]
              target += height
            }
          }
        }
      }
      for c in channels..<max(channels, padded) { rowOffsets[c] = rowOffsets[channels - 1] }

      let work = CorrelationProduct(
        shape: shape, rows: channels, weights: UnsafePointer(packed), sources: nil,
        product: TileProduct(
          rowOffsets: rowOffsets, step: height, depthOffsets: depthOffsets, pitch: shape.positions))
      let dealt = step > 1 ? channels * shape.positions : 0
      performTasks(count, multiplications: count * channels * shape.depth * shape.positions) { image in
        let source = gradients + image * outputs * shape.height * shape.width
        let target = result + image * channels * forward.height * forward.width
        withScratch(work.scratchCount + dealt) { scratch in
          if step == 1 { return work.apply(to: source, scratch: scratch, into: target) }
          work.apply(to: source, scratch: scratch + dealt, into: scratch)
          for c in 0..<channels {
            for i in 0..<rows.count {
              let from = scratch + (c &* rows.count &+ i) &* columns.count
              let line = c &* forward.height &+ rows.first &+ i &* step
              let to = target + (line &* forward.width &+ columns.first)
              for j in 0..<columns.count { to[j &* step] = from[j] }
            }
          }
        }
      }
    }
  }
}

/// The share of some channels in a weight gradient.
private struct WeightProduct<Element: Scalar> {
  /// The correlation of these channels.
  let shape: Correlation
  /// See ``Correlation/withSources(_:)``.
  let sources: UnsafePointer<Int32>?
  /// Where the channels of the first image begin, and from one image to the next.
  let pixels: UnsafePointer<Element>
  let pitch: Int
  /// The gradients of all images, [position][width] each.
  let gradients: UnsafePointer<Element>
  let width: Int

  /// Writes the sum over some images, [depth][width].
  func write(over images: Range<Int>, to sum: UnsafeMutablePointer<Element>) {
    let positions = shape.positions
    let panels = Panels<Element>(columns: width)
    let padded = (shape.depth + 7) & ~7
    withUnsafeTemporaryAllocation(of: Int.self, capacity: padded + positions) { lists in
      let rowOffsets = lists.baseAddress.unsafelyUnwrapped
      let depthOffsets = rowOffsets + padded
      shape.writeOffsets(to: rowOffsets)
      for row in shape.depth..<padded { rowOffsets[row] = rowOffsets[shape.depth - 1] }
      for position in 0..<positions { depthOffsets[position] = position * width }
      let product = TileProduct<Element>(rowOffsets: rowOffsets, step: 1, depthOffsets: depthOffsets, pitch: width)
      withScratch(shape.isPointwise ? 0 : shape.planesCount) { scratch in
        for image in images {
          let channels = pixels + image * pitch
          if !shape.isPointwise { shape.writePlanes(of: channels, sources: sources, to: scratch) }
          let planes = shape.isPointwise ? channels : UnsafePointer(scratch)
          let turned = gradients + image * positions * width
          forEachBlock(of: positions, most: TileProduct<Element>.depthBlock) { block in
            for panel in 0..<panels.count {
              let columns = panels[panel]
              product.multiply(
                planes, turned + columns.lowerBound, into: sum + columns.lowerBound, rows: shape.depth,
                columns: columns.count, depth: block, adding: image > images.lowerBound || block.lowerBound > 0)
            }
          }
        }
      }
    }
  }
}

/// Weight gradient: gradients [N][O][HO][WO] of a convolution's result, and its images, to [O][C][KH][KW].
///
/// Here the depth runs over positions: the rows are the taps (a run of pixels each, read where the planes hold them),
/// the columns are the outputs, for which the gradient is turned to [position][output]. A task takes some channels and
/// a fixed group of images, one image after another; the groups' sums are added in their order.
func convolveToWeights<Element: Scalar>(
  _ gradients: UnsafePointer<Element>, _ images: UnsafePointer<Element>, count: Int, outputs: Int,
  _ forward: Correlation, into result: UnsafeMutablePointer<Element>
) {
  if outputs == 0 || forward.depth == 0 { return }
  let positions = forward.positions
  if count == 0 || positions == 0 { return result.update(repeating: 0, count: outputs * forward.depth) }
  let width = (outputs + Element.lanes - 1) / Element.lanes * Element.lanes
  let multiplications = count * outputs * forward.depth * positions

  let channelsAtOnce = min(forward.channels, (64 + forward.taps - 1) / forward.taps)
  let chunks = (forward.channels + channelsAtOnce - 1) / channelsAtOnce
  let groups = min(count, (8 + chunks - 1) / chunks)
  let sumsCount = forward.depth * width

  withScratch(count * positions * width) { (turned: UnsafeMutablePointer<Element>) in
    withScratch(groups * sumsCount) { (sums: UnsafeMutablePointer<Element>) in
      performTasks(count, multiplications: multiplications) { image in
        let source = MatrixView(
          start: gradients + image * outputs * positions, rows: positions, columns: outputs, rowStep: 1,
          columnStep: positions)
        copyPanel(source, columns: 0..<outputs, to: turned + image * positions * width, width: width)
      }

      forward.withSources { sources in
        performTasks(chunks * groups, multiplications: multiplications) { task in
          let (chunk, group) = (task / groups, task % groups)
          let channels = chunk * channelsAtOnce..<min(forward.channels, (chunk + 1) * channelsAtOnce)
          let members = group * count / groups..<(group + 1) * count / groups
          let product = WeightProduct(
            shape: forward.of(channels: channels.count), sources: sources,
            pixels: images + channels.lowerBound * forward.height * forward.width,
            pitch: forward.channels * forward.height * forward.width, gradients: UnsafePointer(turned), width: width)
          product.write(over: members, to: sums + group * sumsCount + channels.lowerBound * forward.taps * width)
        }
      }

      for row in 0..<forward.depth {
        for o in 0..<outputs {
          var sum = sums[row &* width &+ o]
          for group in 1..<max(1, groups) { sum += sums[group &* sumsCount &+ row &* width &+ o] }
          result[o &* forward.depth &+ row] = sum
        }
      }
    }
  }
}
