internal import Foundation
internal import Ground

/// What a timestamp or snapshot says of another metadata file: its version, and maybe length and hashes.
struct VersionedFile: Sendable {
    let version: Int
    let description: FileDescription

    init(_ value: JSONValue, name: String) throws(Fault) {
        guard let members = value.object, let version = members["version"]?.integer, version >= 1 else {
            throw Fault(.trustMalformed, "the version of \(name) makes no sense; ask the publisher")
        }
        self.version = version
        description = try FileDescription(members, name: name)
        guard members["hashes"] == nil || !description.hashes.isEmpty else {
            throw Fault(.trustMalformed, "the hashes of \(name) are of no kind that we know; ask the publisher")
        }
    }
}

/// The newest snapshot, said often and by an online key (TUF specification, section 4.6).
struct TimestampMetadata: Sendable {
    let document: SignedDocument
    let snapshot: VersionedFile

    init(_ data: Data, keys: RoleKeys) throws(Fault) {
        document = try SignedDocument(data, type: "timestamp")
        try document.verify(with: keys, name: "timestamp")
        guard let snapshot = document.signed["meta"]?.object?["snapshot.json"] else {
            throw Fault(.trustMalformed, "timestamp metadata names no snapshot; fetch it again")
        }
        self.snapshot = try VersionedFile(snapshot, name: "snapshot.json")
    }
}

/// The versions of all targets metadata that belong together (TUF specification, section 4.4).
struct SnapshotMetadata: Sendable {
    let document: SignedDocument
    /// By file name without version, such as `targets.json`.
    let files: [ExactText: VersionedFile]

    init(_ data: Data, keys: RoleKeys) throws(Fault) {
        document = try SignedDocument(data, type: "snapshot")
        try document.verify(with: keys, name: "snapshot")
        guard let meta = document.signed["meta"]?.object, meta["targets.json"] != nil else {
            throw Fault(.trustMalformed, "snapshot metadata names no targets; fetch it again")
        }
        var files: [ExactText: VersionedFile] = [:]
        for (name, value) in meta { files[name] = try VersionedFile(value, name: name.text) }
        self.files = files
    }
}
