// The frame of a picture: its size, its components, and how their blocks lie in it.

extension JPEG {
  /// What the start of a frame declares, and what follows from it (SOFn; T.81, sections A.1 and B.2.2).
  package struct Frame {
    package let width, height: Int
    package let isProgressive: Bool
    /// The largest sampling factors, those of the finest component.
    let horizontal, vertical: Int
    /// Minimum coded units in a row, and rows of them: each holds `horizontal` by `vertical` blocks of the finest
    /// component and, when a scan interleaves several, those of the others in the same place.
    let unitsAcross, unitsDown: Int
    package internal(set) var components: [Component]

    /// - Precondition: all sizes and factors are positive.
    package init(width: Int, height: Int, isProgressive: Bool, declared: [Component.Declaration]) {
      (self.width, self.height, self.isProgressive) = (width, height, isProgressive)
      horizontal = declared.reduce(1) { max($0, $1.horizontal) }
      vertical = declared.reduce(1) { max($0, $1.vertical) }
      unitsAcross = width.dividedRoundingUp(by: 8 * horizontal)
      unitsDown = height.dividedRoundingUp(by: 8 * vertical)
      components = []
      var first = 0
      for declaration in declared {
        let component = Component(
          declaration, firstBlock: first,
          width: (width * declaration.horizontal).dividedRoundingUp(by: horizontal),
          height: (height * declaration.vertical).dividedRoundingUp(by: vertical),
          blocksAcross: unitsAcross * declaration.horizontal, blocksDown: unitsDown * declaration.vertical)
        components.append(component)
        first += component.blocksAcross * component.blocksDown
      }
    }

    /// The blocks of all components, those included that only fill up the last units of a row and of a column.
    var blockCount: Int { components.reduce(0) { $0 + $1.blocksAcross * $1.blocksDown } }

    /// The blocks that hold a pixel: each costs a bit at least.
    var neededBlockCount: Int { components.reduce(0) { $0 + $1.neededAcross * $1.neededDown } }
  }

  /// One component: a grey picture of its own, often coarser than the frame.
  package struct Component {
    /// What the frame's header says of it.
    package struct Declaration {
      let identifier: UInt8
      /// The sampling factors, 1 to 4.
      package let horizontal, vertical: Int
      /// Which of the four quantisation tables it uses.
      let quantiser: Int

      package init(identifier: UInt8, horizontal: Int, vertical: Int, quantiser: Int) {
        (self.identifier, self.horizontal, self.vertical) = (identifier, horizontal, vertical)
        self.quantiser = quantiser
      }
    }

    let declaration: Declaration
    /// Where its blocks begin among those of the frame.
    package let firstBlock: Int
    /// Samples in a row and rows.
    package let width, height: Int
    /// Blocks in a row and rows of blocks, up to whole units.
    package let blocksAcross, blocksDown: Int
    /// The steps of its coefficients in zigzag order; known when its first scan begins.
    package internal(set) var steps: [UInt16]?

    init(
      _ declaration: Declaration, firstBlock: Int, width: Int, height: Int, blocksAcross: Int, blocksDown: Int
    ) {
      (self.declaration, self.firstBlock) = (declaration, firstBlock)
      (self.width, self.height) = (width, height)
      (self.blocksAcross, self.blocksDown) = (blocksAcross, blocksDown)
    }

    /// The blocks that a scan of this component alone sends (section A.2.3).
    var neededAcross: Int { width.dividedRoundingUp(by: 8) }
    var neededDown: Int { height.dividedRoundingUp(by: 8) }
  }
}

extension Int {
  /// The smallest whole number that is not below the quotient of two positive ones.
  fileprivate func dividedRoundingUp(by divisor: Int) -> Int { (self + divisor - 1) / divisor }
}
