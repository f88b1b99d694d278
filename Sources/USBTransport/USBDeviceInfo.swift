/// A device on the bus, as its descriptors describe it. Everything in it was said by the device: believe nothing.
public struct USBDeviceInfo: Sendable, Hashable {
    /// One interface of the active configuration, in its first alternate setting.
    public struct Interface: Sendable, Hashable {
        public let number: UInt8
        /// Class, subclass and protocol; ff/ff/ff is the vendor's own.
        public let kind: [UInt8]
        /// Addresses; bit 7 is set where data flow to the host.
        public let endpoints: [UInt8]

        public init(number: UInt8, kind: [UInt8], endpoints: [UInt8]) {
            self.number = number
            self.kind = kind
            self.endpoints = endpoints
        }
    }

    public let vendor: UInt16
    public let product: UInt16
    /// nil where the device has none or the system does not let us read it.
    public let serial: String?
    /// Bus and ports, as Linux writes them: `1-10.2`. Stable for one socket of one machine.
    public let port: String
    public let interfaces: [Interface]

    public init(vendor: UInt16, product: UInt16, serial: String?, port: String, interfaces: [Interface]) {
        self.vendor = vendor
        self.product = product
        self.serial = serial
        self.port = port
        self.interfaces = interfaces
    }

    /// `vendor:product` in hexadecimal.
    public var identifier: String { Self.identifier(vendor: vendor, product: product) }

    /// Stable across re-plugging: the identifier, then `:serial`, or `@port` where there is no serial number.
    public var name: String { serial.map { "\(identifier):\($0)" } ?? "\(identifier)@\(port)" }

    /// `vendor:product` in hexadecimal, four digits each.
    public static func identifier(vendor: UInt16, product: UInt16) -> String {
        [vendor, product].map { number in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }.joined(separator: ":")
    }
}
