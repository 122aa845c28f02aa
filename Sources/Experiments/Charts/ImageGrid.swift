// Rows of small images, pixel for pixel.

import Files
import Formats
import Foundation

/// Pictures in rows, with a name for each row and a caption under each picture.
///
/// Each pixel is drawn as a crisp square; a picture of 28 x 28 grey pixels takes about 1.2 KB.
public struct ImageGrid: Chart {
  /// A picture: planes of pixels, one for grey or three for red, green and blue, each row by row from the top.
  public struct Picture: Sendable {
    /// How many pixels the picture has across.
    public var width: Int
    /// How many pixels the picture has from top to bottom.
    public var height: Int
    /// What stands under the picture, such as its score.
    public var caption: String
    /// How large a pixel is drawn; chosen by the picture's size where `nil`.
    public var scale: Int?
    /// The picture as a PNG file.
    let file: [UInt8]

    /// The file as an address that holds its own contents.
    var address: String { "data:image/png;base64,\(Data(file).base64EncodedString())" }

    /// - Parameters:
    ///   - planes: `channels` times `height` times `width` values.
    ///   - width: how many pixels the picture has across.
    ///   - height: how many pixels the picture has from top to bottom.
    ///   - channels: 1 for grey, 3 for red, green and blue.
    ///   - range: the values shown as black and as white; what lies beyond is cut off, not a number is black.
    ///   - caption: what stands under the picture.
    ///   - scale: how large a pixel is drawn; chosen by the picture's size where `nil`.
    public init(
      _ planes: [Double], width: Int, height: Int, channels: Int = 1, range: ClosedRange<Double> = 0...1,
      caption: String = "", scale: Int? = nil
    ) {
      precondition(
        planes.count == width * height * channels,
        "ImageGrid.Picture: \(planes.count) values for \(channels) x \(height) x \(width)")
      let low = range.lowerBound
      let span = range.upperBound - low
      let size = width * height
      var bytes = [UInt8](repeating: 0, count: planes.count)
      for channel in 0..<channels {
        for index in 0..<size {
          let share = span > 0 ? (planes[channel * size + index] - low) / span : 0
          bytes[index * channels + channel] = share > 0 ? UInt8((min(share, 1) * 255).rounded()) : 0
        }
      }
      self.width = width
      self.height = height
      self.caption = caption
      self.scale = scale
      file = PNG.encode(
        Formats.Picture(width: width, height: height, channels: channels == 1 ? .grey : .rgb, samples: .bytes(bytes)))
    }
  }

  /// Pictures side by side.
  public struct Row: Sendable {
    /// What the pictures of the row are.
    public var label: String
    /// The pictures from left to right.
    public var pictures: [Picture]

    /// A named row of pictures.
    public init(_ label: String, _ pictures: [Picture]) {
      self.label = label
      self.pictures = pictures
    }
  }

  public var title: String
  /// The rows from top to bottom.
  public var rows: [Row]
  /// Names over the columns, or none.
  public var columns: [String]

  /// A grid of rows, with names over the columns where given.
  public init(_ title: String, rows: [Row], columns: [String] = []) {
    self.title = title
    self.rows = rows
    self.columns = columns
  }

  public var description: String {
    let texts = rows.map { row in
      let captions = row.pictures.map(\.caption).filter { !$0.isEmpty }
      let list = captions.isEmpty ? "" : " (\(captions.joined(separator: ", ")))"
      return "\(row.label): \(row.pictures.count) pictures\(list)"
    }
    return texts.joined(separator: "; ") + "."
  }

  /// How large one picture is drawn: by its own scale, or in whole multiples of its pixels up to about 56, a large one
  /// at most 120 across.
  static func size(of picture: Picture) -> (width: Double, height: Double) {
    let longest = max(picture.width, picture.height)
    let chosen = longest > 120 ? 120 / Double(longest) : Double(max(1, 58 / longest))
    let scale = picture.scale.map(Double.init) ?? chosen
    return (Double(picture.width) * scale, Double(picture.height) * scale)
  }

  public func svg(standalone: Bool) -> String {
    let labels = rows.map { wrapped($0.label, to: 130) }
    let left = labels.joined().map { TextSize.width($0) + 14 }.max() ?? 4
    let pictures = rows.flatMap(\.pictures)
    let captions = pictures.map { TextSize.width($0.caption, size: ChartStyle.textSize - 1) }.max() ?? 0
    let across = pictures.map { Self.size(of: $0).width }.max() ?? 0
    let names = columns.map { TextSize.width($0, size: ChartStyle.textSize - 1) }.max() ?? 0
    let step = max(across, captions, names) + 7
    let most = max(rows.map(\.pictures.count).max() ?? 0, columns.count)
    let top = columns.isEmpty ? 4.0 : 22
    let heights = rows.map { row in
      let tallest = row.pictures.map { Self.size(of: $0).height }.max() ?? 16
      return tallest + (row.pictures.contains { !$0.caption.isEmpty } ? 22 : 7)
    }
    var drawing = Drawing(
      width: max(60, left + Double(most) * step + 4), height: top + heights.reduce(0, +) + 4)
    for (index, name) in columns.enumerated() {
      drawing.text(name, at: Point(left + (Double(index) + 0.5) * step, 14), "tick", anchor: .middle)
    }
    var y = top
    for (index, row) in rows.enumerated() {
      let tallest = row.pictures.map { Self.size(of: $0).height }.max() ?? 16
      for (line, text) in labels[index].enumerated() {
        let offset = (Double(line) - Double(labels[index].count - 1) / 2) * 15
        drawing.text(text, at: Point(left - 10, y + tallest / 2 + 4.5 + offset), anchor: .end)
      }
      for (column, picture) in row.pictures.enumerated() {
        let size = Self.size(of: picture)
        let x = left + (Double(column) + 0.5) * step
        let box = Box(left: x - size.width / 2, top: y, right: x + size.width / 2, bottom: y + size.height)
        drawing.image(picture.address, in: box)
        drawing.rectangle(box, "grid")  // a white picture on a white page would be nowhere
        drawing.text(picture.caption, at: Point(x, y + tallest + 13), "tick", anchor: .middle)
      }
      y += heights[index]
    }
    return drawing.svg(title: title, description: description, standalone: standalone)
  }
}
