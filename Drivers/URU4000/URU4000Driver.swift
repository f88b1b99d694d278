public import Capture
public import USBTransport

/// The driver of the U.are.U 4000 family.
public struct URU4000Driver: ReaderDriver {
    private let clock: any Clock<Duration>
    private let seed: @Sendable () -> UInt32

    /// - Parameters:
    ///   - clock: for the pauses and time limits of the power-up.
    ///   - seed: a new random number for each scrambling key; replaying a recorded session needs the recorded one.
    public init(
        clock: any Clock<Duration> = ContinuousClock(),
        seed: @escaping @Sendable () -> UInt32 = { UInt32.random(in: 0...0x7FFF_FFFF) }
    ) {
        self.clock = clock
        self.seed = seed
    }

    public var models: [ReaderModel] { URU4000Model.all.map(\.reader) }

    public func reader(for device: USBDeviceInfo, on bus: any USBBus) -> (any FingerprintReader)? {
        let model = URU4000Model.all.first { $0.reader.vendor == device.vendor && $0.reader.product == device.product }
        return model.map { URU4000(model: $0, info: device, bus: bus, clock: clock, seed: seed) }
    }
}
