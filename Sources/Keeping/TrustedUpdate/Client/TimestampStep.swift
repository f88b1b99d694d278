internal import Foundation
internal import Ground

extension TrustedClient {
    /// Learns which snapshot is the newest (section 5.4).
    func updateTimestamp() async throws(Fault) {
        guard let data = try await download("timestamp", version: nil, limit: limits.timestamp) else {
            throw Fault(.trustMissing, "the source has no timestamp.json; check that it is a repository")
        }
        let next = try TimestampMetadata(data, keys: root.timestamp)
        if let old = timestamp {
            try refuseRollback(of: "timestamp", from: old.document.version, to: next.document.version)
            try refuseRollback(of: "snapshot", from: old.snapshot.version, to: next.snapshot.version)
        }
        // The same version again is the same promise again: what was verified first stays.
        let isNew = next.document.version != timestamp?.document.version
        try checkExpiry((isNew ? next : timestamp ?? next).document, "timestamp")
        guard isNew else { return }
        try store.write(data, "timestamp")
        timestamp = next
    }

    func refuseRollback(of role: String, from old: Int, to new: Int) throws(Fault) {
        guard new >= old else {
            throw Fault(
                .trustRollback,
                "the source offers \(role) version \(new) where \(old) was seen before; it is out of date or hostile")
        }
    }
}
