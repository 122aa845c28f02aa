// IDX and CIFAR files, built byte by byte: contents, every way to be wrong, damage.

import MiniTensor
import TestSupport
import Testing

@testable import Datasets
@testable import Formats

struct IDXTests {
  private func idx(_ code: UInt8, _ extents: [UInt32], _ data: [UInt8]) -> [UInt8] {
    [0, 0, code, UInt8(extents.count)] + extents.flatMap(big) + data
  }

  private func parse(_ bytes: [UInt8]) throws -> IDX { try IDX(parsing: ByteReader(bytes, file: "f")) }

  @Test func everyElementType() throws {
    #expect(try parse(idx(0x08, [3], [0, 128, 255])).tensor() == Tensor<UInt8>([0, 128, 255]))
    #expect(try parse(idx(0x09, [2], [0xFF, 0x7F])).tensor() == Tensor<Int32>([-1, 127]))
    #expect(try parse(idx(0x0B, [2], [0xFF, 0xFE, 0x01, 0x00])).tensor() == Tensor<Int32>([-2, 256]))
    #expect(try parse(idx(0x0C, [1], big(Int32.min))).tensor() == Tensor<Int32>([.min]))
    #expect(try parse(idx(0x0D, [1], big(Float(-2.5).bitPattern))).tensor() == Tensor<Float>([-2.5]))
    #expect(try parse(idx(0x0E, [1], big(Double.pi.bitPattern))).tensor() == Tensor<Double>([.pi]))
  }

  @Test func shapeIsKept() throws {
    let file = try parse(idx(0x08, [2, 1, 3], [1, 2, 3, 4, 5, 6]))
    #expect(file.type == .uint8 && file.shape == [2, 1, 3] && Array(file.bytes) == [1, 2, 3, 4, 5, 6])
    #expect(try file.tensor(as: Float.self) == Tensor([1, 2, 3, 4, 5, 6], shape: [2, 1, 3]))
    #expect(try parse(idx(0x08, [0, 28, 28], [])).tensor(as: UInt8.self).shape == [0, 28, 28])
  }

  @Test func valuesThatDoNotFitAreNamed() throws {
    let error = fileError { _ = try parse(idx(0x0B, [2], [0, 1, 1, 0])).tensor(as: UInt8.self) }
    #expect(error?.description == "f: element 1, 256 of type I16, is no UInt8")
  }

  @Test func badFilesAreRefused() {
    for (bytes, words) in [
      ([], "offset 0: the magic number needs 4 bytes, 0 left"),
      ([0, 1, 8, 1, 0, 0, 0, 0], "0x00010801 does not begin with two zero bytes"),
      (idx(0x0A, [1], [0]), "offset 2: the element type 0x0A is unknown"),
      (idx(0x08, [], []), "offset 3: the rank is 0"),
      ([0, 0, 8, 2, 0, 0, 0, 1, 0], "offset 8: extent 1 needs 4 bytes, 1 left"),
      (idx(0x08, [2, 2], [1, 2, 3]), "extents [2, 2] of U8 take 4 bytes, 3 are there"),
      (idx(0x0C, [1], [1, 2, 3]), "extents [1] of I32 take 4 bytes, 3 are there"),
      (idx(0x08, [1], [1, 2]), "extents [1] of U8 take 1 byte, 2 are there"),
      (idx(0x08, [.max, .max, .max], [1]), "offset 4: the extents [4294967295, 4294967295, 4294967295] overflow"),
      (idx(0x08, [0, .max, .max, .max], []), "overflow"),
      (idx(0x0E, [.max], [1]), "take 34359738360 bytes, 1 are there"),
    ] as [([UInt8], String)] {
      let error = fileError { _ = try parse(bytes) }
      #expect(error?.kind == .corrupt && error?.description.contains(words) == true, "\(error as Any)")
    }
  }

  /// A gzip file whose only block holds `contents` as they are.
  private func packed(_ contents: [UInt8]) -> [UInt8] {
    var check = CRC32()
    check.update(contents[...])
    let count = UInt16(contents.count)
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    return header + [1] + little(count, ~count) + contents + little(check.value, UInt32(count))
  }

  @Test func gzipIsTakenByItsFirstBytes() throws {
    try withFolder { folder in
      let plain = idx(0x08, [2], [5, 6])
      try WholeFile.write(plain, to: folder + "/plain.gz")
      try WholeFile.write(packed(plain), to: folder + "/packed")
      #expect(try IDX(contentsOf: folder + "/plain.gz").tensor() == Tensor<UInt8>([5, 6]))
      #expect(try IDX(contentsOf: folder + "/packed").tensor() == Tensor<UInt8>([5, 6]))
      let cut = Array(plain.dropLast())
      try WholeFile.write(packed(cut), to: folder + "/packed")
      let error = fileError { _ = try IDX(contentsOf: folder + "/packed") }
      #expect(error?.place == "unpacked data, offset 8")
      #expect(fileError { _ = try IDX(contentsOf: folder + "/none") }?.kind == .missing)
      #expect(fileError { _ = try IDX(contentsOf: folder + "/plain.gz", limit: 9) }?.kind == .tooLarge)
    }
  }

