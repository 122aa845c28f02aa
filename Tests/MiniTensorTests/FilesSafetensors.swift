// Safetensors: every rule of the format, what comes back after writing, conversions, damage.

import Foundation
import TestSupport
import Testing

@testable import MiniTensor

struct SafetensorsTests {
  private func parse(_ bytes: [UInt8]) throws -> Safetensors { try Safetensors(parsing: bytes, file: "f") }

  private func entry(_ shape: String, _ begin: Int, _ end: Int, dtype: String = "U8") -> String {
    #"{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":[\#(begin),\#(end)]}"#
  }

  @Test func readsWhatTheHeaderSays() throws {
    let header =
      #" {"__metadata__" : {"by":"\u00e9\n\ud83d\ude00"}, "b":\#(entry("[2]", 4, 6)),"#
      .trimmingCharacters(in: .whitespaces) + #""a":\#(entry("[]", 0, 4, dtype: "F32"))}  "#
    let file = try parse(safetensors(header, data: [0, 0, 0x20, 0x40, 7, 9]))
    #expect(file.metadata == ["by": "é\n😀"])
    #expect(file.entries.map(\.name) == ["a", "b"])
    #expect(try file.tensor("a", as: Float.self) == Tensor(2.5))
    #expect(try file.tensor("b", as: Int32.self) == Tensor([7, 9]))
  }

