// Loops of comparisons and selections, whose results are no numbers or hang on a mask.

/// What may hold between two elements.
protocol Relation<E> {
  associatedtype E: TensorElement
  func callAsFunction(_ x: E, _ y: E) -> Bool
}

/// x = y.
struct Equal<E: TensorElement>: Relation {
  @inline(__always) func callAsFunction(_ x: E, _ y: E) -> Bool { x == y }
}

/// x < y.
struct Below<E: TensorElement & Comparable>: Relation {
  @inline(__always) func callAsFunction(_ x: E, _ y: E) -> Bool { x < y }
}

/// x ≤ y.
struct AtMost<E: TensorElement & Comparable>: Relation {
  @inline(__always) func callAsFunction(_ x: E, _ y: E) -> Bool { x <= y }
}

/// x and y.
struct Both: Relation {
  @inline(__always) func callAsFunction(_ x: Bool, _ y: Bool) -> Bool { x && y }
}

/// x or y.
struct Either: Relation {
  @inline(__always) func callAsFunction(_ x: Bool, _ y: Bool) -> Bool { x || y }
}

/// out[i] = whether the relation holds between x[i · xStep] and y[i · yStep].
@inline(never)
func compareRun<R: Relation>(
  _ x: UnsafePointer<R.E>, step xStep: Int, _ y: UnsafePointer<R.E>, step yStep: Int,
  to out: UnsafeMutablePointer<Bool>, count: Int, _ relation: R
) {
  switch (xStep, yStep) {  // the cases that become vector loops
  case (1, 1): for index in 0..<count { out[index] = relation(x[index], y[index]) }
  case (1, 0):
    let y = y.pointee
    for index in 0..<count { out[index] = relation(x[index], y) }
  case (0, 1):
    let x = x.pointee
    for index in 0..<count { out[index] = relation(x, y[index]) }
  default: for index in 0..<count { out[index] = relation(x[index &* xStep], y[index &* yStep]) }
  }
}

/// out[i] = a[i · aStep] where mask[i · maskStep] is true, else b[i · bStep].
@inline(never)
func selectRun<Element: TensorElement>(
  _ mask: UnsafePointer<Bool>, step maskStep: Int, _ a: UnsafePointer<Element>, step aStep: Int,
  _ b: UnsafePointer<Element>, step bStep: Int, to out: UnsafeMutablePointer<Element>, count: Int
) {
  let mask = UnsafeRawPointer(mask).assumingMemoryBound(to: UInt8.self)  // bytes become vectors, truth values do not
  func choose(_ mask: UInt8, _ a: Element, _ b: Element) -> Element { mask & 1 == 1 ? a : b }

  switch (maskStep, aStep, bStep) {  // the cases that become vector loops
  case (1, 1, 1): for index in 0..<count { out[index] = choose(mask[index], a[index], b[index]) }
  case (1, 1, 0):
    let b = b.pointee
    for index in 0..<count { out[index] = choose(mask[index], a[index], b) }
  case (1, 0, 1):
    let a = a.pointee
    for index in 0..<count { out[index] = choose(mask[index], a, b[index]) }
  default:
    for index in 0..<count { out[index] = choose(mask[index &* maskStep], a[index &* aStep], b[index &* bStep]) }
  }
}
