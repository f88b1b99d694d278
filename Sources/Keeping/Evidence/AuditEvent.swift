public import Ground

/// Something that must be accounted for later.
///
/// Nothing in it can hold a name, a candidate, a score or a print: words come from fixed vocabularies, and the officer's
/// identifier is what the site has issued.
public enum AuditEvent: Sendable, Codable, Equatable {
    /// The station began to work, with this software.
    case started(software: String)
    /// One search and its answer.
    case search(AuditSearch)
    /// Lists that the answers from here on were searched in, as they differ from those before.
    case lists(AuditedLists.Change)
    /// An officer set the machine's finding aside.
    case veto(AuditVeto)
    /// An officer was done with an answer.
    case ended(correlation: UUIDv7, officer: String)
    /// An officer has read the centre's reply of this number.
    case read(reply: Int, officer: String)
    /// The officer on duty has changed.
    case duty(officer: String)
    /// A reader came, went or failed; one word, and the fault's code where there is one; its number from 2 where it is not the
    /// first of several.
    case device(state: String, code: String, reader: Int? = nil)
    /// Bytes at the end that a power cut had left half written were removed.
    case mended(bytes: Int)
    /// The records before were damaged and set aside; the code says what was wrong with them.
    case begunAnew(code: String)
    /// The records up to this number were removed to make room.
    case dropped(upTo: Int)
}

/// What is kept of a search.
public struct AuditSearch: Sendable, Codable, Equatable {
    /// The encounter's name in the journals, and in the facts of a hit.
    public let correlation: UUIDv7
    public let officer: String
    public let purpose: String
    /// What it was searched in, as ``AuditLog/append(_:in:)`` names it; nil where nothing was searched.
    public internal(set) var lists: AuditedLists.Name?
    /// Seconds since the centre had last signed for the lists; nil where nobody knows.
    public let listAge: Int?
    /// List owner to generation, only in records of older software: ``lists`` has a name for them.
    public private(set) var generations: [String: Int]?
    /// `green`, `yellow` or `red`.
    public let result: String
    /// Why the answer is in doubt, in the station's words.
    public let doubts: [String]
    public let attempts: Int
    /// 0...100.
    public let quality: Int
    /// Milliseconds from the finger to the answer, step by step.
    public let milliseconds: [String: Double]
    /// What was queued for the centre; nil where nothing was.
    public let item: UUIDv7?

    public init(
        correlation: UUIDv7, officer: String, purpose: String, listAge: Int?, result: String,
        doubts: [String], attempts: Int, quality: Int, milliseconds: [String: Double], item: UUIDv7?
    ) {
        self.correlation = correlation
        self.officer = officer
        self.purpose = purpose
        self.listAge = listAge
        self.result = result
        self.doubts = doubts
        self.attempts = attempts
        self.quality = quality
        self.milliseconds = milliseconds
        self.item = item
    }
}

/// An officer's veto (BSI TR-03121-3: every one is logged with its reason).
public struct AuditVeto: Sendable, Codable, Equatable {
    /// What is set aside.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        /// The finger cannot be taken at all.
        case capture
        /// The print is used, or refused, against the measured quality.
        case quality
        /// The answer is overruled.
        case result
    }

    /// Why; a fixed vocabulary, so that nobody can write a name here.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        case amputated, bandaged, injured, wornSkin, childOrElderly, suspectedAttack, equipment
        case comparedAndDifferent, comparedAndSame, other
    }

    public let correlation: UUIDv7
    public let officer: String
    public let kind: Kind
    public let reason: Reason

    public init(correlation: UUIDv7, officer: String, kind: Kind, reason: Reason) {
        self.correlation = correlation
        self.officer = officer
        self.kind = kind
        self.reason = reason
    }
}