  /// The rules of the format, each broken once: the text of the header, the number of bytes, words of the error.
  @Test(arguments: [
    (
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}"#, 2,
      "the key a twice"
    ),
    (#"{"a":{"dtype":"U8","shape":[2],"shape":[2],"data_offsets":[0,2]}}"#, 2, "tensor a holds the key shape twice"),
    (#"{"__metadata__":{"k":"1","k":"2"}}"#, 0, "the key k twice"),
    (#"{"__metadata__":{},"__metadata__":{}}"#, 0, "the key __metadata__ twice"),
    (#"{"__metadata__":{"k":1}}"#, 0, "the metadata's k: expected \""),
    (#"{"__metadata__":["k"]}"#, 0, "the metadata: expected {"),
    (
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#, 3, "tensor a: data_offsets [1, 3] leave a hole after 0"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#, 3,
      "tensor b: data_offsets [1, 3] overlap"
    ),
    (#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, 3, "the last 1 byte belong to no tensor"),
    (
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, 1,
      "tensor a: data_offsets [0, 2] reach beyond the 1 byte"
    ),
    (
      #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[2,0]}}"#, 2,
      "tensor a: data_offsets [2, 0] end before they begin"
    ),
    (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,2]}}"#, 2, "tensor a: shape [2] of F32 takes 8 bytes"),
    (
      #"{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}"#, 0,
      "tensor a: the shape [4294967296, 4294967296] overflows"
    ),
    (#"{"a":{"dtype":"U8","shape":[0,4294967296,4294967296],"data_offsets":[0,0]}}"#, 0, "overflows"),
    (#"{"a":{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,0]}}"#, 0, "beyond 64 bits"),
    (#"{"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}}"#, 1, "the shape of tensor a holds a negative number"),
    (#"{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}"#, 1, "other than whole numbers"),
    (#"{"a":{"dtype":"U8","shape":[01],"data_offsets":[0,1]}}"#, 1, "other than whole numbers"),
    (#"{"a":{"dtype":"U8","shape":[1e0],"data_offsets":[0,1]}}"#, 1, "other than whole numbers"),
    (#"{"a":{"dtype":"U8","shape":["1"],"data_offsets":[0,1]}}"#, 1, "other than whole numbers"),
    (#"{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,1]}}"#, 1, "tensor a: the dtype F99 is unknown"),
    (#"{"a":{"dtype":"U8","shape":[1]}}"#, 1, "tensor a: data_offsets are missing"),
    (#"{"a":{"dtype":"U8","data_offsets":[0,1]}}"#, 1, "tensor a: shape is missing"),
    (#"{"a":{"shape":[1],"data_offsets":[0,1]}}"#, 1, "tensor a: dtype is missing"),
    (#"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,1]}}"#, 1, "tensor a: 3 data_offsets, not 2"),
    (#"{"a":7}"#, 0, "tensor a: expected {"),
    (#" {}"#, 0, "does not begin with {"),
    ("[]", 0, "does not begin with {"),
    ("", 0, "does not begin with {"),
    (#"{"a"}"#, 0, "the key a: expected :"),
    (#"{} x"#, 0, "1 byte too many"),
    ("{", 0, "a key of the header needs 1 byte"),
    (#"{"a\ud800":{}}"#, 0, "half a surrogate pair"),
    (#"{"a\ud83d\u0041":{}}"#, 0, "half a surrogate pair"),
    (#"{"a\x":{}}"#, 0, "unknown escape"),
    (#"{"a\u+041":{}}"#, 0, "without four hexadecimal digits"),
    ("{\"a\n\":{}}", 0, "bare control character"),
  ])
  func brokenRuleIsNamed(header: String, count: Int, words: String) {
    let bytes = safetensors(header, data: [UInt8](repeating: 0, count: count))
    let error = fileError { _ = try parse(bytes) }
    #expect(error?.kind == .corrupt)
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
  }

  @Test func partsOfTheFormatThatAreNotImplementedAreUnsupported() {
    let rank = [Int](repeating: 1, count: 65).description
    for header in [
      #"{"a":\#(entry("[1]", 0, 1, dtype: "F8_E4M3"))}"#, #"{"a":\#(entry(rank, 0, 1))}"#,
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"sparse":"yes"}}"#,
    ] {
      #expect(fileError { _ = try parse(safetensors(header, data: [0])) }?.kind == .unsupported)
    }
  }

  @Test func headersLengthIsDistrusted() {
    for (length, words) in [
      (UInt64.max, "at most 100000000 may be"), (100_000_001, "at most 100000000 may be"),
      (100_000_000, "the header needs 100000000 bytes, 2 left"), (3, "the header needs 3 bytes, 2 left"),
    ] {
      let error = fileError { _ = try parse(little(length) + Array("{}".utf8)) }
      #expect(error?.kind == .corrupt && error?.problem.contains(words) == true, "\(error as Any)")
    }
    #expect(fileError { _ = try parse([1, 0, 0]) }?.problem == "the header's length needs 8 bytes, 3 left")
  }

  @Test func nameThatIsNotUTF8IsRefused() {
    let bytes = Array(#"{"a"#.utf8) + [0xFF] + Array(#"":\#(entry("[0]", 0, 0))}"#.utf8)
    let error = fileError { _ = try parse(little(UInt64(bytes.count)) + bytes) }
    #expect(error?.problem.contains("not UTF-8") == true)
  }

  /// A name out of a file cannot break the one line of an error or flood the terminal.
  @Test func errorsStayOneShortLine() {
    let name = "two\\nlines\\u001b" + String(repeating: "x", count: 5_000)
    let error = fileError { _ = try parse(safetensors(#"{"\#(name)":\#(entry("[1]", 0, 0))}"#)) }
    let line = error?.description ?? "\n"
    #expect(!line.contains("\n") && !line.contains("\u{1B}") && line.count < 2_500)
  }

  @Test func whatIsWrittenComesBack() throws {
    var file = Safetensors()
    file.metadata = ["format": "pt", "quote \" \\ \u{1} é": "line\n"]
    file.add("b.weight", Tensor<Float>([[1, -2, .infinity], [4.5, .leastNonzeroMagnitude, -0.0]]).transposed())
    file.add("a", Tensor<Double>(repeating: .pi, shape: []))
    file.add("none", Tensor<Float>([], shape: [0, 4]))
    file.add("bytes", Tensor<UInt8>([1, 2, 255]))
    file.add("c", Tensor<Int32>([.min, .max]))
    file.add("mask", Tensor<Bool>([true, false, true]))
    try withFolder { folder in
      let path = folder + "/x.safetensors"
      try file.write(to: path)
      let back = try Safetensors(contentsOf: path)
      #expect(back.metadata == file.metadata)
      #expect(back.entries.map(\.name) == ["a", "b.weight", "c", "none", "bytes", "mask"])
      #expect(
        try back.tensor("b.weight") == Tensor<Float>([[1, 4.5], [-2, .leastNonzeroMagnitude], [.infinity, -0.0]]))
      #expect(try back.tensor("a", as: Double.self).item == .pi)
      #expect(try back.tensor("none", as: Float.self).shape == [0, 4])
      #expect(try back.tensor("bytes") == Tensor<UInt8>([1, 2, 255]))
      #expect(try back.tensor("c") == Tensor<Int32>([.min, .max]))
      #expect(try back.tensor("mask") == Tensor<Bool>([true, false, true]))
    }
  }

  @Test func bytesDoNotDependOnTheOrderOfAddingAndAreAligned() throws {
    let names = ["weight", "bias", "é", "e\u{1}", "Z"]
    var first = Safetensors()
    var second = Safetensors()
    for name in names { first.add(name, Tensor<Float>([1, 2])) }
    first.add("byte", Tensor<UInt8>([1]))
    second.add("byte", Tensor<UInt8>([1]))
    for name in names.reversed() { second.add(name, Tensor<Float>([1, 2])) }
    for key in ["x", "y", "z"] { first.metadata[key] = "1" }
    for key in ["z", "y", "x"] { second.metadata[key] = "1" }
    let bytes = first.serialized()
    #expect(bytes == second.serialized())
    for entry in try parse(bytes).entries { #expect(entry.bytes.startIndex.isMultiple(of: entry.type.size)) }
  }

  @Test func nanKeepsItsBits() throws {
    var file = Safetensors()
    file.add("x", Tensor<Float>([Float(bitPattern: 0x7FC1_2345)]))
    #expect(try parse(file.serialized()).tensor("x", as: Float.self).item.bitPattern == 0x7FC1_2345)
  }

  @Test func numbersWidenAndFloatsRound() throws {
    let data = little(UInt16(0x3C00), 0x8001, 0x7C00) + little(UInt16(0x3FC0), 0xC020, 0xFF80) + little(Int16(-7), 8, 9)
    let header =
      #"{"h":\#(entry("[3]", 0, 6, dtype: "F16")),"b":\#(entry("[3]", 6, 12, dtype: "BF16")),"#
      + #""i":\#(entry("[3]", 12, 18, dtype: "I16"))}"#
    let file = try parse(safetensors(header, data: data))
    let subnormal = -Float(sign: .plus, exponent: -24, significand: 1)
    #expect(try file.tensor("h") == Tensor<Float>([1, subnormal, .infinity]))
    #expect(try file.tensor("b") == Tensor<Double>([1.5, -2.5, -.infinity]))
    #expect(try file.tensor("i") == Tensor<Int32>([-7, 8, 9]))
    #expect(try file.tensor("i") == Tensor<Float>([-7, 8, 9]))

    var doubles = Safetensors()
    doubles.add("d", Tensor<Double>([0.1, 1e300]))
    #expect(try doubles.tensor("d") == Tensor<Float>([0.1, .infinity]))
  }

  @Test func valuesThatDoNotFitAreNamed() throws {
    let data = little(Int64(5), 1 << 40) + little(Float(1).bitPattern, Float(2).bitPattern) + [1, 0]
    let header =
      #"{"i":\#(entry("[2]", 0, 16, dtype: "I64")),"f":\#(entry("[2]", 16, 24, dtype: "F32")),"#
      + #""t":\#(entry("[2]", 24, 26, dtype: "BOOL"))}"#
    let file = try parse(safetensors(header, data: data))
    let error = fileError { _ = try file.tensor("i", as: Int32.self) }
    #expect(error?.description == "f: tensor i: element 1, 1099511627776 of type I64, is no Int32")
    #expect(error?.kind == .unsupported)
    #expect(try file.tensor("i", as: Double.self) == Tensor([5, 1_099_511_627_776]))
    #expect(fileError { _ = try file.tensor("f", as: Int32.self) }?.kind == .unsupported)
    #expect(fileError { _ = try file.tensor("f", as: Bool.self) }?.kind == .unsupported)
    #expect(fileError { _ = try file.tensor("i", as: Bool.self) }?.kind == .unsupported)
    #expect(fileError { _ = try file.tensor("t", as: UInt8.self) }?.kind == .unsupported)
    #expect(fileError { _ = try file.tensor("t", as: Float.self) }?.kind == .unsupported)
    #expect(fileError { _ = try file.tensor("g", as: Float.self) }?.place == "tensor g")
  }

  /// All 65,536 halves against the definition: sign, 5 bits of exponent, 10 of significand.
  @Test func everyHalfIsRight() {
    for bits in UInt16.min ... .max {
      let exponent = Int(bits >> 10 & 31)
      let fraction = Double(bits & 1023) / 1024
      let magnitude: Double =
        switch exponent {
        case 0: fraction * 0x1p-14
        case 31: fraction == 0 ? .infinity : .nan
        default: (1 + fraction) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
        }
      let expected = Float(bits >> 15 == 1 ? -magnitude : magnitude)
      let value = Float(halfBits: bits)
      let isEqual = value.bitPattern == expected.bitPattern || (value.isNaN && expected.isNaN)
      if !isEqual { Issue.record("half \(bits): \(value), not \(expected)") }
    }
  }

  @Test func manyTensorsAreReadInLinearTime() throws {
    var file = Safetensors()
    for index in 0..<100_000 { file.add("layer.\(index).weight", .float32, shape: [0], bytes: []) }
    let clock = ContinuousClock()
    let bytes = file.serialized()
    let time = try clock.measure {
      let file = try parse(bytes)
      #expect(file.entries.count == 100_000)
    }
    #expect(time < .seconds(20))
  }

  /// 2,000 damaged files: a result or a typed error, never a trap.
  @Test func damagedFilesAreRefusedOrRead() throws {
    let seed: UInt64 = 0x5AFE
    var damage = Damage(seed: seed)
    var file = Safetensors()
    file.metadata = ["format": "pt"]
    file.add("a.weight", Tensor<Float>([[1, 2], [3, 4]]))
    file.add("n", Tensor<Int32>([5]))
    file.add("mask", Tensor<Bool>([true, false]))
    let whole = file.serialized()
    var refused = 0
    for round in 0..<2_000 {
      do {
        let file = try parse(damage.damaged(whole))
        for entry in file.entries { _ = try? file.tensor(entry.name, as: Float.self) }
      } catch {
        #expect(error is FileError, "seed \(seed), round \(round)")
        refused += 1
      }
    }
    #expect(refused > 1_000, "seed \(seed)")
  }
}

/// A safetensors file from the text of its header.
private func safetensors(_ header: String, data: [UInt8] = []) -> [UInt8] {
  little(UInt64(header.utf8.count)) + Array(header.utf8) + data
}
