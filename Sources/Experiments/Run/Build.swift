// What is known of the program since it was compiled.

/// The build that is running.
enum Build {
  static let version = "0.1.0"

  /// The instruction set that the program was compiled for, as the manifest chose it.
  static var cpuLevel: String {
    #if CPU_V4
      "v4"
    #elseif CPU_V3
      "v3"
    #else
      "portable"
    #endif
  }
}
