// Magnetic tiles, good and defective, with the table that tells which pictures show the same tile.

import MiniTensor

/// The magnetic-tile set: folders `MT_Free`, `MT_Blowhole`, … of grey pictures, masks of the same names in PNG beside
/// the defective ones, and `groups.csv`.
///
/// A tile was photographed up to six times, so a split by chance puts pictures of most good tiles on both sides, and
/// a method that remembers tiles profits.  `groups.csv` names each picture's `tile` and its `role` in a split that keeps
/// tiles together.  Source: Huang, Qiu, Yuan, "Surface defect saliency of magnetic tile", The Visual Computer, 2020.
public struct MagneticTiles: Sendable {
  /// All pictures in the order of `groups.csv`: kind `good` with label 0, or `blowhole`, `break`, `crack`, `fray`,
  /// `uneven` with label 1 and a mask; the group is the tile.
  public let samples: [SampleFile]
  /// The grouped split: the pictures by their role in `groups.csv`.
  public let train, validation, test: [SampleFile]

  /// Lists the pictures that `groups.csv` in `folder` names; others are passed over.
  ///
  /// The columns `file`, `class`, `tile` and `role` are read.  A picture or mask that is not there, or is named twice, an
  /// unknown role, and a tile in two roles are errors that name the file.
  public init(_ folder: String) throws(FileError) {
    let table = try CSV(contentsOf: folder + "/groups.csv")
    let columns = (
      file: try table.place(of: "file"), kind: try table.place(of: "class"), tile: try table.place(of: "tile"),
      role: try table.place(of: "role")
    )
    var samples: [SampleFile] = []
    var roles: [String: Role] = [:]
    var files: Set<String> = []
    for row in table.rows {
      func error(_ problem: String) -> FileError {
        FileError(.corrupt, file: table.file, place: "line \(row.line)", problem: problem)
      }
      let (file, tile) = (row.fields[columns.file], row.fields[columns.tile])
      guard let role = Role(rawValue: row.fields[columns.role]) else {
        throw error("the role \(row.fields[columns.role]) is none of train, validation and test")
      }
      guard roles.updateValue(role, forKey: tile) ?? role == role else { throw error("tile \(tile) is in two roles") }
      guard files.insert(file).inserted else { throw error("\(file) is named twice") }
      guard let sample = MagneticTiles.sample(file, class: row.fields[columns.kind], tile: tile, in: folder) else {
        throw error("\(file) is no CLASS/NAME.jpg of the class \(row.fields[columns.kind])")
      }
      try FolderListing.requireFile(sample.path, "named in groups.csv, line \(row.line)")
      if let mask = sample.mask { try FolderListing.requireFile(mask, "the mask of \(file)") }
      samples.append(sample)
    }
    self.samples = samples
    train = samples.filter { roles[$0.group] == .train }
    validation = samples.filter { roles[$0.group] == .validation }
    test = samples.filter { roles[$0.group] == .test }
  }

  /// The split by chance that is usual for this set: 80 % of the good pictures, rounded down, to train with; the others
  /// and all defective ones to test.  Tiles are torn apart; report it beside the grouped split only.
  ///
  /// - Parameter generator: the same one gives the same split.
  public func chanceSplit(using generator: Random) -> (train: [SampleFile], test: [SampleFile]) {
    let good = samples.filter { $0.label == 0 }
    var generator = generator
    let chosen = generator.permutation(count: good.count).prefix(good.count * 4 / 5).sorted()
    let rest = Set(good.indices).subtracting(chosen).sorted()
    return (chosen.map { good[$0] }, rest.map { good[$0] } + samples.filter { $0.label == 1 })
  }

  private enum Role: String { case train, validation, test }

  /// The picture `CLASS/NAME.jpg`; nil where the name is of another form.
  private static func sample(_ file: String, class name: String, tile: String, in folder: String) -> SampleFile? {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0] == name, name.hasPrefix("MT_"), file.hasSuffix(".jpg") else { return nil }
    let kind = name == "MT_Free" ? "good" : name.dropFirst(3).lowercased()
    let path = folder + "/" + file
    let mask = kind == "good" ? nil : path.dropLast(3) + "png"
    return SampleFile(path: path, kind: kind, label: kind == "good" ? 0 : 1, group: tile, mask: mask.map { String($0) })
  }
}
