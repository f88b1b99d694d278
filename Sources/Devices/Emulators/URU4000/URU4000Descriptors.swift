extension URU4000Variant {
    private static let fingerprint = EmulatedDescriptors.Interface([
        .init(0x81, .interrupt, interval: 8), .init(0x82, .bulk),
    ])
    /// A keyboard or a mouse beside the reader, which a driver must leave alone.
    private static func input(_ kind: UInt8) -> EmulatedDescriptors.Interface {
        .init(kind: [0x03, 0x01, kind], [.init(0x83, .interrupt, packetSize: 8, interval: 10)])
    }

    /// As recorded from a 4500; the readers nobody has recorded differ from it as their names say.
    ///
    /// - Parameter serial: nil for a reader without.
    func descriptors(serial: String?) -> EmulatedDescriptors {
        switch self {
        case .uareu4500: recorded4500(serial: serial)
        case .uareu4000: built("DigitalPersona, Inc.", "U.are.U Fingerprint Reader", serial)
        case .uareu4000Keyboard: built("DigitalPersona, Inc.", "U.are.U Keyboard", serial, beside: 1)
        case .microsoftKeyboard: built("Microsoft", "Keyboard with Fingerprint Reader", serial, beside: 1)
        case .microsoftMouse: built("Microsoft", "IntelliMouse with Fingerprint Reader", serial, beside: 2)
        case .microsoftV1, .microsoftV2: built("Microsoft", "Fingerprint Reader", serial)
        }
    }

    private func recorded4500(serial: String?) -> EmulatedDescriptors {
        EmulatedDescriptors(
            device: [
                0x12, 0x01, 0x00, 0x02, 0x00, 0x00, 0x00, 0x40, 0xBA, 0x05, 0x0A, 0x00, 0x03, 0x01, 0x01, 0x02,
                serial == nil ? 0x00 : 0x03, 0x01,
            ],
            configuration: [
                0x09, 0x02, 0x20, 0x00, 0x01, 0x01, 0x00, 0x80, 0x64,  // one interface, 200 mA
                0x09, 0x04, 0x00, 0x00, 0x02, 0xFF, 0xFF, 0xFF, 0x00,
                0x07, 0x05, 0x81, 0x03, 0x40, 0x00, 0x08,
                0x07, 0x05, 0x82, 0x02, 0x40, 0x00, 0x00,
            ],
            strings: ["DigitalPersona, Inc.", "U.are.U\u{AE} 4500 Fingerprint Reader"] + (serial.map { [$0] } ?? []))
    }

    private func built(
        _ manufacturer: String, _ name: String, _ serial: String?, beside input: UInt8? = nil
    ) -> EmulatedDescriptors {
        EmulatedDescriptors(
            vendor: vendor, product: product, manufacturer: manufacturer, name: name, serial: serial,
            interfaces: (input.map { [Self.input($0)] } ?? []) + [Self.fingerprint])
    }
}
