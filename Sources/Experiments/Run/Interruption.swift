// Ctrl-C: the first asks the run to stop at its next step, the second ends the program at once.

import Foundation
import Synchronization

/// The run was asked to stop; what its checkpoints hold is kept, and the program ends with exit code 130.
public struct Interrupted: Error {
  /// The one value of this type.
  public init() {}
}

/// Whether a run was asked to stop.
final class Interruption: Sendable {
  private let requests = Atomic<Int>(0)

  /// Asks the run to stop; returns how often it was asked.
  @discardableResult
  func request() -> Int { requests.wrappingAdd(1, ordering: .relaxed).newValue }

  var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }

  /// The one that signals ask: a signal handler can carry nothing with it, so this is the process's own.
  private static let ofProcess = Interruption()

  /// Lets SIGINT and SIGTERM ask for a stop, and broken pipes be errors of the writer instead of the end.
  static func bySignals() -> Interruption {
    let interruption = ofProcess  // made now: a handler must not be the first to touch it
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interruption.ofProcess.request() > 1 { _exit(130) }
      }
    }
    signal(SIGPIPE, SIG_IGN)
    return interruption
  }
}
