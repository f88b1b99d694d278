import Crypto
import Evidence
import Foundation
import Ground
import Logging
import Station

extension Ledger {
    /// A ledger that leaves nothing behind.
    static func passing(_ duty: Duty = Duty(officer: "a", purpose: "entry")) throws -> Ledger {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kiosk-\(UUIDv7())")
        let log = try AuditLog(
            folder, anchor: folder.appending(path: "anchor.json"), key: SymmetricKey(size: .bits256))
        // The open file stays usable for the test.
        try FileManager.default.removeItem(at: folder)
        return Ledger(log: log, duty: duty, logger: Logger(label: "test"))
    }
}
