// The binary files of CIFAR-10 and CIFAR-100: records of labels and pixels, one behind the other.

import MiniTensor

/// A file of 32 x 32 colour images in the binary form of CIFAR-10 or CIFAR-100.
///
/// A record is one label (CIFAR-10) or a coarse and a fine one (CIFAR-100), then 1,024 red, 1,024 green and 1,024 blue
/// pixels, row by row.  The form has no header: the length and the range of the labels are all that can be checked.
/// Source: www.cs.toronto.edu/~kriz/cifar.html.
public struct CIFAR: Sendable {
  /// Which of the two sets.
  public enum Classes: Sendable {
    /// CIFAR-10: one label, 0...9.
    case ten
    /// CIFAR-100: a coarse label, 0...19, and a fine one, 0...99.
    case hundred
  }

  /// The images, [count, 3, 32, 32], with their labels; in CIFAR-100 the fine ones.
  public let samples: LabelledImages
  /// The coarse labels of CIFAR-100, shape [count]; `nil` in CIFAR-10.
  public let coarseLabels: Tensor<Int32>?

  /// Reads a file of any whole number of records, at least one.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - classes: which of the two sets it belongs to.
  ///   - limit: the largest file, in bytes.
  public init(contentsOf path: String, classes: Classes, limit: Int = 1 << 30) throws(FileError) {
    try self.init(parsing: try WholeFile.read(path, limit: limit), file: path, classes: classes)
  }

  init(parsing bytes: [UInt8], file: String, classes: Classes) throws(FileError) {
    let limits = classes.labels
    let pixelCount = 3 * 32 * 32
    let record = limits.count + pixelCount
    let (count, rest) = bytes.count.quotientAndRemainder(dividingBy: record)
    guard count > 0 && rest == 0 else {
      let problem = "\(counted(bytes.count, "byte")), not a whole number of records of \(record)"
      throw FileError(.corrupt, file: file, problem: bytes.isEmpty ? "it is empty" : problem)
    }
    var labels = [[Int32]](repeating: [], count: limits.count)
    for start in stride(from: 0, to: bytes.count, by: record) {
      for (place, limit) in limits.enumerated() {
        let label = bytes[start + place]
        guard label < limit.classes else {
          let problem = "the \(limit.name) is \(label), at most \(limit.classes - 1) may be"
          throw FileError(.corrupt, file: file, place: "offset \(start + place)", problem: problem)
        }
        labels[place].append(Int32(label))
      }
    }
    let images = Tensor<UInt8>(shape: [count, 3, 32, 32]) { memory in
      for index in 0..<count {
        let start = index * record + limits.count
        _ = memory[(index * pixelCount)...].initialize(fromContentsOf: bytes[start..<start + pixelCount])
      }
    }
    samples = LabelledImages(images: images, labels: Tensor(labels[labels.count - 1]))
    coarseLabels = classes == .hundred ? Tensor(labels[0]) : nil
  }
}

extension CIFAR.Classes {
  /// The labels at the beginning of a record, and how many classes each may tell apart.
  fileprivate var labels: [(name: String, classes: UInt8)] {
    switch self {
    case .ten: [("label", 10)]
    case .hundred: [("coarse label", 20), ("fine label", 100)]
    }
  }
}
