internal import Foundation
internal import Ground

extension TrustedClient {
    /// Learns which versions of the targets roles belong together (section 5.5).
    func updateSnapshot() async throws(Fault) {
        guard let wanted = timestamp?.snapshot else { return }
        if let snapshot, snapshot.document.version == wanted.version {
            return try checkExpiry(snapshot.document, "snapshot")
        }
        let version = root.consistentSnapshot ? wanted.version : nil
        let limit = wanted.description.length ?? limits.snapshot
        guard let data = try await download("snapshot", version: version, limit: limit) else {
            throw Fault(.trustMissing, "the source lacks snapshot version \(wanted.version); try again later")
        }
        try wanted.description.check(data, name: "snapshot.json")
        let next = try SnapshotMetadata(data, keys: root.snapshot)
        try requireVersion(wanted.version, of: next.document, "snapshot")
        for (name, old) in snapshot?.files ?? [:] {
            guard let new = next.files[name] else {
                throw Fault(.trustRollback, "\(name.text) has vanished from the snapshot; the source is hostile")
            }
            try refuseRollback(of: name.text, from: old.version, to: new.version)
        }
        try checkExpiry(next.document, "snapshot")
        try store.write(data, "snapshot")
        try store.endWithdrawal()
        snapshot = next
    }

    /// Metadata of other versions than were signed together is a mix-and-match attack.
    func requireVersion(_ wanted: Int, of document: SignedDocument, _ role: String) throws(Fault) {
        guard document.version == wanted else {
            throw Fault(
                .trustVersion,
                "\(role) metadata is version \(document.version) where \(wanted) was signed for; fetch it again")
        }
    }
}
