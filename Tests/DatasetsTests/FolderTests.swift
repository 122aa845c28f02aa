// Layouts of data sets on disk: what is listed, in which order, and what is said where something is missing.

import Formats
import Foundation
import MiniTensor
import TestSupport
import Testing

@testable import Datasets

/// Makes empty files, and the folders that they lie in, below `folder`.
private func make(_ names: [String], in folder: String) throws {
  for name in names {
    let path = folder + "/" + name
    let parent = String(path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex))
    try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    if !name.hasSuffix("/") { try Data().write(to: URL(filePath: path)) }
  }
}

private func link(_ path: String, to destination: String) throws {
  try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: destination)
}

@Suite struct FolderTests {
  // MARK: - Classes

  @Test func classesAndPicturesAreSortedByBytes() throws {
    try withFolder { folder in
      try make(
        ["é/1.png", "b/10.png", "b/9.PNG", "b/1.jpg", "Z/x.pgm", "README.txt", ".git/config", "b/.DS_Store"], in: folder
      )
      try make(["b/Thumbs.db", ".DS_Store"], in: folder)
      let set = try ClassFolders(folder)
      #expect(set.classes == ["Z", "b", "é"])
      #expect(
        set.samples.map { $0.path.dropFirst(folder.count + 1) } == [
          "Z/x.pgm", "b/1.jpg", "b/10.png", "b/9.PNG", "é/1.png",
        ])
      #expect(set.samples.map(\.label) == [0, 1, 1, 1, 2] && set.samples.map(\.kind) == ["Z", "b", "b", "b", "é"])
      #expect(Set(set.samples.map(\.group)).count == 5)
      #expect(set.samples.summary == "5 files of 5 groups: Z 1, b 3, é 1")
    }
  }

  @Test func whatIsNoPictureIsNamed() throws {
    for (extra, name, kind, words) in [
      ("b/notes.txt", "b/notes.txt", .unsupported, "only pictures may stand here"),
      ("b/scan.tiff", "b/scan.tiff", .unsupported, "only pictures"),
      ("b/png", "b/png", .unsupported, "only pictures"),
      ("b/deeper/1.png", "b/deeper", .unsupported, "a folder where only pictures may stand"),
      ("c/", "c", .missing, "there is no picture in it"),
      ("c/.DS_Store", "c", .missing, "there is no picture in it"),
    ] as [(String, String, FileError.Kind, String)] {
      try withFolder { folder in
        try make(["a/1.png", "b/1.png", extra], in: folder)
        let error = fileError { _ = try ClassFolders(folder) }
        #expect(error?.kind == kind && error?.file == folder + "/" + name, "\(extra): \(error as Any)")
        #expect(error?.problem.contains(words) == true, "\(extra): \(error as Any)")
      }
    }
  }

  @Test func foldersThatCannotBeListed() throws {
    try withFolder { folder in
      #expect(
        fileError { _ = try ClassFolders(folder + "/none") }?.description
          == "\(folder)/none: folder: no such file or directory")
      try make(["file.png"], in: folder)
      #expect(fileError { _ = try ClassFolders(folder + "/file.png") }?.kind == .unreadable)
      #expect(fileError { _ = try ClassFolders(folder) }?.problem == "there is no folder in it: each class needs one")
    }
  }

  @Test(.enabled(if: getuid() != 0, "nothing is closed to root")) func closedFolders() throws {
    try withFolder { folder in
      try make(["closed/1.png"], in: folder)
      chmod(folder + "/closed", 0)
      defer { chmod(folder + "/closed", 0o755) }
      #expect(fileError { _ = try ClassFolders(folder) }?.problem == "folder: permission denied")
    }
  }

  @Test func linksAreFollowedButNotInCircles() throws {
    try withFolder { folder in
      try make(["data/a/1.png", "elsewhere/2.png"], in: folder)
      try link(folder + "/data/b", to: "../elsewhere")
      try link(folder + "/data/a/3.png", to: "../../elsewhere/2.png")
      #expect(try ClassFolders(folder + "/data").samples.map(\.kind) == ["a", "a", "b"])
      // A link to the folder itself would be a class of classes.
      try link(folder + "/data/c", to: ".")
      #expect(fileError { _ = try ClassFolders(folder + "/data") }?.file == folder + "/data/c/a")
      try FileManager.default.removeItem(atPath: folder + "/data/c")
      try link(folder + "/data/c", to: "c")
      let circle = fileError { _ = try ClassFolders(folder + "/data") }
      #expect(circle?.kind == .unreadable && circle?.file == folder + "/data/c", "\(circle as Any)")
      try FileManager.default.removeItem(atPath: folder + "/data/c")
      try link(folder + "/data/c", to: "nowhere")
      #expect(fileError { _ = try ClassFolders(folder + "/data") }?.kind == .missing)
      try FileManager.default.removeItem(atPath: folder + "/data/c")
      mkfifo(folder + "/data/a/4.png", 0o600)
      #expect(
        fileError { _ = try ClassFolders(folder + "/data") }?.problem == "file: it is neither a file nor a folder")
    }
  }

  @Test func thousandsOfPictures() throws {
    try withFolder { folder in
      try make((0..<2_000).map { "\($0 % 2)/\($0).png" }, in: folder)
      let set = try ClassFolders(folder)
      #expect(set.samples.count == 2_000 && set.samples.map(\.label) == (0..<2_000).map { $0 / 1_000 })
    }
  }

  @Test(.enabled(if: dataFolder != nil, "set MINITENSOR_DATA to the folder of the data sets"))
  func facesAreSplitByPerson() throws {
    let faces = try ClassFolders((dataFolder ?? "") + "/faces-orl", groupedByClass: true)
    #expect(faces.classes.count == 40 && faces.classes.prefix(3) == ["s1", "s10", "s11"])
    #expect(faces.samples.count == 400 && faces.samples[0].path.hasSuffix("/faces-orl/s1/1.pgm"))
    let shares: KeyValuePairs = ["train": 0.7, "validation": 0.1, "test": 0.2]
    let split = GroupSplit(faces.samples, shares: shares, using: Random(seed: 1))
    let starts = ["train: 280 files of 28 groups", "validation: 40 files of 4 groups", "test: 80 files of 8 groups"]
    for (line, start) in zip(split.description.split(separator: "\n"), starts) { #expect(line.hasPrefix(start)) }
    #expect(Set(split.names.flatMap { split[$0].map(\.path) }).count == 400)
    let picture = try Picture(contentsOf: split["test"][0].path)
    #expect(picture.width == 92 && picture.height == 112 && picture.channels == .grey)
  }

  // MARK: - Live and spoof

  @Test func liveAndSpoofBelongToPersons() throws {
    try withFolder { folder in
      try make(
        ["live/p1_1.png", "live/p2_1.png", "spoof/p1_9_x.jpg", "spoof/alone.png", "spoof/_x.png", "notes.txt"],
        in: folder)
      let samples = try LiveAndSpoof(folder).samples
      #expect(
        samples.map(\.kind) == ["live", "live", "spoof", "spoof", "spoof"] && samples.map(\.label) == [0, 0, 1, 1, 1])
      #expect(samples.map(\.group) == ["p1", "p2", "_x", "alone", "p1"])
      try FileManager.default.removeItem(atPath: folder + "/spoof")
      let error = fileError { _ = try LiveAndSpoof(folder) }
      #expect(error?.kind == .missing && error?.file == folder + "/spoof")
    }
  }

  // MARK: - MVTec AD

  private let bottle = [
    "train/good/000.png", "train/good/001.png", "test/good/000.png", "test/crack/000.png", "test/crack/001.png",
    "test/bent/000.png", "ground_truth/crack/000_mask.png", "ground_truth/crack/001_mask.png",
    "ground_truth/bent/000_mask.png", "license.txt", "test/.DS_Store",
  ]

  @Test func mvtecPairsPicturesWithMasks() throws {
    try withFolder { folder in
      try make(bottle, in: folder)
      let set = try MVTecAD(folder)
      #expect(set.train.map(\.path) == ["000", "001"].map { "\(folder)/train/good/\($0).png" })
      #expect(set.train.allSatisfy { $0.label == 0 && $0.kind == "good" && $0.mask == nil })
      #expect(set.test.map(\.kind) == ["bent", "crack", "crack", "good"] && set.test.map(\.label) == [1, 1, 1, 0])
      let masks = ["bent/000", "crack/000", "crack/001"].map { "\(folder)/ground_truth/\($0)_mask.png" }
      #expect(set.test.map(\.mask) == masks + [nil])
      #expect(set.test.summary == "4 files of 4 groups: bent 1, crack 2, good 1")
    }
  }

  @Test func mvtecNamesWhatIsMissing() throws {
    for (added, removed, name, kind) in [
      (nil, "ground_truth/crack/001_mask.png", "ground_truth/crack/001_mask.png", .missing),
      (nil, "test/crack/001.png", "ground_truth/crack/001_mask.png", .missing),
      (nil, "ground_truth", "ground_truth/bent/000_mask.png", .missing),
      (nil, "train/good", "train/good", .missing),
      (nil, "train", "train", .missing),
      (nil, "test/good", "test/good", .missing),
      ("ground_truth/dent/000_mask.png", nil, "ground_truth/dent/000_mask.png", .missing),
      ("ground_truth/good/000_mask.png", nil, "ground_truth/good/000_mask.png", .missing),
      ("ground_truth/crack/000.png", nil, "ground_truth/crack/000.png", .missing),
      ("test/crack/000.jpg", nil, "ground_truth/crack/000_mask.png", .corrupt),
      ("train/crack/000.png", nil, "train/crack", .unsupported),
      ("test/crack/notes.txt", nil, "test/crack/notes.txt", .unsupported),
    ] as [(String?, String?, String, FileError.Kind)] {
      try withFolder { folder in
        try make(bottle, in: folder)
        if let added { try make([added], in: folder) }
        if let removed { try FileManager.default.removeItem(atPath: folder + "/" + removed) }
        let error = fileError { _ = try MVTecAD(folder) }
        #expect(error?.kind == kind && error?.file == folder + "/" + name, "\(name): \(error as Any)")
      }
    }
    try withFolder { folder in
      try make(["train/good/0.png", "test/good/0.png"], in: folder)
      let error = fileError { _ = try MVTecAD(folder) }
      #expect(error?.problem == "there is no folder of defective pictures in it")
    }
  }

  // MARK: - ASVspoof

  private func protocolFile(_ folder: String, _ text: String) throws {
    let path = folder + "/ASVspoof2019_LA_cm_protocols/ASVspoof2019.LA.cm.train.trn.txt"
    try make(["ASVspoof2019_LA_cm_protocols/"], in: folder)
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  @Test func asvspoofProtocols() throws {
    try withFolder { folder in
      try protocolFile(folder, "LA_0079 LA_T_1138215 - - bonafide\nLA_0080 LA_T_1271820 - A01 spoof\n")
      try make(["ASVspoof2019_LA_train/flac/LA_T_1138215.flac"], in: folder)
      let missing = fileError { _ = try ASVspoof2019(folder, part: .train) }
      #expect(missing?.kind == .missing && missing?.file == folder + "/ASVspoof2019_LA_train/flac/LA_T_1271820.flac")
      #expect(missing?.problem == "named in the protocol, line 2: no such file or directory")
      try make(["ASVspoof2019_LA_train/flac/LA_T_1271820.flac"], in: folder)
      let samples = try ASVspoof2019(folder, part: .train).samples
      #expect(
        samples.map(\.path)
          == ["LA_T_1138215", "LA_T_1271820"].map { "\(folder)/ASVspoof2019_LA_train/flac/\($0).flac" })
      #expect(samples.map(\.kind) == ["bonafide", "A01"] && samples.map(\.label) == [0, 1])
      #expect(samples.map(\.group) == ["LA_0079", "LA_0080"])
      let evaluation = fileError { _ = try ASVspoof2019(folder, part: .evaluation) }
      #expect(evaluation?.file == folder + "/ASVspoof2019_LA_cm_protocols/ASVspoof2019.LA.cm.eval.trl.txt")

      for (text, words) in [
        ("LA_0079 LA_T_1138215 - bonafide", "line 1: 4 fields, not 5"),
        ("LA_0079 LA_T_1138215 - - bonafide\n\n", "line 2: 0 fields, not 5"),
        ("LA_0079 LA_T_1138215 - - spoof", "line 1: system - and key spoof do not go together"),
        ("LA_0079 LA_T_1138215 - A01 bonafide", "do not go together"),
        ("LA_0079 LA_T_1138215 - A01 fake", "do not go together"),
        ("LA_0079 ../../x - - bonafide", "../../x is no name of a file, or is named twice"),
        ("a LA_T_1138215 - - bonafide\nb LA_T_1138215 - - bonafide", "line 2: LA_T_1138215 is no name"),
      ] {
        try protocolFile(folder, text)
        let error = fileError { _ = try ASVspoof2019(folder, part: .train) }
        #expect(error?.kind == .corrupt && error?.description.contains(words) == true, "\(error as Any)")
      }
    }
  }

  // MARK: - Magnetic tiles

  private let tileFiles = [
    "MT_Free/exp1_num_1.jpg", "MT_Crack/exp1_num_2.jpg", "MT_Crack/exp1_num_2.png", "MT_Free/not-listed.jpg",
  ]
  private let tileTable = """
    file,class,exp,num,tile,role,width,height
    MT_Free/exp1_num_1.jpg,MT_Free,1,1,7,train,1,1
    MT_Crack/exp1_num_2.jpg,MT_Crack,1,2,8,test,1,1
    """

  private func tiles(_ table: String, in folder: String) throws -> MagneticTiles {
    try Data(table.utf8).write(to: URL(filePath: folder + "/groups.csv"))
    return try MagneticTiles(folder)
  }

  @Test func magneticTilesByTheirTable() throws {
    try withFolder { folder in
      try make(tileFiles, in: folder)
      #expect(fileError { _ = try MagneticTiles(folder) }?.file == folder + "/groups.csv")
      let set = try tiles(tileTable, in: folder)
      #expect(set.samples.map(\.kind) == ["good", "crack"] && set.samples.map(\.group) == ["7", "8"])
      #expect(set.train == [set.samples[0]] && set.test == [set.samples[1]] && set.validation.isEmpty)
      #expect(set.samples.map(\.mask) == [nil, folder + "/MT_Crack/exp1_num_2.png"])
      for name in ["MT_Crack/exp1_num_2.png", "MT_Free/exp1_num_1.jpg"] {
        try FileManager.default.removeItem(atPath: folder + "/" + name)
        let missing = fileError { _ = try tiles(tileTable, in: folder) }
        #expect(missing?.kind == .missing && missing?.file == folder + "/" + name)
      }
    }
  }

  @Test(arguments: [
    (["exp1_num_2", "exp1_num_1", "MT_Crack", "MT_Free"], "line 3: MT_Free/exp1_num_1.jpg is named twice"),
    ([",8,", ",7,"], "line 3: tile 7 is in two roles"),
    (["train", "training"], "line 2: the role training is none of"),
    (["MT_Free,", "MT_Crack,"], "line 2: MT_Free/exp1_num_1.jpg is no CLASS/NAME.jpg of the class MT_Crack"),
    (["MT_Free", ".."], "line 2: ../exp1_num_1.jpg is no CLASS/NAME.jpg"),
    (["Free/exp", "Free/../exp"], "is no CLASS/NAME.jpg"),
    (["tile", "plate"], "line 1: there is no column tile"),
    (["Free,1,", "Free,"], "line 2: 7 fields, not 8"),
  ])
  func badTablesOfTiles(changes: [String], words: String) throws {
    var table = tileTable
    for pair in stride(from: 0, to: changes.count, by: 2) {
      table = table.replacingOccurrences(of: changes[pair], with: changes[pair + 1])
    }
    if words.contains("twice") { table = table.replacingOccurrences(of: ",8,test", with: ",7,train") }
    try withFolder { folder in
      try make(tileFiles, in: folder)
      let error = fileError { _ = try tiles(table, in: folder) }
      #expect(error?.kind == .corrupt && error?.description.contains(words) == true, "\(error as Any)")
    }
  }

  @Test(.enabled(if: dataFolder != nil, "set MINITENSOR_DATA to the folder of the data sets"))
  func theMagneticTilesThemselves() throws {
    let set = try MagneticTiles((dataFolder ?? "") + "/magnetic-tile")
    print("magnetic tiles: train \(set.train.summary)")
    print("magnetic tiles: validation \(set.validation.summary)")
    print("magnetic tiles: test \(set.test.summary)")
    #expect(set.train.summary == "561 files of 94 groups: good 561")
    let validation = "278 files of 47 groups: blowhole 26, break 19, crack 5, fray 11, good 186, uneven 31"
    #expect(set.validation.summary == validation)
    let test = "505 files of 83 groups: blowhole 89, break 66, crack 52, fray 21, good 205, uneven 72"
    #expect(set.test.summary == test)
    #expect(set.samples.count == 1_344)
    let parts = [set.train, set.validation, set.test].map { Set($0.map(\.group)) }
    #expect(parts[0].union(parts[1]).union(parts[2]).count == 224 && parts.map(\.count).reduce(0, +) == 224)

    let chance = set.chanceSplit(using: Random(seed: 1))
    #expect(chance.train.summary.hasPrefix("761 files") && chance.train.allSatisfy { $0.label == 0 })
    #expect(chance.test.filter { $0.label == 0 }.count == 191 && chance.test.filter { $0.label == 1 }.count == 392)
    #expect(Set((chance.train + chance.test).map(\.path)).count == 1_344)
    let known = Set(chance.train.map(\.group))
    let shared = chance.test.filter { $0.label == 0 && known.contains($0.group) }.count
    print("magnetic tiles by chance: \(shared) of 191 good test pictures show a tile of the training set")
    #expect(shared > 180)
    #expect(set.chanceSplit(using: Random(seed: 1)).train == chance.train)
    #expect(set.chanceSplit(using: Random(seed: 2)).train != chance.train)

    let crack = try #require(set.test.first { $0.kind == "crack" })
    let picture = try Picture(contentsOf: crack.path)
    let mask = try Tensor(maskContentsOf: try #require(crack.mask))
    #expect(mask.shape == [picture.height, picture.width])
    #expect(mask.elements.contains(true) && mask.elements.contains(false))
  }

  // MARK: - Masks

  @Test func masksAreThresholded() {
    let grey = Picture(width: 4, height: 1, channels: .grey, samples: .bytes([0, 127, 128, 255]))
    #expect(grey.mask() == Tensor([false, false, true, true], shape: [1, 4]))
    #expect(grey.mask(threshold: 1).elements == [false, true, true, true])
    let colour = Picture(width: 1, height: 2, channels: .rgba, samples: .bytes([0, 200, 0, 0, 1, 2, 3, 255]))
    #expect(colour.mask() == Tensor([true, false], shape: [2, 1]))
    let bits = Picture(width: 2, height: 1, channels: .grey, maximum: 1, samples: .bytes([0, 1]))
    #expect(bits.mask().elements == [false, true])
    let deep = Picture(width: 2, height: 1, channels: .grey, maximum: 65_535, samples: .words([32_895, 32_896]))
    #expect(deep.mask().elements == [false, true])
  }
}

