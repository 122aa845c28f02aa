// What the machine itself can do, measured in the same run: fused multiply-adds from registers, and bytes from memory.

import MiniTensor

/// Fused multiply-adds of vectors in one call of ``multiplyAdd(_:_:)``.
private let multiplyAddCount = 12 * 100_000

/// Operations in one call of ``multiplyAdd(_:_:)`` in Float.
let multiplyAddOperations = 2 * multiplyAddCount * Float.Vector.scalarCount

/// Twelve independent chains of x = x · a + b: enough to hide the latency of the instruction, few enough for the
/// registers of every processor level. The chains start from memory and end there: a sum over them at the end would lead
/// the compiler to cut the vectors of the whole loop into pieces.
@inline(never)
@specialized(where E == Float)
@specialized(where E == Double)
func multiplyAdd<E: Scalar>(_ x: UnsafeMutablePointer<E.Vector>, times factor: E, plus term: E) {
  let a = E.vector(factor)
  let b = E.vector(term)
  var (c, d, e, f, g, h) = (x[0], x[1], x[2], x[3], x[4], x[5])
  var (i, j, k, l, m, n) = (x[6], x[7], x[8], x[9], x[10], x[11])
  for _ in 0..<multiplyAddCount / 12 {
    c = fused(b, c, a)
    d = fused(b, d, a)
    e = fused(b, e, a)
    f = fused(b, f, a)
    g = fused(b, g, a)
    h = fused(b, h, a)
    i = fused(b, i, a)
    j = fused(b, j, a)
    k = fused(b, k, a)
    l = fused(b, l, a)
    m = fused(b, m, a)
    n = fused(b, n, a)
  }
  (x[0], x[1], x[2], x[3], x[4], x[5]) = (c, d, e, f, g, h)
  (x[6], x[7], x[8], x[9], x[10], x[11]) = (i, j, k, l, m, n)
}

/// Twelve chains that settle at 2e-9, to be timed.
func multiplyAddLoop<E: Scalar>(as type: E.Type) -> () -> Void {
  {
    withUnsafeTemporaryAllocation(of: E.Vector.self, capacity: 12) { chains in
      chains.initialize(repeating: E.vector(1))
      multiplyAdd(chains.baseAddress!, times: E(0.5), plus: E(1e-9))
      keep(chains[0][0])
    }
  }
}

/// sum + x · y in each lane, by the instruction that the peak counts. (That of the kernels is not inlined here, in
/// another module.)
@inline(__always)
private func fused<V: SIMD>(_ sum: V, _ x: V, _ y: V) -> V where V.Scalar: FloatingPoint {
  #if FMA || arch(arm64)
    sum.addingProduct(x, y)
  #else
    sum + x * y
  #endif
}

extension Suite {
  /// The section `peak`: the machine's own limits, which other rates are read against.
  mutating func addPeaks() {
    add("peak", "fma", work: .operations(multiplyAddOperations)) { multiplyAddLoop(as: Float.self) }
    add("peak", "f64-fma", work: .operations(multiplyAddOperations / 2)) { multiplyAddLoop(as: Double.self) }
    for (name, count) in [("copy-64K", 64 << 10), ("copy-16M", 16 << 20)] {
      add("peak", name, work: .bytes(8 * count)) {
        let x = Tensor<Float>(repeating: 1, shape: [count])
        var y = Tensor<Float>(repeating: 2, shape: [count])
        return {
          x.withElements { x in y.withMutableElements { y in _ = y.update(from: x) } }
        }
      }
    }
    add("peak", "fill-16M", work: .bytes(4 << 24)) {
      var y = Tensor<Float>(repeating: 2, shape: [16 << 20])
      return { y.withMutableElements { $0.update(repeating: 3) } }
    }
    add("peak", "dot-16M", work: .bytes(4 << 24)) {
      let x = Tensor<Float>(repeating: 1, shape: [16 << 20])
      return { keep(x.sum()) }
    }
    addMatMul("peak", "matmul-2048", 2048, 2048, 2048)
    addMatMul("peak", "f64-matmul-1024", 1024, 1024, 1024, as: Double.self)
  }
}