  @Test func imagesAndLabelsArePaired() throws {
    try withFolder { folder in
      let (images, labels) = (folder + "/images", folder + "/labels")
      try WholeFile.write(idx(0x08, [2, 1, 3], [1, 2, 3, 4, 5, 6]), to: images)
      try WholeFile.write(idx(0x08, [2], [9, 200]), to: labels)
      let pair = try LabelledImages(idxImages: images, labels: labels)
      #expect(pair.images == Tensor([1, 2, 3, 4, 5, 6], shape: [2, 1, 1, 3]))
      #expect(pair.labels == Tensor([9, 200]) && pair.count == 2)

      try WholeFile.write(idx(0x08, [1], [9]), to: labels)
      let mismatch = fileError { _ = try LabelledImages(idxImages: images, labels: labels) }
      #expect(mismatch?.description == "\(labels): 2 images and 1 label do not match")
      let swapped = fileError { _ = try LabelledImages(idxImages: labels, labels: images) }
      #expect(swapped?.description == "\(labels): images must be U8 of rank 3, not U8 of rank 1")
      try WholeFile.write(idx(0x0C, [1], [0, 0, 0, 9]), to: labels)
      let wide = fileError { _ = try LabelledImages(idxImages: images, labels: labels) }
      #expect(wide?.problem == "labels must be U8 of rank 1, not I32 of rank 1")
    }
  }

  @Test func damagedFilesAreRefusedOrRead() {
    let whole = idx(0x0B, [2, 3, 2], [UInt8](repeating: 3, count: 24))
    let outcome = survive("IDX", [("shorts.idx", whole)]) { _ = try parse($0).tensor(as: Float.self) }
    #expect(outcome.refused > outcome.decoded)
  }
}

struct CIFARTests {
  private func parse(_ bytes: [UInt8], _ classes: CIFAR.Classes) throws -> CIFAR {
    try CIFAR(parsing: bytes, file: "f", classes: classes)
  }

  /// The pixels of image `index`: their place, shifted so that images differ.
  private func pixels(_ index: Int) -> [UInt8] { (0..<3072).map { UInt8(truncatingIfNeeded: $0 * 7 + index) } }

  @Test func tenClasses() throws {
    let file = try parse([3] + pixels(0) + [9] + pixels(1), .ten)
    #expect(file.samples.labels == Tensor([3, 9]) && file.coarseLabels == nil)
    #expect(file.samples.images == Tensor(pixels(0) + pixels(1), shape: [2, 3, 32, 32]))
  }

  @Test func hundredClasses() throws {
    let file = try parse([19, 99] + pixels(5), .hundred)
    #expect(file.samples.labels == Tensor([99]) && file.coarseLabels == Tensor([19]))
    #expect(file.samples.images == Tensor(pixels(5), shape: [1, 3, 32, 32]))
  }

  @Test func badFilesAreRefused() {
    for (bytes, classes, words) in [
      ([], .ten, "f: it is empty"),
      ([3] + pixels(0).dropLast(), .ten, "f: 3072 bytes, not a whole number of records of 3073"),
      ([3, 3] + pixels(0), .ten, "f: 3074 bytes, not a whole number of records of 3073"),
      ([3] + pixels(0), .hundred, "f: 3073 bytes, not a whole number of records of 3074"),
      ([3] + pixels(0) + [10] + pixels(0), .ten, "f: offset 3073: the label is 10, at most 9 may be"),
      ([20, 5] + pixels(0), .hundred, "f: offset 0: the coarse label is 20, at most 19 may be"),
      ([5, 100] + pixels(0), .hundred, "f: offset 1: the fine label is 100, at most 99 may be"),
    ] as [([UInt8], CIFAR.Classes, String)] {
      let error = fileError { _ = try parse(bytes, classes) }
      #expect(error?.kind == .corrupt && error?.description == words)
    }
  }

  @Test func damagedFilesAreRefusedOrRead() {
    survive("CIFAR", [("two.bin", [3] + pixels(0) + [9] + pixels(1))]) {
      let file = try parse($0, .ten)
      #expect(file.samples.count >= 1 && file.samples.labels.elements.allSatisfy { 0..<10 ~= $0 })
    }
  }
}
