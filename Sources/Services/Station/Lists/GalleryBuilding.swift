internal import Fingerprint
internal import Foundation
internal import Ground
internal import Identification
internal import Watchlist

/// From records to gallery entries: the one place where lists and recognition meet.
enum GalleryBuilding {
    /// One entry for each finger of each record, whatever its validity: that is judged at each search.
    ///
    /// - Returns: also how many templates this version cannot read. The list was signed, so one of them does not take
    ///   the others out of force; the station says so.
    static func entries(of records: some Sequence<WatchlistRecord>, in list: String)
        -> (entries: [GalleryEntry], unreadable: Int)
    {
        var entries: [GalleryEntry] = []
        var unreadable = 0
        for record in records {
            for finger in record.fingers {
                guard let template = try? Template(in: finger.template, at: 0..<finger.template.count) else {
                    unreadable += 1
                    continue
                }
                let key = CandidateKey(list: list, record: record.id, finger: finger.position)
                entries.append(GalleryEntry(key: key, template: template))
            }
        }
        return (entries, unreadable)
    }
}
