// Kernels of batch normalisation: what is needed of each channel in one pass over images [count, channels, size].
//
// Memory is walked plane by plane. Sums over a plane are kept in vectors; planes of a channel are joined in Double and in
// the order of the images, so that the result does not depend on threads.

/// The number of elements, the mean, and the sum of squared deviations from it, of a part of a channel.
private struct Moments {
  var count = 0.0
  var mean = 0.0
  var deviations = 0.0

  /// Joins two parts (Chan, Golub, LeVeque 1979): exact where a difference of large sums would cancel.
  mutating func join(_ other: Moments) {
    let total = count + other.count
    let distance = other.mean - mean
    mean += distance * (other.count / total)
    deviations += other.deviations + distance * distance * (count * other.count / total)
    count = total
  }
}

/// The mean and the mean squared deviation of each channel.
///
/// Each plane is read twice, the second time from the cache: first its mean, then the squares around it.
@inline(__always)
func channelMoments<E: Scalar>(
  _ x: UnsafePointer<E>, count: Int, channels: Int, size: Int,
  mean: UnsafeMutablePointer<E>, variance: UnsafeMutablePointer<E>
) {
  performChannels(channels, elements: count * size) { channel in
    var moments = Moments()
    for image in 0..<count {
      let plane = x + (image &* channels &+ channel) &* size
      let centre = sum(plane, count: size) { $0 } / E(size)
      let middle = E.vector(centre)
      let deviations = sum(plane, count: size, around: centre) { x in
        let distance = x - middle
        return distance * distance
      }
      moments.join(Moments(count: Double(size), mean: Double(centre), deviations: Double(deviations)))
    }
    mean[channel] = E(moments.mean)
    variance[channel] = E(moments.deviations / moments.count)
  }
}

/// For each channel, the sum of g and the sum of g · (x - centre).
@inline(__always)
func channelDots<E: Scalar>(
  _ g: UnsafePointer<E>, _ x: UnsafePointer<E>, centre: UnsafePointer<E>, count: Int, channels: Int, size: Int,
  sum: UnsafeMutablePointer<E>, product: UnsafeMutablePointer<E>
) {
  performChannels(channels, elements: count * size) { channel in
    let middle = E.vector(centre[channel])
    var (total, dot) = (0.0, 0.0)
    for image in 0..<count {
      let offset = (image &* channels &+ channel) &* size
      var (totals, dots) = (E.Vector(), E.Vector())
      var index = 0
      while index &+ E.lanes <= size {
        let slope = (g + offset + index).vector
        totals += slope
        dots = E.add(dots, slope, times: (x + offset + index).vector - middle)
        index &+= E.lanes
      }
      var (restTotal, restDot) = (E(0), E(0))
      while index < size {
        restTotal += g[offset &+ index]
        restDot += g[offset &+ index] * (x[offset &+ index] - centre[channel])
        index &+= 1
      }
      total += Double(totals.sum() + restTotal)
      dot += Double(dots.sum() + restDot)
    }
    sum[channel] = E(total)
    product[channel] = E(dot)
  }
}

/// Calls `body` for each channel, side by side where there is enough to do.
@inline(__always)
private func performChannels(_ channels: Int, elements: Int, _ body: (Int) -> Void) {
  if channels * elements < Threads.leastElements {
    for channel in 0..<channels { body(channel) }
  } else {
    Threads.perform(channels, body)
  }
}

/// The sum of f over elements that stand side by side; lanes that hold no element hold `filler`, of which f must be 0.
@inline(__always)
private func sum<E: Scalar>(
  _ x: UnsafePointer<E>, count: Int, around filler: E = 0, _ f: (E.Vector) -> E.Vector
) -> E {
  var (a, b, c, d) = (E.Vector(), E.Vector(), E.Vector(), E.Vector())
  var index = 0
  while index &+ 4 &* E.lanes <= count {
    a += f((x + index).vector)
    b += f((x + index + E.lanes).vector)
    c += f((x + index + 2 &* E.lanes).vector)
    d += f((x + index + 3 &* E.lanes).vector)
    index &+= 4 &* E.lanes
  }
  while index &+ E.lanes <= count {
    a += f((x + index).vector)
    index &+= E.lanes
  }
  if index < count {
    var rest = E.vector(filler)
    for lane in 0..<count &- index { rest[lane] = x[index &+ lane] }
    b += f(rest)
  }
  return ((a + b) + (c + d)).sum()
}
