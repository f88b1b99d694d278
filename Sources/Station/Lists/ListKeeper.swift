public import Foundation
public import Ground
public import Logging
public import ServiceLifecycle
public import Watchlist

/// Brings what the link has fetched into force, as soon as it lies in `incoming/`.
public struct ListKeeper: Service {
    private let store: ListStore
    private let incoming: URL
    private let inForce: InForce
    private let announcer: Announcer
    private let logger: Logger
    private let interval: Duration

    /// - Parameter interval: time between two looks at the folder's `ready` file.
    public init(
        store: ListStore, incoming: URL, inForce: InForce, announcer: Announcer, logger: Logger,
        interval: Duration = .milliseconds(100)
    ) {
        self.store = store
        self.incoming = incoming
        self.inForce = inForce
        self.announcer = announcer
        self.logger = logger
        self.interval = interval
    }

    public func run() async throws {
        await restore()
        var seen: Data?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let ready = try? DurableFile.read(incoming.appending(path: "ready"), limit: 4096)
            if let ready, ready != seen {
                seen = ready
                await bringIntoForce()
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
        }
    }

    /// What was in force before the restart is in force again before the first finger.
    private func restore() async {
        do {
            try await put(store.loadInForce())
        } catch {
            logger.error("lists could not be restored", metadata: ["fault": "\(error)"])
            announcer.announce(.state(StationState(.fault, reason: "\(error)")))
        }
    }

    private func bringIntoForce() async {
        do {
            guard let lists = try await store.update(from: incoming, now: Date()) else { return }
            try await put(lists)
        } catch {
            logger.error("incoming lists refused; those in force stay", metadata: ["fault": "\(error)"])
        }
    }

    private func put(_ lists: ListsOnDevice) async throws(Fault) {
        guard !lists.lists.isEmpty else { return }
        let now = Date()
        let snapshot = InForce.Snapshot(lists: lists.lists, vouched: lists.vouched, now: now)
        inForce.replace(with: snapshot)
        let report = ListsInForce(
            generations: snapshot.generations, fingers: snapshot.gallery.count, since: now)
        announcer.announce(.lists(report))
        logger.notice(
            "lists in force", metadata: ["generations": "\(report.generations)", "fingers": "\(report.fingers)"])
    }
}
