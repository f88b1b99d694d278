public import Capture
public import Ground
internal import Imaging

/// A reader that a vendor's own process serves, so that no closed library enters ours.
///
/// One caller at a time; ``close()`` may come from anyone at any time and ends the caller's wait.
public actor VendorReader: FingerprintReader {
    private static let quick = Duration.seconds(2)
    private static let opening = Duration.seconds(10)
    private static let picture = Duration.seconds(5)

    public nonisolated let identity: ReaderIdentity
    private let path: String
    private let arguments: [String]
    private let clock: any Clock<Duration>
    private var channel: VendorChannel?
    private var fingerOn: ContinuousClock.Instant?
    private var isOpen = false

    /// Connects to the process at `path`, or starts it, and asks what reader it has.
    ///
    /// - Throws: ``Fault`` `device.missing`, `reader.vendor`.
    public init(
        _ path: String, arguments: [String] = [], clock: any Clock<Duration> = ContinuousClock()
    ) async throws(Fault) {
        let (channel, identity) = try await Self.connect(path, arguments, clock)
        self.path = path
        self.arguments = arguments
        self.clock = clock
        self.channel = channel
        self.identity = identity
    }

    deinit { channel?.close() }

    public func open() async throws(Fault) {
        guard !isOpen else { throw alreadyOpen }
        if channel == nil {
            let (channel, identity) = try await Self.connect(path, arguments, clock)
            self.channel = channel
            guard identity == self.identity else {
                await close()
                throw .vendor("has another reader than before")
            }
        }
        isOpen = true
        do throws(Fault) { _ = try await ask(.open, answer: .opened, within: Self.opening) } catch {
            await close()
            throw error
        }
    }

    public func awaitFinger() async throws(Fault) {
        fingerOn = nil
        _ = try await ask(.awaitFinger, answer: .fingerOn, within: nil)
        fingerOn = .now
    }

    public func capture() async throws(Fault) -> Frame? {
        guard let fingerOn else { throw noFinger }
        let message = try await ask(.capture, answer: .frame, .fingerLeft, within: Self.picture)
        guard message.kind == .frame else { return nil }
        let expected = (identity.width, identity.height, identity.pixelsPerInch)
        do throws(Fault) {
            let image = try VendorFrame.decode(message.payload, expected: expected)
            return Frame(image: image, reader: identity, fingerOn: fingerOn, decoded: .now)
        } catch {
            await close()
            throw error
        }
    }

    public func awaitFingerOff() async throws(Fault) {
        fingerOn = nil
        _ = try await ask(.awaitFingerOff, answer: .fingerOff, within: nil)
    }

    public func close() async {
        guard let channel = channel.take() else { return }
        let wasOpen = isOpen
        (fingerOn, isOpen) = (nil, false)
        // The process may be gone or mute; it is let go all the same.
        if wasOpen { _ = try? await channel.ask(.close, within: Self.quick) }
        channel.close()
    }

    // MARK: - Inside

    private static func connect(
        _ path: String, _ arguments: [String], _ clock: any Clock<Duration>
    ) async throws(Fault) -> (VendorChannel, ReaderIdentity) {
        let channel = VendorChannel(try VendorSocket.open(path, arguments: arguments), clock: clock)
        do throws(Fault) {
            let greeting = WipingBytes(VendorMessage.greeting)
            let hello = try await channel.ask(.hello, payload: greeting, within: quick).expected(.helloed, of: path)
            guard hello.payload.withBytes({ Array($0) }) == VendorMessage.greeting else {
                throw .vendor("speaks another version of the protocol")
            }
            let described = try await channel.ask(.describe, within: quick).expected(.description, of: path)
            let identity = try VendorDescription(decoding: described.payload).identity
            channel.expectFrames(of: identity.width * identity.height)
            return (channel, identity)
        } catch {
            channel.close()
            throw error
        }
    }

    private func ask(
        _ kind: VendorMessage.Kind, answer expected: VendorMessage.Kind..., within limit: Duration?
    ) async throws(Fault) -> VendorMessage {
        guard isOpen, let channel else { throw notOpen }
        let message = try await channel.ask(kind, within: limit)
        if message.kind == .fault { throw try VendorFault(decoding: message.payload).fault(of: identity.name) }
        guard expected.contains(message.kind) else { throw .vendor("answers \(kind) with \(message.kind)") }
        return message
    }
}

extension VendorMessage {
    /// This message, unless it is another than the one that is due, or a fault.
    func expected(_ kind: Kind, of reader: String) throws(Fault) -> VendorMessage {
        if self.kind == .fault { throw try VendorFault(decoding: payload).fault(of: reader) }
        guard self.kind == kind else { throw .vendor("answers with \(self.kind) where \(kind) is due") }
        return self
    }
}
