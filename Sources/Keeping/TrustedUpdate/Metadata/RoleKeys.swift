internal import Ground

/// Who may sign for a role, and how many of them must.
struct RoleKeys: Sendable, Equatable {
    let threshold: Int
    /// By key identifier.
    let keys: [String: VerificationKey]

    /// - Parameter known: every key of the delegating metadata, by identifier.
    init(_ role: [ExactText: JSONValue], known: [String: VerificationKey], name: String) throws(Fault) {
        guard let threshold = role["threshold"]?.integer, threshold >= 1,
            let identifiers = role["keyids"]?.array?.map(\.string), !identifiers.contains(nil),
            Set(identifiers).count == identifiers.count
        else {
            throw Fault(
                .trustMalformed, "the keys or the threshold of role '\(name)' make no sense; ask the publisher")
        }
        self.threshold = threshold
        keys = known.filter { identifiers.contains($0.key) }
    }

    /// Whether a key that could sign for `older` can no longer do so: then what it signed is not to be believed.
    func withdraws(_ older: RoleKeys) -> Bool { !Set(older.keys.values).isSubset(of: keys.values) }

    /// Reads the `keys` member of a root or of delegations.
    ///
    /// An identifier is a name here, and not computed from its key as section 4.3 has it: public repositories have others.
    /// What the computing is to prevent, one key that counts twice, is prevented where signatures are counted.
    static func table(_ value: JSONValue?) throws(Fault) -> [String: VerificationKey] {
        guard let members = value?.object else {
            throw Fault(.trustMalformed, "metadata without a table of keys; fetch it again")
        }
        var keys: [String: VerificationKey] = [:]
        for (identifier, key) in members { keys[identifier.text] = try VerificationKey(key) }
        return keys
    }
}
