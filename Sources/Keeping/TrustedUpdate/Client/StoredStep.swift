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

    /// Takes up the delegated roles as well, as far as they are stored.
    func loadStoredDelegations() {
        var waiting = targets["targets"]?.delegations ?? []
        while let delegation = waiting.popLast(), targets.count <= limits.delegations {
            guard targets[delegation.name] == nil, let wanted = snapshot?.files[ExactText(delegation.name + ".json")],
                let stored = storedTargets(delegation.name, keys: delegation.keys, wanted: wanted)
            else { continue }
            targets[delegation.name] = stored
            waiting += stored.delegations
        }
    }

    /// Whether every role that may sign for the path is stored: then what is stored says all there is to say of it, also
    /// that there is nothing. False before ``stored()`` was called.
    public func knowsAll(of path: String) -> Bool {
        var waiting = ["targets"]
        var visited: Set<String> = []
        while let role = waiting.popLast() {
            guard let metadata = targets[role] else { return false }
            guard visited.insert(role).inserted else { continue }
            waiting += metadata.delegations.filter { $0.covers(path) }.map(\.name)
        }
        return true
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
