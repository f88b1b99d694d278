public import Ground

/// A part of a list record as it comes to the search: whose, of what kind, and its template.
public struct ReferencePart: Sendable {
    public let record: RecordKey
    public let kind: ModalityKind
    /// The modality's own numbers; 0 where it is not known.
    public let position: UInt8
    public let template: WipingBytes

    public init(record: RecordKey, kind: ModalityKind, position: UInt8, template: WipingBytes) {
        self.record = record
        self.kind = kind
        self.position = position
        self.template = template
    }
}
