public import CaseMessages
public import Foundation
internal import GRDB
public import Ground
internal import SQLiteStorage

/// The link's end: reads what waits, and can change nothing. Thread-safe.
public final class OutboxReader: Sendable {
    private let file: URL
    private let faults: SQLiteFaults
    private let queue: DatabaseQueue
    private let place: OutboxPlace

    /// - Throws: ``Fault`` `outbox.missing` before the station made it; `outbox.foreign`, `outbox.failed`.
    public init(_ file: URL) throws(Fault) {
        self.file = file
        faults = OutboxDatabase.faults(file)
        queue = try OutboxDatabase.openForReading(file)
        place = try OutboxPlace(file)
    }

    /// Whether what is open is still what lies there: a station that begins its outbox anew leaves the old one to whoever
    /// has it open.
    public var isInPlace: Bool { (try? place.check()) != nil }

    /// What waits, most urgent first, among equals the oldest first.
    public func waiting(limit: Int) throws(Fault) -> [UUIDv7] {
        try faults.guarding { try queue.read { try $0.outboxIdentifiers(limit: limit) } }
    }

    /// One item with its bytes; nil when it has been erased meanwhile.
    public func item(_ identifier: UUIDv7) throws(Fault) -> SealedItem? {
        try faults.guarding { try queue.read { try $0.outboxItem(identifier) } }
    }

    /// - Parameter limits: the station's, for the alarm.
    public func status(limits: OutboxLimits = OutboxLimits()) throws(Fault) -> OutboxStatus {
        let reserve = DiskReserve(file: URL(filePath: file.path + ".reserve"), size: limits.reserve)
        return try faults.guarding {
            try queue.read { try $0.outboxStatus(limits: limits, isReserveWhole: reserve.isWhole) }
        }
    }
}
