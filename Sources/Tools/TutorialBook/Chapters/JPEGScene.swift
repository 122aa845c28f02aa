// The picture of the chapter on JPEG, and what its file holds on the way to pixels.

import Formats
import Foundation

/// A picture of 48 by 32 pixels in 731 bytes: a sky, a slanted hill, a ball with a highlight, blades of grass.
///
/// It was drawn with eight by eight points a pixel, averaged, and written by Pillow 13.0 (libjpeg-turbo 3.2) with
/// quality 75 and Huffman codes made for it; the components of colour have half the size in each direction.
struct JPEGScene {
  let bytes: [UInt8]
  let frame: JPEG.Frame
  /// The codes of mean values and those of other coefficients, each by its number.
  let codes: [[JPEG.HuffmanCode?]]
  /// 64 in the order of rows for each block of the frame.
  private let coefficients: [Int16]
  /// The samples of each component, in whole blocks.
  let planes: [[UInt8]]

  init() throws {
    bytes = Array(Data(base64Encoded: JPEGScene.text) ?? Data())
    var decoder = JPEG.Decoder(bytes, file: "scene.jpg")
    frame = try decoder.read()
    (codes, coefficients) = (decoder.codes, decoder.coefficients)
    planes = JPEG.Reconstruction(frame, coefficients).planes
  }

  /// The coefficients of a block, in the order of rows, as they are sent.
  func block(_ component: Int, row: Int, column: Int) -> [Int] {
    let component = frame.components[component]
    let first = 64 * (component.firstBlock + row * component.blocksAcross + column)
    return coefficients[first..<first + 64].map(Int.init)
  }

  /// The steps of a component's coefficients, in the order of rows.
  func steps(_ component: Int) -> [Int] {
    var steps = [Int](repeating: 0, count: 64)
    for (place, step) in zip(JPEG.zigzagOrder, frame.components[component].steps ?? []) { steps[place] = Int(step) }
    return steps
  }

  /// The samples of a block from its first `count` coefficients in zigzag order.
  func samples(_ component: Int, row: Int, column: Int, keeping count: Int = 64) -> [Double] {
    var kept = [Double](repeating: 0, count: 64)
    let (block, steps) = (block(component, row: row, column: column), steps(component))
    for place in JPEG.zigzagOrder[..<count] { kept[place] = Double(block[place] * steps[place]) }
    return JPEG.textbookInverseDCT(kept).map { min(max($0 + 128, 0), 255) }
  }

  /// A row of a component at the size of the picture, by the triangle filter.
  func smoothRow(_ y: Int, of component: Int) -> [UInt8] {
    let stride = 8 * frame.components[component].blocksAcross
    var upsampler = JPEG.Upsampler(frame.components[component], of: frame)
    var row = [UInt8](repeating: 0, count: frame.width + 1)
    upsampler.row(y, of: planes[component], stride: stride, to: &row, width: frame.width)
    return Array(row[..<frame.width])
  }

  /// The same, with each sample repeated.
  func repeatedRow(_ y: Int, of component: Int) -> [UInt8] {
    let part = frame.components[component]
    let start = y * part.height / frame.height * 8 * part.blocksAcross
    return (0..<frame.width).map { planes[component][start + $0 * part.width / frame.width] }
  }

  /// The red, green and blue of all pixels, from rows of the three components.
  func colours(_ row: (_ y: Int, _ component: Int) -> [UInt8]) -> [UInt8] {
    (0..<frame.height).flatMap { y in
      var pixels = [UInt8](repeating: 0, count: 3 * frame.width)
      JPEG.Colours.convert(row(y, 0), row(y, 1), row(y, 2), count: frame.width, to: &pixels)
      return pixels
    }
  }

  private static let text = """
    /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAx\
    NDQ0Hyc5PTgyPC4zNDL/2wBDAQkJCQwLDBgNDRgyIRwhMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIy\
    MjIyMjIyMjL/wAARCAAgADADASIAAhEBAxEB/8QAGAABAQEBAQAAAAAAAAAAAAAABQYABwT/xAAtEAABAwIDBQkAAwAAAAAAAAAB\
    AgMEABEFEyEGFDJhoRIVIjFBUXGRokKB0f/EABkBAAIDAQAAAAAAAAAAAAAAAAQFAQIDBv/EACURAAAFBAEDBQAAAAAAAAAAAAAB\
    AgMFBBESMfATI9EyQYGx4f/aAAwDAQACEQMRAD8AQyOVbI5Ulkcq2RyrousE+ANyOVDS8dhxllKEreINiUDw/frSm0zi4WBPuINl\
    KIRf2BNj0qYe2jde2Yj4KppgMMOFxKwnxkm/mf7PSlchJuMmSG9h/DxDdUk3XdXta9vn8C+G4zBxJ3JbUpt/0bcFifj3pXI5VyeT\
    JVHfQ+yvsuNqCkqHoRVlJ257Tad0hgKIBKnTpf4H+1allckd7f2BZOORTOF0tGOlFkJBJsAPMmhJ+1GCYfdK5iXXB/Bjxn7Gn2ag\
    ccenyVYkZeIvviJMEcJUbJUDma9kaDgH3Xhm4YmJ3jZwq3SYIwuOIHM1/HWl5yN/TzXkCYBvH9s04rBegsQQhlwWK3VXVobggDyO\
    nuaiXJDrfhUk/I8qbm4YmJ3jZwq3SYIwuOIHM1/HWtNwxMTvGzhVukwRhccQOZr+OtBuPE6d1Hzhg6krHaUjJOjE6lt2U4O0kpb9\
    SdL0hSU3DExO8bOFW6TBGFxxA5mv461puGJid42cKt0mCMLjiBzNfx1qCcT7c15GdQ+t9WSh/9k=
    """
}
