// The conformance files of formats, and what their manifests say of them.

import Files
import Foundation

/// The conformance files of a format, as its manifest lists them.
package enum Conformance {
  package struct Manifest: Decodable {
    package struct File: Decodable {
      package let file: String
      /// `good`, `corrupt`, `unsupported` or `either`.
      package let expected: String
      package let reference: String?
      package let dtype: String?
      package let shape: [Int]?
      package let values: [Double]?
      package let depth: Int?
    }
    package let files: [File]
  }

  package static func folder(_ format: String) -> String { (dataFolder ?? "") + "/decoder-conformance/" + format }

  package static func files(_ format: String) throws -> [Manifest.File] {
    let json = try WholeFile.read(folder(format) + "/manifest.json")
    return try JSONDecoder().decode(Manifest.self, from: Data(json)).files
  }

  /// One line that says how many files there were; each was seen to do what its manifest says.
  package static func tell(_ format: String, _ files: [Manifest.File]) {
    let good = files.count { $0.expected == "good" }
    print("\(format): \(files.count) files, \(good) good, \(files.count - good) rejected")
  }
}
