internal import Fingerprint
internal import Ground
internal import Watchlist

/// What an operator wants changed of a list: records that come, or come anew, and records that go.
struct ListChangeRequest: Decodable {
    /// Bytes of the JSON form, at most.
    static let limit = 8 << 20

    let put: [RecordDescription]
    let remove: [String]
    /// Whether a print is enrolled although compared with itself it would not be found.
    let acceptPoor: Bool
    /// Whether the prints' pictures become part of the list.
    let keepPictures: Bool

    private enum CodingKeys: String, CodingKey { case put, remove, acceptPoor, keepPictures }

    init(from decoder: any Decoder) throws {
        let members = try decoder.members(CodingKeys.self)
        put = try members.decodeIfPresent([RecordDescription].self, forKey: .put) ?? []
        remove = try members.decodeIfPresent([String].self, forKey: .remove) ?? []
        acceptPoor = try members.decodeIfPresent(Bool.self, forKey: .acceptPoor) ?? false
        keepPictures = try members.decodeIfPresent(Bool.self, forKey: .keepPictures) ?? false
    }

    /// - Returns: the changes, and the poor prints among them that were accepted, each with the reason.
    /// - Throws: ``Fault`` `hub.word`, `list.record`, `hub.expired`, `hub.unusablePrint`; then nothing is to be changed.
    func changes(now: Timestamp) throws(Fault) -> (changes: [ListChange], poor: [String]) {
        let extractor = TemplateExtractor()
        var changes: [ListChange] = []
        var seen: Set<String> = []
        for id in put.map(\.id) + remove where !seen.insert(id).inserted {
            throw Fault(.listRecord, "record '\(id.prefix(64))' is changed twice; make it one change")
        }
        var poor: [String]? = acceptPoor ? [] : nil
        for record in put {
            changes.append(.put(try record.record(extractor, keepsPictures: keepPictures, now: now, poor: &poor)))
        }
        return (changes + remove.map { .remove(id: $0) }, poor ?? [])
    }
}
