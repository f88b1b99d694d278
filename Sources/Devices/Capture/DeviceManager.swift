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
        sources([selection])[0]
    }

    /// Sources for several owners who shall not take each other's readers: what one of them names more closely is left to it.
    ///
    /// - Parameter selections: of each owner; nil means any reader that is free, in the order of the ports.
    public nonisolated func sources(_ selections: [ReaderSelection?]) -> [any ReaderSource] {
        selections.enumerated().map { place, selection in
            let others = selections.indices.filter { $0 != place }
            let closer = others.compactMap { selections[$0] }.filter { other in
                selection.map { $0.closeness < other.closeness } ?? true
            }
            let turn = selections[..<place].count { $0 == selection }
            return BusSource(
                manager: self, selection: selection, closer: closer, turn: turn, isOneOfSeveral: !others.isEmpty)
        }
    }

    // MARK: - For the sources

    fileprivate func take(for source: BusSource) async throws(Fault) -> ReaderLease {
        let found = try await catalogue.found { source.means($0) }
        // Each begins with its own, so that two that mean any reader have the same ones after each start.
        let own = found.dropFirst(source.turn).prefix(1)
        guard let free = (own + found).first(where: { !taken.contains($0.place) }) else {
            let selection = source.selection
            // The others have what there is: one too few is plugged in.
            if source.isOneOfSeveral, selection?.closeness != .device {
                throw Fault(
                    .deviceMissing,
                    "no further \(selection.map { "reader \($0)" } ?? "reader") is plugged in; plug it in and check its cable"
                )
            }
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
    /// What other owners mean who name it more closely.
    let closer: [ReaderSelection]
    /// How many owners before this one mean the same.
    let turn: Int
    let isOneOfSeveral: Bool

    func means(_ device: USBDeviceInfo) -> Bool {
        (selection?.matches(device) ?? true) && !closer.contains { $0.matches(device) }
    }

    var name: String { selection?.description ?? ReaderSetting.any.description }
    func take() async throws(Fault) -> ReaderLease { try await manager.take(for: self) }
    func giveBack(_ lease: ReaderLease) async { await manager.giveBack(lease) }
    func isThere(_ lease: ReaderLease) async -> Bool { await manager.isThere(lease) }
    func changes() async -> AsyncStream<Void> { await manager.changes() }
}
