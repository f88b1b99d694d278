import Crypto
import Evidence
import Foundation
import Ground
import Logging
import Station

extension AuditRecorder {
    /// A recorder in a folder of its own.
    static func kept(_ duty: OfficerOnDuty? = nil) throws -> (AuditRecorder, URL) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "kiosk-\(UUIDv7())")
        let log = try AuditLog(
            folder, anchor: folder.appending(path: "anchor.json"), key: SymmetricKey(size: .bits256))
        return (
            AuditRecorder(
                log: log, duty: try duty ?? OfficerOnDuty(officer: "a", purpose: "entry"), logger: Logger(label: "test")
            ),
            folder
        )
    }

    /// A recorder that leaves nothing behind.
    static func passing(_ duty: OfficerOnDuty? = nil) throws -> AuditRecorder {
        let (recorder, folder) = try kept(duty)
        // The open file stays usable for the test.
        try FileManager.default.removeItem(at: folder)
        return recorder
    }
}
