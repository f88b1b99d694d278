import Fingerprint
import Ground
import Identification

@testable import Watchlist

/// What only format 3 says.
let photograph = WipingBytes([0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 7, count: 2996))
let portrait = RecordPart(
    kind: .portrait, position: 3, reference: WipingBytes([9, 9]), picture: WipingBytes([0x89, 0x50, 0x4E]))

func person(_ id: String, pictureBytes: Int = 5000) -> WatchlistRecord {
    WatchlistRecord(
        id: id, notice: .red, reference: "2026/\(id)", caution: "knife", cautions: [.terrorism, .armed],
        instruction: "call", action: .denyEntry,
        parts: [
            RecordPart(
                finger: .leftThumb, template: WipingBytes([1, 2, 3]),
                picture: WipingBytes([UInt8](repeating: 5, count: pictureBytes))), portrait,
            RecordPart(finger: .unknown, template: WipingBytes([4])),
        ],
        display: DisplayData(
            name: "Müller, Žofia", birthDate: PartialDate("1970-05"), nationalities: ["UTO", "D"], sex: .female,
            photograph: photograph))
}

extension WatchlistRecord {
    var bytesHeld: Int {
        parts.reduce(display?.photograph?.count ?? 0) { $0 + $1.reference.count + ($1.picture?.count ?? 0) }
    }
}
