internal import Foundation
internal import Ground

/// Files that a role signs for, and roles it trusts for others (TUF specification, section 4.5).
struct TargetsMetadata: Sendable {
    let document: SignedDocument
    /// By path.
    let files: [ExactText: TargetFile]
    /// In order of priority.
    let delegations: [Delegation]

    init(_ data: Data, keys: RoleKeys, name: String) throws(Fault) {
        document = try SignedDocument(data, type: "targets")
        try document.verify(with: keys, name: name)
        guard let members = document.signed["targets"]?.object else {
            throw Fault(.trustMalformed, "\(name) metadata has no table of targets; fetch it again")
        }
        var files: [ExactText: TargetFile] = [:]
        for (path, value) in members { files[path] = try TargetFile(path: path.text, value) }
        self.files = files
        delegations = try Delegation.list(document.signed["delegations"])
    }
}
