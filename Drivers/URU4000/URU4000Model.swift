public import Capture

/// What distinguishes the members of the family.
public struct URU4000Model: Sendable, Hashable {
    public let reader: ReaderModel
    /// The device powers up only after it was given the right answer to its challenge.
    public let needsChallenge: Bool
    /// The picture arrives turned by 180 degrees.
    public let upsideDown: Bool

    init(_ vendor: UInt16, _ product: UInt16, _ name: String, needsChallenge: Bool = false, upsideDown: Bool = false) {
        reader = ReaderModel(vendor: vendor, product: product, name: name)
        self.needsChallenge = needsChallenge
        self.upsideDown = upsideDown
    }

    /// The device table.
    public static let all = [
        URU4000Model(0x05BA, 0x0007, "U.are.U 4000"),
        URU4000Model(0x05BA, 0x0008, "U.are.U 4000 (keyboard)"),
        URU4000Model(0x05BA, 0x000A, "U.are.U 4000B/4500", upsideDown: true),
        URU4000Model(0x045E, 0x00BB, "Microsoft Keyboard with Fingerprint Reader"),
        URU4000Model(0x045E, 0x00BC, "Microsoft Wireless IntelliMouse with Fingerprint Reader"),
        URU4000Model(0x045E, 0x00BD, "Microsoft Fingerprint Reader"),
        URU4000Model(0x045E, 0x00CA, "Microsoft Fingerprint Reader v2", needsChallenge: true),
    ]

    /// The whole family's sensor, in pixels and pixels per inch.
    public static let width = 384
    public static let height = 290
    public static let pixelsPerInch = 512.0
}
