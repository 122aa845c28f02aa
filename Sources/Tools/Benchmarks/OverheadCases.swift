// The section `overhead`: operations on 16 elements, where the work is nothing and the bookkeeping everything.

import Autograd
import MiniTensor

extension Suite {
  /// The section `overhead`: an operation on tensors, the same recorded, and the same with its share of the backward
  /// pass, each many times in a row.
  mutating func addOverhead() {
    let count = 1000
    let x: Tensor<Float> = normal([16], "overhead")
    add("overhead", "multiply-16", work: .calls(count)) {
      {
        var y = x
        for _ in 0..<count { y = y * x }
        keep(y)
      }
    }
    add("overhead", "recorded-multiply-16", work: .calls(count)) {
      let parameter = Variable.parameter(x)
      return {
        var y = parameter
        for _ in 0..<count { y = y * parameter }
        keep(y)
      }
    }
    add("overhead", "forward-and-backward-16", work: .calls(count)) {
      let parameter = Variable.parameter(x)
      return {
        var y = parameter
        for _ in 0..<count { y = y * parameter }
        keep(gradients(of: y.sum(), at: [parameter]))
      }
    }
  }
}
