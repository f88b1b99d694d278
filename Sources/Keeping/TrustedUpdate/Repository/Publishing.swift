internal import Crypto
public import Foundation
public import Ground

extension TrustedRepository {
    /// Publishes new files and withdraws others in one step, and signs again whatever is half expired.
    ///
    /// Without changes and with fresh signatures nothing is written, so it may be called as often as one likes.
    ///
    /// - Parameters:
    ///   - delegating: roles that get a key of their own before, each with the patterns of the paths that it speaks for;
    ///     as ``delegate(to:patterns:now:)``.
    ///   - removing: paths no longer signed for; their bytes stay for ten more publications, for clients that are reading.
    ///   - now: the publisher's clock; also what devices take as the floor of theirs.
    /// - Returns: the version of the timestamp in force.
    /// - Throws: ``Fault`` `trust.path`, `trust.malformed`, `trust.key`, `trust.role`, `disk.write`; nothing is published then.
    ///   A role without changes that cannot be signed again is among the ``troubles``, and keeps no other back.
    @discardableResult
    public func publish(
        delegating: [String: [String]] = [:], adding: [NewTarget] = [], removing: Set<String> = [], now: Date
    ) throws(Fault) -> Int {
        var next = roles
        for (role, patterns) in delegating.sorted(by: { $0.key < $1.key }) {
            try delegate(to: role, patterns: patterns, in: &next)
        }
        for path in removing {
            for role in next.keys { next[role]?[table: "targets"][ExactText(path)] = nil }
        }
        let delegations = try Delegation.list(next["targets"]?.members["delegations"])
        for target in adding {
            try files.write(target)
            let role = delegations.first { $0.covers(target.path) }?.name ?? "targets"
            try check(role)
            next[role]?[table: "targets"][ExactText(target.path)] = try target.description()
        }
        return try publish(next, now: now)
    }

    /// Lets a key of its own speak for some paths, so that one list's publisher cannot touch another's.
    ///
    /// Asking for a delegation that is already there changes nothing.
    ///
    /// - Parameters:
    ///   - role: the name of the new role; not one of the four top-level ones.
    ///   - patterns: shell-style, such as `lists/interpol/*`.
    /// - Throws: ``Fault`` as ``publish(adding:removing:now:)``; `trust.path` for a reserved name.
    public func delegate(to role: String, patterns: [String], now: Date) throws(Fault) {
        try publish(delegating: [role: patterns], now: now)
    }

    private func delegate(
        to role: String, patterns: [String], in next: inout [String: SignedPart]
    ) throws(Fault) {
        try check(role)
        guard next[role] == nil else { return }
        guard snapshot[table: "meta"][ExactText(role + ".json")] == nil else {
            throw Fault(
                .trustPath,
                "'\(role)' was withdrawn: a client would take a new one for an old copy; choose another name")
        }
        guard !role.isEmpty, !["root", "timestamp", "snapshot"].contains(role), var top = next["targets"] else {
            throw Fault(.trustPath, "'\(role)' cannot be the name of a delegated role; choose another")
        }
        let made = try keys.make(1, for: role)
        var delegations = top[table: "delegations"]
        var table = delegations["keys"]?.object ?? [:]
        for key in made { table[ExactText(key.identifier)] = key.description }
        var entry = Signers(made, threshold: 1).members
        entry["name"] = .string(role)
        entry["paths"] = .array(patterns.map(JSONValue.string))
        entry["terminating"] = .boolean(true)
        delegations["keys"] = .object(table)
        delegations["roles"] = .array((delegations["roles"]?.array ?? []) + [.object(entry)])
        top[table: "delegations"] = delegations
        next["targets"] = top
        next[role] = SignedPart(type: "targets", ["targets": .object([:])])
    }

    /// Takes a delegated role away, for good, with its files and its keys; asking for it again changes nothing.
    ///
    /// The snapshot goes on naming the role's last version, as no client believes one from which a name has vanished.
    ///
    /// - Throws: ``Fault`` as ``publish(adding:removing:now:)``.
    public func withdraw(_ role: String, now: Date) throws(Fault) {
        guard role != "targets", delegated.contains(role), var top = roles["targets"] else { return }
        let old = try signers(of: role, in: roles)
        var delegations = top[table: "delegations"]
        let entries = (delegations["roles"]?.array ?? []).filter { $0.object?["name"]?.string != role }
        delegations["roles"] = .array(entries)
        delegations["keys"] = .object(
            (delegations["keys"]?.object ?? [:]).filter { !old.identifiers.contains($0.key.text) })
        if entries.isEmpty { delegations = [:] }
        top.members["delegations"] = delegations.isEmpty ? nil : .object(delegations)
        var next = roles
        next["targets"] = top
        next[role] = nil
        let trouble = troubles.removeValue(forKey: role)
        do { try publish(next, now: now) } catch {
            troubles[role] = trouble
            throw error
        }
        try keys.remove(old.identifiers, of: role)
    }

