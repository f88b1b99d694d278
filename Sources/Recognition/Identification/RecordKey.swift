/// A listed person: enough to find the record, nothing that names anybody.
public struct RecordKey: Sendable, Codable, Hashable {
    /// The list's owner, for example `interpol`.
    public let list: String
    /// The record's stable identifier within its list.
    public let record: String

    public init(list: String, record: String) {
        self.list = list
        self.record = record
    }
}
