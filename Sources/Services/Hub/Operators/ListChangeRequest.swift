internal import Fingerprint
internal import Ground
internal import Watchlist

/// What an operator wants changed of a list: records that come, or come anew, and records that go.
struct ListChangeRequest: Decodable {
    /// Bytes of the JSON form, at most.
    static let limit = 8 << 20

    let put: [RecordDescription]?
    let remove: [String]?

    /// - Throws: ``Fault`` `hub.word`, `hub.unusablePrint`; then nothing is to be changed.
    func changes() throws(Fault) -> [ListChange] {
        let extractor = TemplateExtractor()
        var changes: [ListChange] = []
        for record in put ?? [] { changes.append(.put(try record.record(extractor))) }
        return changes + (remove ?? []).map { .remove(id: $0) }
    }
}
