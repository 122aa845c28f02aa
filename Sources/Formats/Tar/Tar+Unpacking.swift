// Unpacking an archive into a folder, whole or not at all.

import Files
import Foundation

extension Tar {
  /// Writes all files and folders below `folder`, which is made; where it stands already it must be empty.
  ///
  /// Everything is written to a new folder `.NUMBER.partial` beside the target and renamed at the end, so nobody sees
  /// half of an archive, and no name can run through a link that stands in the target.  After an error the target is as
  /// it was and the new folder is gone; a killed process may leave its `.partial` behind.  Rights, owners and times are
  /// not taken over.  The files are not forced to the disk: a power cut right afterwards may cost them.
  ///
  /// A link to an empty folder is followed.  What stands there and is no empty folder is an error of kind `unwritable`.
  public func unpack(into folder: String) throws(FileError) {
    let target = try emptyTarget(folder)
    let partial = WholeFile.parent(of: target) + "/." + String(UInt64.random(in: .min ... .max), radix: 16) + ".partial"
    guard mkdir(partial, 0o777) == 0 else { throw FileError(.unwritable, file: folder, problem: systemMessage()) }
    do throws(FileError) {
      try write(to: partial, reportedAs: folder)
      guard rename(partial, target) == 0 else { throw FileError(.unwritable, file: folder, problem: systemMessage()) }
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw error
    }
  }

  /// The path of the target without slashes at its end and with links followed.
  private func emptyTarget(_ folder: String) throws(FileError) -> String {
    guard !folder.utf8.contains(0) && !folder.isEmpty else {
      throw FileError(.unwritable, file: folder, problem: "the path is empty or holds a zero byte")
    }
    var target = WholeFile.resolved(folder)
    while target.utf8.last == slash && target.utf8.count > 1 { target.unicodeScalars.removeLast() }
    var status = stat()
    guard lstat(target, &status) == 0 else { return target }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError(.unwritable, file: folder, problem: "it is not a folder")
    }
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: target) else {
      throw FileError(.unwritable, file: folder, problem: "it stands already and cannot be listed")
    }
    guard names.isEmpty else { throw FileError(.unwritable, file: folder, problem: "the folder is not empty") }
    return target
  }

  /// Writes everything below `root`, a new folder in which only this archive's files and folders stand.
  private func write(to root: String, reportedAs target: String) throws(FileError) {
    var parent = ""
    for entry in entries {
      do throws(FileError) {
        let above = entry.isFolder ? entry.path : folder(of: entry.path)
        if above != parent { try makeFolders(above, in: root) }
        parent = above
        if !entry.isFolder { try WholeFile.create(contents(of: entry), at: root + "/" + entry.path) }
      } catch {
        throw FileError(error.kind, file: target + "/" + entry.path, problem: error.problem)
      }
    }
  }

  /// Makes the folder `path` below `root` and those on the way to it, as far as they are not there.
  private func makeFolders(_ path: String, in root: String) throws(FileError) {
    var whole = root
    for part in path.utf8.split(separator: slash) {
      whole += "/" + String(part)!
      guard mkdir(whole, 0o777) == 0 || errno == EEXIST else {
        throw FileError(.unwritable, file: whole, problem: systemMessage())
      }
    }
  }

  /// The name of the folder that an entry lies in; empty for the root.
  private func folder(of path: String) -> String {
    String(path.utf8.prefix(upTo: path.utf8.lastIndex(of: slash) ?? path.startIndex))!
  }
}

/// Names are taken apart by bytes: as a `Character`, a slash with a combining mark behind it is none.
private let slash = UInt8(ascii: "/")
