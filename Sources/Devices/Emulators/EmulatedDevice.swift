public import Ground
public import USBTransport

/// An emulated device: runs a model and lets a host talk to it, either over USB/IP or in process as to any other device.
public actor EmulatedDevice<Model: EmulatedModel>: EmulatedPort {
    private struct Pending {
        let number: Int
        let transfer: EmulatedTransfer
        /// Stays pending after each packet.
        let isStanding: Bool
        /// The model has replied; the reply is on its way.
        var isAnswered = false
        let done: @Sendable (Result<[UInt8], Fault>) -> Void
    }

    public nonisolated let info: USBDeviceInfo
    public nonisolated let descriptors: EmulatedDescriptors
    public nonisolated let watchers = USBBusWatchers()
    /// The driver's transfers so far, standard requests aside; lets a test unplug the device at each of them.
    public private(set) var transfers = 0
    private var model: Model
    private var standard: StandardRequests
    private let clock: any Clock<Duration>
    private var plugged = true
    private var claimed = false
    private var unplugsAt: Int?
    private var unplugsIn: String?
    private var faults = PlannedFaults()
    private var deaf = false
    private var pending: [Pending] = []
    /// What a read had no room for.
    private var rest: [UInt8: ArraySlice<UInt8>] = [:]
    private var lastNumber = 0
    /// Something has happened; whoever waits looks again.
    private let activity = Broadcast((), mostUnread: 1)

    /// - Parameters:
    ///   - port: where it is plugged in.
    ///   - clock: for the model's delays and the host's time limits; a test's need not take time.
    public init(_ model: Model, port: String = "9-1", clock: any Clock<Duration> = ContinuousClock()) {
        self.model = model
        self.clock = clock
        descriptors = model.descriptors
        standard = StandardRequests(descriptors)
        info = descriptors.info(port: port)
    }

    // MARK: - From outside: hands and cables

    /// Changes the model, and sends what it has to say then.
    public func change<R: Sendable>(_ body: @Sendable (inout Model) -> R) -> R {
        defer {
            pump()
            activity.send()
        }
        return body(&model)
    }

    /// Looks into the model.
    public func read<R: Sendable>(_ body: (Model) -> R) -> R { body(model) }

    /// Waits until something is so: now, or after whatever host and hands do to the device.
    ///
    ///     await device.until { $0.transfers > 20 }
    public func until(_ condition: @Sendable (isolated EmulatedDevice) -> Bool) async {
        for await _ in activity.stream() where condition(self) { return }
    }

    public var isPlugged: Bool { plugged }
    /// A host has it.
    public var isClaimed: Bool { claimed }
    public var state: String { model.state }

    public func plug() {
        guard !plugged else { return }
        plugged = true
        deaf = false
        standard.reset()
        rest = [:]
        model.reset()
        watchers.tell(.arrived(info))
    }

    public func unplug() {
        guard plugged else { return }
        plugged = false
        end(with: .unplugged(info))
        watchers.tell(.left(info))
        activity.send()
    }

    public func unplug(atTransfer number: Int) { unplugsAt = transfers + number }

    public func unplug(inState state: String) {
        unplugsIn = state
        unplugIfDue()
    }

    public func inject(_ fault: EmulatedFault, _ place: EmulatedFault.Place) { faults.add(fault, place) }

    public func deafen() { deaf = true }

    // MARK: - From the host

    public func claim() throws(Fault) {
        guard plugged else { throw .missing(info) }
        guard !claimed else { throw .busy(info) }
        claimed = true
        activity.send()
    }

    public func begin(
        _ transfer: EmulatedTransfer, number: Int, done: @escaping @Sendable (Result<[UInt8], Fault>) -> Void
    ) {
        begin(transfer, number: number, isStanding: false, done: done)
    }

    public func cancel(_ number: Int) -> Bool { finish(number, .failure(.cancelled(info))) }

    public func close() {
        end(with: .cancelled(info))
        rest = [:]
        claimed = false
        activity.send()
    }

    /// A number for ``begin(_:number:done:)`` where the host has none of its own.
    func nextNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }

    func begin(
        _ transfer: EmulatedTransfer, number: Int, isStanding: Bool,
        done: @escaping @Sendable (Result<[UInt8], Fault>) -> Void
    ) {
        if !transfer.isStandard {
            transfers += 1
            if transfers == unplugsAt { unplug() }
        }
        guard plugged else { return done(.failure(.unplugged(info))) }
        guard claimed else { return done(.failure(.cancelled(info))) }
        pending.append(Pending(number: number, transfer: transfer, isStanding: isStanding, done: done))
        pump()
        activity.send()
    }

    // MARK: - Inside

    /// Answers whatever can be answered, in the order of each endpoint's transfers.
    private func pump() {
        var progressed = true
        while progressed {
            progressed = false
            var seen: Set<UInt8> = []
            for next in pending where seen.insert(next.transfer.queue).inserted && !next.isAnswered {
                // An answer may have unplugged the device, and with it ended the transfers behind.
                guard pending.contains(where: { $0.number == next.number }) else { break }
                guard let reply = reply(to: next.transfer) else { continue }
                progressed = true
                answer(next, with: reply)
            }
        }
        unplugIfDue()
    }

    private func unplugIfDue() {
        guard let state = unplugsIn, state == model.state else { return }
        unplugsIn = nil
        unplug()
    }

    /// nil while the device has nothing to say.
    private func reply(to transfer: EmulatedTransfer) -> EmulatedReply? {
        if deaf { return .silence }
        let endpoint = transfer.endpoint
        if let request = transfer.request {
            let halted = standard.halted
            let length = transfer.isIn ? transfer.capacity : transfer.data.count
            if let answer = standard.answer(request, isIn: transfer.isIn, length: length) {
                for endpoint in halted.subtracting(standard.halted) { forget(endpoint) }
                if request.isClearHalt { model.haltCleared(endpoint: UInt8(request.index & 0xFF)) }
                return answer
            }
            let reply =
                transfer.isIn
                ? model.controlIn(request, length: length) : model.controlOut(request, data: transfer.data)
            return faults.spoil(reply, endpoint: 0)
        }
        if standard.halted.contains(endpoint) { return .stall }
        if let rest = rest.removeValue(forKey: endpoint) { return .data(Array(rest)) }
        let reply =
            transfer.isIn ? model.poll(endpoint: endpoint) : model.bulkOut(endpoint: endpoint, data: transfer.data)
        return reply.map { faults.spoil($0, endpoint: endpoint) }
    }

    private func answer(_ next: Pending, with reply: EmulatedReply) {
        switch reply {
        case .stall:
            if next.transfer.request == nil { standard.halt(next.transfer.endpoint) }
            finish(next.number, .failure(.stall(info, endpoint: next.transfer.endpoint)))
        case .data(let bytes, .zero): deliver(bytes, to: next)
        case .data(let bytes, let delay):
            hold(next.number)
            Task {
                await pause(delay)
                deliver(bytes, to: next)
                pump()
            }
        case .silence:
            hold(next.number)
            guard let timeout = next.transfer.timeout else { return }
            Task {
                await pause(timeout)
                finish(next.number, .failure(.timeout(info, endpoint: next.transfer.endpoint)))
                pump()
            }
        }
    }

    /// Unless the transfer was cancelled, or the device unplugged, in the meantime.
    private func deliver(_ bytes: [UInt8], to next: Pending) {
        guard next.transfer.isIn else {
            finish(next.number, .success([]))
            return
        }
        guard finish(next.number, .success(Array(bytes.prefix(next.transfer.capacity)))) else { return }
        if bytes.count > next.transfer.capacity, next.transfer.request == nil {
            rest[next.transfer.endpoint] = bytes[next.transfer.capacity...]
        }
    }

    @discardableResult
    private func finish(_ number: Int, _ result: Result<[UInt8], Fault>) -> Bool {
        guard let index = pending.firstIndex(where: { $0.number == number }) else { return false }
        if case .success = result, pending[index].isStanding {
            pending[index].isAnswered = false
            pending[index].done(result)
        } else {
            pending.remove(at: index).done(result)
        }
        return true
    }

    private func hold(_ number: Int) {
        if let index = pending.firstIndex(where: { $0.number == number }) { pending[index].isAnswered = true }
    }

    private func forget(_ endpoint: UInt8) { rest[endpoint] = nil }

    private func end(with fault: Fault) {
        let ended = pending
        pending = []
        for next in ended { next.done(.failure(fault)) }
    }

    /// A wait that is cut short ends a transfer early, never wrongly.
    private func pause(_ duration: Duration) async {
        if duration > .zero { try? await clock.sleep(for: duration) }
    }
}

extension EmulatedTransfer {
    /// Transfers of one queue are answered one after the other; the default pipe has one queue for both directions.
    fileprivate var queue: UInt8 { endpoint & 0x7F == 0 ? 0 : endpoint }
}

extension USBControlRequest {
    fileprivate var isClearHalt: Bool { type == 0x02 && request == 0x01 && value == 0 }
}
