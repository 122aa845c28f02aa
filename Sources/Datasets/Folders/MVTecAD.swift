// The layout of MVTec AD: good pictures to train with, good and defective ones to test, a mask for each defective one.

import MiniTensor

/// One category of a set in the layout of MVTec AD.
///
/// ```text
/// bottle/train/good/000.png
/// bottle/test/good/000.png
/// bottle/test/crack/000.png                ground_truth/crack/000_mask.png
/// ```
/// Each defective test picture must have its mask, and each mask its picture.  Source: Bergmann, Fauser, Sattlegger,
/// Steger, "MVTec AD: a comprehensive real-world dataset for unsupervised anomaly detection", CVPR 2019.
public struct MVTecAD: Sendable {
  /// The good pictures to train with, sorted by name.  Label 0, kind `good`.
  public let train: [SampleFile]
  /// The pictures to test with, sorted by kind and name; label 0 for `good`, 1 and a mask for the others.
  ///
  /// Nothing tells which of them show the same thing, so each is a group of its own.
  public let test: [SampleFile]

  /// Lists the pictures of the category in `folder`.
  ///
  /// The pictures are listed by the rules of ``ClassFolders``.  An error names the file that was looked for: a mask that
  /// is missing, or the picture of a mask that has none; `train` with a folder besides `good`, and `test` without `good`
  /// or with nothing else, are errors too.
  public init(_ folder: String) throws(FileError) {
    for item in try FolderListing.folders(in: folder + "/train") where item.name != "good" {
      throw FileError(.unsupported, file: item.path, problem: "pictures to train with are good ones only")
    }
    train = try FolderListing.pictures(in: folder + "/train/good").map { MVTecAD.sample($0, kind: "good", mask: nil) }

    var test: [SampleFile] = []
    let kinds = try FolderListing.folders(in: folder + "/test")
    guard kinds.contains(where: { $0.name == "good" }) else {
      throw FileError(.missing, file: folder + "/test/good", problem: "folder: no such file or directory")
    }
    guard kinds.count > 1 else {
      throw FileError(.missing, file: folder + "/test", problem: "there is no folder of defective pictures in it")
    }
    for kind in kinds {
      for picture in try FolderListing.pictures(in: kind.path) {
        guard kind.name != "good" else {
          test.append(MVTecAD.sample(picture, kind: "good", mask: nil))
          continue
        }
        let mask = "\(folder)/ground_truth/\(kind.name)/\(picture.stem)_mask.png"
        try FolderListing.requireFile(mask, "the mask of test/\(kind.name)/\(picture.name)")
        test.append(MVTecAD.sample(picture, kind: kind.name, mask: mask))
      }
    }
    self.test = test
    try MVTecAD.requirePictures(ofMasksIn: folder + "/ground_truth", among: test)
  }

  private static func sample(_ picture: FolderListing.Item, kind: String, mask: String?) -> SampleFile {
    SampleFile(path: picture.path, kind: kind, label: kind == "good" ? 0 : 1, group: picture.path, mask: mask)
  }

  /// Throws where a mask has no picture, or more than one: `000.png` and `000.jpg` would share theirs.
  private static func requirePictures(ofMasksIn folder: String, among test: [SampleFile]) throws(FileError) {
    let owners = Dictionary(grouping: test.filter { $0.mask != nil }) { $0.mask ?? "" }
    for kind in try FolderListing.folders(in: folder) {
      for mask in try FolderListing.pictures(in: kind.path) {
        let count = owners[mask.path]?.count ?? 0
        guard count != 1 else { continue }
        let problem = "\(counted(count, "picture")) in test/\(kind.name) for this mask, not one"
        throw FileError(count == 0 ? .missing : .corrupt, file: mask.path, problem: problem)
      }
    }
  }
}
