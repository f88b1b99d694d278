public import Capture
public import Ground
public import Imaging
internal import USBTransport

/// ZKTeco's optical reader ZK4500. It knows nothing of fingers: pictures are taken until one shows a finger, or none.
///
/// One caller at a time; ``close()`` may come from anyone at any time and ends the caller's wait.
public actor ZK4500: FingerprintReader {
    private enum State {
        case idle
        case fingerOn(since: ContinuousClock.Instant)
    }

    private static let attempts = 3
    /// Between two looks for a finger.
    private static let pause = Duration.milliseconds(100)
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
            name: info.name, model: ZK4500Sensor.model.name, width: ZK4500Sensor.width, height: ZK4500Sensor.height,
            pixelsPerInch: ZK4500Sensor.pixelsPerInch)
    }

    public func open() async throws(Fault) {
        guard session == nil else { throw misuse("is already open; close it first") }
        let session = Session(device: try await bus.open(info, interface: Self.interface))
        self.session = session
        do throws(Fault) { try await session.set(.illumination, on: true) } catch {
            await close()
            throw error
        }
    }

    /// Shows the green lamp until a finger is there.
    public func awaitFinger() async throws(Fault) {
        state = .idle
        try await opened().set(.green, on: true)
        while try await !picture().isOccupied { try await rest(Self.pause, on: clock) }
        state = .fingerOn(since: .now)
        try await opened().set(.green, on: false)
    }

    public func capture() async throws(Fault) -> Frame? {
        guard case .fingerOn(let fingerOn) = state else {
            throw misuse("was asked for a picture without a finger on it; await one first")
        }
        let image = try await repeating { session throws(Fault) in try await session.freshPicture() }
        guard GlassView(image).isOccupied else { return nil }
        return Frame(image: image, reader: identity, fingerOn: fingerOn, decoded: .now)
    }

    /// The last picture taken is of the free glass, so that none of a print stays in the reader's buffer.
    public func awaitFingerOff() async throws(Fault) {
        state = .idle
        while try await picture().isOccupied { try await rest(Self.pause, on: clock) }
    }

    public func glass() async throws(Fault) -> GrayImage? {
        try await repeating { session throws(Fault) in try await session.freshPicture() }
    }

    public func close() async {
        guard let session else { return }
        self.session = nil
        state = .idle
        // The reader may be gone or mute; it is closed all the same.
        for lamp in Lamp.allCases {
            do throws(Fault) { try await session.set(lamp, on: false) } catch { break }
        }
        await session.device.close()
    }

    // MARK: - Inside

    private func picture() async throws(Fault) -> GlassView {
        GlassView(try await repeating { session throws(Fault) in try await session.picture() })
    }

    /// Tries again after a picture that is not whole or was refused.
    private func repeating<R: Sendable>(
        _ exchange: @Sendable (Session) async throws(Fault) -> R
    ) async throws(Fault) -> R {
        let session = try opened()
        var attempt = 1
        while true {
            do throws(Fault) { return try await exchange(session) } catch {
                guard attempt < Self.attempts else { throw error }
                switch error.code {
                case .usbStall: try await session.clearHalt()
                case .readerImage: break
                default: throw error
                }
            }
            attempt += 1
        }
    }

    private func opened() throws(Fault) -> Session {
        guard let session else { throw misuse("is not open; open it first") }
        return session
    }
}
