public import Identification

/// One thing to take of a traveller.
public struct Step: Sendable, Codable, Hashable {
    public let kind: ModalityKind
    /// As it is declared, in the modality's own numbers: of fingers those of ISO/IEC 19794-2. 0 is any.
    public let position: UInt8

    public init(_ kind: ModalityKind, position: UInt8 = 0) {
        self.kind = kind
        self.position = position
    }
}
