internal import Crypto
internal import Foundation
internal import Ground

/// One role that another trusts for some paths (TUF specification, section 4.5).
struct Delegation: Sendable {
    private enum Scope: Sendable {
        case patterns([String])
        case hashPrefixes([String])
        /// Paths whose hash begins with these bits.
        case bin(UInt32, bits: Int)
    }

    let name: String
    let keys: RoleKeys
    /// Whether the search for a path that matches ends here, found or not.
    let isTerminating: Bool
    private let scope: Scope

    /// Reads the `delegations` member; none is an empty list.
    static func list(_ value: JSONValue?) throws(Fault) -> [Delegation] {
        guard let value else { return [] }
        let keys = try RoleKeys.table(value.object?["keys"])
        var list: [Delegation] = []
        for role in value.object?["roles"]?.array ?? [] {
            list.append(try Delegation(role.object ?? [:], known: keys))
        }
        if let bins = value.object?["succinct_roles"]?.object {
            guard list.isEmpty else { throw Fault(.trustMalformed, "delegations of two forms; ask the publisher") }
            list = try Self.bins(bins, known: keys)
        }
        guard Set(list.map(\.name)).count == list.count else {
            throw Fault(.trustMalformed, "two delegations have one name; ask the publisher")
        }
        return list
    }

    /// Roles `prefix-0` to `prefix-f…`, each for one part of the hashes (TAP 15).
    private static func bins(_ value: [ExactText: JSONValue], known: [String: VerificationKey]) throws(Fault)
        -> [Delegation]
    {
        // The specification of bins allows 32 bits; 65,536 roles are already more than anybody fetches.
        guard let bits = value["bit_length"]?.integer, (1...16).contains(bits),
            let prefix = value["name_prefix"]?.string
        else { throw Fault(.trustMalformed, "succinct delegations make no sense; ask the publisher") }
        let keys = try RoleKeys(value, known: known, name: prefix)
        let last = UInt32(1) << bits - 1
        let digits = String(last, radix: 16).count
        return (0...last).map { number in
            let suffix = String(number, radix: 16)
            let name = "\(prefix)-" + String(repeating: "0", count: digits - suffix.count) + suffix
            return Delegation(name: name, keys: keys, isTerminating: true, scope: .bin(number, bits: bits))
        }
    }

    private init(name: String, keys: RoleKeys, isTerminating: Bool, scope: Scope) {
        self.name = name
        self.keys = keys
        self.isTerminating = isTerminating
        self.scope = scope
    }

    private init(_ role: [ExactText: JSONValue], known: [String: VerificationKey]) throws(Fault) {
        func texts(_ member: ExactText) -> [String]? { role[member]?.array?.compactMap(\.string) }
        guard let name = role["name"]?.string, !name.isEmpty,
            !["root", "timestamp", "snapshot", "targets"].contains(name),
            let terminating = role["terminating"]?.boolean
        else { throw Fault(.trustMalformed, "a delegation lacks a name or 'terminating'; ask the publisher") }
        switch (texts("paths"), texts("path_hash_prefixes")) {
        case (let patterns?, nil): scope = .patterns(patterns)
        case (nil, let prefixes?): scope = .hashPrefixes(prefixes)
        default:
            throw Fault(.trustMalformed, "delegation '\(name)' needs either paths or path_hash_prefixes")
        }
        self.name = name
        isTerminating = terminating
        keys = try RoleKeys(role, known: known, name: name)
    }

    /// Whether the role may speak for this path.
    func covers(_ path: String) -> Bool {
        switch scope {
        case .patterns(let patterns): return patterns.contains { PathPattern.matches(path, $0) }
        case .hashPrefixes(let prefixes):
            let hash = Hex.encode(SHA256.hash(data: Data(path.utf8)))
            return prefixes.contains { hash.hasPrefix($0) }
        case .bin(let number, let bits):
            let start = UInt32(SHA256.hash(data: Data(path.utf8)).prefix(4), .bigEndian)
            return start >> (32 - bits) == number
        }
    }
}
