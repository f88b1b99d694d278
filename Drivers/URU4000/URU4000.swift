public import Capture
public import Ground
public import Imaging
internal import USBTransport

/// A reader of DigitalPersona's U.are.U 4000 family.
///
/// One caller at a time; ``close()`` may come from anyone at any time and ends the caller's wait.
public actor URU4000: FingerprintReader {
    private enum State {
        case idle
        case fingerOn(since: ContinuousClock.Instant)
        /// The reader sends one picture for every read until its mode changes.
        case capturing(fingerOn: ContinuousClock.Instant)
    }

    private static let imageAttempts = 3
    private static let glassPatience = Duration.milliseconds(500)
    /// The fingerprint interface is the vendor's own; a keyboard has others besides.
    private static let interfaceKind: [UInt8] = [0xFF, 0xFF, 0xFF]

    public nonisolated let identity: ReaderIdentity
    private let model: URU4000Model
    private let info: USBDeviceInfo
    private let bus: any USBBus
    private let clock: any Clock<Duration>
    private let seed: @Sendable () -> UInt32
    private var state = State.idle
    private var session: URU4000Session?

    /// The reader's own 16 bytes about itself, once it is open; bytes 10, 11 and 4, 5 look like versions.
    public private(set) var information: [UInt8] = []

    init(
        model: URU4000Model, info: USBDeviceInfo, bus: any USBBus, clock: any Clock<Duration>,
        seed: @escaping @Sendable () -> UInt32
    ) {
        self.model = model
        self.info = info
        self.bus = bus
        self.clock = clock
        self.seed = seed
        identity = ReaderIdentity(
            name: info.name, model: model.reader.name, width: URU4000Model.width, height: URU4000Model.height,
            pixelsPerInch: URU4000Model.pixelsPerInch)
    }

    public func open() async throws(Fault) {
        guard session == nil else { throw alreadyOpen }
        guard let interface = info.interfaces.first(where: { $0.kind == Self.interfaceKind }) else {
            throw misuse("has no fingerprint interface; check that it is a \(model.reader.name)")
        }
        let session = URU4000Session(device: try await bus.open(info, interface: interface.number))
        self.session = session
        do throws(Fault) {
            try await session.listen()
            let powerUp = PowerUp(
                registers: session.registers, interrupts: session.interrupts, needsChallenge: model.needsChallenge,
                clock: clock)
            try await powerUp.run()
            information = try await session.registers.read(.information, count: 16)
        } catch {
            await close()
            throw error
        }
    }

    public func awaitFinger() async throws(Fault) {
        let session = try opened()
        state = .idle
        session.interrupts.forget()
        try await session.registers.set(.awaitFingerOn)
        if let since = try await session.interrupts.wait(for: .fingerOn, clock: clock) {
            state = .fingerOn(since: since)
        }
    }

    public func capture() async throws(Fault) -> Frame? {
        let session = try opened()
        var attempt = 1
        while true {
            do throws(Fault) {
                return try await frame(session)
            } catch {
                if session.interrupts.holds(.fingerOff) { return nil }
                try await recover(from: error, attempt: attempt, session)
            }
            attempt += 1
        }
    }

    public func awaitFingerOff() async throws(Fault) {
        let session = try opened()
        state = .idle
        session.interrupts.forget()
        try await session.registers.set(.awaitFingerOff)
        _ = try await session.interrupts.wait(for: .fingerOff, clock: clock)
    }

    /// No recording shows a reader taking a picture without a finger, so it gets little time to; it then waits for nothing.
    public func glass() async throws(Fault) -> GrayImage? {
        let session = try opened()
        state = .idle
        let image = try await session.image(begin: true, within: Self.glassPatience)
        let picture = image.picture(
            keys: try await session.keys(for: image, seed: seed), upsideDown: model.upsideDown)
        try await session.registers.set(.awaitFingerOff)
        return picture
    }

    public func close() async {
        guard let session else { return }
        self.session = nil
        state = .idle
        // The reader may be gone or mute; it is closed all the same.
        try? await session.registers.set(.off)
        await session.clearInterruptHalt()
        await session.device.close()
    }

    // MARK: - One picture

    private func frame(_ session: URU4000Session) async throws(Fault) -> Frame {
        let fingerOn: ContinuousClock.Instant
        let begin: Bool
        switch state {
        case .idle: throw noFinger
        case .fingerOn(let since): (fingerOn, begin) = (since, true)
        case .capturing(let since): (fingerOn, begin) = (since, false)
        }
        state = .capturing(fingerOn: fingerOn)
        let image = try await session.image(begin: begin)
        let keys = try await session.keys(for: image, seed: seed)
        return Frame(
            image: image.picture(keys: keys, upsideDown: model.upsideDown), reader: identity, fingerOn: fingerOn,
            decoded: .now)
    }

    /// Makes another attempt possible, or throws why there is none.
    private func recover(from fault: Fault, attempt: Int, _ session: URU4000Session) async throws(Fault) {
        if session.interrupts.holds(.death), fault.code == .readerImage || fault.code == .usbTimeout {
            throw Fault(.readerDied, "\(identity.name) has stopped taking pictures; it is opened again", cause: fault)
        }
        guard attempt < Self.imageAttempts else { throw fault }
        switch fault.code {
        case .usbStall: try await session.clearHalt()
        case .readerImage: break
        default: throw fault
        }
    }

    private func opened() throws(Fault) -> URU4000Session {
        guard let session else { throw notOpen }
        return session
    }
}
