// What every layout of a data set on disk comes down to: a list of files, and what their places tell of them.

import MiniTensor

/// One file of a data set: where it is, and what is known of it before it is read.
///
/// ```swift
/// let picture = try Picture(contentsOf: sample.path)
/// let mask = try sample.mask.map { path throws(FileError) in try Tensor(maskContentsOf: path) }
/// ```
public struct SampleFile: Equatable, Sendable {
  /// The path of the file.
  public let path: String
  /// What it shows in a word: `good` or the kind of defect, `live` or `spoof`, the class, the attack.
  public let kind: String
  /// 1 for anomalous and 0 for normal files; in a set of classes the place of the class among them, from 0.
  public let label: Int
  /// What must not be torn apart by a split: files of one group show the same tile, person or speaker.
  public let group: String
  /// The path of the picture that marks the anomalous pixels, where there is one.
  public let mask: String?

  /// Names a file and what is known of it.
  public init(path: String, kind: String, label: Int, group: String, mask: String? = nil) {
    (self.path, self.kind, self.label, self.group, self.mask) = (path, kind, label, group, mask)
  }
}

extension [SampleFile] {
  /// How many files there are of each kind, sorted by the kinds' names.
  public var counts: [(kind: String, count: Int)] {
    let counts = Dictionary(grouping: self, by: \.kind).mapValues(\.count)
    return counts.sorted { $0.key < $1.key }.map { (kind: $0.key, count: $0.value) }
  }

  /// The counts as a line to print: `505 files of 71 groups: blowhole 89, good 205, …`.
  public var summary: String {
    let kinds = counts.map { "\($0.kind) \($0.count)" }.joined(separator: ", ")
    let groups = Set(map(\.group)).count
    return "\(counted(count, "file")) of \(counted(groups, "group"))" + (isEmpty ? "" : ": \(kinds)")
  }
}
