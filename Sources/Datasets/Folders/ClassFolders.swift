// Pictures by class: a folder for each.

import MiniTensor

/// A folder whose folders are classes and hold their pictures: `cat/1.png`, `dog/1.png`, …
///
/// Classes and pictures are sorted by the bytes of their names, on every system alike.  Files beside the classes, a
/// licence say, are passed over; in a class only pictures may stand, at least one: whatever else is there, folders
/// included, is an error of kind `unsupported`.  Links are followed.  Hidden files are passed over everywhere.
public struct ClassFolders: Sendable {
  /// The names of the classes; a label is a place among them.
  public let classes: [String]
  /// The pictures, class by class.
  public let samples: [SampleFile]

  /// Lists the pictures below `folder`.
  ///
  /// - Parameters:
  ///   - folder: the folder of the classes.
  ///   - groupedByClass: whether a split must keep a class together, since it is one person, say; else each picture is a
  ///     group of its own.
  public init(_ folder: String, groupedByClass: Bool = false) throws(FileError) {
    let folders = try FolderListing.folders(in: folder)
    guard !folders.isEmpty else {
      throw FileError(.missing, file: folder, problem: "there is no folder in it: each class needs one")
    }
    var samples: [SampleFile] = []
    for (label, item) in folders.enumerated() {
      for picture in try FolderListing.pictures(in: item.path) {
        let group = groupedByClass ? item.name : item.name + "/" + picture.name
        samples.append(SampleFile(path: picture.path, kind: item.name, label: label, group: group))
      }
    }
    classes = folders.map(\.name)
    self.samples = samples
  }
}
