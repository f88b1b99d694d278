import Foundation
import Ground

@testable import TrustedUpdate

/// Changes what is published, with the publisher's own keys where a thief has them.
struct Forger {
    private let files: RepositoryFiles
    private let keys: KeyRing
    private let folder: URL

    init(_ fixture: Fixture) throws {
        folder = fixture.published
        files = RepositoryFiles(folder)
        keys = try KeyRing(fixture.folder.appending(path: "keys"))
    }

    func url(_ name: String) -> URL { folder.appending(path: "metadata/" + name) }

    func read(_ name: String) throws -> Data { try Data(contentsOf: url(name)) }

    func write(_ data: Data, _ name: String) throws { try data.write(to: url(name)) }

    /// Signs a changed copy of a published file with the keys that root version 1 names for the role.
    func sign(_ role: String, version: Int?, change: (inout SignedPart) throws -> Void) throws -> Data {
        guard let data = try files.read(role, version: version), let root = try files.read("root", version: 1) else {
            throw Fault(.init("test.missing"), "\(role) is not published")
        }
        var part = try SignedPart(file: data)
        try change(&part)
        return try keys.sign(part, for: [SignedPart(file: root).signers(role)], role: role)
    }

    /// A timestamp of that version for that snapshot, with or without the snapshot's hash.
    func timestamp(version: Int, snapshot: Int, of bytes: Data? = nil) throws {
        let data = try sign("timestamp", version: nil) { part in
            part.members["version"] = .integer(version)
            var meta: [ExactText: JSONValue] = ["version": .integer(snapshot)]
            if let bytes { meta["length"] = .integer(bytes.count) }
            part[table: "meta"]["snapshot.json"] = .object(meta)
        }
        try write(data, "timestamp.json")
    }

    /// The same document signed by a key that nobody trusts.
    func signByStranger(_ name: String) throws -> Data {
        let part = try SignedPart(file: read(name))
        let key = SigningKey()
        let signature = try key.signature(over: JSONValue.object(part.members).canonical)
        return JSONValue.object(["signed": .object(part.members), "signatures": .array([signature])]).file
    }
}
