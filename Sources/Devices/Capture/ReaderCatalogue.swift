public import Ground
public import USBTransport

/// Finds the readers that are plugged in and a driver for each.
public struct ReaderCatalogue: Sendable {
    let bus: any USBBus
    private let drivers: [any ReaderDriver]

    public init(bus: any USBBus, drivers: [any ReaderDriver]) {
        self.bus = bus
        self.drivers = drivers
    }

    /// The readers that are plugged in now, closed, in the order of their ports.
    ///
    /// - Throws: ``Fault`` `usb.bus`.
    public func readers() async throws(Fault) -> [any FingerprintReader] { try await found(nil).map(\.reader) }

    /// The first reader that is meant, closed.
    ///
    /// - Parameter selection: nil means any reader.
    /// - Throws: ``Fault`` `device.missing`, naming what is there instead.
    public func reader(_ selection: ReaderSelection?) async throws(Fault) -> any FingerprintReader {
        if let first = try await found(selection).first { return first.reader }
        throw await missing(selection)
    }

    /// The readers that are meant, each with its port.
    func found(_ selection: ReaderSelection?) async throws(Fault) -> [ReaderLease] {
        try await found { selection?.matches($0) ?? true }
    }

    /// The readers on devices of which something holds, each with its port.
    func found(where holds: (USBDeviceInfo) -> Bool) async throws(Fault) -> [ReaderLease] {
        let meant = try await bus.devices().filter(holds)
        return meant.compactMap { device in
            drivers.lazy.compactMap { $0.reader(for: device, on: bus) }.first
                .map { ReaderLease(reader: $0, place: device.port) }
        }
    }

    /// Why there is no such reader.
    func missing(_ selection: ReaderSelection?) async -> Fault {
        let wanted = selection.map { "reader \($0)" } ?? "reader"
        let there = ((try? await readers()) ?? []).map(\.identity.name)
        let found = there.isEmpty ? "there is none" : "there is \(there.joined(separator: ", "))"
        return Fault(.deviceMissing, "no \(wanted) is plugged in (\(found)); plug it in and check its cable")
    }
}
