// JSON: the bytes that are written, and that they read back to the same bits.

import Foundation
import Testing

@testable import Experiments

@Test func jsonIsWrittenInTheOrderGiven() {
  let row: JSON = .object([.init("method", .string("a \"b\"")), .init("value", .number(0.1)), .init("low", .null)])
  let json: JSON = .object([
    .init("z", .string("é\n\u{1}\\")), .init("rows", .array([row, row])), .init("empty", .array([])),
    .init("a", .object([])), .init("list", .array([.integer(1), .bool(true), .number(-0.0)])),
  ])
  #expect(
    json.text == """
      {
        "z": "é\\n\\u0001\\\\",
        "rows": [
          {"method": "a \\"b\\"", "value": 0.1, "low": null},
          {"method": "a \\"b\\"", "value": 0.1, "low": null}
        ],
        "empty": [],
        "a": {},
        "list": [1, true, -0.0]
      }

      """)
}

@Test func numbersThatJSONDoesNotKnowAreNull() {
  for value in [Double.nan, .infinity, -.infinity] { #expect(JSON.number(value).text == "null\n") }
  #expect(JSON.optional(nil).text == "null\n")
}

@Test func numbersReadBackToTheSameBits() throws {
  var generator = SystemRandomNumberGenerator()
  let edges = [
    0.1, 1e-5, 1e21, 1e22, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude, 1 / 3,
    123456789.125,
  ]
  let random = (0..<2_000).map { _ in Double(bitPattern: generator.next()) }.filter(\.isFinite)
  for value in edges + random {
    let read = try JSONDecoder().decode(Double.self, from: Data(JSON.number(value).text.utf8))
    #expect(read.bitPattern == value.bitPattern, "\(value)")
  }
}

@Test func textReadsBack() throws {
  let all = String(String.UnicodeScalarView((0..<0x250).compactMap(Unicode.Scalar.init))) + "\u{2028}🙂"
  let json: JSON = .object([.init(all, .array([.string(all), .null, .integer(-7), .bool(false)]))])
  #expect(try JSON(reading: Array(json.text.utf8)) == json)
}

@Test func settingsAreDescribedInTheOrderOfTheirNames() throws {
  struct Settings: Codable {
    var rate: Float = 0.1
    var epochs = 12
    var name = "x"
    var grid: [Double] = [0, 0.01]
    var absent: Int?
    var limit = Double.infinity
  }
  #expect(
    try JSON(describing: Settings()).text
      == "{\n  \"epochs\": 12,\n  \"grid\": [0, 0.01],\n  \"limit\": \"inf\",\n  \"name\": \"x\",\n  \"rate\": 0.1\n}\n"
  )
}
