// The folder of a run: prepared beside its place, put there whole.

import Files
import Foundation

/// The folder of a run on its way.
///
/// A run is prepared in `OUTPUT.unfinished`, beside its place and so on the same disk, under a name that a person sees
/// and understands. It holds `recipe.json` and `checkpoints/` from the start: whatever ends the run, `--resume` can go
/// on. When everything is written it takes the place of `OUTPUT`, whose older run is removed only then.
///
/// Nothing that is not the same recipe's run is ever replaced. A finished run's `recipe.json` names every file of it,
/// so that others in its folder are known to be somebody else's.
struct RunFolder: Sendable {
  /// Where the finished run will stand.
  let output: String
  /// Where it is prepared.
  var unfinished: String { output + ".unfinished" }
  /// Where an older run stands for the moment of the exchange.
  private var replaced: String { output + ".replaced" }

  private let recipe: RecipeFile
  /// The folders that had to be made, outermost first.
  private let made: [String]
  private let lock: Folder.Lock

  /// Prepares the folder for a run of `recipe`, anew or from where an earlier one stopped.
  /// - Throws: ``UsageError`` where the place is taken, or there is nothing to resume; `FileError` where nothing can
  ///   be written.  What stood there is untouched then.
  init(output given: String, recipe: RecipeFile, resume: Bool) throws {
    self.recipe = recipe
    output = try Folder.resolved(given)
    try RunFolder.completeExchange(output, for: recipe)
    try RunFolder.checkPlace(output, for: recipe)

    let unfinished = output + ".unfinished"
    if resume && !Folder.exists(unfinished) {
      let reason = Folder.exists(output) ? "the run in \(output) is finished" : "there is no \(unfinished)"
      throw UsageError("--resume: nothing to go on with, \(reason)")
    }
    made = try Folder.create(unfinished)
    lock = try Folder.Lock(unfinished)
    do {
      try checkUnfinished(resume: resume)
      for path in try Folder.contents(unfinished, withPartial: true) where path != RecipeFile.name {
        let isOld = !resume && !path.contains("/")
        if isOld || path.hasSuffix(".partial") { try Folder.remove(unfinished + "/" + path) }
      }
      try write(recipe.json(files: nil), to: RecipeFile.name)
      _ = try Folder.create(unfinished + "/checkpoints")
    } catch {
      removeEmptyFolders()
      throw error
    }
  }

  /// Throws unless this run may go on in the unfinished folder, or begin anew in it.
  private func checkUnfinished(resume: Bool) throws {
    guard let standing = try RunFolder.recipe(in: unfinished) else {
      if resume { throw UsageError("--resume: nothing to go on with, \(unfinished) holds no \(RecipeFile.name)") }
      guard let foreign = try Folder.contents(unfinished).first else { return }
      throw UsageError("--output \(output): \(unfinished) holds \(foreign), which is no part of a run")
    }
    guard let difference = recipe.firstDifference(from: standing) else { return }
    throw UsageError(
      resume
        ? "--resume: \(unfinished) was begun with another recipe: \(difference)"
        : "--output \(output): \(unfinished) holds an unfinished run of another recipe: \(difference); "
          + "remove it or choose another folder")
  }

  /// Ends an exchange of ``finish()`` that a kill has cut in two.
  private static func completeExchange(_ output: String, for recipe: RecipeFile) throws {
    let replaced = output + ".replaced"
    guard Folder.exists(replaced) else { return }
    guard Folder.exists(output) else { return try Folder.rename(replaced, to: output) }
    try checkPlace(replaced, for: recipe)
    try Folder.remove(replaced)
  }

  /// Lets other runs have the place.
  func release() { lock.release() }

  /// The path of a checkpoint.
  func checkpoint(_ name: String) -> String { "\(unfinished)/checkpoints/\(name).safetensors" }

  /// Writes a file of the run; folders in its path are made.
  func write(_ bytes: [UInt8], to path: String) throws {
    let parts = path.split(separator: "/")
    if parts.count > 1 { _ = try Folder.create(unfinished + "/" + parts.dropLast().joined(separator: "/")) }
    try WholeFile.write(bytes, to: unfinished + "/" + path)
  }

  /// Writes a JSON file of the run.
  func write(_ json: JSON, to path: String) throws { try write(Array(json.text.utf8), to: path) }

  /// Puts the finished run in its place.
  /// - Throws: ``UsageError`` where the place was taken meanwhile; the run then stays where it was prepared.
  func finish() throws {
    try write(recipe.json(files: try Folder.contents(unfinished)), to: RecipeFile.name)
    try RunFolder.checkPlace(output, for: recipe)
    guard Folder.exists(output) else { return try Folder.rename(unfinished, to: output) }
    try Folder.rename(output, to: replaced)
    do {
      try Folder.rename(unfinished, to: output)
    } catch {
      try Folder.rename(replaced, to: output)
      throw error
    }
    try? Folder.remove(replaced)  // the run is in its place; what is left of the older one goes next time
  }

  /// Removes what a run that failed has left, unless it holds a checkpoint.
  func abandon() {
    guard let checkpoints = try? Folder.contents(unfinished + "/checkpoints"), checkpoints.isEmpty else { return }
    try? Folder.remove(unfinished)
    removeEmptyFolders()
  }

  private func removeEmptyFolders() {
    for folder in made.reversed() { rmdir(folder) }  // fails, as it should, where something stands in it
  }

  /// Throws unless a run of `recipe` may take this place: nothing, an empty folder, or a run of the same recipe.
  private static func checkPlace(_ output: String, for recipe: RecipeFile) throws {
    guard Folder.exists(output) else { return }
    guard let first = try Folder.firstEntry(output) else { return }
    guard let standing = try self.recipe(in: output) else {
      throw UsageError("--output \(output): holds \(first), which is no part of a run; choose another folder")
    }
    if let difference = recipe.firstDifference(from: standing) {
      throw UsageError("--output \(output): holds another run: \(difference); remove it or choose another folder")
    }
    guard case .array(let files)? = standing["files"] else {
      throw UsageError("--output \(output): its \(RecipeFile.name) names no files; remove it or choose another folder")
    }
    if let foreign = try Folder.contents(output).first(where: { !files.contains(.string($0)) }) {
      throw UsageError("--output \(output): holds \(foreign), which is no part of the run; choose another folder")
    }
  }

  /// What the recipe file of a folder holds; nil where there is none.
  private static func recipe(in folder: String) throws -> JSON? {
    let path = folder + "/" + RecipeFile.name
    guard Folder.exists(path) else { return nil }
    let bytes = try WholeFile.read(path, limit: 16 << 20)
    guard let json = try? JSON(reading: bytes) else {
      throw FileError(.corrupt, file: path, problem: "it is not JSON")
    }
    return json
  }
}
