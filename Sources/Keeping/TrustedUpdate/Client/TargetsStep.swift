internal import Foundation
internal import Ground

extension TrustedClient {
    /// Learns which files the repository signs for (section 5.6).
    func updateTargets() async throws(Fault) {
        try await updateTargets(role: "targets", keys: root.targets)
    }

    /// Loads every role that is reachable by delegation, or of those the ones that may sign for one of these paths.
    func loadDelegations(toward paths: [String]? = nil) async throws(Fault) {
        func asked(_ role: String) -> [Delegation] {
            let all = targets[role]?.delegations ?? []
            return paths.map { paths in all.filter { role in paths.contains(where: role.covers) } } ?? all
        }
        var waiting = asked("targets")
        var visited: Set<String> = []
        while let delegation = waiting.popLast() {
            guard visited.insert(delegation.name).inserted else {
                // Whoever delegates to a role names the keys that count for it.
                try targets[delegation.name]?.document.verify(with: delegation.keys, name: delegation.name)
                continue
            }
            try checkCount(visited.count, limit: limits.delegations)
            try await updateTargets(role: delegation.name, keys: delegation.keys)
            waiting += asked(delegation.name)
        }
        targets = targets.filter { $0.key == "targets" || visited.contains($0.key) }
    }

    /// Finds a path, loading only the roles on the way.
    func search(_ path: String) async throws(Fault) -> TargetFile? {
        targets = targets.filter { $0.key == "targets" }
        while true {
            switch DelegationSearch.find(path, in: targets) {
            case .found(let file): return file
            case .absent: return nil
            case .needs(let delegation):
                try checkCount(targets.count, limit: limits.delegationsForPath)
                try await updateTargets(role: delegation.name, keys: delegation.keys)
            }
        }
    }

    /// Every file whose path leads, through the delegations, to the role that signed it.
    func trustedTargets() -> [TargetFile] {
        let paths = Set(targets.values.flatMap { $0.files.keys })
        return paths.sorted { $0.precedes($1) }.compactMap { path in
            if case .found(let file) = DelegationSearch.find(path.text, in: targets) { file } else { nil }
        }
    }

    private func updateTargets(role: String, keys: RoleKeys) async throws(Fault) {
        guard let wanted = snapshot?.files[ExactText(role + ".json")] else {
            throw Fault(.trustMissing, "the snapshot does not know the role '\(role)'; ask the publisher")
        }
        if let stored = storedTargets(role, keys: keys, wanted: wanted) {
            try checkExpiry(stored.document, role)
            targets[role] = stored
            return
        }
        let version = root.consistentSnapshot ? wanted.version : nil
        let limit = wanted.description.length ?? limits.targets
        guard let data = try await download(role, version: version, limit: limit) else {
            throw Fault(.trustMissing, "the source lacks \(role) version \(wanted.version); try again later")
        }
        try wanted.description.check(data, name: role + ".json")
        let next = try TargetsMetadata(data, keys: keys, name: role)
        try requireVersion(wanted.version, of: next.document, role)
        try checkExpiry(next.document, role)
        try store.write(data, role)
        targets[role] = next
    }

    private func checkCount(_ count: Int, limit: Int) throws(Fault) {
        guard count <= limit else {
            throw Fault(.trustTooLarge, "more than \(limit) delegated roles; ask the publisher")
        }
    }
}
