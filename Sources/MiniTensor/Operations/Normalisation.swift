// What batch normalisation needs of images [N, C, ...], channel by channel, each in one pass.

/// The mean and the variance (divided by the count) of each channel.  Shape [N, C, ...] -> two of [C].
///
/// Right in Float at mean 1000 and deviation 0.1, where a difference of sums of squares would have no digit left.
/// Both are NaN where a channel has no elements.
@specialized(where E == Float)
@specialized(where E == Double)
public func channelMoments<E: Scalar>(_ x: Tensor<E>) -> (mean: Tensor<E>, variance: Tensor<E>) {
  let (count, channels, size) = planes(of: x.shape, in: "channelMoments")
  var variance = Tensor(repeating: E.nan, shape: [channels])
  var mean = variance
  guard x.count > 0 else { return (mean, variance) }
  x.withElements { x in
    mean.withMutableElements { mean in
      variance.withMutableElements { variance in
        channelMoments(
          x.baseAddress!, count: count, channels: channels, size: size, mean: mean.baseAddress!,
          variance: variance.baseAddress!)
      }
    }
  }
  return (mean, variance)
}

/// For each channel, the sum of g and the sum of g · (x - centre).  Shapes [N, C, ...] twice and [C] -> two of [C].
@specialized(where E == Float)
@specialized(where E == Double)
public func channelDots<E: Scalar>(
  _ g: Tensor<E>, _ x: Tensor<E>, centre: Tensor<E>
) -> (sum: Tensor<E>, product: Tensor<E>) {
  let (count, channels, size) = planes(of: x.shape, in: "channelDots")
  precondition(
    g.shape == x.shape && centre.shape == [channels], "channelDots: \(g.shape), \(x.shape), centre \(centre.shape)")
  var sum = Tensor<E>.zeros([channels])
  var product = sum
  guard x.count > 0 else { return (sum, product) }
  g.withElements { g in
    x.withElements { x in
      centre.withElements { centre in
        sum.withMutableElements { sum in
          product.withMutableElements { product in
            channelDots(
              g.baseAddress!, x.baseAddress!, centre: centre.baseAddress!, count: count, channels: channels, size: size,
              sum: sum.baseAddress!, product: product.baseAddress!)
          }
        }
      }
    }
  }
  return (sum, product)
}

/// x · a + c, with one a and one c for each channel.  Shapes [N, C, ...], [C], [C] -> [N, C, ...].
@specialized(where E == Float)
@specialized(where E == Double)
public func channelCombination<E: Scalar>(_ x: Tensor<E>, times a: Tensor<E>, plus c: Tensor<E>) -> Tensor<E> {
  combination(of: x, factors: [a, c]) { x, out, _, size, factors in
    mapRun(x, to: out, count: size, LinearFunction(a: factors[0], c: factors[1]))
  }
}

/// x · a + y · b + c, with one a, b and c for each channel.  Shapes [N, C, ...] twice, [C] thrice -> [N, C, ...].
@specialized(where E == Float)
@specialized(where E == Double)
public func channelCombination<E: Scalar>(
  _ x: Tensor<E>, times a: Tensor<E>, and y: Tensor<E>, times b: Tensor<E>, plus c: Tensor<E>
) -> Tensor<E> {
  precondition(x.shape == y.shape, "channelCombination: \(x.shape) and \(y.shape)")
  return y.withElements { y in
    combination(of: x, factors: [a, b, c]) { x, out, offset, size, factors in
      let f = LinearFunction2(a: factors[0], b: factors[1], c: factors[2])
      zipRun(Operand(x), Operand(y.baseAddress! + offset), to: out, count: size, f)
    }
  }
}

/// A tensor whose planes are written by `body` from those of x: it receives both, the offset of the plane, its size,
/// and the channel's factors.
@inline(__always)
private func combination<E: Scalar>(
  of x: Tensor<E>, factors: [Tensor<E>],
  _ body: (UnsafePointer<E>, UnsafeMutablePointer<E>, _ offset: Int, _ size: Int, _ factors: [E]) -> Void
) -> Tensor<E> {
  let (count, channels, size) = planes(of: x.shape, in: "channelCombination")
  for factor in factors {
    precondition(factor.shape == [channels], "channelCombination: factor \(factor.shape) for images \(x.shape)")
  }
  let lists = factors.map(\.elements)
  let ofChannel = (0..<channels).map { channel in lists.map { $0[channel] } }
  return Tensor(shape: x.shape) { out in
    guard let out = out.baseAddress, x.count > 0 else { return }
    x.withElements { x in
      let rows = max(1, (Threads.leastElements / 2) / size)
      Threads.performChunks(of: count * channels, size: rows) { planes in
        for plane in planes {
          let offset = plane &* size
          body(x.baseAddress! + offset, out + offset, offset, size, ofChannel[plane % channels])
        }
      }
    }
  }
}

/// Images [N, C, ...] as N, C and the number of elements of a plane.
private func planes(of shape: [Int], in operation: StaticString) -> (count: Int, channels: Int, size: Int) {
  precondition(shape.count >= 2, "\(operation): images of shape \(shape), expected [N, C, ...]")
  return (shape[0], shape[1], shape[2...].reduce(1, *))
}
