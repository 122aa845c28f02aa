// The recordings of ASVspoof 2019 LA: speech of people, and of machines that imitate them.

import MiniTensor

/// One part of the set ASVspoof 2019, logical access (LA).
///
/// Below the folder `LA` stand a protocol, such as `ASVspoof2019_LA_cm_protocols/ASVspoof2019.LA.cm.train.trn.txt`, and
/// the recordings, such as `ASVspoof2019_LA_train/flac/LA_T_1138215.flac`.  A line of a protocol has five fields: speaker,
/// file, `-`, system (`-` for a person, else `A01`, …), and `bonafide` or `spoof`.  Source: Wang and others, "ASVspoof
/// 2019: a large-scale public database of synthesized, converted and replayed speech", Computer Speech & Language, 2020.
public struct ASVspoof2019: Sendable {
  /// The parts, whose speakers are disjoint.
  public enum Part: String, Sendable, CaseIterable {
    case train
    case development = "dev"
    case evaluation = "eval"
  }

  /// The recordings in the order of the protocol: kind `bonafide` with label 0, or the system with label 1; the group is
  /// the speaker.
  public let samples: [SampleFile]

  /// Lists the recordings of a part.
  ///
  /// - Parameters:
  ///   - folder: the folder `LA`.
  ///   - part: which of the three.
  /// - Throws: `FileError` naming the protocol's line where it is wrong, or the recording that is not there.
  public init(_ folder: String, part: Part) throws(FileError) {
    let suffix = part == .train ? "trn" : "trl"
    let path = "\(folder)/ASVspoof2019_LA_cm_protocols/ASVspoof2019.LA.cm.\(part.rawValue).\(suffix).txt"
    let bytes = try WholeFile.read(path, limit: 1 << 26)
    var samples: [SampleFile] = []
    var names: Set<String> = []
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      if line.isEmpty && line.endIndex == bytes.endIndex { break }
      func error(_ problem: String) -> FileError {
        FileError(.corrupt, file: path, place: "line \(index + 1)", problem: problem)
      }
      let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
      let fields = line.split(whereSeparator: isSpace).map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 5 else { throw error("\(counted(fields.count, "field")), not 5") }
      let (speaker, name, system, key) = (fields[0], fields[1], fields[3], fields[4])
      guard (key == "bonafide" && system == "-") || (key == "spoof" && system != "-") else {
        throw error("system \(system) and key \(key) do not go together")
      }
      guard !name.utf8.contains(0x2F) && names.insert(name).inserted else {
        throw error("\(name) is no name of a file, or is named twice")
      }
      let recording = "\(folder)/ASVspoof2019_LA_\(part.rawValue)/flac/\(name).flac"
      try FolderListing.requireFile(recording, "named in the protocol, line \(index + 1)")
      let isSpoof = key == "spoof"
      samples.append(
        SampleFile(path: recording, kind: isSpoof ? system : key, label: isSpoof ? 1 : 0, group: speaker))
    }
    self.samples = samples
  }
}
