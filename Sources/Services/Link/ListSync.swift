internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import ListFiles
internal import Logging
internal import Synchronization
internal import TrustedUpdate

/// Keeps `incoming/` a verified copy of what this device needs of the hub's repository: of the lists that the station
/// wants, the cheapest way from the generation that it has. Nothing is fetched twice.
///
/// The copy is made again when the file `ready` does not hold the newest version, and when the station wants something
/// else; see ``WantedLists``.
final class ListSync: Sendable {
    private struct Done {
        /// What the copy was made for; nil before the first.
        var wanted: WantedLists?
        var generations: [String: Int] = [:]
        /// Owners whose list the copy is without, or without a part of it, and why.
        var missing: [String: Fault] = [:]
    }

    private let state: LinkState
    private let client: TrustedClient
    private let time: LinkTime
    private let metrics: LinkMetrics
    private let logger: Logger
    private let onNews: @Sendable () async throws(Fault) -> Void
    private let done = Mutex(Done())
    /// Rounds, retries and what follows the station are several tasks.
    private let lock = AsyncLock()

    /// - Parameters:
    ///   - client: with the link's own verified metadata.
    ///   - onNews: done before the files of a new publication lie there: a key that one of them needs must not come later.
    init(
        client: TrustedClient, state: LinkState, time: LinkTime, metrics: LinkMetrics = LinkMetrics(),
        logger: Logger, onNews: @escaping @Sendable () async throws(Fault) -> Void = { () async throws(Fault) in }
    ) {
        self.client = client
        self.state = state
        self.time = time
        self.metrics = metrics
        self.logger = logger
        self.onNews = onNews
    }

    /// - Throws: ``Fault`` of the trust state.
    convenience init(
        identity: LinkIdentity, state: LinkState, source: any MetadataSource, time: LinkTime,
        metrics: LinkMetrics = LinkMetrics(), logger: Logger,
        onNews: @escaping @Sendable () async throws(Fault) -> Void
    ) throws(Fault) {
        self.init(
            client: try TrustedClient(
                stateDirectory: state.trust, source: source, trustedRoot: identity.trustedRoot),
            state: state, time: time, metrics: metrics, logger: logger, onNews: onNews)
    }

    /// The newest generation of each list that the station wants, by owner; before the first look what the station says that it
    /// has in force.
    var generations: [String: Int] {
        let done = done.withLock { $0 }
        if done.wanted != nil { return done.generations }
        guard let wanted = try? WantedLists.load(from: state.wanted) else { return [:] }
        return wanted.lists.filter { $0.value > 0 }
    }

    /// Of a thousand lists' roles it asks only for those of the lists that are wanted. A list that cannot be had keeps no other
    /// back: the station finds it missing in the copy, and says so; see ``complete()``.
    ///
    /// - Throws: ``Fault`` of the trust state, the hub and the disk; `json.invalid` where it is unreadable what is wanted.
    func round() async throws(Fault) {
        try await lock.withLock { () async throws(Fault) in try await self.sync(isRetry: false) }
    }

    /// Tries once more what the copy is without.
    ///
    /// - Throws: ``Fault`` as ``round()``; what is still missing, and why.
    func complete() async throws(Fault) {
        guard !done.withLock({ $0.missing.isEmpty }) else { return }
        try await lock.withLock { () async throws(Fault) in try await self.sync(isRetry: true) }
        let missing = done.withLock { $0.missing }
        guard let first = missing.min(by: { $0.key < $1.key }) else { return }
        let names = missing.keys.sorted().prefix(20).joined(separator: ", ")
        throw Fault(first.value.code, "the copy is without lists (\(names)): \(first.value.message)")
    }

    private func sync(isRetry: Bool) async throws(Fault) {
        let isGone: @Sendable (Fault) -> Bool = { $0.code == .hubUnreachable }
        // Nobody has said yet what is wanted: the metadata alone.
        let wanted = try WantedLists.load(from: state.wanted) ?? WantedLists(lists: [:])
        let (snapshot, offers) = try await client.offers(of: wanted.lists.keys, now: time.now(), isGone: isGone)
        let before = done.withLock { $0 }
        var missing = before.missing
        let timestamp = snapshot.versions["timestamp"] ?? 0
        let isNew = copiedTimestamp() != timestamp
        if isNew || isRetry || wanted != before.wanted {
            // Its own task says what is wrong with it, and tries it again.
            if isNew { try? await onNews() }
            // That the station found missing what is known to be is no news, and no reason to verify all the rest.
            let refused = wanted.refused ?? [:]
            let isExplained = !refused.isEmpty && refused.keys.allSatisfy(before.missing.keys.contains)
            let copied = try await client.copy(
                offers.files(from: wanted.lists), to: state.incoming,
                afresh: wanted.damagedCopies != before.wanted?.damagedCopies && !isExplained, isGone: isGone)
            missing = offers.refused
            for (path, fault) in copied.missing { missing[ListOffers.owner(of: path)] = fault }
            let bytes = copied.fetched.reduce(0) { $0 + $1.length }
            metrics.fetched(files: copied.fetched.count, bytes: bytes)
            logger.info(
                "lists synced",
                metadata: [
                    "timestamp": "\(timestamp)", "files": "\(copied.fetched.count)", "bytes": "\(bytes)",
                    "without": "\(missing.keys.sorted())",
                ])
        }
        var generations = offers.newest(of: wanted.lists.keys)
        for owner in missing.keys { generations[owner] = before.generations[owner] }
        done.withLock { $0 = Done(wanted: wanted, generations: generations, missing: missing) }
    }

    /// Does a round at once when the station wants another list, or another copy: a device that has just been let in has its
    /// first list within seconds, whenever the next look at the hub is due. How far it is with a list does not matter.
    ///
    /// - Throws: ``Fault`` as ``round()``.
    func follow() async throws(Fault) {
        guard let before = done.withLock({ $0.wanted }), let wanted = try WantedLists.load(from: state.wanted) else {
            return
        }
        guard Set(wanted.lists.keys) != Set(before.lists.keys) || wanted.damagedCopies != before.damagedCopies else {
            return
        }
        try await round()
    }

    private func copiedTimestamp() -> Int? {
        guard let data = try? DurableFile.read(state.incomingReady, limit: 64) else { return nil }
        return Int(String(decoding: data, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
