public import Ground
internal import Imaging
internal import Synchronization

/// A reader that is found anew whenever it is opened, waits until it is there and works, and says how it is.
///
/// One caller uses it as any other reader, and opens it again after a fault; its state may be watched by any number.
public actor ManagedReader: FingerprintReader {
    private let source: any ReaderSource
    private let clock: any Clock<Duration>
    private let limits: ReaderLimits
    private var backOff: BackOff
    private var lease: ReaderLease?
    /// Calls that are under way.
    private var calls = 0
    /// The wait until nobody has wanted anything for long; one, however many travellers come meanwhile.
    private var idling: Task<Void, Never>?
    /// Switching off for want of callers.
    private var suspension: Task<Void, Never>?
    /// The pause before the reader is looked for again.
    private var retryDelay: Task<Void, Never>?
    private var busWatch: Task<Void, Never>?
    private var glassWatch = GlassWatch()
    private var inspectsGlass = true
    private let broadcast = Broadcast(ReaderState.starting)
    private nonisolated let found: Mutex<ReaderIdentity>

    public private(set) var state = ReaderState.starting

    /// - Parameters:
    ///   - clock: for all waits of the reader's own.
    ///   - backOff: short enough that a reader is ready within a second of being plugged in again.
    public init(
        source: any ReaderSource, clock: any Clock<Duration> = ContinuousClock(), limits: ReaderLimits = ReaderLimits(),
        backOff: BackOff = BackOff(first: .milliseconds(50), limit: .milliseconds(400))
    ) {
        self.source = source
        self.clock = clock
        self.limits = limits
        self.backOff = backOff
        found = Mutex(
            ReaderIdentity(name: source.name, model: "not found yet", width: 0, height: 0, pixelsPerInch: 0))
    }

    deinit {
        busWatch?.cancel()
        idling?.cancel()
    }

    /// Of the reader that was opened last; before the first, only the name that is looked for.
    public nonisolated var identity: ReaderIdentity { found.withLock { $0 } }

    /// The state now and every change of it; ends with the reader.
    public nonisolated func states() -> AsyncStream<ReaderState> { broadcast.stream() }

    // MARK: - As a reader

    /// Tries, at growing distances, until the reader is open; ``state`` tells why it takes long.
    ///
    /// - Throws: ``Fault`` `reader.cancelled` alone, when the calling task was cancelled.
    public func open() async throws(Fault) {
        if busWatch == nil {
            // Before the first look for the reader, so that no cable is missed in between.
            let changes = await source.changes()
            busWatch = Task { [weak self] in for await _ in changes { await self?.checkBus() } }
        }
        while lease == nil {
            do throws(Fault) { return try await openOnce() } catch { enter(error) }
            try await pause(backOff.step())
        }
    }

    public func awaitFinger() async throws(Fault) {
        try await use { reader throws(Fault) in try await reader.awaitFinger() }
        enter(.capturing)
    }

    public func capture() async throws(Fault) -> Frame? {
        try await use { reader throws(Fault) in try await reader.capture() }
    }

    /// A glass that is not free in time, and one that is not clean once it is free, need cleaning.
    public func awaitFingerOff() async throws(Fault) {
        let overdue = limits.finger.map { limit in
            Task { [weak self, clock] in
                if (try? await clock.sleep(for: limit)) != nil { await self?.enter(.cleaningNeeded) }
            }
        }
        defer { overdue?.cancel() }
        try await use { reader throws(Fault) in try await reader.awaitFingerOff() }
        overdue?.cancel()
        enter(await isGlassDirty() ? .cleaningNeeded : .ready)
        suspendWhenIdle()
    }

    public func close() async {
        await release()
        enter(.starting)
    }

    // MARK: - Inside

    private func openOnce() async throws(Fault) {
        let candidate = try await source.take()
        do throws(Fault) { try await candidate.reader.open() } catch {
            await source.giveBack(candidate)
            throw error
        }
        found.withLock { $0 = candidate.reader.identity }
        lease = candidate
        (glassWatch, inspectsGlass, suspension) = (GlassWatch(), true, nil)
        backOff.reset()
        enter(.ready)
        suspendWhenIdle()
    }

    private func use<R: Sendable>(
        _ body: @Sendable (any FingerprintReader) async throws(Fault) -> R
    ) async throws(Fault) -> R {
        guard let lease else {
            if state == .unplugged { throw Fault(.deviceUnplugged, "\(identity.name) was unplugged; plug it in") }
            throw Fault(.readerMisuse, "the reader \(identity.name) is not open; open it first")
        }
        calls += 1
        idling?.cancel()
        defer { calls -= 1 }
        do throws(Fault) {
            if let suspension {
                await suspension.value
                self.suspension = nil
                try await lease.reader.open()
            }
            return try await body(lease.reader)
        } catch {
            // A wait that was called off says nothing against the reader.
            if Task.isCancelled { throw error }
            if self.lease?.place == lease.place { await release() }
            enter(error)
            throw error
        }
    }

    private func release() async {
        guard let lease = lease.take() else { return }
        await lease.reader.close()
        await source.giveBack(lease)
    }

    /// Something was plugged in or out: a reader that is looked for may be there, and one that is held may be gone.
    private func checkBus() async {
        guard let lease else {
            backOff.reset()
            retryDelay?.cancel()
            return
        }
        let isThere = await source.isThere(lease)
        guard !isThere, self.lease?.place == lease.place else { return }
        // A call that is under way ends by itself, with the driver's own word.
        if calls == 0 { await release() }
        enter(.unplugged)
    }

    private func isGlassDirty() async -> Bool {
        guard inspectsGlass, let lease else { return false }
        do throws(Fault) {
            return try await lease.reader.glass().map { glassWatch.look(at: $0) } ?? false
        } catch {
            // Some readers may take no picture without a finger. Anything worse shows at the next call.
            inspectsGlass = false
            return false
        }
    }

    /// Switches the reader off when nobody wants anything of it for a while; the next call switches it on again.
    private func suspendWhenIdle() {
        idling?.cancel()
        idling = limits.idle.map { limit in
            Task { [weak self, clock] in
                if (try? await clock.sleep(for: limit)) != nil { await self?.suspend() }
            }
        }
    }

    private func suspend() {
        // A call that came when the time was just over has called this off.
        guard !Task.isCancelled, calls == 0, suspension == nil, let lease else { return }
        suspension = Task { await lease.reader.close() }
    }

    private func pause(_ duration: Duration) async throws(Fault) {
        let delay = Task { [clock] in _ = try? await clock.sleep(for: duration) }
        retryDelay = delay
        await withTaskCancellationHandler {
            await delay.value
        } onCancel: {
            delay.cancel()
        }
        retryDelay = nil
        if Task.isCancelled { throw Fault(.readerCancelled, "looking for the reader was ended; open it again") }
    }

    private func enter(_ fault: Fault) {
        enter([.deviceUnplugged, .deviceMissing].contains(fault.code) ? .unplugged : .fault(fault))
    }

    private func enter(_ new: ReaderState) {
        guard !new.repeats(state) else { return }
        state = new
        broadcast.send(new)
    }
}
