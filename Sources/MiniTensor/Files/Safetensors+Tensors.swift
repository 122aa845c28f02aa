// From safetensors to tensors and back.

extension Safetensors {
  /// The tensor `name`, converted where `Element` differs from the stored type.
  ///
  /// Floating-point elements take any floating-point type, rounded to the nearest (beyond the range: infinity), and
  /// integers that they can hold exactly; `Int32` and `UInt8` take integers in their range; `Bool` takes only `BOOL`,
  /// where any byte but 0 is true.  Everything else is an error of kind `unsupported` that names the tensor and the
  /// element.
  public func tensor<Element: StoredElement>(
    _ name: String, as element: Element.Type = Element.self
  ) throws(FileError) -> Tensor<Element> {
    let entry = try entry(name)
    return try StoredElements(entry.type, entry.bytes, order: .little).tensor(entry.shape, as: element) {
      FileError(.unsupported, file: file, place: "tensor \(name)", problem: $0)
    }
  }

  /// Adds `tensor` under a new name, its elements stored in their own type.
  public mutating func add<Element: StoredElement>(_ name: String, _ tensor: Tensor<Element>) {
    // Every processor that Swift runs on today stores the lowest byte first, as the format does.
    let bytes = tensor.withElements { Array(UnsafeRawBufferPointer($0)) }
    add(name, Element.storedType, shape: tensor.shape, bytes: bytes[...])
  }
}
