// Splits that keep together what belongs together.

import MiniTensor

/// Files dealt to parts in given shares, no group in two parts.
///
/// ```swift
/// let faces = try ClassFolders(folder, groupedByClass: true)  // a folder for each of 40 persons
/// let split = GroupSplit(faces.samples, shares: ["train": 0.7, "validation": 0.1, "test": 0.2], using: Random(seed: 1))
/// print(split)                                               // train: 280 files of 28 groups: …
/// for sample in split["train"] { … }
/// ```
/// The groups are shuffled and dealt one by one: each goes to the part in which (files + half of its own) / share is
/// least, the earlier one of equals.  This is the method of Sainte-Laguë for seats in parliaments, with groups in place
/// of seats: shares are met as closely as the sizes of the groups let them, at every step.  With fewer groups than parts,
/// parts with small shares stay empty.
public struct GroupSplit: Sendable, CustomStringConvertible {
  /// The names of the parts, as given.
  public let names: [String]
  /// The files of each part, in the order in which they were given.
  private let parts: [String: [SampleFile]]

  /// Deals `samples`.
  ///
  /// - Parameters:
  ///   - samples: the files; their order does not matter for who comes where.
  ///   - shares: the parts and how much each shall have in proportion to the others; finite and above 0.
  ///   - stratified: whether groups whose files are of the same kinds are dealt on their own, so that the parts agree in
  ///     the mixture of kinds too.  Groups with several kinds are a stratum by the list of these.
  ///   - generator: the same one gives the same split.
  public init(
    _ samples: [SampleFile], shares: KeyValuePairs<String, Double>, stratified: Bool = false, using generator: Random
  ) {
    precondition(
      !shares.isEmpty && Set(shares.map(\.key)).count == shares.count
        && shares.allSatisfy { $0.value > 0 && $0.value.isFinite },
      "GroupSplit: the shares \(shares) are no parts of different names with finite shares above 0")
    let groups = Dictionary(grouping: samples, by: \.group)
    // A stratum is named by its kinds, each with its length in front so that no two lists have one name.
    let strata = Dictionary(grouping: groups.keys.sorted()) { group in
      stratified ? Set(groups[group]!.map(\.kind)).sorted().map { "\($0.utf8.count) \($0)" }.joined() : ""
    }
    var parts: [String: Int] = [:]
    for (stratum, members) in strata {
      var generator = generator.split(stratum)
      var order = members
      generator.shuffle(&order)
      var counts = [Double](repeating: 0, count: shares.count)
      for group in order {
        let size = Double(groups[group]!.count)
        let fullness = zip(counts, shares).map { ($0 + size / 2) / $1.value }
        let part = fullness.indices.min { fullness[$0] < fullness[$1] }!
        counts[part] += size
        parts[group] = part
      }
    }
    names = shares.map(\.key)
    self.parts = Dictionary(grouping: samples) { [names] in names[parts[$0.group]!] }
  }

  /// The files of a part.
  ///
  /// - Precondition: it is one of ``names``.
  public subscript(name: String) -> [SampleFile] {
    precondition(names.contains(name), "GroupSplit: there is no part \(name) among \(names)")
    return parts[name] ?? []
  }

  /// A line for each part: its name, files, groups, and how many there are of each kind.
  public var description: String { names.map { "\($0): \(self[$0].summary)" }.joined(separator: "\n") }
}
