public import Foundation
public import Ground

extension TrustedRepository {
    /// Replaces every key of some top-level roles by new ones, as after a theft or at the end of their time.
    ///
    /// The root is signed by its old keys and, when they are replaced too, by the new ones. Should power fail between
    /// the new root and the new signatures, the next publication signs again what lacks them.
    ///
    /// - Parameter rotated: some of `root`, `timestamp`, `snapshot`, `targets`, which takes those with it that it
    ///   delegates to; none only renews the root.
    /// - Throws: ``Fault`` `trust.key` when the old root keys are not here, `disk.write`.
    public func rotateKeys(of rotated: Set<String>, now: Date) throws(Fault) {
        var next = root
        let old = try root.signers("root")
        for role in rotated.sorted() {
            let signers = try root.signers(role)
            next.install(try keys.make(signers.identifiers.count, for: role), threshold: signers.threshold, for: role)
        }
        next = next.renewed(now: now, lifetime: lifetimes.root)
        let data = try keys.sign(next, for: [old, try next.signers("root")], role: "root")
        try files.write(data, "root", version: next.version)
        root = next
        var roles = roles
        if rotated.contains("targets") {
            try roles["targets"]?.renewDelegations { (role) throws(Fault) in try keys.make(1, for: role) }
        }
        try publish(roles, now: now)
    }

    /// Signs the root again, with the same keys, when half of its time has passed.
    ///
    /// - Returns: when the new one expires; nil where it was not due.
    /// - Throws: ``Fault`` `trust.key` when the root's keys are not here, `disk.write`.
    public func renewRoot(now: Date) throws(Fault) -> Date? {
        guard root.isDue(now: now, lifetime: lifetimes.root) else { return nil }
        try rotateKeys(of: [], now: now)
        return rootExpires
    }

    /// When the root expires, and every device's trust with it.
    public var rootExpires: Date { root.expires ?? .distantPast }
}

extension SignedPart {
    /// In a root: lets these keys, and no others, sign for the role.
    mutating func install(_ keys: [SigningKey], threshold: Int, for role: String) {
        self[table: "roles"][ExactText(role)] = .object(Signers(keys, threshold: threshold).members)
        for key in keys { self[table: "keys"][ExactText(key.identifier)] = key.description }
        let used = Set(self[table: "roles"].values.flatMap { (try? Signers($0))?.identifiers ?? [] })
        self[table: "keys"] = self[table: "keys"].filter { used.contains($0.key.text) }
    }

    /// In the targets role: lets other keys sign for each role that it delegates to.
    mutating func renewDelegations(_ make: (_ role: String) throws(Fault) -> [SigningKey]) throws(Fault) {
        var table: [ExactText: JSONValue] = [:]
        var entries: [JSONValue] = []
        for var entry in self[table: "delegations"]["roles"]?.array?.compactMap(\.object) ?? [] {
            let made = try make(entry["name"]?.string ?? "")
            entry.merge(Signers(made, threshold: 1).members) { $1 }
            for key in made { table[ExactText(key.identifier)] = key.description }
            entries.append(.object(entry))
        }
        if !entries.isEmpty {
            self[table: "delegations"] = ["keys": .object(table), "roles": .array(entries)]
        }
    }

    /// In a root: who signs for the role.
    func signers(_ role: String) throws(Fault) -> Signers { try Signers(self[table: "roles"][ExactText(role)]) }
}
