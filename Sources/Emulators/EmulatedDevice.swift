public import Ground
public import USBTransport

/// An emulated device on an ``EmulatedBus``: runs a model and lets a driver talk to it as to any other device.
public actor EmulatedDevice<Model: EmulatedModel>: USBDevice {
    private struct Waiting {
        let endpoint: UInt8
        let capacity: Int
        let timeout: Duration
        let read: PendingRead
    }
    private struct Listener {
        let endpoint: UInt8
        let handler: @Sendable (Result<[UInt8], Fault>) -> Void
    }

    public nonisolated let info: USBDeviceInfo
    /// Transfers so far; lets a test unplug the device at each of them.
    public private(set) var transfers = 0
    private var model: Model
    private let clock: any Clock<Duration>
    private var plugged = true
    private var claimed = false
    private var unplugsAt: Int?
    /// Endpoints that have refused a transfer and refuse all others until the driver clears them.
    private var halted: Set<UInt8> = []
    private var waiting: [Waiting] = []
    private var listener: Listener?

    /// - Parameter clock: for the model's delays and the host's time limits; a test's need not take time.
    public init(_ model: Model, clock: any Clock<Duration>) {
        self.model = model
        self.clock = clock
        info = model.info
    }

    // MARK: - From outside: hands and cables

    /// Changes the model, and sends what it has to say then.
    public func change<R: Sendable>(_ body: @Sendable (inout Model) -> R) -> R {
        defer { pump() }
        return body(&model)
    }

    public var isPlugged: Bool { plugged }

    public func plug() {
        guard !plugged else { return }
        plugged = true
        halted = []
        model.reset()
    }

    /// Ends every transfer with `device.unplugged`.
    public func unplug() {
        plugged = false
        end(with: .unplugged(info))
    }

    /// Unplugs the device when it is asked for transfer number `number`, counted from the first of all as 1.
    public func unplug(atTransfer number: Int) { unplugsAt = number }

    func claim() throws(Fault) {
        guard plugged else { throw .missing(info) }
        guard !claimed else { throw .busy(info) }
        claimed = true
    }

    // MARK: - From the driver

    public func controlIn(
        _ request: USBControlRequest, length: Int, timeout: Duration
    ) async throws(Fault) -> [UInt8] {
        try admit()
        let bytes = try await outcome(of: model.controlIn(request, length: length), endpoint: 0, timeout)
        guard bytes.count == length else { throw .short(info, wanted: length, got: bytes.count) }
        return bytes
    }

    public func controlOut(_ request: USBControlRequest, data: [UInt8], timeout: Duration) async throws(Fault) {
        try admit()
        _ = try await outcome(of: model.controlOut(request, data: data), endpoint: 0, timeout)
    }

    public func bulkOut(_ data: [UInt8], endpoint: UInt8, timeout: Duration) async throws(Fault) {
        try admit()
        let reply = halted.contains(endpoint) ? .stall : model.bulkOut(endpoint: endpoint, data: data)
        if reply == .stall { halted.insert(endpoint) }
        _ = try await outcome(of: reply, endpoint: endpoint, timeout)
    }

    public func submitBulkIn(endpoint: UInt8, capacity: Int, timeout: Duration) throws(Fault) -> PendingRead {
        try admit()
        let read = PendingRead { [weak self] in Task { await self?.cancelReads(endpoint: endpoint) } }
        waiting.append(Waiting(endpoint: endpoint, capacity: capacity, timeout: timeout, read: read))
        pump()
        return read
    }

    public func listen(
        endpoint: UInt8, packetSize: Int, handler: @escaping @Sendable (Result<[UInt8], Fault>) -> Void
    ) throws(Fault) {
        try admit()
        listener = Listener(endpoint: endpoint, handler: handler)
        pump()
    }

    public func clearHalt(endpoint: UInt8) throws(Fault) {
        try admit()
        halted.remove(endpoint)
    }

    public func close() {
        end(with: .cancelled(info))
        claimed = false
    }

    // MARK: - Inside

    private func admit() throws(Fault) {
        transfers += 1
        if transfers == unplugsAt { unplug() }
        guard plugged else { throw .unplugged(info) }
        guard claimed else { throw .cancelled(info) }
    }

    private func outcome(
        of reply: EmulatedReply, endpoint: UInt8, _ timeout: Duration
    ) async throws(Fault) -> [UInt8] {
        pump()
        switch reply {
        case .data(let bytes, let delay):
            await pause(delay)
            guard plugged else { throw .unplugged(info) }
            return bytes
        case .stall: throw .stall(info, endpoint: endpoint)
        case .silence:
            await pause(timeout)
            throw .timeout(info, endpoint: endpoint)
        }
    }

    /// Sends what the model has for whoever waits for it.
    private func pump() {
        for next in waiting {
            let isHalted = halted.contains(next.endpoint)
            guard let reply = isHalted ? .stall : model.poll(endpoint: next.endpoint) else { continue }
            if reply == .stall { halted.insert(next.endpoint) }
            waiting.removeAll { $0.read === next.read }
            answer(next, with: reply)
        }
        // Last, as an answer to a read may make the device say something.
        while let listener, case .data(let packet, _)? = model.poll(endpoint: listener.endpoint) {
            listener.handler(.success(packet))
        }
    }

    private func answer(_ next: Waiting, with reply: EmulatedReply) {
        switch reply {
        case .stall: next.read.finish(.failure(.stall(info, endpoint: next.endpoint)))
        case .data(let bytes, .zero): next.read.finish(.success(WipingBytes(bytes.prefix(next.capacity))))
        case .data(let bytes, let delay):
            Task {
                await pause(delay)
                let whole = WipingBytes(bytes.prefix(next.capacity))
                next.read.finish(plugged ? .success(whole) : .failure(.unplugged(info)))
            }
        case .silence:
            Task {
                await pause(next.timeout)
                next.read.finish(.failure(plugged ? .timeout(info, endpoint: next.endpoint) : .unplugged(info)))
            }
        }
    }

    private func cancelReads(endpoint: UInt8) {
        let cancelled = waiting.filter { $0.endpoint == endpoint }
        waiting.removeAll { $0.endpoint == endpoint }
        for next in cancelled { next.read.finish(.failure(.cancelled(info))) }
    }

    private func end(with fault: Fault) {
        let (reads, listener) = (waiting, self.listener)
        waiting = []
        self.listener = nil
        for next in reads { next.read.finish(.failure(fault)) }
        listener?.handler(.failure(fault))
    }

    /// A wait that is cut short ends a transfer early, never wrongly.
    private func pause(_ duration: Duration) async {
        if duration > .zero { try? await clock.sleep(for: duration) }
    }
}
