// The cases: what is timed, how much work it is, and what it is called.

import MiniTensor

/// How much one call does.
enum Work {
  /// Floating-point operations; a multiplication and an addition are two.
  case operations(Int)
  /// Bytes that have to be read or written.
  case bytes(Int)
  /// Calls of something small, whose cost is the call itself.
  case calls(Int)

  var amount: Int {
    switch self {
    case .operations(let count), .bytes(let count), .calls(let count): count
    }
  }
}

/// One case. Its inputs are made when it is its turn, and let go after it.
struct Case {
  let section, name: String
  let work: Work
  /// Makes the inputs and returns what is timed.
  let prepare: () -> () -> Void
}

/// All cases, in the order in which they are run.
struct Suite {
  private(set) var cases: [Case] = []

  init() {
    addPeaks()
    addMatMuls()
    addConvolutions()
    addTraining()
    addOverhead()
  }

  mutating func add(_ section: String, _ name: String, work: Work, _ prepare: @escaping () -> () -> Void) {
    cases.append(Case(section: section, name: name, work: work, prepare: prepare))
  }
}

/// Standard normal numbers, the same for a case on every run.
func normal<E: Scalar>(_ shape: [Int], _ name: String, as type: E.Type = E.self) -> Tensor<E> {
  var generator = Random(seed: 1).split(name)
  return .normal(shape, using: &generator)
}
