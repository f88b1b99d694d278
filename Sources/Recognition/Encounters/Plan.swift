internal import Fingerprint
public import Ground
internal import Identification

/// What is taken of a traveller, in which order: a document first, then fingers, then a portrait.
///
///     let plan = try Plan("two-index+portrait")
///     plan.steps.map(\.position)  // 2, 7, 0
public struct Plan: Sendable, Hashable, CustomStringConvertible {
    /// Which fingers.
    public enum Fingers: String, Sendable, CaseIterable {
        /// Any one, as it comes.
        case walkUp = "walk-up"
        case twoIndex = "two-index"
        /// Index and middle finger of both hands.
        case fourFingers = "four-fingers"
        case ten

        var positions: [FingerPosition] {
            switch self {
            case .walkUp: [.unknown]
            case .twoIndex: [.rightIndex, .leftIndex]
            case .fourFingers: [.rightIndex, .rightMiddle, .leftIndex, .leftMiddle]
            case .ten: FingerPosition.allCases.filter { $0 != .unknown }
            }
        }
    }

    /// How a setting is written, for messages and help.
    public static let grammar = "walk-up, two-index, four-fingers or ten, with +document, +portrait or both behind it"
    public static let walkUp = Plan(.walkUp)
    /// Nobody has come for the next sample for so long: the encounter is over, unless the site says otherwise.
    public static let silence = Duration.seconds(120)

    public let fingers: Fingers
    public let document: Bool
    public let portrait: Bool

    public init(_ fingers: Fingers, document: Bool = false, portrait: Bool = false) {
        self.fingers = fingers
        self.document = document
        self.portrait = portrait
    }

    /// - Throws: ``Fault`` `plan.unknown` for text that names no plan.
    public init(_ text: String) throws(Fault) {
        let parts = text.split(separator: "+", omittingEmptySubsequences: false)
        let extras = parts.dropFirst()
        guard let fingers = parts.first.flatMap({ Fingers(rawValue: String($0)) }),
            extras.allSatisfy({ $0 == "document" || $0 == "portrait" }), Set(extras).count == extras.count
        else { throw Fault(.planUnknown, "\"\(text)\" names no plan; write \(Self.grammar)") }
        self.init(fingers, document: extras.contains("document"), portrait: extras.contains("portrait"))
    }

    public var description: String {
        fingers.rawValue + (document ? "+document" : "") + (portrait ? "+portrait" : "")
    }

    public var steps: [Step] {
        (document ? [Step(.document)] : []) + fingers.positions.map { Step(.finger, position: $0.rawValue) }
            + (portrait ? [Step(.portrait)] : [])
    }
}
