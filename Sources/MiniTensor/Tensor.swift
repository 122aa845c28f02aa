// The tensor: a shape, strides and an offset into shared memory. Views cost nothing; writing copies where it must.

/// An n-dimensional array of numbers, labels, pixels or masks.
///
/// A tensor is a value: changing one never changes another. Slices, transposes, broadcasts and flips are *views* that
/// share memory until one side writes.
///
/// ```swift
/// let x = Tensor<Float>([[1, 2, 3], [4, 5, 6]])
/// x.shape            // [2, 3]
/// x[0..., 1..<3]     // [[2, 3], [5, 6]], a view
/// x.sum(along: 1)    // [6, 15]
/// ```
public struct Tensor<Element: TensorElement>: Sendable {
  /// The size along each axis; empty for a scalar.
  public let shape: [Int]
  /// How far apart in memory two neighbours along each axis are, in elements: 0 where the axis was stretched by
  /// broadcasting, negative where it was flipped.
  public let strides: [Int]
  /// Where in memory the element with all indices 0 stands.
  @usableFromInline let offset: Int
  @usableFromInline private(set) var storage: Storage
  /// Whether the elements stand in memory in row-major order without gaps.
  public let isContiguous: Bool

  /// A view of existing memory.
  init(shape: [Int], strides: [Int], offset: Int, storage: Storage) {
    self.shape = shape
    self.strides = strides
    self.offset = offset
    self.storage = storage
    isContiguous = Tensor.isRowMajor(shape, strides)
  }

  /// A tensor whose elements `body` writes, all of them, in row-major order.
  ///
  /// - Parameters:
  ///   - shape: the size along each axis, none negative.
  ///   - body: receives uninitialised memory for as many elements as the shape has.
  @inlinable @inline(__always)
  public init(shape: [Int], initializedBy body: (UnsafeMutableBufferPointer<Element>) throws -> Void) rethrows {
    let memory = FreshMemory(for: shape, elementSize: MemoryLayout<Element>.stride)
    self.shape = shape
    strides = memory.strides
    offset = 0
    storage = memory.storage
    isContiguous = true
    let start = storage.pointer.assumingMemoryBound(to: Element.self)
    try body(UnsafeMutableBufferPointer(start: start, count: memory.count))
  }

  /// A contiguous tensor with the shape and strides of a contiguous one; its elements are written by `body`.
  @inlinable @inline(__always)
  package init(like other: Tensor<some TensorElement>, initializedBy body: (UnsafeMutablePointer<Element>) -> Void) {
    shape = other.shape
    strides = other.strides
    offset = 0
    storage = Storage(byteCount: elementCount(shape) * MemoryLayout<Element>.stride)
    isContiguous = true
    body(storage.pointer.assumingMemoryBound(to: Element.self))
  }

  /// The number of elements.
  @inlinable
  public var count: Int { elementCount(shape) }

  /// The number of axes.
  public var rank: Int { shape.count }

  private static func isRowMajor(_ shape: [Int], _ strides: [Int]) -> Bool {
    var step = 1
    for axis in stride(from: shape.count - 1, through: 0, by: -1) where shape[axis] != 1 {
      if strides[axis] != step { return shape.contains(0) }
      step *= shape[axis]
    }
    return true
  }
}

// MARK: - Making tensors

extension Tensor {
  /// The elements in row-major order, in a shape.
  ///
  /// - Precondition: as many elements as the shape has.
  public init(_ elements: [Element], shape: [Int]) {
    precondition(
      elements.count == elementCount(shape), "Tensor: \(elements.count) elements do not fill the shape \(shape)")
    self.init(shape: shape) { memory in _ = memory.initialize(from: elements) }
  }

  /// A vector. Shape [count].
  public init(_ elements: [Element]) { self.init(elements, shape: [elements.count]) }

  /// A matrix from its rows. Shape [rows, columns].
  ///
  /// - Precondition: all rows are of one length.
  public init(_ rows: [[Element]]) {
    let width = rows.first?.count ?? 0
    precondition(rows.allSatisfy { $0.count == width }, "Tensor: rows of different lengths")
    self.init(rows.flatMap { $0 }, shape: [rows.count, width])
  }

