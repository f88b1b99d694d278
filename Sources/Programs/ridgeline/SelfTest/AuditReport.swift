import DeviceIdentity
import Evidence
import Foundation
import Ground

/// The device's own chain of evidence against its own anchor.
enum AuditReport {
    /// Whether there must be one: a station has worked here, or has left something of it.
    static func isExpected(_ directory: StateDirectory) -> Bool {
        let station = directory.station
        return station.hasRun || access(station.auditAnchor.path, F_OK) == 0
            || !AuditVerification.files(in: station.audit).isEmpty
    }

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
