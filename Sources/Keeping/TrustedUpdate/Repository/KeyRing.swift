internal import Foundation
internal import Ground

/// The signing keys that lie in a folder; those of the root may lie in a safe, and are brought only when they are needed.
struct KeyRing: Sendable {
    private let folder: URL
    private let safe: URL?
    private var keys: [String: SigningKey] = [:]
    private static let topLevel = ["root", "timestamp", "snapshot", "targets"]

    /// Loads every `*.key`; makes the folder where it is missing.
    ///
    /// - Parameter safe: another folder, where keys of the root are looked for too, and new ones are put.
    init(_ folder: URL, safe: URL? = nil) throws(Fault) {
        self.folder = folder
        self.safe = safe
        try load(folder)
        if let safe { try load(safe, where: { $0.hasPrefix("root-") }) }
    }

    private mutating func load(_ folder: URL, where isWanted: (String) -> Bool = { _ in true }) throws(Fault) {
        let names: [String]
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch { throw Fault(.trustKey, "cannot read the keys in \(folder.path); check the path", cause: error) }
        for name in names where name.hasSuffix(".key") && isWanted(name) {
            do throws(Fault) {
                let key = try SigningKey(file: folder.appending(path: name))
                keys[key.identifier] = key
            } catch {
                // Of a delegated role: it is missed when that role is to be signed.
                guard !Self.topLevel.contains(where: { name.hasPrefix($0 + "-") }) else { throw error }
            }
        }
    }

    /// Makes and stores new keys for a role.
    mutating func make(_ count: Int, for role: String) throws(Fault) -> [SigningKey] {
        let place = role == "root" ? safe ?? folder : folder
        var made: [SigningKey] = []
        for _ in 0..<count {
            let key = SigningKey()
            try key.save(in: place, role: role)
            keys[key.identifier] = key
            made.append(key)
        }
        return made
    }

    /// Destroys keys of a role that is no more.
    mutating func remove(_ identifiers: [String], of role: String) throws(Fault) {
        for identifier in identifiers {
            try DurableFile.remove(folder.appending(path: SigningKey.fileName(identifier, role: role)))
            keys[identifier] = nil
        }
    }

    /// - Throws: ``Fault`` `trust.key` when too few keys are here.
    func check(_ signers: Signers, role: String) throws(Fault) {
        let present = signers.identifiers.count { keys[$0] != nil }
        guard present >= signers.threshold else {
            throw Fault(
                .trustKey,
                "\(signers.threshold) keys must sign \(role) metadata, \(present) can be read in \((safe ?? folder).path); bring the others, or put them back from the backup"
            )
        }
    }

    /// The metadata file: the part, signed with every key that is here of those who may sign.
    ///
    /// - Parameter signers: each group must reach its own threshold; a new root has two groups, the old and the new.
    /// - Throws: ``Fault`` `trust.key` when too few keys are here.
    func sign(_ part: SignedPart, for signers: [Signers], role: String) throws(Fault) -> Data {
        for group in signers { try check(group, role: role) }
        let message = JSONValue.object(part.members).canonical
        var signatures: [JSONValue] = []
        for identifier in Set(signers.flatMap(\.identifiers)).sorted() {
            guard let key = keys[identifier] else { continue }
            signatures.append(try key.signature(over: message))
        }
        return JSONValue.object(["signed": .object(part.members), "signatures": .array(signatures)]).file
    }
}
