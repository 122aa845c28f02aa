// Pooling, window by window.

extension Reference {
  /// The places of a window that lie inside of the image, in row-major order.
  private static func window(
    _ row: Int, _ column: Int, of shape: [Int], size: Int, stride: Int, padding: Int
  ) -> [(row: Int, column: Int)] {
    indices(of: [size, size]).map { (row * stride - padding + $0[0], column * stride - padding + $0[1]) }
      .filter { (0..<shape[2]).contains($0.0) && (0..<shape[3]).contains($0.1) }
  }

  private static func pooledShape(_ shape: [Int], size: Int, stride: Int, padding: Int) -> [Int] {
    shape[..<2] + shape[2...].map { ($0 + 2 * padding - size) / stride + 1 }
  }

  /// ``maxPool2dWithIndices(_:size:stride:padding:)``.
  public static func maxPool2d<Element: Scalar>(
    _ x: Tensor<Element>, size: Int, stride: Int, padding: Int
  ) -> (values: Tensor<Element>, indices: Tensor<Int32>) {
    let shape = pooledShape(x.shape, size: size, stride: stride, padding: padding)
    let indices = tensor(shape: shape) { place in
      let window = window(place[2], place[3], of: x.shape, size: size, stride: stride, padding: padding)
      var best = window[0]
      for other in window.dropFirst() {
        let value = element(x, at: [place[0], place[1], other.row, other.column])
        let greatest = element(x, at: [place[0], place[1], best.row, best.column])
        if value > greatest || value.isNaN { best = other }
      }
      return Int32(best.row * x.shape[3] + best.column)
    }
    let values = tensor(shape: shape) { place in
      let (row, column) = Int(element(indices, at: place)).quotientAndRemainder(dividingBy: x.shape[3])
      return element(x, at: [place[0], place[1], row, column])
    }
    return (values, indices)
  }

  /// ``averagePool2d(_:size:stride:padding:)``.
  public static func averagePool2d<Element: Scalar>(
    _ x: Tensor<Element>, size: Int, stride: Int, padding: Int
  ) -> Tensor<Element> {
    tensor(shape: pooledShape(x.shape, size: size, stride: stride, padding: padding)) { place in
      let window = window(place[2], place[3], of: x.shape, size: size, stride: stride, padding: padding)
      let values = window.map { element(x, at: [place[0], place[1], $0.row, $0.column]) }
      return values.reduce(0, +) / Element(size * size)
    }
  }

  /// ``averagePool2dGradient(_:imageSize:size:stride:padding:)``.
  public static func averagePool2dGradient<Element: Scalar>(
    _ g: Tensor<Element>, imageSize: (height: Int, width: Int), size: Int, stride: Int, padding: Int
  ) -> Tensor<Element> {
    let shape = [g.shape[0], g.shape[1], imageSize.height, imageSize.width]
    var sums = [[Int]: Element]()
    for place in indices(of: g.shape) {
      for tap in window(place[2], place[3], of: shape, size: size, stride: stride, padding: padding) {
        sums[[place[0], place[1], tap.row, tap.column], default: 0] += element(g, at: place) / Element(size * size)
      }
    }
    return tensor(shape: shape) { sums[$0] ?? 0 }
  }
}
