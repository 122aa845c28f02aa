// The namespace of the plain forms of operations.

/// Operations as a textbook writes them: plain loops, slow and obvious.
///
/// They are what the fast kernels are tested against, and where a reader should look first to see what an operation
/// does.
public enum Reference {}
