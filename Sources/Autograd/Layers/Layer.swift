// What a layer is: a value with parameters, called like a function, that shows what it holds by name.

import MiniTensor

/// A piece of a network.
///
/// A layer is a value: `var tuned = base` is a copy whose training leaves `base` alone. It states its parameters and
/// statistics once, in ``visit(_:)``; optimisers, checkpoints and counts all go through that list.
public protocol Layer<Element>: Sendable {
  associatedtype Element: Scalar

  /// The output for an input. In training a layer may update its statistics, hence `mutating`.
  mutating func callAsFunction(_ x: Variable<Element>, in context: inout Context) -> Variable<Element>

  /// Shows every parameter and statistic, always in the same order. A layer without any leaves this out.
  mutating func visit(_ visitor: Visitor<Element>)
}

extension Layer {
  public mutating func visit(_ visitor: Visitor<Element>) {}

  /// The parameters in the order of ``visit(_:)``.
  public var parameters: [Variable<Element>] {
    var copy = self
    var list: [Variable<Element>] = []
    func collect(_ name: String, _ parameter: inout Variable<Element>) { list.append(parameter) }
    withoutActuallyEscaping(collect) { collect in
      copy.visit(Visitor(onParameter: collect, onStatistic: { _, _ in }))
    }
    return list
  }

  /// The number of elements in all parameters.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }
}

/// What differs between training and scoring, and the source of randomness, handed through a network.
public struct Context: Sendable {
  /// What a network is run for.
  public enum Mode: Sendable {
    /// Batch statistics, dropout.
    case training
    /// Running statistics, no dropout: an output depends on its input alone.
    case evaluation
  }

  /// What the network is run for.
  public var mode: Mode
  /// The source of randomness. A layer that draws splits a stream of its own off it.
  public var generator: Random

  /// A context for training.
  public static func training(_ generator: Random) -> Context { Context(mode: .training, generator: generator) }
  /// A context for scoring, in which nothing is drawn.
  public static var evaluation: Context { Context(mode: .evaluation, generator: Random(seed: 0)) }
}

/// What a layer shows its parameters and statistics to. It keeps the path of names: `encoder.0.weight`.
public struct Visitor<Element: Scalar> {
  private var path = ""
  private let onParameter: (String, inout Variable<Element>) -> Void
  private let onStatistic: (String, inout Tensor<Element>) -> Void

  /// A visitor that calls one closure for each parameter and one for each statistic.
  public init(
    onParameter: @escaping (String, inout Variable<Element>) -> Void,
    onStatistic: @escaping (String, inout Tensor<Element>) -> Void
  ) {
    self.onParameter = onParameter
    self.onStatistic = onStatistic
  }

  /// Shows a parameter.
  public func parameter(_ name: String, _ parameter: inout Variable<Element>) { onParameter(path + name, &parameter) }

  /// Shows a statistic: something that is kept in checkpoints but not trained.
  public func statistic(_ name: String, _ statistic: inout Tensor<Element>) { onStatistic(path + name, &statistic) }

  /// Shows what an inner layer holds, under its name.
  public func layer(_ name: String, _ layer: inout some Layer<Element>) {
    var inner = self
    inner.path += name + "."
    layer.visit(inner)
  }
}
