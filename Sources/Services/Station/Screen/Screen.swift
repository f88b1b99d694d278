public import CaseMessages
public import Ground

/// What the officer must see now, whole: whoever draws the newest screen has missed nothing that still counts.
///
/// Only ``take(_:)`` changes it, so that no report of a device can wipe a verdict away.
public struct Screen: Sendable, Codable, Equatable {
    /// Replies that wait for the officer; older ones are only counted.
    static let mostReplies = 50
    /// Items that the centre does not take; of older ones there is no word here.
    static let mostRefused = 10

    /// This start of the station: numbers of another start say nothing.
    public let start: UUIDv7
    /// From 1, one more with each change.
    public internal(set) var number = 1
    public internal(set) var time: Timestamp
    /// Who is on duty.
    public internal(set) var officer: String
    /// The glass is not a real one: nothing that is shown is duty.
    public let isEmulated: Bool
    /// How the reader is; of several the one that is best.
    public internal(set) var reader = ReaderReport(.starting)
    /// Each of several; nil where there is one.
    public internal(set) var readers: [StationReader]?
    /// nil where no camera is configured.
    public internal(set) var camera: CameraReport?
    public internal(set) var stage = Stage.idle
    /// What is to be taken, and what was; nil while no encounter is under way.
    public internal(set) var encounter: EncounterReport?
    /// From the first touch until the station has seen the glass free again.
    public internal(set) var isFingerOn = false
    /// nil until a list is in force.
    public internal(set) var lists: ListsReport?
    /// Lists that could not be taken up, by owner, each with the reason; what was in force of them stays. The empty owner
    /// stands for all. nil where there are none.
    public internal(set) var refusedLists: [String: String]?
    public internal(set) var outbox: OutboxReport?
    /// Since when the centre has shut this device out; nil while it has not.
    public internal(set) var revoked: Timestamp?
    /// Items that the centre does not take, newest first.
    public internal(set) var refused: [RefusedItem] = []
    /// What is wrong with the device itself, for the technician; the newest last.
    public internal(set) var alarms: [Alarm] = []
    /// What the centre has said and nobody has marked as read, newest first.
    public internal(set) var replies: [CaseReply] = []
    /// Unread ones before these, for which there was no room.
    public internal(set) var olderReplies = 0
    /// Number of the newest reply that was damaged on this disk: those of lower numbers are not the centre's last word. nil
    /// where none is.
    public internal(set) var damagedReply: Int?

    /// - Parameter readers: the names of the readers, as far as they are known.
    init(start: UUIDv7, time: Timestamp, officer: String, isEmulated: Bool, readers: [String] = []) {
        self.readers = readers.count > 1 ? readers.map { StationReader(device: $0) } : nil
        self.start = start
        self.time = time
        self.officer = officer
        self.isEmulated = isEmulated
    }

    public var identifier: ScreenIdentifier { ScreenIdentifier(start: start, number: number) }
}

/// An item that the centre does not take.
public struct RefusedItem: Sendable, Codable, Equatable {
    public let item: UUIDv7
    /// The centre's words, which it has signed.
    public let reason: String
}

/// Which screen of which start, as `start.number`.
public struct ScreenIdentifier: Sendable, Hashable, CustomStringConvertible {
    public let start: UUIDv7
    public let number: Int

    public init(start: UUIDv7, number: Int) {
        self.start = start
        self.number = number
    }

    /// nil for any other text.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let start = UUIDv7(parts[0]), let number = Int(parts[1]), number > 0 else { return nil }
        self.init(start: start, number: number)
    }

    public var description: String { "\(start).\(number)" }
}
