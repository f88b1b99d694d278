/// Why a finger, or whatever a plan asks for, cannot be taken of this person, as the officer has declared it.
public struct CaptureException: Sendable, Codable, Hashable {
    /// As ANSI/NIST-ITL codes it (field 14.018 and its like).
    public enum Reason: String, Sendable, Codable, CaseIterable {
        case amputated = "XX"
        case unable = "UP"
        case scar = "SR"
    }

    public let reason: Reason
    /// It will not be different at the next border.
    public let isPermanent: Bool

    public init(_ reason: Reason, isPermanent: Bool) {
        self.reason = reason
        self.isPermanent = isPermanent
    }
}
