// What stands in a folder, in an order that no file system has a say in.

import Foundation
import MiniTensor

/// The files and folders in one folder, with errors that name the path.
enum FolderListing {
  struct Item: Equatable {
    let name: String
    let path: String
    let isFolder: Bool

    /// The name without its ending and the full stop before that.
    var stem: String { name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name }
    /// What stands behind the last full stop, in lower case; nothing where there is none.
    var ending: String { name.lastIndex(of: ".").map { name[$0...].dropFirst().lowercased() } ?? "" }
  }

  /// The endings of the names of pictures.
  static let pictureEndings = ["jpeg", "jpg", "pbm", "pgm", "png", "pnm", "ppm"]

  /// Everything in `folder`, sorted by the bytes of the names.
  ///
  /// Links are followed; one that leads nowhere, or in a circle, is an error.  Passed over is what systems leave behind:
  /// names that begin with a full stop (`.DS_Store`), `Thumbs.db` and `desktop.ini`.
  static func items(in folder: String) throws(FileError) -> [Item] {
    guard let handle = opendir(folder) else { throw failure(folder, "folder") }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) {
        String(validatingCString: $0.baseAddress!.assumingMemoryBound(to: CChar.self))
      }
      guard let name else {
        throw FileError(.unsupported, file: folder, problem: "it holds a name that is not UTF-8")
      }
      let isLeftBehind = name.hasPrefix(".") || ["thumbs.db", "desktop.ini"].contains(name.lowercased())
      if !isLeftBehind { names.append(name) }
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    var items: [Item] = []
    for name in names {
      let path = folder + "/" + name
      items.append(Item(name: name, path: path, isFolder: try mode(of: path, "file") == S_IFDIR))
    }
    return items
  }

  /// The folders in `folder`; files are passed over.
  static func folders(in folder: String) throws(FileError) -> [Item] {
    try items(in: folder).filter(\.isFolder)
  }

  /// The pictures in `folder`, at least one.
  ///
  /// Anything else is an error that names it, be it a folder: a set that silently lost the files of a format which is
  /// not read would be worse.
  static func pictures(in folder: String) throws(FileError) -> [Item] {
    try pictures(among: items(in: folder), in: folder)
  }

  /// The same of a folder that was listed already.
  static func pictures(among items: [Item], in folder: String) throws(FileError) -> [Item] {
    for item in items {
      if item.isFolder {
        throw FileError(.unsupported, file: item.path, problem: "a folder where only pictures may stand")
      }
      guard pictureEndings.contains(item.ending) else {
        let problem = "only pictures may stand here, with names that end in \(pictureEndings.joined(separator: ", "))"
        throw FileError(.unsupported, file: item.path, problem: problem)
      }
    }
    guard !items.isEmpty else { throw FileError(.missing, file: folder, problem: "there is no picture in it") }
    return items
  }

  /// Throws unless a file stands at `path`; the error tells `what` it would be.
  static func requireFile(_ path: String, _ what: String) throws(FileError) {
    guard try mode(of: path, what) != S_IFDIR else {
      throw FileError(.unreadable, file: path, problem: "\(what): it is a folder")
    }
  }

  /// Whether a file or a folder stands at `path`.
  private static func mode(of path: String, _ what: String) throws(FileError) -> mode_t {
    var status = stat()
    guard stat(path, &status) == 0 else { throw failure(path, what) }
    let mode = status.st_mode & S_IFMT
    guard mode == S_IFREG || mode == S_IFDIR else {
      throw FileError(.unreadable, file: path, problem: "\(what): it is neither a file nor a folder")
    }
    return mode
  }

  private static func failure(_ path: String, _ what: String) -> FileError {
    FileError(errno == ENOENT ? .missing : .unreadable, file: path, problem: "\(what): \(systemMessage())")
  }
}
