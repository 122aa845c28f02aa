// Whole files: what cannot be read is told apart, what is written is whole or not there; the cursor over bytes.

import Files
import Foundation
import TestSupport
import Testing

struct WholeFileTests {
  @Test func readsWhatWasWritten() throws {
    try withFolder { folder in
      let path = folder + "/file"
      for bytes in [[], [1, 2, 3], [UInt8](repeating: 7, count: 1 << 20)] {
        try WholeFile.write(bytes, to: path)
        #expect(try WholeFile.read(path) == bytes)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
    }
  }

  @Test(.timeLimit(.minutes(1))) func whatCannotBeReadIsToldApart() throws {
    try withFolder { folder in
      try WholeFile.write([1, 2, 3], to: folder + "/file")
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      for (path, kind, words) in [
        (folder + "/none", FileError.Kind.missing, "no such file"),
        ("", .missing, "no such file"),
        (folder, .unreadable, "a folder"),
        (folder + "/file/x", .unreadable, "not a directory"),
        (folder + "/pipe", .unreadable, "not a regular file"),
        ("/dev/zero", .unreadable, "not a regular file"),
        (folder + "/file\0x", .unreadable, "zero byte"),
      ] {
        let error = fileError { _ = try WholeFile.read(path) }
        #expect(error?.kind == kind && error?.problem.contains(words) == true, "\(path): \(error as Any)")
        #expect(error?.file == path)
      }
      #expect(fileError { _ = try WholeFile.read(folder + "/file", limit: 2) }?.kind == .tooLarge)
      #expect(try WholeFile.read(folder + "/file", limit: 3) == [1, 2, 3])
    }
  }

  /// A file that says it is huge must not be given memory first.
  @Test func sparseFileBeyondTheLimitIsRefused() throws {
    try withFolder { folder in
      let path = folder + "/sparse"
      try WholeFile.write([], to: path)
      #expect(truncate(path, 1 << 40) == 0)
      #expect(fileError { _ = try WholeFile.read(path) }?.kind == .tooLarge)
    }
  }

  @Test func failedWritesLeaveEverythingAsItWas() throws {
    try withFolder { folder in
      let manager = FileManager.default
      try manager.createDirectory(atPath: folder + "/inner", withIntermediateDirectories: false)
      #expect(mkfifo(folder + "/pipe", 0o600) == 0)
      try WholeFile.write([1], to: folder + "/file")
      let before = try manager.contentsOfDirectory(atPath: folder).sorted()
      for (path, words) in [
        (folder + "/missing/file", "no such file"), (folder + "/inner", "a folder"),
        (folder + "/file/x", "not a directory"),
        (folder + "/pipe", "not a regular file"), ("/dev/null", "not a regular file"), ("", "empty"),
        (folder + "/file\0x", "zero byte"), (folder + "/" + String(repeating: "n", count: 300), "name too long"),
        (folder + "/new/", "directory"),
      ] {
        let error = fileError { try WholeFile.write([2], to: path) }
        #expect(error?.kind == .unwritable && error?.problem.contains(words) == true, "\(path): \(error as Any)")
      }
      #expect(try manager.contentsOfDirectory(atPath: folder).sorted() == before)
      #expect(try WholeFile.read(folder + "/file") == [1])
    }
  }

  /// Root may write everywhere, so there this cannot be seen.
  @Test(.enabled(if: geteuid() != 0, "root may write into any folder"))
  func folderWithoutPermissionIsNamed() throws {
    try withFolder { folder in
      #expect(chmod(folder, 0o500) == 0)
      defer { chmod(folder, 0o700) }
      #expect(fileError { try WholeFile.write([1], to: folder + "/file") }?.problem == "permission denied")
    }
  }

  @Test func writingFollowsSymbolicLinks() throws {
    try withFolder { folder in
      try WholeFile.write([1], to: folder + "/file")
      try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: folder + "/file")
      try WholeFile.write([2], to: folder + "/link")
      #expect(try WholeFile.read(folder + "/file") == [2])
      #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == folder + "/file")
    }
  }

  /// Readers beside a writer see one whole version after the other, never a mixture.
  @Test func readersNeverSeeHalfAFile() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "minitensor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "file").path
    try WholeFile.write([UInt8](repeating: 0, count: 100_000), to: path)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for value in 1...50 as ClosedRange<UInt8> {
          try WholeFile.write([UInt8](repeating: value, count: 100_000 + Int(value)), to: path)
        }
      }
      group.addTask {
        for _ in 0..<200 {
          let bytes = try WholeFile.read(path)
          #expect(bytes.allSatisfy { $0 == bytes[0] } && bytes.count == 100_000 + Int(bytes[0]))
        }
      }
      try await group.waitForAll()
    }
  }
}

struct ByteReaderTests {
  @Test func readsBothByteOrders() throws {
    var reader = ByteReader([0x12, 0x34, 0x56, 0x78, 0xFE, 0xFF, 9], file: "f")
    #expect(try reader.big(UInt16.self, "a") == 0x1234)
    #expect(try reader.little(UInt16.self, "b") == 0x7856)
    #expect(try reader.little(Int16.self, "c") == -2)
    #expect(reader.starts(with: [9]) && reader.remaining == 1 && !reader.isAtEnd)
    #expect(try reader.byte("d") == 9)
    #expect(reader.isAtEnd && reader.peek() == nil)
    try reader.expectEnd()
  }

  @Test func endIsAnErrorWithPlaceAndName() {
    var reader = ByteReader([1, 2, 3], file: "f", medium: "unpacked data")
    #expect(throws: Never.self) { try reader.skip(2, "x") }
    let error = fileError { _ = try reader.big(UInt32.self, "the width") }
    #expect(error?.description == "f: unpacked data, offset 2: the width needs 4 bytes, 1 left")
    #expect(reader.offset == 2)
    for count in [2, -1, Int.max, Int.min] {
      #expect(fileError { try reader.skip(count, "x") }?.kind == .corrupt)
      #expect(fileError { _ = try reader.run(count, "x") }?.kind == .corrupt)
      #expect(fileError { _ = try reader.section(count, "x") }?.kind == .corrupt)
    }
    #expect(fileError { _ = try reader.runToZero("the name") }?.problem == "the name has no end")
    #expect(fileError { try reader.expectEnd() }?.problem == "1 byte too many")
  }

  @Test func sectionEndsWhereItShould() throws {
    var reader = ByteReader([1, 2, 3, 4, 5], file: "f")
    try reader.skip(1, "x")
    var section = try reader.section(2, "the chunk")
    #expect(section.offset == 1 && reader.offset == 3)
    #expect(try section.run(2, "x") == [2, 3])
    #expect(fileError { _ = try section.byte("the next") }?.place == "offset 3")
    #expect(try reader.run(2, "x") == [4, 5])
  }

  @Test func runToZeroStopsAtTheSectionsEnd() throws {
    var reader = ByteReader([65, 66, 0, 67, 0], file: "f")
    #expect(try reader.runToZero("x") == [65, 66])
    var section = try reader.section(1, "x")
    #expect(throws: FileError.self) { try section.runToZero("x") }
  }
}
