// Which elements files can hold, and which stored values each of them takes.

/// How a file stores the elements of an array; the raw value is the name that safetensors gives it.
public enum StoredType: String, CaseIterable, Sendable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case uint16 = "U16"
  case int16 = "I16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case uint32 = "U32"
  case int32 = "I32"
  case float32 = "F32"
  case uint64 = "U64"
  case int64 = "I64"
  case float64 = "F64"

  /// The bytes of one element.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .uint16, .int16, .float16, .bfloat16: 2
    case .uint32, .int32, .float32: 4
    case .uint64, .int64, .float64: 8
    }
  }
}

/// A tensor's element that files can hold: Float, Double, Int32, UInt8 and Bool.
///
/// The conversions say which stored values an element takes; `nil` where it does not take one.
public protocol StoredElement: TensorElement {
  /// The type in which elements are written.
  static var storedType: StoredType { get }
  /// A stored integer: taken where nothing is lost.
  static func taking(_ integer: some FixedWidthInteger) -> Self?
  /// A stored floating-point number: taken by floating-point elements, rounded to the nearest.
  static func taking(_ number: some BinaryFloatingPoint) -> Self?
  /// A stored truth value: taken by `Bool` alone.
  static func taking(_ truth: Bool) -> Self?
}

extension StoredElement where Self: Scalar {
  @inline(__always) public static func taking(_ integer: some FixedWidthInteger) -> Self? { Self(exactly: integer) }
  @inline(__always) public static func taking(_ number: some BinaryFloatingPoint) -> Self? { Self(number) }
  @inline(__always) public static func taking(_ truth: Bool) -> Self? { nil }
}

extension StoredElement where Self: FixedWidthInteger {
  @inline(__always) public static func taking(_ integer: some FixedWidthInteger) -> Self? { Self(exactly: integer) }
  @inline(__always) public static func taking(_ number: some BinaryFloatingPoint) -> Self? { nil }
  @inline(__always) public static func taking(_ truth: Bool) -> Self? { nil }
}

extension Float: StoredElement { public static var storedType: StoredType { .float32 } }
extension Double: StoredElement { public static var storedType: StoredType { .float64 } }
extension Int32: StoredElement { public static var storedType: StoredType { .int32 } }
extension UInt8: StoredElement { public static var storedType: StoredType { .uint8 } }

extension Bool: StoredElement {
  public static var storedType: StoredType { .bool }
  public static func taking(_ integer: some FixedWidthInteger) -> Bool? { nil }
  public static func taking(_ number: some BinaryFloatingPoint) -> Bool? { nil }
  public static func taking(_ truth: Bool) -> Bool? { truth }
}
