internal import Ground
internal import USBTransport

/// Hands out the readers of a bus, each to one owner, and tells the owners what cables do.
///
/// Owners never wait for each other: the manager itself only lists the bus, which asks no device.
public actor DeviceManager {
    private let catalogue: ReaderCatalogue
    private let interval: Duration?
    private let clock: any Clock<Duration>
    /// Places of the readers that are handed out.
    private var taken: Set<String> = []
    private let broadcast = Broadcast(of: Void.self, mostUnread: 1)
    private var watches: [Task<Void, Never>] = []

    /// - Parameter interval: how often the bus is looked at besides, should it not tell of changes; nil never.
    public init(
        catalogue: ReaderCatalogue, clock: any Clock<Duration> = ContinuousClock(), interval: Duration? = .seconds(2)
    ) {
        self.catalogue = catalogue
        self.clock = clock
        self.interval = interval
    }

    deinit { for watch in watches { watch.cancel() } }

    /// A source for one owner.
    ///
    /// - Parameter selection: nil means any reader that is free.
    public nonisolated func source(_ selection: ReaderSelection? = nil) -> any ReaderSource {
        BusSource(manager: self, selection: selection)
    }

    // MARK: - For the sources

    fileprivate func take(_ selection: ReaderSelection?) async throws(Fault) -> ReaderLease {
        let found = try await catalogue.found(selection)
        guard let free = found.first(where: { !taken.contains($0.place) }) else {
            if let busy = found.first {
                throw Fault(
                    .deviceBusy,
                    "\(busy.reader.identity.name) is used by another part of this program; plug in another reader")
            }
            throw await catalogue.missing(selection)
        }
        taken.insert(free.place)
        return free
    }

    fileprivate func giveBack(_ lease: ReaderLease) { taken.remove(lease.place) }

    fileprivate func isThere(_ lease: ReaderLease) async -> Bool {
        // A bus that cannot be read says nothing against a reader.
        guard let found = try? await catalogue.found(nil) else { return true }
        return found.contains { $0.place == lease.place }
    }

    fileprivate func changes() -> AsyncStream<Void> {
        if watches.isEmpty { watch() }
        return broadcast.stream()
    }

    private func watch() {
        watches.append(
            Task { [weak self, changes = catalogue.bus.changes()] in
                for await _ in changes { self?.broadcast.send() }
            })
        guard let interval else { return }
        watches.append(
            Task { [weak self, clock] in
                while (try? await clock.sleep(for: interval)) != nil, let self { broadcast.send() }
            })
    }

}

private struct BusSource: ReaderSource {
    let manager: DeviceManager
    let selection: ReaderSelection?

    var name: String { selection?.description ?? "any" }
    func take() async throws(Fault) -> ReaderLease { try await manager.take(selection) }
    func giveBack(_ lease: ReaderLease) async { await manager.giveBack(lease) }
    func isThere(_ lease: ReaderLease) async -> Bool { await manager.isThere(lease) }
    func changes() async -> AsyncStream<Void> { await manager.changes() }
}