@Suite struct CSVTests {
  private func rows(_ text: String) throws -> [[String]] { try CSV(Array(text.utf8), file: "f").rows.map(\.fields) }

  @Test func fieldsAndQuotes() throws {
    #expect(try rows("a,b\n1,2\n") == [["1", "2"]])
    #expect(try rows("\u{FEFF}a,b\r\n1,\r\n,2") == [["1", ""], ["", "2"]])
    #expect(try rows("a,b\n\"x, \"\"y\"\"\nz\",\"\"\r\n\"\"\"\",ä\n") == [["x, \"y\"\nz", ""], ["\"", "ä"]])
    #expect(try rows("a\n\n1\n") == [[""], ["1"]])
    #expect(try rows("a,b").isEmpty)
    let table = try CSV(Array("a,b\n\"1\n2\",3\n4,5".utf8), file: "f")
    #expect(table.rows.map(\.line) == [2, 4])
    #expect(try table.place(of: "b") == 1)
  }

  @Test func badTablesNameTheLine() {
    for (text, words) in [
      ("", "f: it is empty"), ("a,b\n1,2\n3\n", "line 3: 1 field, not 2"), ("a,b\n1,2,3", "line 2: 3 fields, not 2"),
      ("a,b\n1,2\n\n", "line 3: 1 field, not 2"), ("a,a\n", "line 1: a column is named twice"),
      ("a\n\"1\n2", "line 2: a quote that does not end"), ("a\n1\"2\"", "line 2: a quote inside of a field"),
      ("a\n\"1\"2", "line 2: text behind a quote"), ("a\n\"x\ny\"\n\"", "line 4: a quote that does not end"),
    ] {
      let error = fileError { _ = try rows(text) }
      #expect(error?.kind == .corrupt && error?.description.contains(words) == true, "\(error as Any)")
    }
    #expect(
      fileError { _ = try CSV([0x61, 0x0A, 0xE9], file: "f") }?.description == "f: line 2: the text is not UTF-8")
  }

  @Test func mutations() {
    let text = "file,class\r\n\"a, \"\"b\"\"\",MT_Free\r\nc,\"d\ne\"\n"
    survive("CSV", [("table", Array(text.utf8))]) { _ = try CSV($0, file: "mutation") }
  }
}
