public import Foundation

/// One person on a list.
///
/// Thread-safe: a value.
public struct WatchlistRecord: Sendable {
    /// Stable within the list, 1 to 64 bytes of UTF-8.
    public let id: String
    public internal(set) var notice: NoticeKind
    /// The owner's file reference, at most 4096 bytes of UTF-8, like every text here.
    public internal(set) var reference: String
    public internal(set) var validFrom: Date?
    /// From this moment on the record must not be used.
    public internal(set) var validUntil: Date?
    /// What the officer must beware of, in the owner's words.
    public internal(set) var caution: String
    public internal(set) var cautions: Set<Caution>
    /// What the officer should do, in the owner's words.
    public internal(set) var instruction: String
    /// What the officer should do; nil where the owner says no more than ``instruction``.
    public internal(set) var action: ListedAction?
    /// In the owner's order, which means nothing.
    public internal(set) var parts: [RecordPart]
    /// nil where the owner gives none, and in lists that are searched: ``ListStore/record(_:in:)`` has it.
    public internal(set) var display: DisplayData?
    /// Whether ``ListStore/record(_:in:)`` has more of it: it has come without its pictures and without ``display``.
    public internal(set) var hasMore = false

    public init(
        id: String, notice: NoticeKind, reference: String, validFrom: Date? = nil, validUntil: Date? = nil,
        caution: String = "", cautions: Set<Caution> = [], instruction: String = "", action: ListedAction? = nil,
        parts: [RecordPart], display: DisplayData? = nil
    ) {
        self.id = id
        self.notice = notice
        self.reference = reference
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.caution = caution
        self.cautions = cautions
        self.instruction = instruction
        self.action = action
        self.parts = parts
        self.display = display
    }

    /// What the officer is told at once and when it is valid: what is kept of a record once its parts are searchable.
    public var withoutParts: WatchlistRecord {
        var record = self
        record.parts = []
        return record
    }

    /// Whether the record may be used at that moment.
    public func isValid(at moment: Date) -> Bool {
        moment >= validFrom ?? .distantPast && moment < validUntil ?? .distantFuture
    }
}
