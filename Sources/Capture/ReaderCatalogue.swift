public import Ground
public import USBTransport

/// Finds the readers that are plugged in and a driver for each.
public struct ReaderCatalogue: Sendable {
    private let bus: any USBBus
    private let drivers: [any ReaderDriver]

    public init(bus: any USBBus, drivers: [any ReaderDriver]) {
        self.bus = bus
        self.drivers = drivers
    }

    /// The readers that are plugged in now, closed, in the order of their ports.
    ///
    /// - Throws: ``Fault`` `usb.bus`.
    public func readers() async throws(Fault) -> [any FingerprintReader] {
        try await bus.devices().compactMap(reader(for:))
    }

    /// The first reader that is meant, closed.
    ///
    /// - Parameter selection: nil means any reader.
    /// - Throws: ``Fault`` `device.missing`, naming what is there instead.
    public func reader(_ selection: ReaderSelection?) async throws(Fault) -> any FingerprintReader {
        let devices = try await bus.devices()
        let meant = devices.filter { selection?.matches($0) ?? true }
        if let reader = meant.lazy.compactMap(reader(for:)).first { return reader }
        let wanted = selection.map { "reader \($0)" } ?? "reader"
        let there = devices.compactMap { reader(for: $0)?.identity.name }
        let found = there.isEmpty ? "there is none" : "there is \(there.joined(separator: ", "))"
        throw Fault("device.missing", "no \(wanted) is plugged in (\(found)); plug it in and check its cable")
    }

    private func reader(for device: USBDeviceInfo) -> (any FingerprintReader)? {
        drivers.lazy.compactMap { $0.reader(for: device, on: bus) }.first
    }
}
