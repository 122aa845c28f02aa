// The distance to the k-th nearest training sample, for features and for pixels.

import MiniTensor

/// The distance to the k-th nearest of the reference samples: larger for more anomalous samples.
///
/// With features of unit length it is the score of Sun et al., "Out-of-distribution detection with deep nearest
/// neighbors" (2022), who print its negative; with raw pixels and k = 1 it is a baseline that no paper should lose to.
///
/// The search computes ‖a - b‖² = ‖a‖² + ‖b‖² - 2 a·b for blocks of pairs, by matrix products. That loses digits where
/// a and b are close, so the distances of the k samples found are computed anew from their differences, in Double.
public struct NearestNeighbours<Element: Scalar>: Sendable {
  private let references: Tensor<Element>
  private let squaredNorms: [Element]
  private let hasUnitLength: Bool

  /// Keeps the reference samples.
  /// - Parameters:
  ///   - samples: the references, at least one, shape [N, ...]; all axes but the first are one vector.
  ///   - unitLength: whether every vector is divided by its Euclidean norm first, here and in ``scores(of:k:)``;
  ///     a vector of zeros stays.
  public init(_ samples: Tensor<Element>, unitLength: Bool) {
    precondition(
      samples.rank >= 2 && samples.count > 0, "NearestNeighbours: expected shape [N, ...], got \(samples.shape)")
    references = vectors(samples, unitLength: unitLength)
    squaredNorms = references.square().sum(along: 1).elements
    hasUnitLength = unitLength
  }

  /// The distance of each sample to its k-th nearest reference. Shape [M, ...] -> M scores, not negative.
  /// - Parameters:
  ///   - samples: with as many numbers each as a reference has.
  ///   - k: in 1 ... N. Reference samples that are scored themselves find themselves first, at distance 0.
  public func scores(of samples: Tensor<Element>, k: Int) -> [Double] {
    precondition(k >= 1 && k <= squaredNorms.count, "NearestNeighbours: k = \(k) of \(squaredNorms.count) samples")
    let queries = vectors(samples, unitLength: hasUnitLength)
    precondition(
      queries.shape[1] == references.shape[1],
      "NearestNeighbours: \(queries.shape[1]) numbers a sample, expected \(references.shape[1])")
    let block = 512
    return stride(from: 0, to: queries.shape[0], by: block).flatMap { start in
      distances(of: queries[start..<min(start + block, queries.shape[0])].contiguous(), k: k)
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func distances(of queries: Tensor<Element>, k: Int) -> [Double] {
    let (count, width, block) = (queries.shape[0], queries.shape[1], 4096)
    var nearest = [Nearest<Element>](repeating: Nearest(k: k), count: count)
    for start in stride(from: 0, to: squaredNorms.count, by: block) {
      let end = min(start + block, squaredNorms.count)
      let products = matmul(queries, references[start..<end].transposed())
      products.withElements { products in
        nearest.withUnsafeMutableBufferPointer { nearest in
          nonisolated(unsafe) let nearest = nearest  // each task writes to queries of its own
          Threads.performChunks(of: count, size: 32) { chunk in
            for query in chunk {
              let row = query * (end - start)
              for reference in start..<end {
                // ‖a‖² is the same for all references and changes no order.
                nearest[query].offer(reference, at: squaredNorms[reference] - 2 * products[row + reference - start])
              }
            }
          }
        }
      }
    }
    return queries.withElements { queries in
      references.withElements { references in
        nearest.indices.map { query in
          let squares = nearest[query].candidates.map { candidate in
            var sum = 0.0
            for index in 0..<width {
              let difference =
                Double(queries[query * width + index]) - Double(references[candidate.index * width + index])
              sum += difference * difference
            }
            return sum
          }
          return squares.max()!.squareRoot()
        }
      }
    }
  }
}

/// The k nearest seen so far, the nearest first; of equally near ones those seen first.
private struct Nearest<Element: Scalar>: Sendable {
  let k: Int
  var candidates: [(index: Int, distance: Element)] = []

  init(k: Int) { self.k = k }

  @inline(__always)
  mutating func offer(_ index: Int, at distance: Element) {
    if candidates.count == k {
      if !(distance < candidates[k - 1].distance) { return }
      candidates.removeLast()
    }
    var place = candidates.count
    while place > 0, distance < candidates[place - 1].distance { place -= 1 }
    candidates.insert((index, distance), at: place)
  }
}

/// One vector a row, divided by its norm where asked for.
private func vectors<Element: Scalar>(_ x: Tensor<Element>, unitLength: Bool) -> Tensor<Element> {
  let flat = x.reshaped(to: [x.shape[0], x.shape.dropFirst().reduce(1, *)]).contiguous()
  if !unitLength { return flat }
  let norms = flat.square().sum(along: 1, keepingAxes: true).sqrt()
  return flat / maximum(norms, Tensor(Element.leastNormalMagnitude))
}
