// The printed outputs of the chapter on JPEG.

import Files
import Formats
import Foundation

@Sendable func jpegSegments() throws -> String {
  let scene = try JPEGScene()
  let names: [UInt8: String] = [
    0xC0: "frame: size, components", 0xC4: "a Huffman code", 0xDB: "quantisation steps", 0xE0: "application data: JFIF",
    0xDA: "header of the scan",
  ]
  var rows = ["offset  marker  bytes  what", row(0, 0xD8, 2, "start of the image")]
  var offset = 2
  var marker: UInt8 = 0
  while marker != 0xDA {
    marker = scene.bytes[offset + 1]
    let length = 2 + Int(scene.bytes[offset + 2]) << 8 + Int(scene.bytes[offset + 3])
    rows.append(row(offset, marker, length, names[marker] ?? ""))
    offset += length
  }
  let end = scene.bytes.count - 2
  rows.append(row(offset, nil, end - offset, "the scan's data: everything that depends on the place"))
  return (rows + [row(end, 0xD9, 2, "end of the image")]).joined(separator: "\n")

  func row(_ offset: Int, _ marker: UInt8?, _ length: Int, _ what: String) -> String {
    let name = marker.map { "FF" + hex($0) } ?? ""
    return column("\(offset)", 8) + column(name, 8) + column("\(length)", 7) + what
  }
}

@Sendable func jpegCode() throws -> String {
  let words = try JPEGScene().codes[0][0]?.words ?? []
  let rows = words.map { word in
    let size = Int(word.symbol)
    let low = JPEG.extended(0, size)
    let half = size > 1 ? " … -\(1 << (size - 1)), \(1 << (size - 1)) … \(-low)" : size == 1 ? ", 1" : ""
    return column(digits(word.bits, word.length), 9) + column("\(size)", 7) + "\(low)" + half
  }
  return (["word     bits   numbers"] + rows).joined(separator: "\n")
}

/// The words of the first block, found one bit at a time.
@Sendable func jpegFirstBlock() throws -> String {
  let scene = try JPEGScene()
  var bits = scanBits(scene.bytes)[...]
  var block = [Int](repeating: 0, count: 64)
  var rows = ["bits           place  meaning"]
  var place = 0
  while place < 64 {
    let words = scene.codes[place == 0 ? 0 : 1][0]?.words ?? []
    guard let word = words.first(where: { bits.starts(with: digits($0.bits, $0.length)) }) else { break }
    bits = bits.dropFirst(word.length)
    let size = Int(word.symbol & 0xF)
    let number = String(bits.prefix(size))
    bits = bits.dropFirst(size)
    let value = JPEG.extended(Int(number, radix: 2) ?? 0, size)
    let shown = column(digits(word.bits, word.length) + (size > 0 ? " " + number : ""), 15)
    let zeros = Int(word.symbol >> 4)
    if place > 0 && size == 0 {
      rows.append(shown + column("\(place)", 7) + (zeros == 15 ? "16 zeros" : "nothing but zeros to the end"))
      if zeros < 15 { break }
      place += 16
      continue
    }
    place += zeros
    let run = zeros == 0 ? "" : zeros == 1 ? "after a zero, " : "after \(zeros) zeros, "
    rows.append(shown + column("\(place)", 7) + run + "\(value)" + (place == 0 ? ": the mean value" : ""))
    block[JPEG.zigzagOrder[place]] = value
    place += 1
  }
  // What this slow reader finds is what the decoder found.
  precondition(block == scene.block(0, row: 0, column: 0), "jpegFirstBlock: \(block)")
  return rows.joined(separator: "\n")
}

/// The block with the highlight: what was sent, the steps, and the samples.
@Sendable func jpegBlock() throws -> String {
  let scene = try JPEGScene()
  let samples = scene.samples(0, row: highlight.row, column: highlight.column)
  return [
    ("sent", scene.block(0, row: highlight.row, column: highlight.column)), ("steps", scene.steps(0)),
    ("samples", samples.map { Int($0.rounded()) }),
  ].map { name, numbers in
    let rows = (0..<8).map { row -> String in
      let fields = numbers[8 * row..<8 * row + 8].map { String(format: "%5d", $0) }
      return fields.joined()
    }
    return ([name] + rows).joined(separator: "\n")
  }.joined(separator: "\n\n")
}

@Sendable func jpegCounts() throws -> String {
  let scene = try JPEGScene()
  let names = ["luminance", "blue difference", "red difference"]
  var (samples, sent) = (0, 0)
  var rows = ["                 samples  coefficients that are not zero"]
  for (index, component) in scene.frame.components.enumerated() {
    let blocks = (0..<component.blocksDown).flatMap { row in
      (0..<component.blocksAcross).map { scene.block(index, row: row, column: $0) }
    }
    let count = blocks.joined().count { $0 != 0 }
    rows.append(column(names[index], 17) + column("\(64 * blocks.count)", 9) + "\(count)")
    samples += 64 * blocks.count
    sent += count
  }
  return (rows + [column("all", 17) + column("\(samples)", 9) + "\(sent)"]).joined(separator: "\n")
}

@Sendable func jpegKept() throws -> String {
  let scene = try JPEGScene()
  let component = scene.frame.components[0]
  func plane(_ count: Int) -> [Double] {
    (0..<component.blocksDown).flatMap { row in
      (0..<component.blocksAcross).flatMap { scene.samples(0, row: row, column: $0, keeping: count) }
    }
  }
  let whole = plane(64)
  let rows = [1, 3, 6, 10, 21, 36, 64].map { count in
    let errors = zip(plane(count), whole).map { abs($0 - $1) }
    let mean = errors.reduce(0, +) / Double(errors.count)
    return column("\(count)", 14) + column(String(format: "%.2f", mean), 12)
      + String(format: "%.0f", errors.max() ?? 0)
  }
  return (["coefficients  mean error  largest error"] + rows).joined(separator: "\n")
}

@Sendable func jpegUpsampled() throws -> String {
  let scene = try JPEGScene()
  let smooth = scene.colours(scene.smoothRow)
  let differences = zip(smooth, scene.colours(scene.repeatedRow)).map { abs(Int($0) - Int($1)) }
  let mean = Double(differences.reduce(0, +)) / Double(differences.count)
  guard case .bytes(let pixels) = try JPEG.decode(scene.bytes, file: "scene.jpg").samples else { return "" }
  return """
    decoder and triangle filter   \(pixels == smooth ? "the same pixels" : "other pixels")
    triangle filter and repeated  mean difference \(String(format: "%.1f", mean)), largest \(differences.max() ?? 0)
    """
}

/// The block of luminance with the highlight.
let highlight = (row: 1, column: 3)

/// The bits of the scan, without the zero bytes after 0xFF.
private func scanBits(_ bytes: [UInt8]) -> String {
  let header = (0..<bytes.count - 1).first { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xDA } ?? 0
  let headerLength = Int(bytes[header + 2]) << 8 | Int(bytes[header + 3])
  let start = header + 2 + headerLength
  let isData = { (index: Int) -> Bool in bytes[index] != 0 || bytes[index - 1] != 0xFF }
  return (start..<bytes.count - 2).filter(isData).map { digits(Int(bytes[$0]), 8) }.joined()
}

private func digits(_ number: Int, _ width: Int) -> String {
  let digits = String(number, radix: 2)
  return String(repeating: "0", count: width - digits.count) + digits
}

private func hex(_ byte: UInt8) -> String { String(format: "%02X", Int(byte)) }

private func column(_ text: String, _ width: Int) -> String {
  text.padding(toLength: max(width, text.count), withPad: " ", startingAt: 0)
}
