extension EmulatedDescriptors {
    public struct Endpoint: Sendable {
        public enum Transfer: UInt8, Sendable { case bulk = 2, interrupt = 3 }

        let address: UInt8
        let transfer: Transfer
        let packetSize: UInt16
        let interval: UInt8

        /// - Parameters:
        ///   - address: with bit 7 set where data flow to the host.
        ///   - interval: milliseconds between two looks at an interrupt endpoint of a full-speed device.
        public init(_ address: UInt8, _ transfer: Transfer, packetSize: UInt16 = 64, interval: UInt8 = 0) {
            self.address = address
            self.transfer = transfer
            self.packetSize = packetSize
            self.interval = interval
        }
    }

    public struct Interface: Sendable {
        let kind: [UInt8]
        let endpoints: [Endpoint]

        /// - Parameter kind: class, subclass and protocol; ff/ff/ff is the vendor's own.
        public init(kind: [UInt8] = [0xFF, 0xFF, 0xFF], _ endpoints: [Endpoint]) {
            precondition(kind.count == 3, "an interface has a class, a subclass and a protocol")
            self.kind = kind
            self.endpoints = endpoints
        }
    }

    /// Writes the descriptors of a device nobody has recorded.
    ///
    /// - Parameters:
    ///   - release: the device's own version, in binary-coded decimal.
    ///   - serial: nil for a device without.
    ///   - milliamperes: that the device may draw from the bus.
    public init(
        vendor: UInt16, product: UInt16, release: UInt16 = 0x0100, manufacturer: String, name: String, serial: String?,
        interfaces: [Interface], speed: Speed = .full, milliamperes: Int = 200
    ) {
        func bytes(_ word: UInt16) -> [UInt8] { [UInt8(word & 0xFF), UInt8(word >> 8)] }
        let numbers = bytes(vendor) + bytes(product) + bytes(release)
        let device = [18, 1] + bytes(0x0200) + [0, 0, 0, 64] + numbers + [1, 2, serial == nil ? 0 : 3, 1]
        var inside: [UInt8] = []
        for (number, interface) in interfaces.enumerated() {
            inside += [9, 4, UInt8(number), 0, UInt8(interface.endpoints.count)] + interface.kind + [0]
            for endpoint in interface.endpoints {
                inside += [7, 5, endpoint.address, endpoint.transfer.rawValue]
                inside += bytes(endpoint.packetSize) + [endpoint.interval]
            }
        }
        let length = bytes(UInt16(9 + inside.count))
        let configuration =
            [9, 2] + length + [UInt8(interfaces.count), 1, 0, 0x80, UInt8(milliamperes / 2)] + inside
        let strings = [manufacturer, name] + (serial.map { [$0] } ?? [])
        self.init(device: device, configuration: configuration, strings: strings, speed: speed)
    }
}
