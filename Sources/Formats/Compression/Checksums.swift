// Checksums by which packed data shows that it came through whole.

/// The cyclic redundancy check of gzip and PNG, over bytes that arrive in any number of runs.
///
///     var check = CRC32()
///     check.update(bytes)
///     check.value == expected
///
/// Source: RFC 1952, section 8; PNG, annex D.  Polynomial 0xEDB88320 with reflected bits.
package struct CRC32 {
  private var register = UInt32.max

  /// A check of no bytes yet.
  package init() {}

  /// The check of all bytes so far; 0 for none.
  package var value: UInt32 { ~register }

  /// Takes in `bytes`, eight at a time: each of the eight passes through a table that already holds what the bytes
  /// after it would do to it.
  package mutating func update(_ bytes: ArraySlice<UInt8>) {
    let start = register
    register = bytes.withUnsafeBytes { bytes in
      CRC32.tables.withUnsafeBufferPointer { tables in
        var crc = start
        let words = bytes.count / 8
        for index in 0..<words {
          let word = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 &* index, as: UInt64.self))
          let mixed = word ^ UInt64(crc)
          @inline(__always) func look(_ place: Int) -> UInt32 {
            let byte = mixed &>> UInt64(8 &* place) & 0xFF
            return tables[(7 &- place) &* 256 &+ Int(truncatingIfNeeded: byte)]
          }
          crc = (look(0) ^ look(1)) ^ (look(2) ^ look(3))
          crc ^= (look(4) ^ look(5)) ^ (look(6) ^ look(7))
        }
        for byte in bytes[(8 * words)...] { crc = (crc >> 8) ^ tables[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
        return crc
      }
    }
  }

  /// Table k, at `256 * k`, tells what a byte does to the register once k zero bytes have followed it.
  private static let tables: [UInt32] = {
    var tables = (0..<256).map { byte in
      (0..<8).reduce(UInt32(byte)) { crc, _ in (crc >> 1) ^ (crc & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    for index in 256..<8 * 256 {
      let before = tables[index - 256]
      tables.append((before >> 8) ^ tables[Int(before & 0xFF)])
    }
    return tables
  }()
}

/// The check of zlib, over bytes that arrive in any number of runs: their sum, and the sum of all sums on the way.
///
/// Source: RFC 1950, section 8.2.
struct Adler32 {
  private var sum: UInt32 = 1
  private var sumOfSums: UInt32 = 0
  private static let modulus: UInt32 = 65_521

  /// The check of all bytes so far; 1 for none.
  var value: UInt32 { sumOfSums << 16 | sum }

  /// Takes in `bytes`, thousands at a time: in a run of n each byte adds itself to the sum once, and to the sum of sums
  /// as often as there are sums after it.  So no sum waits for the one before it.
  mutating func update(_ bytes: ArraySlice<UInt8>) {
    bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      while start < bytes.count {
        // The weighted sum of this many bytes still fits 32 bits.
        let run = UnsafeBufferPointer(rebasing: bytes[start..<min(start + 4096, bytes.count)])
        var (plain, weighted): (UInt32, UInt32) = (0, 0)
        for (index, byte) in run.enumerated() {
          plain &+= UInt32(byte)
          weighted &+= UInt32(truncatingIfNeeded: run.count &- index) &* UInt32(byte)
        }
        let repeated = UInt64(run.count) * UInt64(sum) + UInt64(weighted) + UInt64(sumOfSums)
        sumOfSums = UInt32(repeated % UInt64(Adler32.modulus))
        sum = (sum + plain) % Adler32.modulus
        start += run.count
      }
    }
  }
}
