/// Why a person is on a list; colours are those of INTERPOL's notices.
public enum NoticeKind: UInt8, Sendable, Codable, Hashable, CaseIterable {
    /// A kind that this version does not know: show it, and look the reference up.
    case other = 0
    /// Wanted.
    case red
    /// Missing.
    case yellow
    /// Information is sought.
    case blue
    /// Unidentified body.
    case black
    /// Warning about criminal activities.
    case green
    /// Imminent threat.
    case orange
    /// Modus operandi.
    case purple
    /// United Nations Security Council sanctions.
    case unSpecial
    /// A notice of the list owner's own country.
    case national
}
