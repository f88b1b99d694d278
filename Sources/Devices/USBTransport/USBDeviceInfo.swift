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
    /// Another device on the bus says that it is the same one; no part of what a device is.
    public fileprivate(set) var hasTwin = false

    public init(vendor: UInt16, product: UInt16, serial: String?, port: String, interfaces: [Interface]) {
        self.vendor = vendor
        self.product = product
        self.serial = serial
        self.port = port
        self.interfaces = interfaces
    }

    /// `vendor:product` in hexadecimal.
    public var identifier: String { Self.identifier(vendor: vendor, product: product) }

    /// Stable across re-plugging: the identifier, then `:serial`; `@port` behind it where there is no serial number, or
    /// where two devices have the same.
    public var name: String {
        guard let serial else { return "\(identifier)@\(port)" }
        return hasTwin ? "\(identifier):\(serial)@\(port)" : "\(identifier):\(serial)"
    }

    public static func == (first: Self, second: Self) -> Bool {
        (first.vendor, first.product, first.serial, first.port, first.interfaces)
            == (second.vendor, second.product, second.serial, second.port, second.interfaces)
    }

    public func hash(into hasher: inout Hasher) {
        // A port has one device at a time.
        hasher.combine(port)
    }

    /// `vendor:product` in hexadecimal, four digits each.
    public static func identifier(vendor: UInt16, product: UInt16) -> String {
        [vendor, product].map { number in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }.joined(separator: ":")
    }
}

extension [USBDeviceInfo] {
    /// In the order of their ports, those with one serial number being marked, so that no two have one name.
    public var toldApart: [USBDeviceInfo] {
        let plain = sorted { $0.port < $1.port }.map { $0.with(twin: false) }
        let counts = plain.reduce(into: [String: Int]()) { $0[$1.name, default: 0] += 1 }
        return plain.map { $0.with(twin: counts[$0.name, default: 0] > 1) }
    }
}

extension USBDeviceInfo {
    fileprivate func with(twin: Bool) -> USBDeviceInfo {
        var device = self
        device.hasTwin = twin
        return device
    }
}
