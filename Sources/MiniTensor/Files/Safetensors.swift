// Safetensors: named tensors in one file, the form in which checkpoints are kept and exchanged.

/// The contents of a safetensors file: named arrays of numbers, and a few words about them.
///
/// A file is 8 bytes with the length of a header, the header in JSON, then the elements of all tensors, little-endian
/// and in C order, without gaps.  Other frameworks read and write the same form.
///
///     let file = try Safetensors(contentsOf: "model.safetensors")
///     let entry = try file.entry("encoder.0.weight")
///
/// Source: the format's description, github.com/huggingface/safetensors.
public struct Safetensors: Sendable {
  /// One tensor as it stands in the file.
  public struct Entry: Equatable, Sendable {
    public let name: String
    public let type: StoredType
    /// The extents; empty for a single number.
    public let shape: [Int]
    /// The elements, little-endian, in C order.
    public let bytes: ArraySlice<UInt8>
  }

  /// The longest header that is read or written, in bytes: the format's own limit.
  public static let headerLimit = 100_000_000

  /// The key under which the header keeps the metadata; no tensor can have this name.
  static let metadataKey = "__metadata__"

  /// The path that the contents came from, for errors; empty for contents that were made.
  public let file: String
  /// The tensors in the order of their bytes.
  public private(set) var entries: [Entry] = []
  /// Free words about the file.
  public var metadata: [String: String] = [:]
  private var places: [String: Int] = [:]

  /// Empty contents, to be filled and written.
  public init() {
    self.init(file: "")
  }

  init(file: String) {
    self.file = file
  }

  /// The tensor `name`; an error names the tensor if there is none.
  public func entry(_ name: String) throws(FileError) -> Entry {
    guard let place = places[name] else {
      throw FileError(.corrupt, file: file, place: "tensor \(name)", problem: "there is none of this name")
    }
    return entries[place]
  }

  /// Whether there is a tensor `name`.
  public func contains(_ name: String) -> Bool {
    places[name] != nil
  }

  /// Adds a tensor from its elements' bytes, little-endian, in C order.
  ///
  /// The name must be new, and the number of bytes must be that of `shape` and `type`.
  public mutating func add(_ name: String, _ type: StoredType, shape: [Int], bytes: ArraySlice<UInt8>) {
    precondition(name != Safetensors.metadataKey, "safetensors: \(name) is the name of the metadata")
    precondition(!contains(name), "safetensors: a second tensor \(name)")
    precondition(
      byteCount(of: shape, size: type.size) == bytes.count,
      "safetensors: tensor \(name) of shape \(shape), \(type.rawValue), does not fit \(bytes.count) bytes")
    places[name] = entries.count
    entries.append(Entry(name: name, type: type, shape: shape, bytes: bytes))
  }
}
