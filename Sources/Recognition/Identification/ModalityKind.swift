/// A kind of sample and of record part, as one modality reads both: `finger`, `portrait`, `document`, or one that a later
/// version or a site adds.
///
/// The same text stands in lists, hits and on the wire: never change one.
public struct ModalityKind: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
    public static let finger = ModalityKind(rawValue: "finger")
    public static let portrait = ModalityKind(rawValue: "portrait")
    public static let document = ModalityKind(rawValue: "document")

    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public var description: String { rawValue }
}
