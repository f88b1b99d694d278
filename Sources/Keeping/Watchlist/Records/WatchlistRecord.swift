public import Fingerprint
public import Foundation
public import Ground

/// One finger of a record: its template in whatever form the extractor writes.
///
/// Thread-safe: immutable; the template wipes itself.
public struct ListedFinger: Sendable {
    public let position: FingerPosition
    public let template: WipingBytes

    public init(position: FingerPosition, template: WipingBytes) {
        self.position = position
        self.template = template
    }
}

/// One person on a list.
///
/// Thread-safe: immutable.
public struct WatchlistRecord: Sendable {
    /// Stable within the list, 1 to 64 bytes of UTF-8.
    public let id: String
    public let notice: NoticeKind
    /// The owner's file reference, at most 4096 bytes of UTF-8, like every text here.
    public let reference: String
    public let validFrom: Date?
    /// From this moment on the record must not be used.
    public let validUntil: Date?
    /// What the officer must beware of.
    public let caution: String
    /// What the officer should do.
    public let instruction: String
    public let fingers: [ListedFinger]

    public init(
        id: String, notice: NoticeKind, reference: String, validFrom: Date? = nil, validUntil: Date? = nil,
        caution: String = "", instruction: String = "", fingers: [ListedFinger]
    ) {
        self.id = id
        self.notice = notice
        self.reference = reference
        self.validFrom = validFrom
        self.validUntil = validUntil
        self.caution = caution
        self.instruction = instruction
        self.fingers = fingers
    }

    /// Whether the record may be used at that moment.
    public func isValid(at moment: Date) -> Bool {
        moment >= validFrom ?? .distantPast && moment < validUntil ?? .distantFuture
    }
}
