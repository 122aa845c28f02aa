// The discrete Fourier transform as its definition says it: n² products for n numbers, for any n.

import MiniTensor

/// The discrete Fourier transform along some axes: X[k] = Σⱼ x[j] · exp(-2πi·j·k/n), not scaled. Shape: the input's.
///
/// Computed by the definition, in Double whatever the element type: exact to rounding for every length, and the oracle
/// of faster transforms. For images, transform along both axes of the plane:
/// ```swift
/// let spectrum = dft(ComplexTensor(images), along: [-2, -1])
/// ```
/// - Precondition: each axis is named once.
public func dft<Element: Scalar>(_ x: ComplexTensor<Element>, along axes: [Int] = [-1]) -> ComplexTensor<Element> {
  transformed(x, axes, isInverse: false)
}

/// The inverse of ``dft(_:along:)``: x[j] = 1/n · Σₖ X[k] · exp(2πi·j·k/n), with 1/n for each axis.
public func inverseDFT<Element: Scalar>(
  _ x: ComplexTensor<Element>, along axes: [Int] = [-1]
) -> ComplexTensor<Element> {
  transformed(x, axes, isInverse: true)
}

/// The matrix F of the transform of n numbers, X = F · x: F[k, j] = exp(-2πi·j·k/n). Shape [n, n], symmetric.
///
/// The inverse's matrix is its conjugate divided by n.
public func dftMatrix<Element: Scalar>(_ n: Int, of type: Element.Type = Element.self) -> ComplexTensor<Element> {
  let roots = (0..<n).map { rootOfUnity($0, of: n) }
  func part(_ value: (Int) -> Double) -> Tensor<Element> {
    Tensor(shape: [n, n]) { memory in
      for row in 0..<n { for column in 0..<n { memory[row * n + column] = Element(value(row * column % n)) } }
    }
  }
  return ComplexTensor(real: part { roots[$0].cosine }, imaginary: part { roots[$0].sine == 0 ? 0 : -roots[$0].sine })
}

private func transformed<Element: Scalar>(
  _ x: ComplexTensor<Element>, _ axes: [Int], isInverse: Bool
) -> ComplexTensor<Element> {
  let rank = x.shape.count
  var (real, imaginary) = (x.real.elements.map { Double($0) }, x.imaginary.elements.map { Double($0) })
  for axis in resolved(axes: axes, rank: rank, in: "dft") where !real.isEmpty {
    let size = x.shape[axis]
    let step = x.shape[(axis + 1)...].reduce(1, *)
    let roots = (0..<size).map { rootOfUnity($0, of: size) }
    let scale = isInverse ? Double(size) : 1
    for start in 0..<real.count where start / step % size == 0 {
      let line = (0..<size).map { (real[start + $0 * step], imaginary[start + $0 * step]) }
      for k in 0..<size {
        var (sumReal, sumImaginary) = (0.0, 0.0)
        var turn = 0  // j · k modulo the size
        for (a, b) in line {
          let (c, s) = (roots[turn].cosine, isInverse ? roots[turn].sine : -roots[turn].sine)
          sumReal += a * c - b * s
          sumImaginary += a * s + b * c
          turn += k
          if turn >= size { turn -= size }
        }
        (real[start + k * step], imaginary[start + k * step]) = (sumReal / scale, sumImaginary / scale)
      }
    }
  }
  return ComplexTensor(
    real: Tensor(real.map { Element($0) }, shape: x.shape),
    imaginary: Tensor(imaginary.map { Element($0) }, shape: x.shape))
}
