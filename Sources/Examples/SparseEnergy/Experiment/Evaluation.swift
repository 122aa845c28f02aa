// What a network says of a set of images, and how many of its answers are right.

import AnomalyDetection
import Autograd
import MiniTensor

/// The outputs of a network in evaluation mode for a set of images.
struct Evaluation: Sendable {
  /// Shape [N, classes].
  let logits: Tensor<Float>
  /// Penultimate features.  Shape [N, features].
  let features: Tensor<Float>
  /// The means of all stages and the penultimate features, side by side; the latter alone where stages are not asked
  /// for.  Shape [N, ...].
  let stages: Tensor<Float>
  /// The numerators of a decomposed head.  Shape [N, classes].
  let cosines: Tensor<Float>?

  /// Runs a network on images, so many at a time.
  init(of network: Network, on images: Tensor<Float>, batch size: Int, withStages: Bool) {
    var network = network
    var parts: [(logits: Tensor<Float>, features: Tensor<Float>, stages: Tensor<Float>, cosines: Tensor<Float>?)] = []
    for start in stride(from: 0, to: images.shape[0], by: size) {
      let batch = images[start..<min(start + size, images.shape[0])]
      var context = Context.evaluation
      let outputs = withoutRecording { network.outputs(Variable(batch), in: &context, withStages: withStages) }
      let stages = (outputs.stages + [outputs.features]).map(\.value)
      parts.append(
        (outputs.logits.value, outputs.features.value, concatenate(stages, along: 1), outputs.cosines?.value))
    }
    logits = concatenate(parts.map(\.logits), along: 0)
    features = concatenate(parts.map(\.features), along: 0)
    stages = concatenate(parts.map(\.stages), along: 0)
    let cosines = parts.compactMap(\.cosines)
    self.cosines = cosines.isEmpty ? nil : concatenate(cosines, along: 0)
  }

  /// F = -log Σ e^f of every image, in Double.
  var energies: [Double] { energyScores(logits) }

  /// ‖f‖₁ of every image.
  var norms: [Double] { Tensor<Double>(logits).absolute().sum(along: 1).elements }

  /// The share of logits with |f| < 0.1.
  var smallLogits: Double {
    let small = logits.withElements { $0.count { $0.magnitude < 0.1 } }
    return Double(small) / Double(logits.count)
  }

  /// The share of images whose largest logit is the label's.
  func accuracy(_ labels: Tensor<Int32>) -> Double {
    let right = zip(logits.argmax(along: 1).elements, labels.elements).count { $0 == $1 }
    return Double(right) / Double(labels.count)
  }

  /// The mean cross entropy.
  func crossEntropy(_ labels: Tensor<Int32>) -> Double {
    let logits = Tensor<Double>(logits)
    return (logits.logSumExp(along: 1) - logits.picked(labels, along: 1)).mean().item
  }
}
