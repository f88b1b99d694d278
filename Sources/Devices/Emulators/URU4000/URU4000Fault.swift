/// What an emulated reader of the family can do wrong, each as often as it was told to.
public enum URU4000Fault: String, Sendable, Hashable, CaseIterable {
    /// The status register says 0x85 at once, until the host reboots the reader.
    case confused
    /// A power-up that is not reported by interrupt.
    case noPowerInterrupt
    /// The power does not come up although the host writes it.
    case stuckInLowPower
    /// Interrupt 0x0800 before the finger.
    case death
    case stalledControl, silentControl, shortControl
    case stalledImage, silentImage, emptyImage
    /// One line less than announced.
    case shortImage
    /// 290 lines announced, where 289 are the most.
    case tooManyLines
    /// The block table has more lines than the picture.
    case overrunningBlocks
    /// A new key begins with the sixth block; no fault of the reader, but rare.
    case newKeyInTheMiddle
    /// The finger leaves while the picture is taken, and no picture comes.
    case liftedDuringImage
}
