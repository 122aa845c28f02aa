// The floor below comes along with MiniTensor: whoever has tensors names the errors of their files, and has preconditions
// that speak.  Whoever forgot a second import would silently get Swift's mute ones.

@_exported import Files
