internal import Foundation
internal import Ground

/// Which keys may sign for each top-level role (TUF specification, section 4.3).
struct RootMetadata: Sendable {
    let document: SignedDocument
    /// Whether file names carry versions and hashes.
    let consistentSnapshot: Bool
    let root: RoleKeys
    let timestamp: RoleKeys
    let snapshot: RoleKeys
    let targets: RoleKeys

    /// - Throws: ``Fault`` `trust.malformed`; `trust.signature` when it is not signed by its own root keys.
    init(_ data: Data) throws(Fault) {
        document = try SignedDocument(data, type: "root")
        let keys = try RoleKeys.table(document.signed["keys"])
        guard let roles = document.signed["roles"]?.object else {
            throw Fault(.trustMalformed, "root metadata without roles; fetch it again")
        }
        func role(_ name: ExactText) throws(Fault) -> RoleKeys {
            try RoleKeys(roles[name]?.object ?? [:], known: keys, name: name.text)
        }
        // Missing is no, as the reference implementation reads it.
        consistentSnapshot = document.signed["consistent_snapshot"]?.boolean ?? false
        root = try role("root")
        timestamp = try role("timestamp")
        snapshot = try role("snapshot")
        targets = try role("targets")
        try document.verify(with: root, name: "root")
    }
}
