// Samples as files and digests want them: frame by frame, each as some bytes.

/// Hands the samples of `channels` to `body` as bytes: for each time the channels one after the other, of each sample
/// the lowest `size` bytes of what `pattern` makes of it, lowest first. The bytes come in many runs.
@inline(__always)
func interleave<Sample>(
  _ channels: [[Sample]], size: Int, pattern: (Sample) -> UInt64, body: (ArraySlice<UInt8>) -> Void
) {
  let frameSize = channels.count * size
  let length = channels[0].count
  let step = 4_096
  for start in stride(from: 0, to: length, by: step) {
    let end = min(start + step, length)
    var run = [UInt8](repeating: 0, count: (end - start) * frameSize)
    run.withUnsafeMutableBytes { run in
      for (index, channel) in channels.enumerated() {
        channel.withUnsafeBufferPointer { channel in
          var place = index * size
          for time in start..<end {
            store(pattern(channel[time]), size: size, in: run, at: place)
            place &+= frameSize
          }
        }
      }
    }
    body(run[...])
  }
}

/// Stores the lowest `size` bytes of `word`: 1, 2, 3, 4 or 8.
@inline(__always)
private func store(_ word: UInt64, size: Int, in run: UnsafeMutableRawBufferPointer, at place: Int) {
  switch size {
  case 1: run[place] = UInt8(truncatingIfNeeded: word)
  case 2: run.storeBytes(of: UInt16(truncatingIfNeeded: word).littleEndian, toByteOffset: place, as: UInt16.self)
  case 3:
    run.storeBytes(of: UInt16(truncatingIfNeeded: word).littleEndian, toByteOffset: place, as: UInt16.self)
    run[place &+ 2] = UInt8(truncatingIfNeeded: word &>> 16)
  case 4: run.storeBytes(of: UInt32(truncatingIfNeeded: word).littleEndian, toByteOffset: place, as: UInt32.self)
  default: run.storeBytes(of: word.littleEndian, toByteOffset: place, as: UInt64.self)
  }
}
