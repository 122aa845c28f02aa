// What a run asks of the file system beside whole files: folders made, listed, locked, renamed and removed.

import Files
import Foundation

/// Calls of the system on folders, with errors that name the path and the reason.
enum Folder {
  /// Whether anything stands at `path`, be it a broken link.
  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Whether a folder stands at `path`, links followed.
  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The folder that `path` names, links followed, or will name; without slashes at its end.
  /// - Throws: ``UsageError`` where it is no folder, or the current folder lies in it.
  static func resolved(_ path: String) throws -> String {
    guard exists(path) else {
      let trimmed = path.reversed().drop { $0 == "/" }.reversed()
      return String(trimmed)
    }
    guard isFolder(path) else { throw UsageError("--output \(path): it is not a folder") }
    guard let whole = real(path), let current = real(".") else { throw failure(path) }
    if (current + "/").hasPrefix(whole == "/" ? whole : whole + "/") {
      throw UsageError("--output \(path): the current folder lies in it and cannot be replaced; choose another")
    }
    return isLink(path) ? whole : String(path.reversed().drop { $0 == "/" }.reversed())
  }

  /// Makes a folder and those above it; returns the ones that were made, outermost first.
  static func create(_ path: String) throws -> [String] {
    if mkdir(path, 0o777) == 0 { return [path] }
    if errno == EEXIST && isFolder(path) { return [] }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else { throw failure(path) }
    let above = try create(String(path[..<slash]))
    guard mkdir(path, 0o777) == 0 else {
      let failure = failure(path)
      for folder in above.reversed() { rmdir(folder) }
      throw failure
    }
    return above + [path]
  }

  /// The first file or folder in `path` by name; nil where it is empty.
  static func firstEntry(_ path: String) throws -> String? {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else { throw unlisted(path) }
    return names.filter { $0 != ".DS_Store" }.min()
  }

  /// Every file and folder below `path`, sorted; without what a killed writer has left, and without `.DS_Store`.
  static func contents(_ path: String, withPartial: Bool = false) throws -> [String] {
    guard let paths = try? FileManager.default.subpathsOfDirectory(atPath: path) else { throw unlisted(path) }
    return paths.sorted().filter { path in
      (withPartial || !path.hasSuffix(".partial")) && !path.hasSuffix(".DS_Store")
    }
  }

  /// Keeps other runs out of a folder until it is released, and not beyond the process's end.
  final class Lock: Sendable {
    private let descriptor: Int32

    /// - Throws: ``UsageError`` where another run holds the folder.
    init(_ path: String) throws {
      descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw failure(path) }
      guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
        throw UsageError("--output: another run is writing to \(path)")
      }
    }

    func release() { flock(descriptor, LOCK_UN) }

    deinit { close(descriptor) }
  }

  /// Gives a folder another name.
  static func rename(_ path: String, to new: String) throws {
    guard Foundation.rename(path, new) == 0 else { throw failure(new) }
  }

  /// Removes a file, or a folder with all that is in it.
  static func remove(_ path: String) throws {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw FileError(.unwritable, file: path, problem: "it cannot be removed")
    }
  }

  private static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  private static func real(_ path: String) -> String? {
    guard let pointer = realpath(path, nil) else { return nil }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  private static func unlisted(_ path: String) -> FileError {
    FileError(.unreadable, file: path, problem: "the folder cannot be listed")
  }

  /// The error of the system's last call.
  private static func failure(_ path: String) -> FileError {
    let reason = String(cString: strerror(errno))
    return FileError(.unwritable, file: path, problem: reason.prefix(1).lowercased() + reason.dropFirst())
  }
}
