// The section `matmul`: products of matrices of many shapes.

import MiniTensor

extension Suite {
  /// The section `matmul`, with the case names of the peers' record: sizes as MxKxN.
  mutating func addMatMuls() {
    for size in [64, 128, 256, 512, 1024] { addMatMul("matmul", "square-\(size)", size, size, size) }
    for (name, m, k, n) in [
      ("tall-8192x64x64", 8192, 64, 64), ("tall-4096x256x16", 4096, 256, 16), ("wide-64x64x8192", 64, 64, 8192),
      ("deep-64x8192x64", 64, 8192, 64), ("deep-16x16384x32", 16, 16384, 32),
    ] { addMatMul("matmul", name, m, k, n) }
    for size in [4, 8, 16, 32] { addMatMul("matmul", "tiny-\(size)", size, size, size) }
    addMatMul("matmul", "odd-37x101x73", 37, 101, 73)
    addMatMul("matmul", "odd-129x257x65", 129, 257, 65)
    addMatMul("matmul", "odd-511", 511, 511, 511)
    for (count, m, k, n) in [(256, 8, 8, 8), (64, 32, 32, 32), (16, 128, 64, 128)] {
      addMatMul("matmul", "batched-\(count)x\(m)x\(k)x\(n)", m, k, n, batch: count)
    }
    addMatMul("matmul", "transposed-a-512", 512, 512, 512, transposingA: true)
    addMatMul("matmul", "transposed-b-512", 512, 512, 512, transposingB: true)
    addMatMul("matmul", "transposed-both-512", 512, 512, 512, transposingA: true, transposingB: true)
    addMatMul("matmul", "linear-128x784x256/forward", 128, 784, 256, transposingB: true)
    addMatMul("matmul", "linear-128x784x256/input-gradient", 128, 256, 784)
    addMatMul("matmul", "linear-128x784x256/weight-gradient", 256, 128, 784, transposingA: true)
    for (name, m, k, transposed) in [
      ("vector-1024", 1024, 1024, false), ("vector-4096x1024", 4096, 1024, false),
      ("vector-transposed-1024", 1024, 1024, true),
    ] { addMatMul("matmul", name, m, k, 1, transposingA: transposed) }
    for size in [256, 512] { addMatMul("matmul", "f64-square-\(size)", size, size, size, as: Double.self) }
    addMatMul("matmul", "f64-tall-4096x64x64", 4096, 64, 64, as: Double.self)
    addMatMul("matmul", "f64-vector-1024", 1024, 1024, 1, as: Double.self)
  }

  /// An [m, k] by [k, n] product. Transposed operands are stored the other way round and handed over as views; with
  /// n = 1 the right operand is a vector.
  mutating func addMatMul<E: Scalar>(
    _ section: String, _ name: String, _ m: Int, _ k: Int, _ n: Int, batch: Int = 0, transposingA: Bool = false,
    transposingB: Bool = false, as type: E.Type = Float.self
  ) {
    add(section, name, work: .operations(2 * m * k * n * max(batch, 1))) {
      let leading = batch > 0 ? [batch] : []
      let storedA: Tensor<E> = normal(leading + (transposingA ? [k, m] : [m, k]), name + " a")
      let storedB: Tensor<E> = normal(n == 1 ? [k] : leading + (transposingB ? [n, k] : [k, n]), name + " b")
      let a = transposingA ? storedA.transposed() : storedA
      let b = transposingB ? storedB.transposed() : storedB
      return { keep(matmul(a, b)) }
    }
  }
}
