/// The print cannot be used, and the traveller can help: press harder, centre the finger, place it again.
///
/// Never a fault of the device; see ``Fault`` for those. It lies on the ground because the extractor (Core), the acquisition
/// (Devices) and the page (Services) all speak it.
public struct Retry: Error, Sendable, Equatable, CustomStringConvertible {
    /// What the traveller should do; each has an instruction in every language of the kiosk.
    public enum Reason: String, Sendable, Hashable, Codable, CaseIterable {
        case noFinger, tooLight, tooDark, tooSmall, offCentre, smudged, moved, poorQuality, removedTooSoon
        /// It was taken before: another one is asked for.
        case sameFinger
    }

    public let reason: Reason
    public let message: String

    public init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    public var description: String { "\(message) [retry.\(reason.rawValue)]" }
}
