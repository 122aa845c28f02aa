// Tests of the direct Fourier transform: known values, its inverse, Parseval's sum, and exact roots of unity.

import MiniTensor
import Testing

@testable import FFT

private func random(_ shape: [Int], seed: UInt64) -> ComplexTensor<Double> {
  var generator = Random(seed: seed)
  func part() -> Tensor<Double> {
    Tensor((0..<shape.reduce(1, *)).map { _ in Double.random(in: -1...1, using: &generator) }, shape: shape)
  }
  return ComplexTensor(real: part(), imaginary: part())
}

private func distance(_ x: ComplexTensor<Double>, _ y: ComplexTensor<Double>) -> Double {
  let real = zip(x.real.elements, y.real.elements).map { abs($0 - $1) }
  let imaginary = zip(x.imaginary.elements, y.imaginary.elements).map { abs($0 - $1) }
  return x.shape == y.shape ? (real + imaginary).max() ?? 0 : .infinity
}

private func energy(_ x: ComplexTensor<Double>) -> Double {
  (x.real.elements + x.imaginary.elements).reduce(0) { $0 + $1 * $1 }
}

/// Computed with 60 decimal digits and rounded once.
private let roots: [(k: Int, n: Int, cosine: Double, sine: Double)] = [
  (1, 3, -0.5, 0.8660254037844386),
  (1, 5, 0.30901699437494745, 0.9510565162951535),
  (1, 7, 0.6234898018587335, 0.7818314824680298),
  (3, 16, 0.3826834323650898, 0.9238795325112867),
  (5, 28, 0.4338837391175581, 0.9009688679024191),
  (11, 28, -0.7818314824680298, 0.6234898018587335),
  (17, 1000, 0.9943007903969989, 0.10661115427525991),
  (999, 1000, 0.9999802608561371, -0.006283143965558951),
  (12345, 65537, 0.37764564254298927, 0.9259501977257161),
  (1, 1_048_576, 0.9999999999820472, 5.9921124526424275e-06),
]

@Test func rootsOfUnityAreExactToTheLastBit() {
  for root in roots {
    let (cosine, sine) = rootOfUnity(root.k, of: root.n)
    #expect(cosine == root.cosine && sine == root.sine, "\(root)")
  }
  for n in 1...50 {
    for k in -n...n {
      let (root, mirrored) = (rootOfUnity(k, of: n), rootOfUnity(-k, of: n))
      #expect(root.cosine == mirrored.cosine && root.sine == -mirrored.sine, "\(k) of \(n)")
      #expect(root == rootOfUnity(k + 7 * n, of: n))
    }
  }
  #expect(rootOfUnity(1, of: 4) == (0, 1) && rootOfUnity(1, of: 2) == (-1, 0) && rootOfUnity(-1, of: 4) == (0, -1))
}

@Test func simpleSignalsHaveTheirSpectra() {
  let impulse = ComplexTensor(Tensor<Double>([1, 0, 0, 0, 0]))
  #expect(dft(impulse) == ComplexTensor(Tensor([1, 1, 1, 1, 1])))
  #expect(dft(ComplexTensor(Tensor<Double>([1, 2, 3, 4]))).real.elements == [10, -2, -2, -2])
  #expect(dft(ComplexTensor(Tensor<Double>([1, 2, 3, 4]))).imaginary.elements == [0, 2, 0, -2])
  // A wave that turns three times: exp(2πi · 3j/n) stands at frequency 3 alone.
  let turns = (0..<28).map { rootOfUnity(3 * $0, of: 28) }
  let wave = ComplexTensor(real: Tensor(turns.map(\.cosine)), imaginary: Tensor(turns.map(\.sine)))
  let peak = ComplexTensor(Tensor<Double>((0..<28).map { $0 == 3 ? 28 : 0 }))
  #expect(distance(dft(wave), peak) < 1e-13)
}

@Test(arguments: [1, 2, 3, 7, 16, 28, 45]) func theInverseGivesTheSignalBack(size: Int) {
  let x = random([3, size], seed: UInt64(size))
  let spectrum = dft(x)
  #expect(distance(inverseDFT(spectrum), x) < 1e-13)
  #expect(abs(energy(spectrum) / Double(size) - energy(x)) < 1e-12 * energy(x))

  let matrix: ComplexTensor<Double> = dftMatrix(size)
  for k in 0..<size {
    let (c, s) = (matrix.real[k].elements, matrix.imaginary[k].elements)
    let (a, b) = (x.real[1].elements, x.imaginary[1].elements)
    let sum = (0..<size).reduce(0.0) { $0 + a[$1] * c[$1] - b[$1] * s[$1] }
    #expect(abs(sum - spectrum.real[1, k].item) < 1e-13)
  }
}

@Test func planesAreTransformedAlongBothAxes() {
  let x = random([2, 6, 5], seed: 3)
  let spectrum = dft(x, along: [-2, -1])
  #expect(distance(dft(dft(x, along: [2]), along: [1]), spectrum) < 1e-13)
  #expect(distance(inverseDFT(spectrum, along: [1, 2]), x) < 1e-14)
  #expect(abs(spectrum.real[1, 0, 0].item - x.real[1].elements.reduce(0, +)) < 1e-13)
  #expect(abs(energy(spectrum) / 30 - energy(x)) < 1e-12 * energy(x))
  let turned = ComplexTensor(real: x.real.transposed(), imaginary: x.imaginary.transposed())
  let back = dft(turned, along: [1, 2])
  #expect(
    distance(ComplexTensor(real: back.real.transposed(), imaginary: back.imaginary.transposed()), spectrum) < 1e-13)
  #expect(dft(random([0, 4], seed: 1)).shape == [0, 4] && dft(random([4, 0], seed: 1)).shape == [4, 0])
}

@Test func floatsAreTransformedInDouble() {
  let x = random([28], seed: 5)
  let narrow = ComplexTensor(real: Tensor(x.real.elements.map { Float($0) }), imaginary: Tensor<Float>.zeros([28]))
  let wide = ComplexTensor(real: Tensor(narrow.real.elements.map { Double($0) }), imaginary: Tensor<Double>.zeros([28]))
  #expect(dft(narrow).real.elements == dft(wide).real.elements.map { Float($0) })
}
