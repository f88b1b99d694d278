/// One line of a driver's device table; the udev rules are made from the same line.
public struct ReaderModel: Sendable, Hashable {
    public let vendor: UInt16
    public let product: UInt16
    /// For people, for example `U.are.U 4500`.
    public let name: String

    public init(vendor: UInt16, product: UInt16, name: String) {
        self.vendor = vendor
        self.product = product
        self.name = name
    }
}
