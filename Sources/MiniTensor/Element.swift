/// placeholder
public protocol TensorElement: BitwiseCopyable, Sendable {}
