// The graph: order of visits, consumption, release, depth.

import Foundation
import MiniTensor
import Synchronization
import Testing

@testable import Autograd

/// Why nodes are visited by number: a depth-first walk that passes gradients on at once gives 3, not 4.
@Test func aSharedIntermediateWaitsForAllItsConsumers() {
  let a = Variable<Double>.parameter(Tensor(1))
  let b = a + a
  let c = b + b
  #expect(gradients(of: c, at: [a])[0].item == 4)
}

@Test func aVariableOffThePathHasGradientZero() {
  let x = Variable<Double>.parameter(Tensor([1, 2]))
  let y = Variable<Double>.parameter(Tensor([3, 4]))
  #expect(gradients(of: x.sum(), at: [x, y]).map(\.value.elements) == [[1, 1], [0, 0]])
  #expect(gradients(of: Variable<Double>(5), at: [y])[0].value.elements == [0, 0])
}

@Test func gradientsAreAskedForTwiceAboveTheLossAndOfConstants() {
  let x = Variable<Double>.parameter(Tensor(3))
  let (y, p) = (x * x, Variable<Double>.parameter(Tensor(1)))
  let z = y * y
  let above = p * x
  let asked = [x, p, x, above, y, z, Variable<Double>(Tensor(2))]
  #expect(gradients(of: z, at: asked, keepingGraph: true).map(\.item) == [108, 0, 108, 0, 18, 1, 0])
  #expect(gradients(of: z, at: [above], keepingGraph: true)[0].item == 0)
  #expect(gradients(of: z, at: [], keepingGraph: true).isEmpty)
  #expect(gradients(of: x, at: [x, x]).map(\.item) == [1, 1])
}

@Test func theGradientAtAnIntermediateIsFound() {
  let x = Variable<Double>.parameter(Tensor([1, 2]))
  let y = x * x
  #expect(gradients(of: (y * y).sum(), at: [y, x]).map(\.value.elements) == [[2, 8], [4, 32]])
}

@Test func detachedVariablesStopDerivatives() {
  let x = Variable<Double>.parameter(Tensor(3))
  #expect(gradients(of: x * x.detached, at: [x])[0].item == 3)
  #expect(!withoutRecording { x * x }.isRecorded)
}

@Test func aKeptGraphCanBeUsedAgain() {
  let x = Variable<Double>.parameter(Tensor(3))
  let y = x * x
  #expect(gradients(of: y, at: [x], keepingGraph: true)[0].item == 6)
  #expect(gradients(of: y, at: [x])[0].item == 6)
}

@Test func recordedGradientsCanBeDifferentiatedToAnyOrder() {
  let x = Variable<Double>.parameter(Tensor(0.5))
  var y = x.sin()
  var orders: [Double] = []
  for _ in 0..<4 {
    y = gradients(of: y, at: [x], recording: true)[0]
    orders.append(y.item)
  }
  let (s, c) = (sin(0.5), cos(0.5))
  for (got, expected) in zip(orders, [c, -s, -c, s]) { #expect(abs(got - expected) < 1e-14) }
}

@Test func aConsumedGraphIsRefused() async {
  await #expect(processExitsWith: .failure) {
    let x = Variable<Double>.parameter(Tensor(3))
    let y = x * x
    _ = gradients(of: y, at: [x])
    _ = gradients(of: y, at: [x])
  }
}

/// Runs `body` on a thread with a stack of 512 KiB.
private func onSmallStack(_ body: @escaping @Sendable () -> Void) {
  let done = DispatchSemaphore(value: 0)
  let thread = Thread {
    body()
    done.signal()
  }
  thread.stackSize = 512 << 10
  thread.start()
  done.wait()
}

@Test func aMillionOperationsRunBackwardOnASmallStack() {
  onSmallStack {
    let x = Variable<Double>.parameter(Tensor(1))
    var y = x
    for _ in 0..<1_000_000 { y = y + 1 }
    #expect(gradients(of: y, at: [x])[0].item == 1)
  }
}

@Test func aMillionOperationsAreReleasedOnASmallStackWithoutABackwardPass() {
  onSmallStack {
    let x = Variable<Double>.parameter(Tensor(1))
    var y = x
    for _ in 0..<1_000_000 { y = y * y }
    #expect(y.item == 1)
  }
}

@Test func noNodeOutlivesItsVariables() {
  weak var parameter: Node<Double>?
  weak var middle: Node<Double>?
  weak var end: Node<Double>?
  do {
    let x = Variable<Double>.parameter(Tensor([1, 2]))
    let y = x.exp() * x
    let z = y.sum()
    (parameter, middle, end) = (x.node, y.node, z.node)
    #expect(parameter != nil && middle != nil && end != nil)
    withExtendedLifetime((x, y, z)) {}
  }
  #expect(parameter == nil && middle == nil && end == nil)
}

@Test func aBackwardPassReleasesWhatItHasVisited() {
  let x = Variable<Double>.parameter(Tensor([1, 2]))
  weak var middle: Node<Double>?
  let loss = {
    let y = x.exp()
    middle = y.node
    return y.sum()
  }()
  #expect(middle != nil)
  _ = gradients(of: loss, at: [x])
  #expect(middle == nil)
  withExtendedLifetime(loss) {}
}
