public import Ground
internal import Synchronization

/// A reader that is found anew whenever it is opened, waits until it is there and works, and says how it is.
///
/// One caller uses it as any other reader, and opens it again after a fault; its state may be watched by any number.
public actor ManagedReader: FingerprintReader {
    private let catalogue: ReaderCatalogue
    private let selection: ReaderSelection?
    private let clock: any Clock<Duration>
    private var backOff: BackOff
    private var reader: (any FingerprintReader)?
    private var watchers: [Int: AsyncStream<ReaderState>.Continuation] = [:]
    private var watches = 0
    private nonisolated let found: Mutex<ReaderIdentity>

    public private(set) var state = ReaderState.starting

    /// - Parameters:
    ///   - selection: nil takes the first reader there is.
    ///   - clock: for the time between two attempts to open.
    ///   - backOff: short enough that a reader is ready within a second of being plugged in again.
    public init(
        catalogue: ReaderCatalogue, selection: ReaderSelection?, clock: any Clock<Duration> = ContinuousClock(),
        backOff: BackOff = BackOff(first: .milliseconds(50), limit: .milliseconds(400))
    ) {
        self.catalogue = catalogue
        self.selection = selection
        self.clock = clock
        self.backOff = backOff
        let name = selection?.description ?? "any"
        found = Mutex(ReaderIdentity(name: name, model: "not found yet", width: 0, height: 0, pixelsPerInch: 0))
    }

    /// Of the reader that was opened last; before the first, only the name that is looked for.
    public nonisolated var identity: ReaderIdentity { found.withLock { $0 } }

    /// The state now and every change of it; ends with the reader.
    public func states() -> AsyncStream<ReaderState> {
        let (stream, watcher) = AsyncStream.makeStream(of: ReaderState.self, bufferingPolicy: .bufferingNewest(64))
        watches += 1
        let number = watches
        watcher.onTermination = { [weak self] _ in Task { await self?.forget(number) } }
        watchers[number] = watcher
        watcher.yield(state)
        return stream
    }

    /// Tries, at growing distances, until the reader is open; ``state`` tells why it takes long.
    ///
    /// - Throws: ``Fault`` `reader.cancelled` alone, when the calling task was cancelled.
    public func open() async throws(Fault) {
        while reader == nil {
            do throws(Fault) {
                let candidate = try await catalogue.reader(selection)
                try await candidate.open()
                found.withLock { $0 = candidate.identity }
                reader = candidate
                backOff.reset()
                return enter(.ready)
            } catch {
                enter(error)
            }
            do { try await clock.sleep(for: backOff.step()) } catch {
                throw Fault("reader.cancelled", "looking for the reader was ended; open it again", cause: error)
            }
        }
    }

    public func awaitFinger() async throws(Fault) {
        try await use { reader throws(Fault) in try await reader.awaitFinger() }
        enter(.capturing)
    }

    public func capture() async throws(Fault) -> Frame? {
        try await use { reader throws(Fault) in try await reader.capture() }
    }

    public func awaitFingerOff() async throws(Fault) {
        try await use { reader throws(Fault) in try await reader.awaitFingerOff() }
        enter(.ready)
    }

    public func close() async {
        let reader = self.reader.take()
        enter(.starting)
        await reader?.close()
    }

    // MARK: - Inside

    private func use<R: Sendable>(
        _ body: @Sendable (any FingerprintReader) async throws(Fault) -> R
    ) async throws(Fault) -> R {
        guard let reader else {
            throw Fault("reader.misuse", "the reader \(identity.name) is not open; open it first")
        }
        do throws(Fault) { return try await body(reader) } catch {
            // A wait that was called off says nothing against the reader.
            if Task.isCancelled { throw error }
            self.reader = nil
            await reader.close()
            enter(error)
            throw error
        }
    }

    private func enter(_ fault: Fault) {
        enter(["device.unplugged", "device.missing"].contains(fault.code) ? .unplugged : .fault(fault))
    }

    private func enter(_ new: ReaderState) {
        guard new != state else { return }
        state = new
        for watcher in watchers.values { watcher.yield(new) }
    }

    private func forget(_ number: Int) { watchers[number] = nil }
}
