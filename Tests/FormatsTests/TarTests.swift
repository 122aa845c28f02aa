// Tar archives: those of other programs, every way to be wrong, unpacking, damage.

import Files
import Foundation
import TestSupport
import Testing

@testable import Formats

/// A file of an archive: its header, its contents, and what pads them to a whole block.
func tarEntry(
  _ name: String, _ contents: String = "", type: Character = "0", size: String? = nil, link: String = "",
  magic: String = "ustar\0" + "00", prefix: String = ""
) -> [UInt8] {
  var header = [UInt8](repeating: 0, count: 512)
  func set(_ text: String, at place: Int) { header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8) }
  let octal = String(contents.utf8.count, radix: 8)
  set(name, at: 0)
  set("0000644\0", at: 100)
  set(size ?? String(repeating: "0", count: 11 - octal.count) + octal, at: 124)
  set(String(type), at: 156)
  set(link, at: 157)
  set(magic, at: 257)
  set(prefix, at: 345)
  tarSeal(&header)
  let body = Array(contents.utf8)
  return header + body + [UInt8](repeating: 0, count: -body.count & 511)
}

/// Writes the checksum that a header must have.
func tarSeal(_ bytes: inout [UInt8], at start: Int = 0) {
  bytes.replaceSubrange(start + 148..<start + 156, with: [UInt8](repeating: 0x20, count: 8))
  let octal = String(bytes[start..<start + 512].reduce(0) { $0 + Int($1) }, radix: 8)
  let digits = String(repeating: "0", count: 6 - octal.count) + octal + "\0 "
  bytes.replaceSubrange(start + 148..<start + 156, with: digits.utf8)
}

/// A block of pax with one record.
func tarRecord(_ key: String, _ value: String, type: Character = "x") -> [UInt8] {
  let rest = " \(key)=\(value)\n"
  var length = rest.utf8.count + 1
  while String(length).utf8.count + rest.utf8.count != length { length += 1 }
  return tarEntry("PaxHeaders/0", String(length) + rest, type: type)
}

/// Entries one after another.
func archive(_ entries: [UInt8]...) -> [UInt8] { Array(entries.joined()) }

/// The zeros at the end of an archive.
let tarEnd = [UInt8](repeating: 0, count: 1_024)

@Suite struct TarTests {
  private func read(_ bytes: [UInt8], limits: Tar.Limits = .init()) throws -> Tar {
    try Tar(bytes, file: "f", limits: limits)
  }

  private func text(_ tar: Tar, _ entry: Tar.Entry) -> String {
    String(decoding: tar.contents(of: entry), as: UTF8.self)
  }

  /// What is wrong with an archive of these entries.
  private func error(_ bytes: [UInt8], limits: Tar.Limits = .init()) -> FileError? {
    fileError { _ = try read(bytes + tarEnd, limits: limits) }
  }

  // MARK: - Reading

  @Test func archivesOfOtherPrograms() throws {
    let all: [(name: String, base64: String, missing: Set<String>)] = [
      ("gnu", TarFixtures.gnu, []), ("dot", TarFixtures.dot, []), ("pax", TarFixtures.pax, []),
      ("ustar", TarFixtures.ustar, [TarFixtures.long]),
      ("v7", TarFixtures.v7, [TarFixtures.long, TarFixtures.deep]),
      ("pygnu", TarFixtures.pygnu, []), ("pypax", TarFixtures.pypax, []),
    ]
    for (name, base64, missing) in all {
      let packed = TarFixtures.packed(base64)
      for bytes in [packed, try Gzip.unpack(packed, file: name)] {
        let tar = try read(bytes)
        var found: [String: String] = [:]
        for entry in tar.entries where !entry.isFolder { found[entry.path] = text(tar, entry) }
        let expected = TarFixtures.files.filter { !missing.contains($0.key) }.map { ("data/" + $0.key, $0.value) }
        #expect(found == Dictionary(uniqueKeysWithValues: expected), "\(name)")
        let folders = tar.entries.filter(\.isFolder).map(\.path)
        #expect(folders.contains("data/train/good") && !folders.contains(""), "\(name)")
        #expect(tar.entries.allSatisfy { $0.isFolder ? $0.size == 0 : true })
      }
    }
    print("tar: \(2 * all.count) archives of GNU tar and Python read")
  }

