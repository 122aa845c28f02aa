// What is known of the program since it was compiled.

import Foundation

/// The build that is running.
package enum Build {
  package static let version = "0.1.0"

  /// The instruction set that the program was compiled for, as the manifest chose it.
  package static var cpuLevel: String {
    #if CPU_V4
      "v4"
    #elseif CPU_V3
      "v3"
    #else
      "portable"
    #endif
  }

  /// Of the processor's features that the level needs, the first that a list of them lacks.
  /// - Parameter cpuinfo: the text of `/proc/cpuinfo`; one without a line of flags says nothing.
  static func missingFeature(_ cpuinfo: String, level: String = cpuLevel) -> String? {
    let needed = ["v3": ["avx2", "fma", "bmi2"], "v4": ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]]
    guard let line = cpuinfo.split(separator: "\n").first(where: { $0.hasPrefix("flags") }) else { return nil }
    let flags = Set(line.split(whereSeparator: { " :\t".contains($0) }).map(String.init))
    return needed[level]?.first { !flags.contains($0) }
  }

  /// Throws where the processor lacks what the program was compiled for: one line instead of an illegal instruction.
  static func checkProcessor() throws(UsageError) {
    let cpuinfo = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    guard let feature = missingFeature(cpuinfo) else { return }
    throw UsageError(
      "compiled for CPU level \(cpuLevel), but this processor has no \(feature); remove .build and build again here")
  }
}
