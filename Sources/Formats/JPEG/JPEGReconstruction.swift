// From the coefficients of a frame to its picture.

import Files

extension JPEG {
  /// Transforms the blocks of all components, brings these to one size, and mixes their colours.
  package struct Reconstruction {
    private let frame: Frame
    /// The samples of each component, in whole blocks.
    package let planes: [[UInt8]]

    /// - Precondition: there are 64 coefficients for each block, and each component has its steps.
    package init(_ frame: Frame, _ coefficients: [Int16]) {
      precondition(coefficients.count == 64 * frame.blockCount, "Reconstruction: \(coefficients.count) coefficients")
      self.frame = frame
      planes = frame.components.map { component in
        let transform = InverseDCT(steps: component.steps!)
        let stride = 8 * component.blocksAcross
        return [UInt8](unsafeUninitializedCapacity: stride * 8 * component.blocksDown) { plane, count in
          coefficients.withUnsafeBufferPointer { coefficients in
            var block = coefficients.baseAddress! + 64 * component.firstBlock
            for y in 0..<component.blocksDown {
              for x in 0..<component.blocksAcross {
                transform(block, to: plane.baseAddress! + 8 * (y * stride + x), stride: stride)
                block += 64
              }
            }
          }
          count = plane.count
        }
      }
    }

    func picture(_ convention: Colours.Convention) -> Picture {
      let (width, height) = (frame.width, frame.height)
      let isGrey = frame.components.count == 1
      let count = width * height * (isGrey ? 1 : 3)
      let samples = [UInt8](unsafeUninitializedCapacity: count) { samples, initialized in
        if isGrey {
          writeGrey(to: samples.baseAddress!)
        } else {
          writeColours(to: samples.baseAddress!, isRGB: convention.isRGB(frame.components))
        }
        initialized = count
      }
      return Picture(width: width, height: height, channels: isGrey ? .grey : .rgb, samples: .bytes(samples))
    }

    private func writeGrey(to pixels: UnsafeMutablePointer<UInt8>) {
      let stride = 8 * frame.components[0].blocksAcross
      planes[0].withUnsafeBufferPointer { plane in
        for y in 0..<frame.height {
          (pixels + y * frame.width).update(from: plane.baseAddress! + y * stride, count: frame.width)
        }
      }
    }

    private func writeColours(to pixels: UnsafeMutablePointer<UInt8>, isRGB: Bool) {
      let width = frame.width
      var upsamplers = frame.components.map { Upsampler($0, of: frame) }
      // Doubled rows may be one longer than the picture's.
      let room = width + 1
      var rows = [UInt8](repeating: 0, count: 3 * room)
      rows.withUnsafeMutableBufferPointer { rows in
        let base = rows.baseAddress!
        for y in 0..<frame.height {
          for index in 0..<3 {
            planes[index].withUnsafeBufferPointer { plane in
              upsamplers[index].row(
                y, of: plane.baseAddress!, stride: 8 * frame.components[index].blocksAcross, to: base + index * room,
                width: width)
            }
          }
          let target = pixels + 3 * y * width
          if isRGB {
            for x in 0..<width {
              target[3 * x] = base[x]
              target[3 * x + 1] = base[room + x]
              target[3 * x + 2] = base[2 * room + x]
            }
          } else {
            Colours.convert(base, base + room, base + 2 * room, count: width, to: target)
          }
        }
      }
    }
  }
}
