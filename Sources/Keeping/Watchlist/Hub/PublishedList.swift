public import ListFiles

/// What a publication brought out.
public struct PublishedList: Sendable, Equatable {
    public let owner: String
    public let generation: Int
    /// What a device must read to have it.
    public let format: ListFormat
    /// SHA-256 over the records, hexadecimal.
    public let digest: String
    /// How many records the list has.
    public let records: Int
    /// Bytes of the sealed delta; nil for the first generation, and where nothing has changed.
    public let deltaBytes: Int?
    /// Bytes of the sealed base; nil where none was published.
    public let baseBytes: Int?
}
