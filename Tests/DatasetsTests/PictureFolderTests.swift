// Folders of pictures at any depth: what is listed, in which order, and what is said where something else is there.

import Foundation
import MiniTensor
import TestSupport
import Testing

@testable import Datasets

@Suite struct PictureFolderTests {
  /// Makes empty files, and folders where a name ends in a slash; returns what is listed, without the folder.
  private func listed(_ names: [String]) throws -> [String] {
    var paths: [String] = []
    try withFolder { folder in
      try make(names, in: folder)
      paths = try PictureFolder(folder).paths.map { String($0.dropFirst(folder.count + 1)) }
    }
    return paths
  }

  private func make(_ names: [String], in folder: String) throws {
    for name in names {
      let url = URL(filePath: folder + "/" + name)
      let parent = name.hasSuffix("/") ? url : url.deletingLastPathComponent()
      try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
      if !name.hasSuffix("/") { try Data().write(to: url) }
    }
  }

  @Test func picturesSideBySideOrInFoldersAtAnyDepth() throws {
    #expect(
      try listed(["b.jpg", "10.png", "9.PNG", "é.pgm", "B.jpeg", ".hidden"]) == [
        "10.png", "9.PNG", "B.jpeg", "b.jpg", "é.pgm",
      ])
    // Level by level: the folder `a` comes before `a-b`, though a hyphen comes before a slash.
    #expect(
      try listed(["a-b/1.png", "a/x/2.png", "a/x/10.png", "a/w/deep/3.ppm", "a/LICENSE", "names.txt"]) == [
        "a/w/deep/3.ppm", "a/x/10.png", "a/x/2.png", "a-b/1.png",
      ])
  }

  @Test func whatIsNoPictureIsNamed() throws {
    for (names, file, kind, words) in [
      ([], "", .missing, "there is no picture in it"),
      (["a/1.png", "b/.DS_Store"], "/b", .missing, "there is no picture in it"),
      (["1.png", "labels.txt"], "/labels.txt", .unsupported, "only pictures may stand here"),
      (["a/1.png", "b/1.webp"], "/b/1.webp", .unsupported, "only pictures may stand here"),
      (["a/1.png", "overview.png"], "/overview.png", .unsupported, "a picture beside folders"),
    ] as [([String], String, FileError.Kind, String)] {
      try withFolder { folder in
        try make(names, in: folder)
        let error = fileError { _ = try PictureFolder(folder) }
        #expect(error?.kind == kind && error?.file == folder + file, "\(names): \(error as Any)")
        #expect(error?.problem.contains(words) == true, "\(names): \(error as Any)")
      }
    }
  }

  @Test func whatCannotBeListed() throws {
    try withFolder { folder in
      #expect(fileError { _ = try PictureFolder(folder + "/none") }?.kind == .missing)
      try make(["a/1.png", "b/"], in: folder)
      #expect(fileError { _ = try PictureFolder(folder + "/a/1.png") }?.kind == .unreadable)
      // A link that leads in a circle ends where the system gives up, not never.
      try FileManager.default.createSymbolicLink(atPath: folder + "/b/circle", withDestinationPath: "..")
      #expect(fileError { _ = try PictureFolder(folder) }?.kind == .unreadable)
    }
  }

  @Test(.enabled(if: getuid() != 0, "nothing is closed to root")) func closedFolders() throws {
    try withFolder { folder in
      try make(["open/1.png", "closed/1.png"], in: folder)
      chmod(folder + "/closed", 0)
      defer { chmod(folder + "/closed", 0o755) }
      let error = fileError { _ = try PictureFolder(folder) }
      #expect(error?.file == folder + "/closed" && error?.problem == "folder: permission denied", "\(error as Any)")
    }
  }
}
