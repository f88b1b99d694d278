internal import Foundation
internal import Ground

extension TrustedClient {
    /// Takes up what was verified before; what the root in force does not vouch for is as if it had never been.
    func loadStored() throws(Fault) {
        timestamp = nil
        snapshot = nil
        targets = [:]
        guard let data = try store.read("timestamp") else { return }
        timestamp = try? TimestampMetadata(data, keys: root.timestamp)
        guard let data = try store.read("snapshot") else { return }
        snapshot = try? SnapshotMetadata(data, keys: root.snapshot)
        guard let wanted = snapshot?.files["targets.json"] else { return }
        targets["targets"] = storedTargets("targets", keys: root.targets, wanted: wanted)
    }

    /// The stored metadata of a targets role, if it is the one wanted.
    func storedTargets(_ role: String, keys: RoleKeys, wanted: VersionedFile) -> TargetsMetadata? {
        guard let data = try? store.read(role), (try? wanted.description.check(data, name: role)) != nil,
            let metadata = try? TargetsMetadata(data, keys: keys, name: role),
            metadata.document.version == wanted.version
        else { return nil }
        return metadata
    }
}
