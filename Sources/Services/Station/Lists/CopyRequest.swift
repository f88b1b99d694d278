internal import DeviceIdentity
internal import Foundation
internal import Ground
internal import TrustedUpdate
internal import Watchlist

/// What the station asks of the link, kept in one file: another copy where the one that came is damaged, the whole list
/// where the changes lead nowhere.
struct CopyRequest: Sendable {
    /// What is wrong with the copy itself, and not with what the centre has published: another copy may be better.
    private static let damagedCopy: Set<Fault.Code> = [
        .diskMissing, .diskRead, .diskTooLarge, .trustMalformed, .trustMismatch, .trustMissing, .trustSignature,
        .trustTooLarge,
    ]
    /// What another copy of the same files does not mend, but the whole list may.
    private static let brokenChain: Set<Fault.Code> = [.listDigest, .listMalformed, .listMissing, .listSeal]

    private let file: URL
    private var wanted: WantedLists
    /// The file as it was written; nil where that did not work.
    private var written: FileStamp?
    /// How many copies in a row were refused, by owner.
    private var refusals: [String: Int] = [:]

    /// - Parameter file: what was asked before the restart; one that cannot be read is written anew.
    init(_ file: URL) {
        self.file = file
        wanted = (try? WantedLists.load(from: file)) ?? WantedLists(lists: [:])
    }

    /// What was refused, or missing, before the restart, by owner.
    var remembered: [String: Fault] {
        (wanted.refused ?? [:]).mapValues {
            Fault(
                .init($0), "was refused before this station was started again; see that the link brings another copy")
        }
    }

    /// Asks for the lists of these owners, each from the generation that is on this device.
    ///
    /// - Parameters:
    ///   - refused: what was wrong with the copy that has just been looked at, by owner; the empty owner stands
    ///     for the whole copy. nil when none was.
    ///   - telling: what is wrong with lists now, for the hub to know.
    /// - Throws: ``Fault`` `disk.write`; the next call tries it again.
    mutating func ask(
        for owners: [String], from stored: [String: Int], refused: [String: Fault]?, telling: [String: Fault]
    ) throws(Fault) {
        var next = wanted
        next.refused = telling.isEmpty ? nil : telling.mapValues(\.code.rawValue)
        if let refused {
            refusals = refused.mapValues(\.code).reduce(into: [:]) { refusals, one in
                let again = Self.damagedCopy.contains(one.value) ? (self.refusals[one.key] ?? 0) + 1 : 0
                refusals[one.key] = Self.brokenChain.contains(one.value) ? 2 : again
            }
            if refused.values.contains(where: { Self.damagedCopy.contains($0.code) }) { next.damagedCopies += 1 }
        }
        next.lists = Dictionary(
            owners.map { ($0, refusals[$0] ?? 0 > 1 ? 0 : stored[$0] ?? 0) }, uniquingKeysWith: { first, _ in first })
        try write(next)
    }

    /// Asks for another notice of list keys.
    mutating func askForKeys() throws(Fault) {
        var next = wanted
        next.damagedNotices += 1
        try write(next)
    }

    /// Writes it again where somebody took it away or changed it.
    mutating func keep() throws(Fault) { try write(wanted) }

    private mutating func write(_ next: WantedLists) throws(Fault) {
        let isThere = written != nil && written == (try? FileStamp(of: file))
        guard next != wanted || next.refused != wanted.refused || !isThere else { return }
        wanted = next
        written = nil
        try wanted.save(to: file)
        written = try FileStamp(of: file)
    }
}
