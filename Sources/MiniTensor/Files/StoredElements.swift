// Elements as files hold them, and their way into tensors and back.

/// The order of a number's bytes in a file.
package enum ByteOrder: Sendable {
  case big, little

  @inline(__always)
  func native<Number: FixedWidthInteger>(_ raw: Number) -> Number {
    self == .big ? Number(bigEndian: raw) : Number(littleEndian: raw)
  }
}

/// Stored elements, not yet converted.
package struct StoredElements {
  let type: StoredType
  let bytes: ArraySlice<UInt8>
  let order: ByteOrder

  package init(_ type: StoredType, _ bytes: ArraySlice<UInt8>, order: ByteOrder) {
    self.type = type
    self.bytes = bytes
    self.order = order
  }

  /// The elements as a tensor.
  ///
  /// - Parameters:
  ///   - shape: must fit the number of bytes.
  ///   - error: makes the error from its words, for a value that `Element` does not take.
  package func tensor<Element: StoredElement>(
    _ shape: [Int], as element: Element.Type, error: (String) -> FileError
  ) throws(FileError) -> Tensor<Element> {
    var failure: (index: Int, value: String)?
    let tensor = Tensor<Element>(shape: shape) { memory in failure = fill(memory) }
    if let failure {
      throw error("element \(failure.index), \(failure.value) of type \(type.rawValue), is no \(Element.self)")
    }
    return tensor
  }

  /// Converts all elements; returns the first one that `Element` does not take.
  private func fill<Element: StoredElement>(
    _ memory: UnsafeMutableBufferPointer<Element>
  ) -> (index: Int, value: String)? {
    switch type {
    case .bool: fill(memory, UInt8.self, { $0 != 0 }, Element.taking)
    case .uint8: fill(memory, UInt8.self, { $0 }, Element.taking)
    case .int8: fill(memory, Int8.self, { $0 }, Element.taking)
    case .uint16: fill(memory, UInt16.self, { $0 }, Element.taking)
    case .int16: fill(memory, Int16.self, { $0 }, Element.taking)
    case .uint32: fill(memory, UInt32.self, { $0 }, Element.taking)
    case .int32: fill(memory, Int32.self, { $0 }, Element.taking)
    case .uint64: fill(memory, UInt64.self, { $0 }, Element.taking)
    case .int64: fill(memory, Int64.self, { $0 }, Element.taking)
    case .float16: fill(memory, UInt16.self, Float.init(halfBits:), Element.taking)
    case .bfloat16: fill(memory, UInt16.self, { Float(bitPattern: UInt32($0) << 16) }, Element.taking)
    case .float32: fill(memory, UInt32.self, Float.init(bitPattern:), Element.taking)
    case .float64: fill(memory, UInt64.self, Double.init(bitPattern:), Element.taking)
    }
  }

  @inline(__always)
  private func fill<Raw: FixedWidthInteger, Value, Element: StoredElement>(
    _ memory: UnsafeMutableBufferPointer<Element>, _ raw: Raw.Type, _ value: (Raw) -> Value,
    _ take: (Value) -> Element?
  ) -> (index: Int, value: String)? {
    bytes.withUnsafeBytes { source in
      for index in memory.indices {
        let raw = source.loadUnaligned(fromByteOffset: index * MemoryLayout<Raw>.size, as: Raw.self)
        let value = value(order.native(raw))
        guard let element = take(value) else { return (index, "\(value)") }
        memory.initializeElement(at: index, to: element)
      }
      return nil
    }
  }
}

extension Float {
  /// The number that the 16 bits of an IEEE 754 half stand for.  (`Float16` is not everywhere that Swift is.)
  init(halfBits bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let magnitude = UInt32(bits & 0x7FFF) << 13
    if magnitude >= 0x7C00 << 13 {
      // Infinity and NaN keep their significand under Float's largest exponent.
      self.init(bitPattern: sign | 0x7F80_0000 | magnitude)
    } else {
      // The exponents' biases differ by 127 - 15 = 112; the product is right for subnormals too, and exact.
      let scaled = Float(bitPattern: magnitude) * Float(sign: .plus, exponent: 112, significand: 1)
      self.init(bitPattern: sign | scaled.bitPattern)
    }
  }
}