  /// A scalar. Shape [].
  public init(_ element: Element) { self.init(repeating: element, shape: []) }

  /// The same element everywhere.
  public init(repeating element: Element, shape: [Int]) {
    self.init(shape: shape) { $0.fill(with: element) }
  }

  /// One slice after another along a new first axis.
  ///
  /// - Precondition: at least one slice, all of one shape.
  public init(stacking slices: [Tensor]) {
    precondition(!slices.isEmpty, "stack: nothing to stack")
    let shape = slices[0].shape
    for slice in slices {
      precondition(slice.shape == shape, "stack: shapes differ: \(shape) and \(slice.shape)")
    }
    let size = elementCount(shape)
    self.init(shape: [slices.count] + shape) { memory in
      for (index, slice) in slices.enumerated() {
        slice.withElements { _ = memory[(index * size)...].initialize(from: $0) }
      }
    }
  }
}

extension Tensor where Element: Scalar {
  /// Zero everywhere.
  public static func zeros(_ shape: [Int]) -> Tensor { Tensor(repeating: 0, shape: shape) }
  /// One everywhere.
  public static func ones(_ shape: [Int]) -> Tensor { Tensor(repeating: 1, shape: shape) }
  /// The unit matrix. Shape [size, size].
  public static func identity(_ size: Int) -> Tensor {
    Tensor(shape: [size, size]) { memory in
      memory.initialize(repeating: 0)
      for index in 0..<size { memory[index * (size + 1)] = 1 }
    }
  }
}

// MARK: - Reading and writing elements

extension Tensor {
  /// The elements in row-major order.
  public var elements: [Element] { withElements { Array($0) } }

  /// The element of a tensor that has just one.
  public var item: Element {
    precondition(count == 1, "item: a tensor of shape \(shape) has \(count) elements, not one")
    return withElements { $0[0] }
  }

  /// The same elements, in memory in row-major order: itself where it is contiguous, else a copy.
  @inlinable
  public func contiguous() -> Tensor { isContiguous ? self : materialized() }

  /// Calls `body` with the elements in row-major order. The pointer is valid inside `body` only.
  @inlinable @inline(__always)
  public func withElements<R>(_ body: (UnsafeBufferPointer<Element>) throws -> R) rethrows -> R {
    let whole = contiguous()
    return try withExtendedLifetime(whole.storage) {
      try body(UnsafeBufferPointer(start: whole.firstElement, count: whole.count))
    }
  }

  /// Calls `body` with the elements in row-major order for reading and writing. Where memory is shared, it is copied
  /// first. The pointer is valid inside `body` only.
  @inline(__always)
  public mutating func withMutableElements<R>(
    _ body: (UnsafeMutableBufferPointer<Element>) throws -> R
  ) rethrows -> R {
    if !isContiguous || !isKnownUniquelyReferenced(&storage) { self = materialized() }
    return try withExtendedLifetime(storage) {
      try body(UnsafeMutableBufferPointer(start: UnsafeMutablePointer(mutating: firstElement), count: count))
    }
  }

  /// Calls `body` with a pointer to the element with all indices 0; others are reached by ``strides``.
  @inlinable @inline(__always)
  package func withFirstElement<R>(_ body: (UnsafePointer<Element>) throws -> R) rethrows -> R {
    try withExtendedLifetime(storage) { try body(firstElement) }
  }

  @inlinable @inline(__always)
  var firstElement: UnsafePointer<Element> {
    UnsafePointer(storage.pointer.assumingMemoryBound(to: Element.self)) + offset
  }

  /// A contiguous copy.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @usableFromInline
  func materialized() -> Tensor {
    Tensor(shape: shape) { memory in
      guard let target = memory.baseAddress, count > 0 else { return }
      withFirstElement { source in
        if isContiguous {
          target.initialize(from: source, count: count)
        } else {
          copyElements(from: source, strides: strides, to: target, strides: contiguousStrides(shape), shape: shape)
        }
      }
    }
  }
}

extension Tensor: Equatable {
  /// Same shape and equal elements (so a NaN makes two tensors unequal).
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.shape == b.shape && a.withElements { x in b.withElements { y in x.elementsEqual(y) } }
  }
}
