public import Foundation
internal import Ground
internal import Identification
public import Logging
public import ServiceLifecycle
import TrustedUpdate
public import Watchlist

/// Brings what the link has fetched into force, as soon as it lies in `incoming/`.
public actor ListKeeper: Service {
    /// What is wrong with the copy itself, and not with what the centre has published: another copy may be better.
    private static let damagedCopy: Set<Fault.Code> = [
        .diskMissing, .diskRead, .diskTooLarge, .trustMalformed, .trustMismatch, .trustMissing,
        .trustSignature, .trustTooLarge,
    ]

    private let store: ListStore
    private let incoming: URL
    private let inForce: InForce
    private let announcer: Announcer
    private let logger: Logger
    private let keyRing: ListKeyRing?
    private let interval: Duration
    /// By owner.
    private var lists: [String: ListInForce] = [:]
    private var gallery = Gallery(entries: [])
    private var complaints: [String: Fault] = [:]

    /// - Parameters:
    ///   - keyRing: where new list keys come from; nil where they never change.
    ///   - interval: time between two looks at the folder's `ready` file.
    public init(
        store: ListStore, incoming: URL, inForce: InForce, announcer: Announcer, logger: Logger,
        keyRing: ListKeyRing? = nil, interval: Duration = .milliseconds(100)
    ) {
        self.store = store
        self.incoming = incoming
        self.inForce = inForce
        self.announcer = announcer
        self.logger = logger
        self.keyRing = keyRing
        self.interval = interval
    }

    public func run() async throws {
        await restore()
        var seen: Data?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let ready = try? DurableFile.read(incoming.appending(path: "ready"), limit: 4096)
            if await takeKeys() { seen = nil }
            if let ready, ready != seen { await update() }
            seen = ready
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: self.interval) }
        }
    }

    /// - Returns: whether the keys have changed, so that lists may come or go.
    private func takeKeys() async -> Bool {
        do throws(Fault) {
            guard let keys = try keyRing?.takeIncoming() else { return false }
            await store.use(keys)
            logger.notice("list keys", metadata: ["lists": "\(Set(keys.map(\.list)).sorted())"])
            return true
        } catch {
            // Said once: what cannot be used is not looked at again.
            logger.error("list keys refused; the old ones stay", metadata: ["fault": "\(error)"])
            try? DurableFile.remove(incoming.appending(path: "keys.json"))
            return false
        }
    }

    /// What was in force before the restart is in force again before the first finger.
    func restore() async {
        do {
            let stored = try await store.loadInForce()
            complain(of: stored.damaged, "list damaged on this device; it will be fetched again")
            for list in stored.lists { take(list) }
            bringIntoForce(expires: stored.expires, rootExpires: stored.rootExpires, signed: stored.signed)
        } catch {
            logger.error("lists could not be restored", metadata: ["fault": "\(error)"])
        }
    }

    /// One look at what the link has left.
    func update() async {
        do {
            guard let report = try await store.update(from: incoming, now: Date()) else { return complain(of: [:]) }
            complain(of: report.refused)
            for change in report.changes { try await take(change) }
            for owner in report.withdrawn { withdraw(owner) }
            bringIntoForce(expires: report.expires, rootExpires: report.rootExpires, signed: report.signed)
            askAgain(report.refused.values)
        } catch {
            complain(of: ["": error], "incoming lists refused; those in force stay")
            askAgain([error])
        }
    }

    /// A delta touches its own records, a base its own list.
    private func take(_ change: UpdateReport.Change) async throws(Fault) {
        guard let news = change.news, var list = lists[change.owner], list.generation == change.from else {
            if let list = try await store.list(change.owner) { take(list) }
            return
        }
        let entries = list.change(to: change.to, news)
        lists[change.owner] = list
        let touched = Set(news.removed + news.put.map(\.id))
        gallery = gallery.replacing(touched, of: change.owner, with: entries, threads: threads)
    }

    private func take(_ whole: Watchlist) {
        var list = ListInForce(whole)
        gallery = gallery.replacing(of: whole.owner, with: list.entries(), threads: threads)
        lists[whole.owner] = list
    }

    private func withdraw(_ owner: String) {
        lists[owner] = nil
        gallery = gallery.replacing(of: owner, with: [])
    }

    /// For preparing: one core is left to the searches, except while there is nothing that could be searched.
    private var threads: Int {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return inForce.current == nil ? cores : max(1, cores - 1)
    }

    /// The link makes a new copy when `ready` is gone; the files that are good it keeps.
    private func askAgain(_ faults: some Sequence<Fault>) {
        guard faults.contains(where: { Self.damagedCopy.contains($0.code) }) else { return }
        do throws(Fault) { try DurableFile.remove(incoming.appending(path: "ready")) } catch {
            logger.error("the damaged copy cannot be withdrawn", metadata: ["fault": "\(error)"])
        }
    }

    /// Says what is wrong when it begins, not at each look; the empty owner stands for the whole copy.
    private func complain(
        of faults: [String: Fault], _ what: Logger.Message = "update refused; the old list stays in force"
    ) {
        for (owner, fault) in faults where complaints[owner]?.description != fault.description {
            logger.error(what, metadata: ["list": "\(owner)", "fault": "\(fault)"])
        }
        complaints = faults
    }

    private func bringIntoForce(expires: Date?, rootExpires: Date?, signed: Date?) {
        guard !lists.isEmpty else { return inForce.replace(with: nil) }
        let before = inForce.current
        let snapshot = InForce.Snapshot(gallery: gallery, lists: lists, expires: expires, signed: signed)
        inForce.replace(with: snapshot)
        let report = ListsReport(
            generations: snapshot.generations, fingers: gallery.size, unreadable: snapshot.unreadable,
            expires: expires.map(Timestamp.init), rootExpires: rootExpires.map(Timestamp.init),
            signed: signed.map(Timestamp.init), since: Timestamp(Date()))
        announcer.announce(.lists(report))
        logger.notice(
            "lists in force", metadata: ["generations": "\(report.generations)", "fingers": "\(report.fingers)"])
        if report.unreadable > 0, report.unreadable != before?.unreadable {
            logger.error(
                "templates that cannot be searched; update this device's software or ask the publisher",
                metadata: ["templates": "\(report.unreadable)"])
        }
    }
}
