// swift-tools-version: 6.2
// The floors of the house, from the ground up; an arrow may only point down (see Tutorials/design.md).
// Plain `swift build`, `swift run` and `swift test` build optimised code for the processor at hand.

import Foundation
import PackageDescription

/// The instruction set that all Swift code is compiled for.
///
/// It is read from the machine that builds; `MINITENSOR_CPU=portable|v3|v4` overrides it. On processors other than
/// x86-64 there is one level, `portable`, whose vectors the compiler knows already.
enum CPULevel: String {
  case portable, v3, v4

  static let current: CPULevel = {
    if let name = ProcessInfo.processInfo.environment["MINITENSOR_CPU"] {
      guard let level = CPULevel(rawValue: name) else {
        fatalError("MINITENSOR_CPU=\(name): expected portable, v3 or v4")
      }
      return level
    }
    let description = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = description.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
    let flags = Set(line.split(separator: " "))
    if flags.isSuperset(of: ["avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"]) { return .v4 }
    if flags.isSuperset(of: ["avx2", "fma", "bmi2"]) { return .v3 }
    return .portable
  }()

  var settings: [SwiftSetting] {
    switch self {
    case .portable: []
    case .v3: [.unsafeFlags(["-Xcc", "-march=x86-64-v3"]), .define("FMA"), .define("CPU_V3")]
    case .v4: [.unsafeFlags(["-Xcc", "-march=x86-64-v4"]), .define("FMA"), .define("CPU_V4")]
    }
  }
}

/// Whole modules at full optimisation, in the debug configuration too: generic kernels are specialised across files.
/// Of an optimised module, a debugger is told files and lines; to describe its variables too would lengthen the build.
let fast: [SwiftSetting] =
  CPULevel.current.settings
  + [.unsafeFlags(["-O", "-wmo", "-num-threads", "2", "-disable-batch-mode", "-gline-tables-only"])]

/// As the configuration says, which in debug builds compiles much faster: for code that computes nothing in loops of its
/// own. Vectors must be handed over as the other modules expect them, hence the same level.
let plain = CPULevel.current.settings

func floor(_ name: String, on lower: [Target.Dependency] = [], compiled settings: [SwiftSetting] = fast) -> Target {
  .target(name: name, dependencies: lower, swiftSettings: settings)
}

func program(
  _ name: String, in folder: String, on lower: [Target.Dependency], compiled settings: [SwiftSetting] = plain
) -> Target {
  .executableTarget(name: name, dependencies: lower, path: "Sources/\(folder)/\(name)", swiftSettings: settings)
}

func tests(of name: String, with others: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: [.init(stringLiteral: name)] + others, swiftSettings: plain)
}

let everything: [Target.Dependency] = [
  "Files", "Formats", "MiniTensor", "FFT", "Autograd", "AnomalyDetection", "Datasets", "Experiments",
]

let package = Package(
  name: "MiniTensor",
  platforms: [.macOS(.v26)],
  products: [
    .library(
      name: "MiniTensor",
      targets: ["Files", "Formats", "MiniTensor", "FFT", "Autograd", "Datasets", "AnomalyDetection"]),
    .executable(name: "sparse-energy", targets: ["SparseEnergy"]),
    .executable(name: "benchmarks", targets: ["Benchmarks"]),
    .executable(name: "tutorial-book", targets: ["TutorialBook"]),
  ],
  targets: [
    floor("Files"),
    // The decoders know no tensors, so they are compiled beside MiniTensor, whose compilation takes longest.
    floor("Formats", on: ["Files"]),
    floor("MiniTensor", on: ["Files"]),
    floor("FFT", on: ["Files", "MiniTensor"]),
    floor("Autograd", on: ["MiniTensor"]),
    floor("Datasets", on: ["MiniTensor", "Formats"]),
    floor("AnomalyDetection", on: ["Files", "MiniTensor"]),
    floor("Experiments", on: ["Files", "MiniTensor", "Formats", "AnomalyDetection"], compiled: plain),

    program("SparseEnergy", in: "Examples", on: everything),
    program("Benchmarks", in: "Tools", on: everything, compiled: fast),
    program("TutorialBook", in: "Tools", on: everything),

    .target(name: "TestSupport", dependencies: ["Files"], path: "Tests/Support", swiftSettings: plain),
    tests(of: "Files", with: ["TestSupport"]),
    tests(of: "Formats", with: ["Files", "TestSupport"]),
    tests(of: "MiniTensor", with: ["TestSupport"]),
    tests(of: "FFT", with: ["MiniTensor"]),
    tests(of: "Autograd", with: ["MiniTensor"]),
    tests(of: "Datasets", with: ["MiniTensor", "Formats", "TestSupport"]),
    tests(of: "AnomalyDetection", with: ["MiniTensor"]),
    tests(of: "Experiments", with: ["AnomalyDetection", "Formats", "MiniTensor"]),
    .testTarget(
      name: "ExamplesTests", dependencies: ["SparseEnergy", "TutorialBook"] + everything, swiftSettings: plain),
  ],
  swiftLanguageModes: [.v6]
)
