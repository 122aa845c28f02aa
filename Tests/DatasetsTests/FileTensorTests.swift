// Tensors of pictures and recordings: each value by its definition, and sounds written from tensors.

import Datasets
import Formats
import MiniTensor
import TestSupport
import Testing

@Suite struct PictureTensorTests {
  @Test func tensorsHoldPlanesOfQuotients() {
    var damage = Damage(seed: 3)
    for channels: Picture.Channels in [.grey, .greyAlpha, .rgb, .rgba] {
      for maximum in [1, 255, 1000, 65_535] {
        let (width, height) = (Int.random(in: 1...24, using: &damage), Int.random(in: 1...24, using: &damage))
        let count = channels.count
        let numbers = (0..<width * height * count).map { _ in Int.random(in: 0...maximum, using: &damage) }
        let picture = Picture(
          width: width, height: height, channels: channels, maximum: maximum,
          samples: maximum < 256 ? .bytes(numbers.map { UInt8($0) }) : .words(numbers.map { UInt16($0) }))
        let tensor = picture.tensor(as: Double.self)
        #expect(tensor.shape == [count, height, width])
        var expected: [Double] = []
        for channel in 0..<count {
          for pixel in 0..<width * height {
            expected.append(Double(numbers[pixel * count + channel]) / Double(maximum))
          }
        }
        #expect(tensor.elements == expected)
        #expect(picture.tensor(as: Float.self).elements == expected.map { Float($0) })
      }
    }
  }
}

@Suite struct RecordingTensorTests {
  @Test func tensorIsInUnitRange() {
    let sound = Recording(rate: 8_000, bitDepth: 16, samples: .integers([[1, -32_768], [-2, 32_767]]))
    let expected: [Float] = [1.0 / 32_768, -1, -2.0 / 32_768, 32_767.0 / 32_768]
    #expect(sound.tensor(as: Float.self) == Tensor(expected, shape: [2, 2]))
    #expect(sound.tensor(as: Double.self) == Tensor(expected.map(Double.init), shape: [2, 2]))
    let numbers = Recording(rate: 1, bitDepth: 64, samples: .numbers([[0.1, -3]]))
    #expect(numbers.tensor(as: Float.self) == Tensor([0.1, -3], shape: [1, 2]))
    #expect(Recording(rate: 1, bitDepth: 16, samples: .integers([[], []])).tensor(as: Float.self).shape == [2, 0])
    let widest = Recording(rate: 1, bitDepth: 32, samples: .integers([[.min, .max]]))
    #expect(widest.tensor(as: Double.self).elements == [-1, 1 - 0x1p-31])
  }

  @Test func tensorsAreWrittenAsTheyAre() throws {
    let floats = Tensor<Float>([0.1, -1, 2, .leastNonzeroMagnitude, 0.3, 1], shape: [2, 3])
    try withFolder { folder in
      let path = folder + "/a.wav"
      try Recording(floats, rate: 16_000).writeWAV(to: path)
      let read = try Recording(contentsOf: path)
      #expect(read.bitDepth == 32 && read.rate == 16_000 && read.tensor(as: Float.self) == floats)
      let doubles = Tensor([0.1, 0.2], shape: [1, 2])
      try Recording(doubles, rate: 8_000).writeWAV(to: path)
      #expect(try Recording(contentsOf: path).tensor(as: Double.self) == doubles)
    }
  }
}
