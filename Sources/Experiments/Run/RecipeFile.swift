// recipe.json: every setting of a run, and what makes two runs the same.

import Foundation

/// What `recipe.json` holds.
///
/// Two runs are the same if example, preset, CPU level and every setting are; threads, version and the command line
/// are written down, but tell nothing apart.
struct RecipeFile: Sendable {
  static let name = "recipe.json"

  let example: String
  let preset: Preset
  /// The instruction set that the program was compiled for; results are the same bits within one level.
  let cpu: String
  /// The example's recipe.
  let settings: JSON
  let threads: Int
  let version: String
  let commandLine: [String]

  /// The settings that make up the run's identity, by path: `settings.base.epochs` and `7`.
  var identity: [(path: String, value: String)] {
    let parts: [JSON.Member] = [
      .init("example", .string(example)), .init("preset", .string(preset.rawValue)), .init("cpu", .string(cpu)),
      .init("settings", settings),
    ]
    return JSON.object(parts).leaves()
  }

  /// The whole file.
  /// - Parameter files: every file of the finished run, so that others in its folder are known to be somebody else's;
  ///   nil while the run is unfinished.
  func json(files: [String]?) -> JSON {
    var members: [JSON.Member] = [
      .init("example", .string(example)), .init("preset", .string(preset.rawValue)), .init("cpu", .string(cpu)),
      .init("settings", settings), .init("threads", .integer(threads)), .init("version", .string(version)),
      .init("commandLine", .array(commandLine.map(JSON.string))),
    ]
    if let files { members.append(.init("files", .array(files.map(JSON.string)))) }
    return .object(members)
  }

  /// The first setting in which this recipe differs from the one that `other` holds, in words; nil where none does.
  func firstDifference(from other: JSON) -> String? {
    let there = JSON.object(
      ["example", "preset", "cpu", "settings"].compactMap { name in
        other[name].map { .init(name, $0) }
      }
    ).leaves()
    let values = Dictionary(there.map { ($0.path, $0.value) }, uniquingKeysWith: { first, _ in first })
    for (path, value) in identity where values[path] != value {
      return "\(path.setting) is \(values[path] ?? "absent") there and \(value) here"
    }
    let known = Set(identity.map(\.path))
    return there.first { !known.contains($0.path) }.map { "\($0.path.setting) is \($0.value) there and absent here" }
  }
}

extension JSON {
  /// The values that hold no others, each with its path; an empty object or array is a value too.
  fileprivate func leaves(at path: String = "") -> [(path: String, value: String)] {
    switch self {
    case .object(let members) where !members.isEmpty:
      members.flatMap { $0.value.leaves(at: path.isEmpty ? $0.name : "\(path).\($0.name)") }
    case .array(let values) where !values.isEmpty:
      values.enumerated().flatMap { index, value in value.leaves(at: "\(path)[\(index)]") }
    default: [(path, String(text.dropLast()))]
    }
  }
}

extension String {
  /// A path of the file without the part that all settings share.
  fileprivate var setting: String { hasPrefix("settings.") ? String(dropFirst("settings.".count)) : self }
}
