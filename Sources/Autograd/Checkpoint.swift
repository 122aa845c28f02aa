// Checkpoints: all that a training run needs to go on as if it had never stopped, in one safetensors file.

import MiniTensor

/// A model, its optimiser's state, the generator and the number of finished epochs.
///
/// Parameters and statistics stand in the file under their own names and in PyTorch's layouts; the optimiser's tensors
/// under `optimiser.`; everything else in the file's metadata.
public struct Checkpoint<Element: Scalar>: Sendable {
  /// How many epochs are done.
  public var epoch: Int
  /// Where the random stream stands.
  public var generator: Random
  /// The settings of the run as text, to be compared before going on.
  public var recipe: String
  private var tensors: [String: Tensor<Element>] = [:]
  private var optimiserState: [String: Tensor<Element>] = [:]
  /// What a problem found later is blamed on.
  private var file = "checkpoint"

  /// The state of a training run.
  public init(
    of model: some Layer<Element>, _ optimiser: some Optimiser<Element>, generator: Random, epoch: Int, recipe: String
  ) {
    (self.epoch, self.generator, self.recipe) = (epoch, generator, recipe)
    tensors = model.namedTensors
    optimiserState = optimiser.state
  }

  /// Puts the state back.
  ///
  /// - Throws: a `FileError` that names the first tensor that is missing, left over or of another shape; nothing has
  ///   changed then.
  public func restore(_ model: inout some Layer<Element>, _ optimiser: inout some Optimiser<Element>) throws {
    try model.replaceTensors(by: tensors, from: file)
    optimiser.state = optimiserState
  }
}

// MARK: - Files

extension Checkpoint {
  private static var prefix: String { "optimiser." }

  /// Writes the file beside its place and renames it: a reader never sees half of it.
  public func write(to path: String) throws {
    var file = Safetensors()
    file.metadata = [
      "epoch": "\(epoch)", "generator": generator.state.map(String.init).joined(separator: " "), "recipe": recipe,
    ]
    for name in tensors.keys.sorted() { file.add(name, tensors[name]!) }
    for name in optimiserState.keys.sorted() { file.add(Self.prefix + name, optimiserState[name]!) }
    try file.write(to: path)
  }

  /// Reads a file that ``write(to:)`` wrote.
  ///
  /// - Throws: a `FileError` where there is no such file, or it is not whole, or not a checkpoint.
  public init(contentsOf path: String) throws {
    let file = try Safetensors(contentsOf: path)
    func value(_ key: String) throws -> String {
      guard let value = file.metadata[key] else {
        throw FileError(
          .corrupt, file: path, place: key, problem: "a checkpoint's metadata has it; this file's has not")
      }
      return value
    }
    recipe = try value("recipe")
    let words = try value("generator").split(separator: " ").compactMap { UInt32($0) }
    guard let generator = Random(state: words) else {
      throw FileError(.corrupt, file: path, place: "generator", problem: "no state of a generator")
    }
    guard let epoch = Int(try value("epoch")), epoch >= 0 else {
      throw FileError(.corrupt, file: path, place: "epoch", problem: "no number of epochs")
    }
    (self.generator, self.epoch, self.file) = (generator, epoch, path)
    for entry in file.entries {
      let tensor = try file.tensor(entry.name, as: Element.self)
      if entry.name.hasPrefix(Self.prefix) {
        optimiserState[String(entry.name.dropFirst(Self.prefix.count))] = tensor
      } else {
        tensors[entry.name] = tensor
      }
    }
  }
}

extension Layer {
  /// All parameters and statistics by name.
  public var namedTensors: [String: Tensor<Element>] {
    var copy = self
    var tensors: [String: Tensor<Element>] = [:]
    func keep(_ name: String, _ tensor: Tensor<Element>) {
      precondition(tensors.updateValue(tensor, forKey: name) == nil, "two parameters are named \(name)")
    }
    withoutActuallyEscaping(keep) { keep in
      copy.visit(Visitor(onParameter: { keep($0, $1.value) }, onStatistic: { keep($0, $1) }))
    }
    return tensors
  }

  /// Replaces all parameters and statistics by tensors of the same names and shapes.
  ///
  /// - Parameters:
  ///   - tensors: the new values by name, one for each of ``namedTensors``.
  ///   - source: the file that a problem is blamed on.
  /// - Throws: a `FileError` that names the first tensor that is missing, left over or of another shape; nothing has
  ///   changed then.
  public mutating func replaceTensors(by tensors: [String: Tensor<Element>], from source: String) throws {
    let own = namedTensors
    for name in own.keys.sorted() {
      guard let tensor = tensors[name] else {
        throw FileError(.corrupt, file: source, place: name, problem: "the model has this tensor, the file has not")
      }
      guard tensor.shape == own[name]!.shape else {
        throw FileError(
          .corrupt, file: source, place: name, problem: "shape \(tensor.shape); the model's is \(own[name]!.shape)")
      }
    }
    if let name = tensors.keys.sorted().first(where: { own[$0] == nil }) {
      throw FileError(.corrupt, file: source, place: name, problem: "the file has this tensor, the model has not")
    }
    visit(
      Visitor(
        onParameter: { name, parameter in parameter.update { $0 = tensors[name]! } },
        onStatistic: { name, statistic in statistic = tensors[name]! }))
  }
}
