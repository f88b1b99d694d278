public import Ground
public import Imaging
internal import USBTransport

/// A reader that is asked for everything: whether a finger is there, and its picture.
///
/// One caller at a time; ``close()`` may come from anyone at any time and ends the caller's wait.
public actor PolledReader<Exchange: PolledExchange>: FingerprintReader {
    private static var interface: UInt8 { 0 }

    public nonisolated let identity: ReaderIdentity
    private let info: USBDeviceInfo
    private let bus: any USBBus
    private let clock: any Clock<Duration>
    private var fingerOn: ContinuousClock.Instant?
    private var exchange: Exchange?

    init(info: USBDeviceInfo, bus: any USBBus, clock: any Clock<Duration>) {
        self.info = info
        self.bus = bus
        self.clock = clock
        identity = Exchange.identity(name: info.name)
    }

    public func open() async throws(Fault) {
        guard exchange == nil else { throw alreadyOpen }
        let exchange = Exchange(device: try await bus.open(info, interface: Self.interface))
        self.exchange = exchange
        do throws(Fault) { try await exchange.start() } catch {
            await close()
            throw error
        }
    }

    public func awaitFinger() async throws(Fault) {
        fingerOn = nil
        try await opened().showWaiting(true)
        try await poll(until: true)
        fingerOn = .now
        try await opened().showWaiting(false)
    }

    public func capture() async throws(Fault) -> Frame? {
        guard let fingerOn else { throw noFinger }
        let image = try await picture()
        // The finger may have left since it was found: the reader then takes a picture of nothing.
        guard GlassView(image).isOccupied else { return nil }
        return Frame(image: image, reader: identity, fingerOn: fingerOn, decoded: .now)
    }

    public func awaitFingerOff() async throws(Fault) {
        fingerOn = nil
        try await poll(until: false)
    }

    public func glass() async throws(Fault) -> GrayImage? { try await picture() }

    public func close() async {
        fingerOn = nil
        await exchange.take()?.close()
    }

    // MARK: - Inside

    private func opened() throws(Fault) -> Exchange {
        guard let exchange else { throw notOpen }
        return exchange
    }

    private func picture() async throws(Fault) -> GrayImage {
        let exchange = try opened()
        return try await exchange.repeating { () async throws(Fault) in try await exchange.picture() }
    }

    private func poll(until isThere: Bool) async throws(Fault) {
        while true {
            let exchange = try opened()
            let found = try await exchange.repeating { () async throws(Fault) in try await exchange.findsFinger() }
            if found == isThere { return }
            do { try await clock.sleep(for: Exchange.pause) } catch {
                throw Fault(.readerCancelled, "the wait for a finger was ended; start again", cause: error)
            }
        }
    }
}
