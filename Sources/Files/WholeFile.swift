// Whole files: read within a limit, written so that a reader never sees half of one.

import Foundation

/// Reading and writing of whole files, with errors that say what stood in the way.
package enum WholeFile {
  /// The size up to which files are read, and packed data unpacked, unless a caller says otherwise: 1 GiB.
  package static let defaultLimit = 1 << 30

  /// The bytes of the regular file at `path`.
  ///
  /// Anything else is refused before a byte is read, so a pipe does not hang and a device does not fill the memory.
  /// - Parameter limit: the largest size in bytes; a larger file is an error of kind `tooLarge`.
  package static func read(_ path: String, limit: Int = defaultLimit) throws(FileError) -> [UInt8] {
    try refuseZeroByte(in: path, .unreadable)
    // Without O_NONBLOCK the opening of a pipe would wait for its writer.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      let kind: FileError.Kind = errno == ENOENT ? .missing : .unreadable
      throw FileError(kind, file: path, problem: systemMessage())
    }
    defer { close(descriptor) }

    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw FileError(.unreadable, file: path, problem: systemMessage())
    }
    try refuseIrregular(status, path, .unreadable)
    let size = Int(status.st_size)
    guard size <= limit else {
      throw FileError(.tooLarge, file: path, problem: "\(size) bytes, more than the limit of \(limit)")
    }
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
      while filled < size {
        let count = Foundation.read(descriptor, buffer.baseAddress! + filled, size - filled)
        if count < 0 && errno == EINTR { continue }
        if count <= 0 {
          let problem = count < 0 ? systemMessage() : "it became shorter while it was read"
          failure = FileError(.unreadable, file: path, problem: problem)
          return
        }
        filled += count
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Writes `bytes` to `path`, whole or not at all: whoever reads it, even after a power cut, finds the old contents
  /// or the new ones.
  ///
  /// The bytes go to a new file `.NUMBER.partial` in the same folder, are forced to the disk and renamed over `path`;
  /// then the folder is forced to the disk too. After an error the new file is gone and what stood at `path` still
  /// stands; a killed process may leave its `.partial` behind. A symbolic link is followed, not replaced; devices,
  /// pipes and folders are refused.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileError) {
    try refuseZeroByte(in: path, .unwritable)
    guard !path.isEmpty else { throw FileError(.unwritable, file: path, problem: "the path is empty") }
    let target = resolved(path)
    var standing = stat()
    if stat(target, &standing) == 0 { try refuseIrregular(standing, path, .unwritable) }

    let folder = parent(of: target)
    let partial = folder + "/." + String(UInt64.random(in: .min ... .max), radix: 16) + ".partial"
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(.unwritable, file: path, problem: systemMessage()) }
    do throws(FileError) {
      try store(bytes[...], in: descriptor, path, forced: true)
      guard rename(partial, target) == 0 else {
        throw FileError(.unwritable, file: path, problem: systemMessage())
      }
    } catch {
      unlink(partial)
      throw error
    }
    synchronise(folder: folder)
  }

  /// Writes `bytes` to a new file at `path`, and does not wait for the disk: a file of a folder that is made beside its
  /// place and renamed when it is whole.  What stands at `path`, be it a link, is an error.
  package static func create(_ bytes: ArraySlice<UInt8>, at path: String) throws(FileError) {
    try refuseZeroByte(in: path, .unwritable)
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(.unwritable, file: path, problem: systemMessage()) }
    try store(bytes, in: descriptor, path, forced: false)
  }

  /// Writes all `bytes`, forces them to the disk where asked, and closes.  A full disk may show at any of the three.
  private static func store(
    _ bytes: ArraySlice<UInt8>, in descriptor: Int32, _ path: String, forced: Bool
  ) throws(FileError) {
    let stored = bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty {
        let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { return false }
        rest = rest.dropFirst(count)
      }
      return !forced || fsync(descriptor) == 0
    }
    // The reason must be read before close can overwrite it.
    let problem = stored ? nil : systemMessage()
    let closed = close(descriptor) == 0
    guard stored && closed else {
      throw FileError(.unwritable, file: path, problem: problem ?? systemMessage())
    }
  }

  /// Makes the renaming last.  Not every file system can, and the file is whole either way: no error.
  private static func synchronise(folder: String) {
    let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  private static func refuseIrregular(_ status: stat, _ path: String, _ kind: FileError.Kind) throws(FileError) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: return
    case S_IFDIR: throw FileError(kind, file: path, problem: "it is a folder, not a file")
    default: throw FileError(kind, file: path, problem: "it is not a regular file")
    }
  }

  private static func refuseZeroByte(in path: String, _ kind: FileError.Kind) throws(FileError) {
    // The system would read the path only up to the zero, and find another file.
    guard !path.utf8.contains(0) else { throw FileError(kind, file: path, problem: "the path holds a zero byte") }
  }

  /// `path` with its symbolic links followed, or as it is where nothing stands there yet.
  package static func resolved(_ path: String) -> String {
    guard let pointer = realpath(path, nil) else { return path }
    defer { free(pointer) }
    return String(cString: pointer)
  }

  /// The folder that holds what `path` names.
  package static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}

/// The system's words for its last error, in lower case as the end of a sentence.
package func systemMessage() -> String {
  let message = String(cString: strerror(errno))
  return message.prefix(1).lowercased() + message.dropFirst()
}
