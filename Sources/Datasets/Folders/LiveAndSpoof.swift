// Faces before a camera: real ones and pictures of them.

import MiniTensor

/// A folder with the folders `live` and `spoof`, which hold pictures.
///
/// What a name says before its first `_` is taken for the person, who is the group: `subject7_03.png` in both folders
/// belongs to `subject7`.  A name without
/// `_`, or with nothing before it, is a group of its own.
public struct LiveAndSpoof: Sendable {
  /// The pictures of `live`, label 0, then those of `spoof`, label 1, each sorted by name.
  public let samples: [SampleFile]

  /// Lists the pictures, by the rules of ``ClassFolders``; both folders must be there.
  public init(_ folder: String) throws(FileError) {
    var samples: [SampleFile] = []
    for (label, kind) in ["live", "spoof"].enumerated() {
      for picture in try FolderListing.pictures(in: folder + "/" + kind) {
        let person = picture.stem.prefix { $0 != "_" }
        let group = person.isEmpty ? picture.stem : String(person)
        samples.append(SampleFile(path: picture.path, kind: kind, label: label, group: group))
      }
    }
    self.samples = samples
  }
}