  @Test func namesAndSizes() throws {
    var base256 = tarEntry("big", "four", size: "\u{0}")
    base256.replaceSubrange(124..<136, with: [0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4])
    tarSeal(&base256)
    let tar = try read(
      archive(
        tarEntry("./a//b/./c", "1"), tarEntry("x", "2", prefix: "p/q"), tarEntry("old/", type: "\0", magic: ""),
        tarEntry("y", "3", magic: "ustar  \0", prefix: "not a prefix"), tarEntry("spaces", "four", size: "         4 "),
        tarRecord("path", "päx"), tarEntry("short", "5"), tarRecord("size", "2"), tarEntry("sized", "66", size: "0"),
        tarRecord("comment", "nothing", type: "g"), base256, tarRecord("path", ""), tarEntry("kept", "7"), tarEnd))
    #expect(
      tar.entries.map(\.path) == ["a/b/c", "p/q/x", "old", "y", "spaces", "päx", "sized", "big", "kept"])
    #expect(tar.entries.map { text(tar, $0) } == ["1", "2", "", "3", "four", "5", "66", "four", "7"])
    #expect(tar.entries.map(\.isFolder) == (0..<9).map { $0 == 2 })
    #expect(try read(tarEnd).entries.isEmpty && read(Array(tarEnd.prefix(512))).entries.isEmpty)
    #expect(try read(archive(tarEntry("./", type: "5"), tarEnd)).entries.isEmpty)
    #expect(
      try read(archive(tarEntry("a/b", type: "5"), tarEntry("a", type: "5"), tarEntry("a/b/c"), tarEnd)).entries.count
        == 3)
  }

  @Test func badArchivesAreRefused() {
    var wrongChecksum = tarEntry("a", "b")
    wrongChecksum[0] ^= 1
    var negative = tarEntry("a", "b")
    negative.replaceSubrange(124..<136, with: [UInt8](repeating: 0xFF, count: 12))
    tarSeal(&negative)
    var huge = negative
    huge.replaceSubrange(124..<136, with: [0x80] + [UInt8](repeating: 0xFF, count: 11))
    tarSeal(&huge)
    for (bytes, kind, words) in [
      (wrongChecksum, .corrupt, "offset 0: no header of a tar archive"),
      (tarEntry("a", "b", size: "00000000009"), .corrupt, "offset 124: the size is no number"),
      (tarEntry("a", "b", size: "7 7"), .corrupt, "the size is no number"),
      (negative, .corrupt, "the size is no number"),
      (huge, .corrupt, "the size is no number"),
      (tarEntry("a", "b", size: "77777777777"), .corrupt, "the contents of a needs 8589934591 bytes"),
      (tarEntry("a", "b", magic: "rats\0"), .corrupt, "the magic is not ustar"),
      (tarEntry("a", type: "Z"), .unsupported, "entries of type 90 are not supported"),
      (tarEntry("a", type: "S"), .unsupported, "entries of type 83"),
      (tarEntry("a/", "b", type: "5"), .corrupt, "the folder a has 1 byte of contents"),
      (tarEntry(""), .corrupt, "a file without a name"),
      (tarEntry("./."), .corrupt, "a file without a name"),
      (tarRecord("path", "b"), .corrupt, "the file that this header speaks of does not follow"),
      (tarEntry("L", "b", type: "L"), .corrupt, "does not follow"),
      (archive(tarRecord("size", "-1"), tarEntry("a")), .corrupt, "the record size is no size"),
      (archive(tarRecord("size", "9223372036854775807"), tarEntry("a")), .corrupt, "needs 9223372036854775807 bytes"),
      (archive(tarRecord("path", "b", type: "g"), tarEntry("a")), .unsupported, "one path or size for all files"),
      (archive(tarRecord("GNU.sparse.major", "1"), tarEntry("a")), .unsupported, "sparse files (GNU.sparse.major)"),
      (archive(tarEntry("a"), tarEnd, tarEntry("b")), .corrupt, "data stands behind the end"),
      ([0x50, 0x4B, 3, 4], .unsupported, "it is packed with zip"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0], .unsupported, "it is packed with xz"),
    ] as [([UInt8], FileError.Kind, String)] {
      let error = error(bytes)
      #expect(error?.kind == kind && error?.description.contains(words) == true, "\(words): \(error as Any)")
    }
    for records in [
      "", "5", "5 a=", "x a=b\n", "7 a=b\n", "5 a=b\n", "6 abc\n", "99999999999999999999 a=b\n", "06 a=b", "2 ",
    ] {
      let bytes = archive(tarEntry("records", records, type: "x"), tarEntry("a"), tarEnd)
      if records.isEmpty {
        #expect(throws: Never.self) { _ = try read(bytes) }
      } else {
        let error = fileError { _ = try read(bytes) }
        #expect(error?.problem == "the records are not lines of the form LENGTH KEY=VALUE", "\(records)")
      }
    }
  }

  @Test func everyTruncationIsNoticed() throws {
    let whole = archive(tarEntry("a", "some words"), tarRecord("path", "c"), tarEntry("b/"), tarEnd)
    let end = whole.count - tarEnd.count + 512
    for count in 0..<end {
      #expect(fileError { _ = try read(Array(whole.prefix(count))) }?.kind == .corrupt, "\(count) bytes")
    }
    #expect(throws: Never.self) { _ = try read(Array(whole.prefix(end))) }
  }

  @Test func anEntryNamedUpAndOutIsRefused() {
    var latin1 = tarEntry("a", "y")
    latin1[0] = 0xE9
    tarSeal(&latin1)
    for (entry, words) in [
      (tarEntry("../x", "y"), "the name ../x leads out of its folder"),
      (tarEntry("a/../../x", "y"), "leads out"),
      (tarEntry("a/..", type: "5"), "leads out"),
      (tarEntry("x", "y", prefix: ".."), "leads out"),
      (archive(tarRecord("path", "b/../x"), tarEntry("a", "y")), "leads out"),
      (archive(tarEntry("L", "../x\0", type: "L"), tarEntry("a", "y")), "leads out"),
      (tarEntry("/etc/x", "y"), "the absolute name /etc/x"),
      (tarEntry("//x", "y"), "the absolute name"),
      (archive(tarRecord("path", "a\0b"), tarEntry("a", "y")), "not UTF-8, or holds a zero byte"),
      (latin1, "not UTF-8"),
      (tarEntry("a", type: "1", link: "/etc/passwd"), "a is a hard link, not a file or folder"),
      (tarEntry("a", type: "2", link: ".."), "a is a symbolic link"),
      (archive(tarEntry("a", type: "2", link: ".."), tarEntry("a/x")), "a is a symbolic link"),
      (tarEntry("a", type: "3"), "a is a device"),
      (tarEntry("a", type: "4"), "a is a device"),
      (tarEntry("a", type: "6"), "a is a pipe"),
      (archive(tarRecord("path", String(repeating: "d/", count: 64) + "x"), tarEntry("a")), "65 folders deep"),
    ] {
      let error = error(entry)
      #expect(error?.kind == .unsupported && error?.problem.contains(words) == true, "\(words): \(error as Any)")
    }
    let long = error(archive(tarRecord("path", String(repeating: "d", count: 4_097)), tarEntry("a")))
    #expect(long?.kind == .tooLarge)
  }

  @Test func aNameStandsOnce() {
    for (entries, name) in [
      (archive(tarEntry("a", "1"), tarEntry("a", "2")), "a"),
      (archive(tarEntry("a/b", "1"), tarEntry("a", "2")), "a"),
      (archive(tarEntry("a", type: "5"), tarEntry("./a", "2")), "a"),
      (archive(tarEntry("a", "1"), tarEntry("a/b", "2")), "a"),
      (archive(tarEntry("p/a", "1"), tarEntry("p/a/", type: "5")), "p/a"),
      (archive(tarEntry("\u{E9}", "1"), tarEntry("e\u{301}", "2")), "e\u{301}"),
    ] {
      let error = error(entries)
      #expect(error?.problem == "\(name) stands in the archive twice, at least once as a file", "\(error as Any)")
    }
  }

  @Test func limitsHold() {
    #expect(error(archive(tarEntry("a"), tarEntry("b"), tarEntry("c")), limits: .init(entries: 2))?.kind == .tooLarge)
    // Folders that are only parts of names count.
    #expect(error(tarEntry("a/b/c"), limits: .init(entries: 2))?.kind == .tooLarge)
    #expect(throws: Never.self) { _ = try read(archive(tarEntry("a/b/c"), tarEnd), limits: .init(entries: 3)) }
    let zeros = archive(tarEntry("a", String(repeating: "0", count: 100_000)), tarEnd)
    let packed = gzip(stored(zeros), unpacking: zeros)
    #expect(fileError { _ = try read(packed, limits: .init(bytes: 50_000)) }?.kind == .tooLarge)
  }

  // MARK: - Unpacking

  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).sorted()
  }

  @Test func unpackingMakesTheFolder() throws {
    try withFolder { folder in
      let tar = try read(TarFixtures.packed(TarFixtures.pax))
      for target in ["new", "empty/", "link"] {
        if target != "new" {
          try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
        }
        if target == "link" {
          try FileManager.default.removeItem(atPath: folder + "/empty")
          try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
          try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "empty")
        }
        try tar.unpack(into: folder + "/" + target)
        for (name, text) in TarFixtures.files {
          #expect(try WholeFile.read(folder + "/\(target)/data/" + name) == Array(text.utf8), "\(target)/\(name)")
        }
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["empty", "link", "new"])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "empty")
    }
  }

  @Test func unpackingTouchesNothingThatStands() throws {
    try withFolder { folder in
      let tar = try read(archive(tarEntry("link/x", "new"), tarEnd))
      // A folder that holds anything, a link to the outside above all, is refused.
      try FileManager.default.createDirectory(atPath: folder + "/target", withIntermediateDirectories: true)
      try FileManager.default.createDirectory(atPath: folder + "/outside", withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(atPath: folder + "/target/link", withDestinationPath: "../outside")
      try FileManager.default.createSymbolicLink(atPath: folder + "/dangling", withDestinationPath: "nowhere")
      try WholeFile.write([1], to: folder + "/file")
      let before = try names(folder)
      for (target, words) in [
        ("target", "the folder is not empty"), ("file", "it is not a folder"), ("dangling", "it is not a folder"),
        ("none/target", "no such file or directory"), ("file/target", "not a directory"), ("a\0b", "zero byte"),
      ] {
        let path = folder + "/" + target
        let error = fileError { try tar.unpack(into: path) }
        #expect(error?.kind == .unwritable && error?.file == path, "\(target): \(error as Any)")
        #expect(error?.problem.contains(words) == true, "\(target): \(error as Any)")
      }
      #expect(fileError { try tar.unpack(into: "") }?.kind == .unwritable)
      #expect(try names(folder) == before)
    }
  }

  @Test func anErrorWhileUnpackingLeavesNothing() throws {
    try withFolder { folder in
      // A part of a name of 300 bytes: longer than file systems take.
      let long = String(repeating: "n", count: 300)
      let tar = try read(archive(tarEntry("a/b", "1"), tarRecord("path", long), tarEntry("c", "2"), tarEnd))
      let error = fileError { try tar.unpack(into: folder + "/target") }
      #expect(error?.kind == .unwritable && error?.file == folder + "/target/" + long, "\(error as Any)")
      #expect(error?.problem == "file name too long")
      #expect(try names(folder).isEmpty)
    }
  }

  @Test func thousandsOfFiles() throws {
    try withFolder { folder in
      let entries = (0..<1_000).flatMap { tarEntry("class \($0 % 7)/\($0).txt", "\($0)") }
      try read(archive(entries, tarEnd)).unpack(into: folder + "/target")
      #expect(try names(folder + "/target").count == 1_007)
      #expect(try WholeFile.read(folder + "/target/class 5/999.txt") == Array("999".utf8))
    }
  }

  // MARK: - Damage

  @Test func mutations() throws {
    var files: [(name: String, bytes: [UInt8])] = []
    for (name, base64) in [("gnu", TarFixtures.gnu), ("pax", TarFixtures.pax), ("ustar", TarFixtures.ustar)] {
      // Other programs pad archives to 10 KiB with zeros, where no damage is of interest.
      let bytes = try Gzip.unpack(TarFixtures.packed(base64), file: name)
      let blocks: Int = (bytes.lastIndex { $0 != 0 } ?? 0) / 512 + 1
      files.append((name, Array(bytes.prefix(512 * blocks)) + tarEnd))
    }
    let short = archive(tarEntry("a", "b"), tarRecord("path", "c/d"), tarEntry("e"), tarEntry("f/"), tarEnd)
    files.append(("short", short))
    try withFolder { folder in
      survive("tar", files) { _ = try Tar($0, file: "mutation") }
      survive("tar, checksums mended", files) { _ = try Tar(mended($0), file: "mutation") }
      survive("tar, unpacked", [("short", short)]) { try unpack(mended($0), in: folder) }
    }
  }

  /// The archive with checksums that are right, so that damage reaches what they guard.
  private func mended(_ bytes: [UInt8]) -> [UInt8] {
    var mended = bytes
    for start in stride(from: 0, to: bytes.count - 511, by: 512) {
      let magic = Array(bytes[start + 257..<start + 262])
      if magic == Array("ustar".utf8) { tarSeal(&mended, at: start) }
    }
    return mended
  }

  /// Unpacks into a folder of `folder`, beside which nothing may be left.
  private func unpack(_ bytes: [UInt8], in folder: String) throws {
    let tar = try Tar(bytes, file: "mutation")
    do {
      try tar.unpack(into: folder + "/target")
    } catch {
      // A name may be too long for the file system; nothing else may go wrong now.
      #expect(error.kind == .unwritable && error.problem == "file name too long", "\(error)")
      return
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names == ["target"])
    try FileManager.default.removeItem(atPath: folder + "/target")
  }
}
