internal import Fingerprint
internal import Foundation
internal import Ground
internal import Identification
internal import Watchlist

/// From records to gallery entries: the one place where lists and recognition meet.
enum GalleryBuilding {
    /// One entry for each finger of each record that is valid now.
    static func entries(of list: Watchlist, now: Date) -> [GalleryEntry] {
        list.records.filter { $0.isValid(at: now) }.flatMap { record in
            record.fingers.compactMap { finger in
                // The list was signed and its templates were made by the centre; one that this version cannot read is
                // skipped, so that it does not take the others out of force.
                (try? Template(in: finger.template, at: 0..<finger.template.count)).map { template in
                    GalleryEntry(
                        key: CandidateKey(list: list.owner, record: record.id, finger: finger.position),
                        template: template)
                }
            }
        }
    }
}
