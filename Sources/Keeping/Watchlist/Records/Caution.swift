/// What an officer must beware of: the warnings of an alert in the Schengen Information System (Regulation (EU) 2018/1862,
/// Article 20(3)), a closed set. What else there is to say is text, ``WatchlistRecord/caution``.
///
/// The numbers stand in lists: never change one.
public enum Caution: UInt8, Sendable, Codable, Hashable, CaseIterable {
    /// One that this version does not know: shown as "other caution", and the reference is looked up.
    case other = 0
    case armed
    case violent
    /// Absconded or escaped.
    case absconded
    case suicideRisk
    /// A threat to public health.
    case healthThreat
    /// Involved in terrorist activity.
    case terrorism
}

/// What is to be done with a listed person, a closed set; how it is done is text, ``WatchlistRecord/instruction``.
///
/// The numbers stand in lists: never change one.
public enum ListedAction: UInt8, Sendable, Codable, Hashable, CaseIterable {
    /// One that this version does not know: follow the instruction, and look the reference up.
    case other = 0
    case noAction
    case checkIdentity
    case searchDiscreetly
    case detainUnderNationalLaw
    case denyEntry
    case contactBureau
    case seizeDocument
}
