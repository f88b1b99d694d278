public import Fingerprint
public import Ground
public import Identification

/// What a record has of a person for one modality: a finger, a portrait, a document, or what a later version or a site
/// adds.
///
/// A kind that this version does not know is kept as it is. Thread-safe: immutable; the bytes wipe themselves.
///
///     RecordPart(finger: .rightIndex, template: template)
///     RecordPart(kind: .portrait, reference: embedding, picture: jpeg)
public struct RecordPart: Sendable {
    public let kind: ModalityKind
    /// The modality's own number; of a finger that of ISO/IEC 19794-2. 0 where it is not known or there is but one.
    public let position: UInt8
    /// What the modality makes its searchable form of; of a finger its template, in whatever form the extractor writes.
    public let reference: WipingBytes
    /// The picture of the impression or portrait, as a file; nil where there is none, and in lists that are searched:
    /// ``ListStore/record(_:in:)`` has it.
    public let picture: WipingBytes?

    public init(kind: ModalityKind, position: UInt8 = 0, reference: WipingBytes, picture: WipingBytes? = nil) {
        self.kind = kind
        self.position = position
        self.reference = reference
        self.picture = picture
    }

    public init(finger: FingerPosition, template: WipingBytes, picture: WipingBytes? = nil) {
        self.init(kind: .finger, position: finger.rawValue, reference: template, picture: picture)
    }

    /// Which finger it is, `unknown` also for a number that this version does not know; nil for what is no finger.
    public var finger: FingerPosition? {
        kind == .finger ? FingerPosition(rawValue: position) ?? .unknown : nil
    }
}

extension ModalityKind {
    /// Whether a record can hold it: 1 to 32 small letters, digits and hyphens.
    public var isListable: Bool {
        (1...32).contains(rawValue.utf8.count)
            && rawValue.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
    }
}
