// The matrix product.

import MiniTensor

/// The matrix product of the last two axes, with broadcasting of the axes before them; a vector counts as a row on the
/// left and as a column on the right.  Shapes [..., m, k] x [..., k, n] -> [..., m, n].
/// d/da = g · bᵀ,  d/db = aᵀ · g, each summed to its input's shape.
@specialized(where Element == Float)
@specialized(where Element == Double)
public func matmul<Element>(_ a: Variable<Element>, _ b: Variable<Element>) -> Variable<Element> {
  if a.rank == 1 { return matmul(a.expanded(at: 0), b).squeezed(at: b.rank == 1 ? 0 : -2) }
  if b.rank == 1 { return matmul(a, b.expanded(at: 1)).squeezed(at: -1) }
  return record(matmul(a.value, b.value), from: a, b) { g, needed in
    (
      needed.0 ? matmul(g, b.transposed()).summed(to: a.shape) : nil,
      needed.1 ? matmul(a.transposed(), g).summed(to: b.shape) : nil
    )
  }
}
