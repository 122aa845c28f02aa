// The two checks that each FLAC frame carries.

/// The cyclic redundancy check of 8 bits that ends a frame's header: polynomial x^8 + x^2 + x + 1, from 0.
///
/// Source: RFC 9639, section 9.1.8.
func flacHeaderCheck(_ bytes: ArraySlice<UInt8>) -> UInt8 {
  bytes.reduce(0) { check, byte in
    (0..<8).reduce(check ^ byte) { check, _ in check << 1 ^ (check >> 7 == 1 ? 0x07 : 0) }
  }
}

/// The cyclic redundancy check of 16 bits that ends a frame: polynomial x^16 + x^15 + x^2 + 1, from 0.
///
/// Source: RFC 9639, section 9.3.  Eight bytes are taken in at a time, each through a table that already holds what the
/// bytes after it would do.
func flacFrameCheck(_ bytes: ArraySlice<UInt8>) -> UInt16 {
  bytes.withUnsafeBytes { bytes in
    frameCheckTables.withUnsafeBufferPointer { tables in
      var check: UInt16 = 0
      let words = bytes.count / 8
      for index in 0..<words {
        let word = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8 &* index, as: UInt64.self))
        let mixed = word ^ UInt64(check) &<< 48
        @inline(__always) func look(_ place: Int) -> UInt16 {
          tables[place &* 256 &+ Int(truncatingIfNeeded: mixed &>> UInt64(8 &* place) & 0xFF)]
        }
        check = (look(0) ^ look(1)) ^ (look(2) ^ look(3))
        check ^= (look(4) ^ look(5)) ^ (look(6) ^ look(7))
      }
      for byte in bytes[(8 * words)...] {
        check = check << 8 ^ tables[Int(UInt8(truncatingIfNeeded: check >> 8) ^ byte)]
      }
      return check
    }
  }
}

/// Table k, at `256 * k`, tells what a byte does to the check once k zero bytes have followed it.
private let frameCheckTables: [UInt16] = {
  func shifted(_ check: UInt16) -> UInt16 { check << 1 ^ (check >> 15 == 1 ? 0x8005 : 0) }
  var tables: [UInt16] = (0..<256).map { byte in
    (0..<8).reduce(byte << 8) { check, _ in shifted(check) }
  }
  for index in 256..<8 * 256 {
    let before = tables[index - 256]
    tables.append(before << 8 ^ tables[Int(before >> 8)])
  }
  return tables
}()
