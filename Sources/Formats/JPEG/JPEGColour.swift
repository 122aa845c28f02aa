// The colours of a picture: which convention its components follow, and the way to red, green and blue.

extension JPEG {
  /// Conversion of components to colours.
  package enum Colours {
    /// What a file's application segments say of its colours.
    struct Convention {
      /// Whether there is a JFIF segment: luminance and two differences of colours.
      var isJFIF = false
      /// What Adobe's segment says was done to red, green and blue: 0 nothing, 1 the same as in JFIF.
      var adobeTransform: UInt8?

      /// Whether three components are red, green and blue themselves.
      ///
      /// JFIF goes before Adobe; without either, components that are named R, G and B tell.
      func isRGB(_ components: [Component]) -> Bool {
        if isJFIF { return false }
        if let adobeTransform { return adobeTransform == 0 }
        return components.map(\.declaration.identifier) == Array("RGB".utf8)
      }
    }

    /// Writes pixels from luminance `y` and the differences of blue (`cb`) and red (`cr`), each around 128.
    ///
    ///     red   = y + 1.402 (cr - 128)
    ///     green = y - 0.344136 (cb - 128) - 0.714136 (cr - 128)
    ///     blue  = y + 1.772 (cb - 128)
    ///
    /// clipped to 0...255; with factors of 16 bits after the point, rounded as in libjpeg.
    /// Source: JFIF 1.02, page 3, after ITU-R BT.601.
    package static func convert(
      _ y: UnsafePointer<UInt8>, _ cb: UnsafePointer<UInt8>, _ cr: UnsafePointer<UInt8>, count: Int,
      to pixels: UnsafeMutablePointer<UInt8>
    ) {
      let half: Int32 = 1 << 15
      for x in 0..<count {
        let level = Int32(y[x])
        let blue = Int32(cb[x]) &- 128
        let red = Int32(cr[x]) &- 128
        let green = (half &- 22554 &* blue &- 46802 &* red) &>> 16
        pixels[3 &* x] = clipped(level &+ (91881 &* red &+ half) &>> 16)
        pixels[3 &* x &+ 1] = clipped(level &+ green)
        pixels[3 &* x &+ 2] = clipped(level &+ (116130 &* blue &+ half) &>> 16)
      }
    }

    @inline(__always)
    private static func clipped(_ level: Int32) -> UInt8 { UInt8(truncatingIfNeeded: min(max(level, 0), 255)) }
  }
}
