internal import Foundation
internal import Ground
internal import Identification
internal import Logging
internal import Watchlist

/// Prepares the lists on the disk for the search and brings them into force; the ``ListKeeper`` that it belongs to says when.
final class ListPreparation {
    /// What the centre has said about the time of its signatures.
    private struct Terms {
        var expires: Date?
        var rootExpires: Date?
        var signed: Date?
    }

    private let store: ListStore
    private let currentLists: CurrentLists
    private let announcer: Announcer
    private let logger: Logger

    private let modalities: [any Modality]
    private var searched: SearchedLists
    private var terms = Terms()
    /// Generations on the disk, by owner.
    private(set) var stored: [String: Int] = [:]
    /// Owners whose list on the disk is not yet the one that is searched, with the reason.
    private(set) var owed: [String: Fault] = [:]

    /// Owners whose list is searched.
    var inForce: Set<String> { Set(searched.lists.keys) }

    /// Whether every list on the disk is searched.
    var isComplete: Bool { owed.isEmpty }

    init(
        store: ListStore, modalities: [any Modality], currentLists: CurrentLists, announcer: Announcer, logger: Logger
    ) {
        self.modalities = modalities
        searched = SearchedLists(modalities)
        self.store = store
        self.currentLists = currentLists
        self.announcer = announcer
        self.logger = logger
    }

    /// Takes up what was on the disk at the start, or had no key until now.
    func restore(_ lists: StoredLists) {
        for list in lists.lists {
            searched.take(list, threads: threads)
            stored[list.owner] = list.generation
        }
        terms = Terms(expires: lists.expires, rootExpires: lists.rootExpires, signed: lists.signed)
        bringIntoForce()
    }

    /// No list is searched here any more, as the centre has revoked this device.
    func shutOut(since revoked: Timestamp) {
        currentLists.shutOut()
        (searched, stored, owed, terms) = (SearchedLists(modalities), [:], [:], Terms())
        announcer.announce(.revoked(revoked))
        announcer.announce(.lists(nil))
    }

    /// Takes up what an update has changed on the disk.
    nonisolated(nonsending) func take(_ report: UpdateReport) async {
        for owner in report.withdrawn {
            searched.withdraw(owner)
            stored[owner] = nil
            owed[owner] = nil
        }
        for change in report.changes {
            stored[change.owner] = change.to
            if searched.take(change, threads: threads) {
                owed[change.owner] = nil
            } else {
                await takeWhole(change.owner)
            }
        }
        terms = Terms(expires: report.expires, rootExpires: report.rootExpires, signed: report.signed)
        bringIntoForce()
    }

    /// Lists that lie on the disk and could not be read are tried again.
    nonisolated(nonsending) func takeOwed() async {
        for owner in owed.keys.sorted() { await takeWhole(owner) }
        bringIntoForce()
    }

    nonisolated(nonsending) private func takeWhole(_ owner: String) async {
        do throws(Fault) {
            if let list = try await store.list(owner) {
                searched.take(list, threads: threads)
            } else {
                searched.withdraw(owner)
            }
            owed[owner] = nil
        } catch {
            if owed.updateValue(error, forKey: owner)?.description != error.description {
                logger.error(
                    "list cannot be read from this device's disk; the one before stays in force, and it is tried again",
                    metadata: ["list": "\(owner)", "fault": "\(error)"])
            }
        }
    }

    /// What cannot be opened is said, and the officer sees what is in memory.
    private var open: @Sendable (RecordKey) -> WatchlistRecord? {
        { [store, logger] key in
            do throws(Fault) { return try store.record(key.record, in: key.list) } catch {
                logger.error(
                    "the details of a record cannot be opened", metadata: ["list": "\(key.list)", "fault": "\(error)"])
                return nil
            }
        }
    }

    /// For preparing: one core is left to the searches, except while there is nothing that could be searched.
    private var threads: Int {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        return currentLists.newest == nil ? cores : max(1, cores - 1)
    }

    private func bringIntoForce() {
        let before = currentLists.newest
        let lists = searched.lists
        guard before != nil || !lists.isEmpty else { return }
        let snapshot =
            lists.isEmpty
            ? nil
            : CurrentLists.Snapshot(
                galleries: searched.galleries, lists: lists, expires: terms.expires, signed: terms.signed, open: open)
        currentLists.replace(with: snapshot)
        // Also that there is none any more.
        let report = ListsReport(
            generations: snapshot?.generations ?? [:], fingers: searched.galleries.size,
            unreadable: snapshot?.unreadable ?? 0, expires: terms.expires.map(Timestamp.init),
            rootExpires: terms.rootExpires.map(Timestamp.init), signed: terms.signed.map(Timestamp.init),
            since: Timestamp(Date()))
        announcer.announce(.lists(report))
        logger.notice(
            "lists in force", metadata: ["generations": "\(report.generations)", "fingers": "\(report.fingers)"])
        if report.unreadable > 0, report.unreadable != before?.unreadable {
            logger.error(
                "parts of records that cannot be searched; update this device's software or ask the publisher",
                metadata: ["parts": "\(report.unreadable)"])
        }
        let odd = snapshot?.odd ?? []
        if !odd.isEmpty, odd != before?.odd ?? [] {
            logger.error(
                "records with characters that are not seen in their words; they are searched all the same: tell the publisher",
                metadata: ["count": "\(odd.count)", "records": "\(odd.prefix(20))"])
        }
    }
}
