// Timing: medians of samples long enough to be measured, after a warm-up.

import Foundation

/// How long and how often a case is timed.
struct Patience {
  /// The least number of samples.
  var repeats = 7
  /// The least time spent in samples, in seconds.
  var leastTime = 0.15
  /// The least length of one sample, in seconds; shorter work is repeated inside it.
  static let leastSample = 2e-4
}

/// The times of one case, in seconds for one call.
struct Measurement {
  let median, least, greatest, firstQuartile, thirdQuartile: Double
  /// How many calls were timed.
  let calls: Int

  /// Times `body`, which hands its result to ``keep(_:)``, so that the work cannot be left out.
  init(_ patience: Patience, _ body: () -> Void) {
    body()
    let once = max(seconds(body), 1e-9)
    let inner = max(1, Int((Patience.leastSample / once).rounded()))
    // As long again as a quarter of the measurement, for caches and clock.
    let warm = now() + (once > patience.leastTime ? 0 : patience.leastTime / 4)
    while now() < warm { body() }

    var samples: [Double] = []
    var total = 0.0
    while total < patience.leastTime || samples.count < patience.repeats {
      if total > 8 && samples.count >= 3 { break }
      let time = seconds { for _ in 0..<inner { body() } }
      total += time
      samples.append(time / Double(inner))
    }
    samples.sort()
    func quantile(_ fraction: Double) -> Double {
      let place = fraction * Double(samples.count - 1)
      let below = Int(place)
      let above = min(below + 1, samples.count - 1)
      return samples[below] + (samples[above] - samples[below]) * (place - Double(below))
    }
    (median, firstQuartile, thirdQuartile) = (quantile(0.5), quantile(0.25), quantile(0.75))
    (least, greatest, calls) = (samples[0], samples[samples.count - 1], samples.count * inner)
  }
}

/// Seconds since some moment.
private func now() -> Double { Double(DispatchTime.now().uptimeNanoseconds) * 1e-9 }

/// How long `body` takes.
private func seconds(_ body: () -> Void) -> Double {
  let start = now()
  body()
  return now() - start
}

/// Keeps a value alive, so that its computation is not left out.
@inline(never)
func keep<Value>(_ value: Value) {}
