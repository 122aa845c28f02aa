// Resampling and trimming: measured with tones, and at the edges of what they promise.

import Foundation
import MiniTensor
import Testing

@testable import Datasets

struct SoundTransformsTests {
  /// A tone of amplitude 1 and `frequency` hertz.
  private func tone(_ frequency: Double, rate: Int, seconds: Double = 0.25, phase: Double = 0.3) -> [Double] {
    (0..<Int(Double(rate) * seconds)).map { sin(2 * .pi * frequency * Double($0) / Double(rate) + phase) }
  }

  /// The largest sample apart from the ends, where the sound begins and breaks off.
  private func peak(_ sound: [Double], margin: Int) -> Double {
    sound.dropFirst(margin).dropLast(margin).reduce(0) { max($0, abs($1)) }
  }

  private let ratios = [(16_000, 8_000), (8_000, 16_000), (44_100, 16_000), (16_000, 44_100), (48_000, 44_100)]

  /// In the pass band every new sample is what the tone itself would be at that time: amplitude, phase and delay.
  @Test func tonesOfThePassBandStay() {
    var worst = 0.0
    for (old, new) in ratios {
      let lower = Double(min(old, new))
      for part in [0.01, 0.1, 0.35, 0.6, 0.8, 0.9] {
        let frequency = part * lower / 2
        let result = Tensor(tone(frequency, rate: old)).resampled(from: old, to: new).elements
        let expected = tone(frequency, rate: new)
        #expect(result.count == new / 4)
        let difference = peak(zip(result, expected).map { $0 - $1 }, margin: 70 * max(1, new / old) + 70)
        worst = max(worst, difference)
        #expect(difference < 2e-5, "\(old) to \(new), \(frequency) Hz: \(difference)")
      }
    }
    print("resampling: a tone of the pass band keeps its amplitude within \(worst)")
  }

  /// Above half the lower rate nothing is left when the rate falls, and no image appears when it rises.
  @Test func tonesOfTheStopBandVanish() {
    var loudest = 0.0
    for (old, new) in ratios where new < old {
      for part in [1.0, 1.02, 1.1, 1.5, 1.9] where part * Double(new) < Double(old) {
        let result = Tensor(tone(part * Double(new) / 2, rate: old)).resampled(from: old, to: new).elements
        loudest = max(loudest, peak(result, margin: 80))
      }
    }
    let decibels = 20 * log10(loudest)
    print("resampling: a tone of the stop band is left with \(decibels) dB")
    #expect(decibels < -100)
  }

  @Test func floatsAreAsGoodAsTheirRounding() {
    for (old, new) in ratios {
      let sound = tone(440, rate: old, seconds: 0.2)
      let exact = Tensor(sound).resampled(from: old, to: new).elements
      let rounded = Tensor(sound.map { Float($0) }).resampled(from: old, to: new).elements
      let difference = zip(exact, rounded).reduce(0) { max($0, abs($1.0 - Double($1.1))) }
      // Sixteen roundings of a number near 1; without fused multiply-add there are more of them than with it.
      #expect(difference < 16 * 6e-8, "\(old) to \(new): \(difference)")
    }
  }

  @Test func constantsStayConstants() {
    for (old, new) in ratios {
      let result = Tensor(Array(repeating: 0.7, count: old)).resampled(from: old, to: new).elements
      let inner = result.dropFirst(400).dropLast(400)
      #expect(inner.allSatisfy { abs($0 - 0.7) < 1e-14 }, "\(old) to \(new)")
    }
  }

  @Test func lengthsAndChannels() {
    let sound = Tensor((0..<600).map { Double($0 % 17) - 8 }, shape: [2, 3, 100])
    let result = sound.resampled(from: 3, to: 7)
    #expect(result.shape == [2, 3, 234])
    #expect(result[1, 2] == sound[1, 2].resampled(from: 30, to: 70))
    #expect(sound.resampled(from: 7, to: 3).shape == [2, 3, 43])
    #expect(sound.resampled(from: 5, to: 5) == sound)
    #expect(Tensor<Float>.zeros([2, 0]).resampled(from: 2, to: 3).shape == [2, 0])
    #expect(Tensor<Float>.zeros([0, 5]).resampled(from: 1, to: 2).shape == [0, 10])
    #expect(Tensor<Float>([3]).resampled(from: 8_000, to: 100).shape == [1])
    // A view whose elements do not stand side by side.
    #expect(sound.flipped(along: 0).resampled(from: 3, to: 7)[1] == result[0])
  }

  @Test func anyNumberOfThreadsGivesTheSameBits() {
    let sound = Tensor(tone(1_000, rate: 44_100, seconds: 2).map { Float($0) })
    let alone = Threads.$current.withValue(Threads(count: 1)) { sound.resampled(from: 44_100, to: 16_000) }
    #expect(Threads.$current.withValue(Threads(count: 3)) { sound.resampled(from: 44_100, to: 16_000) } == alone)
  }

  @Test func quietEndsAreCut() {
    // Frames of 10: silence, quiet, loud, quiet between, loud, quiet, a rest of 5.
    let levels = [0, 0.001, 0.5, 0.001, 0.25, 0.004, 0.001]
    let samples = levels.enumerated().flatMap { Array(repeating: $1, count: $0 == 6 ? 5 : 10) }
    for sound in [Tensor(samples, shape: [1, 65]), Tensor(samples + samples.map { -$0 }, shape: [2, 65])] {
      #expect(sound.trimmed(below: -40, frame: 10) == sound.narrowed(1, to: 20..<50))
      // 0.004 of 0.5 is -41.9 dB, 0.001 is -54 dB.
      #expect(sound.trimmed(below: -42, frame: 10) == sound.narrowed(1, to: 20..<60))
      #expect(sound.trimmed(below: -55, frame: 10) == sound.narrowed(1, to: 10..<65))
      // Against full scale 0.004 is -48 dB.
      #expect(sound.trimmed(below: -47, of: .fullScale, frame: 10) == sound.narrowed(1, to: 20..<50))
      #expect(sound.trimmed(below: -49, of: .fullScale, frame: 10) == sound.narrowed(1, to: 20..<60))
      #expect(sound.trimmed(below: 0, frame: 10) == sound.narrowed(1, to: 20..<30))
    }
    let floats = Tensor(samples.map { Float($0) })
    #expect(floats.trimmed(below: -40, frame: 10).shape == [30])
  }

  @Test func silenceGivesNothing() {
    for reference in [SoundReference.loudestFrame, .fullScale] {
      #expect(Tensor<Float>.zeros([2, 100]).trimmed(below: -200, of: reference, frame: 16).shape == [2, 0])
      #expect(Tensor<Float>.zeros([1, 0]).trimmed(below: -40, of: reference, frame: 16).shape == [1, 0])
    }
    #expect(Tensor<Float>.ones([1, 9]).trimmed(below: 1, frame: 4).shape == [1, 0])
    let broken = Tensor<Float>([.nan, 0, 1, 0, 0, .nan], shape: [1, 6])
    #expect(broken.trimmed(below: -40, frame: 2) == broken.narrowed(1, to: 2..<4))
  }
}
