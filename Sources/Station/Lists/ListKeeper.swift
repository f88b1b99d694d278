public import Foundation
internal import Ground
internal import Identification
public import Logging
public import ServiceLifecycle
public import Watchlist

/// Brings what the link has fetched into force, as soon as it lies in `incoming/`.
public actor ListKeeper: Service {
    private let store: ListStore
    private let incoming: URL
    private let inForce: InForce
    private let announcer: Announcer
    private let logger: Logger
    private let interval: Duration
    /// By owner.
    private var lists: [String: Watchlist] = [:]

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
                await update()
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: self.interval) }
        }
    }

    /// What was in force before the restart is in force again before the first finger.
    func restore() async {
        do {
            let stored = try await store.loadInForce()
            complain(of: stored.damaged, "list damaged on this device; it will be fetched again")
            for list in stored.lists { lists[list.owner] = list }
            bringIntoForce(expires: stored.expires)
        } catch {
            logger.error("lists could not be restored", metadata: ["fault": "\(error)"])
        }
    }

    /// One look at what the link has left.
    func update() async {
        do {
            guard let report = try await store.update(from: incoming, now: Date()) else { return }
            complain(of: report.refused, "update refused; the old list stays in force")
            for list in report.lists { lists[list.owner] = list }
            for owner in report.withdrawn { lists[owner] = nil }
            bringIntoForce(expires: report.expires)
        } catch {
            logger.error("incoming lists refused; those in force stay", metadata: ["fault": "\(error)"])
        }
    }

    private func complain(of faults: [String: Fault], _ what: Logger.Message) {
        for (owner, fault) in faults { logger.error(what, metadata: ["list": "\(owner)", "fault": "\(fault)"]) }
    }

    private func bringIntoForce(expires: Date?) {
        guard !lists.isEmpty else { return inForce.replace(with: nil) }
        let snapshot = InForce.Snapshot(lists: Array(lists.values), expires: expires, now: Date())
        inForce.replace(with: snapshot)
        let report = ListsReport(
            generations: snapshot.generations, fingers: snapshot.gallery.size, expires: expires.map(Timestamp.init),
            since: Timestamp(Date()))
        announcer.announce(.lists(report))
        logger.notice(
            "lists in force", metadata: ["generations": "\(report.generations)", "fingers": "\(report.fingers)"])
    }
}