    /// Whether a role of this name was taken away.
    public func isWithdrawn(_ role: String) -> Bool {
        roles[role] == nil && troubles[role] == nil && snapshot[table: "meta"][ExactText(role + ".json")] != nil
    }

    /// The roles that files are published under, besides the repository's own.
    public var delegated: Set<String> { Set(roles.keys).union(troubles.keys).subtracting(["targets"]) }

    /// Writes what differs from the published state, in the order in which a power loss does no harm.
    @discardableResult
    func publish(_ next: [String: SignedPart], now: Date) throws(Fault) -> Int {
        var (next, snapshot, timestamp) = (next, snapshot, timestamp)
        for (name, part) in next.sorted(by: { $0.key < $1.key }) {
            let signers = try self.signers(of: name, in: next)
            let isCurrent = part == roles[name] && !part.isDue(now: now, lifetime: lifetimes.targets)
            if isCurrent, try isSigned(name, version: part.version, by: signers) { continue }
            let renewed = part.renewed(now: now, lifetime: lifetimes.targets)
            let data: Data
            do throws(Fault) { data = try keys.sign(renewed, for: [signers], role: name) } catch {
                guard name != "targets", part == roles[name] else { throw error }
                troubles[name] = error
                continue
            }
            try files.write(data, name, version: renewed.version)
            next[name] = renewed
            snapshot[table: "meta"][ExactText(name + ".json")] = Self.description(of: data, version: renewed.version)
        }
        let snapshotSigners = try root.signers("snapshot")
        let snapshotIsSigned = try isSigned("snapshot", version: snapshot.version, by: snapshotSigners)
        if snapshot != self.snapshot || !snapshotIsSigned || snapshot.isDue(now: now, lifetime: lifetimes.snapshot) {
            snapshot = snapshot.renewed(now: now, lifetime: lifetimes.snapshot)
            let data = try keys.sign(snapshot, for: [snapshotSigners], role: "snapshot")
            try files.write(data, "snapshot", version: snapshot.version)
            timestamp[table: "meta"]["snapshot.json"] = Self.description(of: data, version: snapshot.version)
        }
        let timestampSigners = try root.signers("timestamp")
        let timestampIsSigned = try isSigned("timestamp", version: nil, by: timestampSigners)
        if timestamp != self.timestamp || !timestampIsSigned || timestamp.isDue(now: now, lifetime: lifetimes.timestamp)
        {
            timestamp = timestamp.renewed(now: now, lifetime: lifetimes.timestamp)
            try files.write(
                try keys.sign(timestamp, for: [timestampSigners], role: "timestamp"), "timestamp", version: nil)
        }
        let isNews = snapshot.version != self.snapshot.version
        (roles, self.snapshot, self.timestamp) = (next, snapshot, timestamp)
        // What a role has published that cannot be told is not to be taken for old.
        if isNews, delegated.allSatisfy({ roles[$0] != nil }) {
            var current = roles.mapValues(\.version)
            current["snapshot"] = snapshot.version
            try files.prune(current: current)
        }
        return timestamp.version
    }

    /// Roles that nothing new can be signed for, as their keys are not here; the root's, which may lie in a safe, is none.
    ///
    /// - Throws: ``Fault`` `trust.malformed`.
    public func unsigned() throws(Fault) -> [String: Fault] {
        var signers = [String: Signers]()
        for role in ["timestamp", "snapshot"] { signers[role] = try root.signers(role) }
        for role in roles.keys { signers[role] = try self.signers(of: role, in: roles) }
        var missing: [String: Fault] = [:]
        for (role, signers) in signers {
            do throws(Fault) { try keys.check(signers, role: role) } catch { missing[role] = error }
        }
        return missing
    }

    private func signers(of role: String, in roles: [String: SignedPart]) throws(Fault) -> Signers {
        guard role != "targets" else { return try root.signers("targets") }
        let entries = roles["targets"]?[table: "delegations"]["roles"]?.array ?? []
        return try Signers(entries.first { $0.object?["name"]?.string == role })
    }

    /// Whether the published file carries a signature of every key in force: after a rotation it does not.
    private func isSigned(_ role: String, version: Int?, by signers: Signers) throws(Fault) -> Bool {
        guard let data = try files.read(role, version: version) else { return false }
        let signatures = try JSONParser.parse(data).object?["signatures"]?.array ?? []
        return Set(signatures.compactMap { $0.object?["keyid"]?.string }).isSuperset(of: signers.identifiers)
    }

    /// Version, length and hash of a metadata file, for the file that vouches for it.
    static func description(of data: Data, version: Int) -> JSONValue {
        .object([
            "version": .integer(version), "length": .integer(data.count),
            "hashes": .object(["sha256": .string(Hex.encode(SHA256.hash(data: data)))]),
        ])
    }
}
