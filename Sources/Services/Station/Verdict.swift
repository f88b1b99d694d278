public import Ground
public import Identification
internal import Watchlist

/// A person on a list who resembles the traveller, with what the list's owner wants the officer to know.
public struct Match: Sendable, Codable, Equatable {
    public let candidate: Candidate
    /// The kind of notice, as ``NoticeKind`` spells it; not a colour of the verdict.
    public let notice: String
    public let reference: String
    public let caution: String
    /// As ``Caution`` spells them.
    public let cautions: [String]
    public let instruction: String
    /// As ``ListedAction`` spells it; nil where the owner says no more than ``instruction``.
    public let action: String?
    /// Who it is; nil where the owner does not say.
    public let person: Person?

    /// - Parameter record: without it the match is shown by the record's identifier, rather than not at all.
    init(_ candidate: Candidate, record: WatchlistRecord?) {
        self.candidate = candidate
        notice = String(describing: record?.notice ?? .other)
        reference = record?.reference ?? candidate.key.record
        caution = record?.caution ?? ""
        cautions = (record?.cautions ?? []).sorted { $0.rawValue < $1.rawValue }.map { "\($0)" }
        instruction = record?.instruction ?? ""
        action = record?.action.map { "\($0)" }
        person = record?.display.map(Person.init)
    }
}

/// Who a listed person is, for the officer's eyes.
public struct Person: Sendable, Codable, Equatable {
    public let name: String
    /// `1970`, `1970-05` or `1970-05-31`.
    public let birthDate: String?
    /// Codes of ISO 3166-1 or ICAO.
    public let nationalities: [String]
    /// As ``DisplayData/Sex`` spells it.
    public let sex: String

    init(_ display: DisplayData) {
        name = display.name
        birthDate = display.birthDate?.description
        nationalities = display.nationalities
        sex = "\(display.sex)"
    }
}

/// What the officer is told about one traveller.
public struct Verdict: Sendable, Codable, Equatable {
    /// Why a verdict is yellow, or why it needs a second look.
    public enum Doubt: String, Sendable, Codable, CaseIterable {
        /// A candidate that is neither clearly a hit nor clearly none.
        case resemblance
        /// No attempt gave a print that can be searched: try another finger or check by hand.
        case noUsablePrint
        /// No list is in force: check by hand.
        case noList
        /// The centre's signature on the lists has expired; whether they were searched all the same is the site's policy.
        case staleList
        /// What the centre has published last of a list could not be taken up: what was in force of it before was searched.
        case listRefused
        /// Nothing of a list that this device is to search is in force: it was not searched.
        case listMissing
        /// The hit is known here only: it could not be queued for the centre.
        case notQueued
        /// The centre has shut this device out: nobody is searched here any more.
        case revoked
        /// This device's clock is behind what has been signed or seen: how old the lists are is not known.
        case clockBehind
        /// The verdict could not be written into the chain of evidence.
        case notRecorded
        /// A part of the device was damaged and begun anew; see ``Alarm``.
        case setAside
        /// Something that the plan asks for was not taken, and nobody has declared that it cannot be.
        case incomplete

        /// Whether a search that finds nobody proves nothing.
        var forbidsGreen: Bool { [.noUsablePrint, .listMissing, .incomplete, .revoked].contains(self) }
    }

    /// Ties everything about this traveller together, from finger-on to receipt.
    public let correlation: UUIDv7
    public let colour: Colour
    public let doubts: [Doubt]
    /// Best first; empty when green.
    public let matches: [Match]
    /// How many more persons resemble the traveller than are shown; nil where all are.
    public internal(set) var furtherMatches: Int?
    /// Fingers that were searched.
    public let gallerySize: Int
    /// List owner to generation, as searched; empty where nothing was.
    public let generations: [String: Int]
    /// Seconds since the centre has last signed the lists.
    public let listAge: Double?
    public let attempts: Int
    /// 0...100; of the poorest sample.
    public let quality: Int
    /// The sealed item in the outbox; nil when there is nothing to report.
    public let item: UUIDv7?
    public let stages: StageTimes
    /// What was to be taken, as the setting `encounter.plan` spells it.
    public let plan: String
    /// What of it was taken, in the plan's order.
    public let steps: [StepReport]

    /// Whether more is to be taken: the verdict is a red that need not wait for it.
    public var isEarly: Bool { steps.contains { $0.state == .open } }
}

/// How long each step took, in milliseconds.
public struct StageTimes: Sendable, Codable, Equatable {
    /// Finger-on event to decoded frame.
    public var capture = 0.0
    public var extraction = 0.0
    public var search = 0.0
    /// Sealing and the durable write; 0 without a hit.
    public var queue = 0.0
    /// Finger-on of the deciding attempt to the verdict.
    public var total = 0.0

    /// As evidence and metrics name them.
    var byName: [String: Double] {
        ["capture": capture, "extraction": extraction, "search": search, "queue": queue, "total": total]
    }
}
