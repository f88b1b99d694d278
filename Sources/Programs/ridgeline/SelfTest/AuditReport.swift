import DeviceIdentity
import Evidence
import Foundation
import Ground

/// The device's own chain of evidence against its own anchor.
enum AuditReport {
    static func verify(_ directory: StateDirectory) throws(Fault) -> AuditVerification {
        try AuditVerification.verify(
            directory.station.audit, anchor: try anchor(directory), isAnchorDemanded: true)
    }

    /// The newest record as the device kept it apart; nil before there is one.
    ///
    /// - Throws: ``Fault`` `audit.anchor` for an anchor that this device did not make.
    static func anchor(_ directory: StateDirectory) throws(Fault) -> (number: Int, digest: String)? {
        guard FileManager.default.fileExists(atPath: directory.station.auditAnchor.path) else { return nil }
        let anchor: AuditAnchor = try WireJSON.load(from: directory.station.auditAnchor, limit: AuditAnchor.limit)
        let key = try StationIdentity.load(directory).key.derivedKey(for: AuditAnchor.keyUse)
        guard anchor.isAuthentic(key) else {
            throw Fault(
                .auditAnchor,
                "\(directory.station.auditAnchor.path) was not made by this device; use the hub's --anchor")
        }
        return (anchor.number, anchor.digest)
    }
}
