// Preconditions that speak: optimised code stops at Swift's own without printing their message, and the modules that
// compute are optimised in every build. These two stand in for them, by name, in every source file that imports this
// module or MiniTensor.

/// Stops the program where a condition does not hold, and prints the message: the operation and the shapes.
@inlinable @inline(__always)
package func precondition(
  _ condition: @autoclosure () -> Bool, _ message: @autoclosure () -> String = String(), file: StaticString = #fileID,
  line: UInt = #line
) {
  if !condition() { preconditionFailure(message(), file: file, line: line) }
}

/// Stops the program and prints the message.
@usableFromInline @inline(never)
package func preconditionFailure(
  _ message: @autoclosure () -> String = String(), file: StaticString = #fileID, line: UInt = #line
) -> Never {
  fatalError(message(), file: file, line: line)
}
