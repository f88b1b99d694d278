public import Capture
public import Ground
public import Imaging
internal import USBTransport

/// NEXT Biometrics' press sensor NB-1010-U, which is asked for everything: whether a finger is there, and its picture.
///
/// One caller at a time; ``close()`` may come from anyone at any time and ends the caller's wait.
public actor NB1010: FingerprintReader {
    private enum State {
        case idle
        case fingerOn(since: ContinuousClock.Instant)
    }

    private static let attempts = 3
    /// Faults of a reader that is out of step, not out of order: the last is a packet where an answer was due.
    private static let passing: Set<Fault.Code> = [.readerAnswer, .readerImage, .usbStall, .usbOverflow]
    /// Between two looks for a finger.
    private static let pause = Duration.milliseconds(50)
    private static let interface: UInt8 = 0

    public nonisolated let identity: ReaderIdentity
    private let info: USBDeviceInfo
    private let bus: any USBBus
    private let clock: any Clock<Duration>
    private var state = State.idle
    private var session: Session?

    init(info: USBDeviceInfo, bus: any USBBus, clock: any Clock<Duration>) {
        self.info = info
        self.bus = bus
        self.clock = clock
        identity = ReaderIdentity(
            name: info.name, model: NB1010Sensor.model.name, width: NB1010Sensor.width, height: NB1010Sensor.height,
            pixelsPerInch: NB1010Sensor.pixelsPerInch)
    }

    public func open() async throws(Fault) {
        guard session == nil else { throw misuse("is already open; close it first") }
        session = Session(device: try await bus.open(info, interface: Self.interface))
        do throws(Fault) { _ = try await findsFinger() } catch {
            await close()
            throw error
        }
    }

    public func awaitFinger() async throws(Fault) {
        state = .idle
        while try await !findsFinger() { try await rest(Self.pause, on: clock) }
        state = .fingerOn(since: .now)
    }

    public func capture() async throws(Fault) -> Frame? {
        guard case .fingerOn(let fingerOn) = state else {
            throw misuse("was asked for a picture without a finger on it; await one first")
        }
        let image = try await repeating { session throws(Fault) in try await session.picture() }
        // The finger may have left since it was found: the reader then takes a picture of nothing.
        guard GlassView(image).isOccupied else { return nil }
        return Frame(image: image, reader: identity, fingerOn: fingerOn, decoded: .now)
    }

    public func awaitFingerOff() async throws(Fault) {
        state = .idle
        while try await findsFinger() { try await rest(Self.pause, on: clock) }
    }

    public func glass() async throws(Fault) -> GrayImage? {
        try await repeating { session throws(Fault) in try await session.picture() }
    }

    public func close() async {
        guard let session else { return }
        self.session = nil
        state = .idle
        await session.device.close()
    }

    // MARK: - Inside

    private func findsFinger() async throws(Fault) -> Bool {
        FingerCheck.findsFinger(
            try await repeating { session throws(Fault) in try await session.ask(.findFinger) })
    }

    /// Tries an exchange again after an answer that makes no sense: a session that was cut off leaves half a picture in
    /// the reader.
    private func repeating<R: Sendable>(
        _ exchange: @Sendable (Session) async throws(Fault) -> R
    ) async throws(Fault) -> R {
        guard let session else { throw misuse("is not open; open it first") }
        var attempt = 1
        while true {
            do throws(Fault) { return try await exchange(session) } catch {
                guard Self.passing.contains(error.code), attempt < Self.attempts else { throw error }
                if error.code == .usbStall { try await session.clearHalts() }
                try await session.drain()
            }
            attempt += 1
        }
    }
}
