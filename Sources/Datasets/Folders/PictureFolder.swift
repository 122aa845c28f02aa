// Pictures of which nothing is asked but where they are: a folder of them, at any depth.

import MiniTensor

/// All pictures below a folder: `1.png`, `2.png`, …, or `cat/1.png`, `dog/1.png`, …, or `a/airport/1.jpg`, ….
///
/// A folder without folders may hold pictures only, at least one: a set that silently lost the files of a format which
/// is not read would be worse than an error.  Beside folders, other files, a licence say, are passed over; a picture
/// there is an error, since nothing tells whether it belongs to the set or shows what it is like.  Links are followed,
/// hidden files passed over everywhere.  ``ClassFolders`` wants one level of folders, and gives labels.
public struct PictureFolder: Sendable {
  /// The paths of the pictures, folder after folder, each in the order of its names' bytes, on every system alike.
  public let paths: [String]

  /// Lists the pictures below `folder`; none of them is opened.
  ///
  /// - Throws: `FileError` naming the file or folder that breaks a rule, is not there or is closed to the reader; a link
  ///   that leads in a circle is one of these.
  public init(_ folder: String) throws(FileError) {
    var paths: [String] = []
    try PictureFolder.list(folder, into: &paths)
    self.paths = paths
  }

  /// The system's limits on the length of a path and on links in it bound the depth.
  private static func list(_ folder: String, into paths: inout [String]) throws(FileError) {
    let items = try FolderListing.items(in: folder)
    guard items.contains(where: \.isFolder) else {
      paths += try FolderListing.pictures(among: items, in: folder).map(\.path)
      return
    }
    for item in items {
      if item.isFolder {
        try list(item.path, into: &paths)
      } else if FolderListing.pictureEndings.contains(item.ending) {
        throw FileError(.unsupported, file: item.path, problem: "a picture beside folders: it should be in one of them")
      }
    }
  }
}
