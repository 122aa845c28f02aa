// Checksums by which packed data shows that it came through whole.

/// The cyclic redundancy check of gzip and PNG, over bytes that arrive in any number of runs.
///
///     var check = CRC32()
///     check.update(bytes)
///     check.value == expected
///
/// Source: RFC 1952, section 8; PNG, annex D.  Polynomial 0xEDB88320 with reflected bits.
struct CRC32 {
  private var register = UInt32.max

  /// The check of all bytes so far; 0 for none.
  var value: UInt32 { ~register }

  /// Takes in `bytes`, eight at a time: each of the eight passes through a table that already holds what the bytes
  /// after it would do to it.
  mutating func update(_ bytes: ArraySlice<UInt8>) {
    var crc = register
    bytes.withUnsafeBytes { buffer in
      CRC32.tables.withUnsafeBufferPointer { tables in
        var rest = buffer[...]
        while rest.count >= 8 {
          let word = buffer.loadUnaligned(fromByteOffset: rest.startIndex, as: UInt64.self)
          let mixed = UInt64(littleEndian: word) ^ UInt64(crc)
          crc = 0
          for place in 0..<8 {
            let byte = Int(truncatingIfNeeded: mixed >> UInt64(8 * place)) & 0xFF
            crc ^= tables[(7 - place) * 256 + byte]
          }
          rest = rest.dropFirst(8)
        }
        for byte in rest { crc = (crc >> 8) ^ tables[Int(UInt8(truncatingIfNeeded: crc) ^ byte)] }
      }
    }
    register = crc
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
