// Memory of tensors: aligned for vectors, and recycled, so that a training step asks the system for none after the first.

import Foundation
import Synchronization

/// A block of uninitialised memory, aligned to 64 bytes, that returns to the recycler when its last tensor lets go.
@usableFromInline
final class Storage: @unchecked Sendable {
  @usableFromInline let pointer: UnsafeMutableRawPointer
  private let sizeClass: Int

  /// - Parameter byteCount: at least 0; the block may be larger.
  @usableFromInline
  init(byteCount: Int) {
    (pointer, sizeClass) = Recycler.take(byteCount)
  }

  deinit { Recycler.give(back: pointer, of: sizeClass) }
}

/// What a new tensor of some shape stands on.
@usableFromInline
struct FreshMemory {
  @usableFromInline let storage: Storage
  /// The number of elements.
  @usableFromInline let count: Int
  /// Of the elements in row-major order.
  @usableFromInline let strides: [Int]

  @usableFromInline @inline(never)
  init(for shape: [Int], elementSize: Int) {
    precondition(shape.allSatisfy { $0 >= 0 }, "Tensor: negative size in shape \(shape)")
    count = elementCount(shape)
    strides = contiguousStrides(shape)
    storage = Storage(byteCount: count * elementSize)
  }
}

/// Free blocks by size class: four classes between two powers of two, so that at most a fifth of a block is unused.
///
/// The one piece of shared mutable state of this module: a cache that cannot change a result.
private enum Recycler {
  /// Memory that nobody uses, so that any thread may take it.
  struct Block: @unchecked Sendable { let pointer: UnsafeMutableRawPointer }

  /// MADV_HUGEPAGE of Linux.
  private static let transparentHugePages: Int32 = 14

  static let free = Mutex<[[Block]]>(Array(repeating: [], count: 4 * 64))

  /// The least class whose blocks hold `byteCount` bytes: class 4 e + q has (4 + q) · 2^e units of 64 bytes.
  static func sizeClass(of byteCount: Int) -> Int {
    let units = max(4, (byteCount + 63) / 64)
    let exponent = Int.bitWidth - 1 - units.leadingZeroBitCount - 2
    let quarter = (units + (1 << exponent) - 1) >> exponent
    return 4 * exponent + quarter - 4
  }

  static func take(_ byteCount: Int) -> (UnsafeMutableRawPointer, Int) {
    let sizeClass = sizeClass(of: byteCount)
    if let block = free.withLock({ $0[sizeClass].popLast() }) { return (block.pointer, sizeClass) }
    let size = ((4 + sizeClass % 4) << (sizeClass / 4)) * 64
    let isLarge = size >= 4 << 20
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: isLarge ? 2 << 20 : 64)
    #if os(Linux)
      // Huge pages: fewer page faults, and fewer misses of the page table's cache.
      if isLarge { madvise(block, size, transparentHugePages) }
    #endif
    return (block, sizeClass)
  }

  static func give(back block: UnsafeMutableRawPointer, of sizeClass: Int) {
    let block = Block(pointer: block)
    free.withLock { $0[sizeClass].append(block) }
  }
}
