// The names of an archive, taken apart and put into the tree that unpacking will build.

import Files

/// The files and folders that the names of an archive ask for.
///
/// Its memory grows with the bytes of the names: each part is kept once in its folder, however deep that is.
struct TarTree {
  /// What is wrong with a name.
  struct Problem: Error {
    let kind: FileError.Kind
    let words: String

    init(_ kind: FileError.Kind, _ words: String) { (self.kind, self.words) = (kind, words) }
  }

  private struct Place: Hashable {
    let folder: Int
    let name: String
  }

  private enum Node {
    case file
    /// A folder and its number, by which its contents name it; the root is 0.
    case folder(Int)
  }

  private var nodes: [Place: Node] = [:]
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Adds a file or folder and the folders that it lies in.
  ///
  /// Names that Unicode holds for equivalent are one, since on some systems they are.
  mutating func insert(_ parts: [String], isFolder: Bool) throws(Problem) {
    var folder = 0
    for (index, name) in parts.enumerated() {
      let place = Place(folder: folder, name: name)
      let needsFolder = isFolder || index < parts.count - 1
      switch nodes[place] {
      case nil:
        guard nodes.count < limit else { throw Problem(.tooLarge, "more than \(limit) files and folders") }
        folder = nodes.count + 1
        nodes[place] = needsFolder ? .folder(folder) : .file
      case .folder(let number) where needsFolder: folder = number
      case .folder, .file:
        let path = parts[...index].joined(separator: "/")
        throw Problem(.corrupt, "\(path) stands in the archive twice, at least once as a file")
      }
    }
    if parts.isEmpty && !isFolder { throw Problem(.corrupt, "a file without a name") }
  }

  /// The parts of a name between its slashes, without empty ones and `.`; none for the folder itself.
  static func parts(of bytes: ArraySlice<UInt8>) throws(Problem) -> [String] {
    guard bytes.count <= 4_096 else { throw Problem(.tooLarge, "a name of \(bytes.count) bytes, more than 4096") }
    guard let name = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw Problem(.unsupported, "a name that is not UTF-8, or holds a zero byte")
    }
    guard bytes.first != UInt8(ascii: "/") else { throw Problem(.unsupported, "the absolute name \(name)") }
    let parts = name.utf8.split(separator: UInt8(ascii: "/")).map { String($0)! }.filter { $0 != "." }
    guard !parts.contains("..") else { throw Problem(.unsupported, "the name \(name) leads out of its folder") }
    guard parts.count <= 64 else { throw Problem(.unsupported, "a name \(parts.count) folders deep, more than 64") }
    return parts
  }
}
