internal import Identification
internal import Watchlist

/// From records to what is searched: the one place where lists and recognition meet.
extension WatchlistRecord {
    /// Every part of the record, whatever its validity: that is judged at each search.
    func parts(of list: String) -> [ReferencePart] {
        parts.map { part in
            ReferencePart(
                record: RecordKey(list: list, record: id), kind: part.kind, position: part.position,
                template: part.reference)
        }
    }
}
