public import Foundation
public import Ground

/// What a repository has published, as its own metadata say, whatever has become of the keys.
public struct PublishedParts: Sendable {
    let timestamp: SignedPart
    let snapshot: SignedPart
    /// The targets role and those it delegates to, by name.
    let roles: [String: SignedPart]
    /// Delegated roles whose metadata are not what was published.
    let troubles: [String: Fault]
    private let files: RepositoryFiles

    /// - Throws: ``Fault`` `trust.missing`, `trust.malformed`, `disk.read`.
    public init(in folder: URL) throws(Fault) { try self.init(RepositoryFiles(folder)) }

    init(_ files: RepositoryFiles) throws(Fault) {
        self.files = files
        timestamp = try files.part("timestamp", nil)
        // What was exchanged must not be signed again as ours.
        snapshot = try files.part("snapshot", vouchedBy: timestamp)
        let targets = try files.part("targets", vouchedBy: snapshot)
        var (roles, troubles): ([String: SignedPart], [String: Fault]) = (["targets": targets], [:])
        // Not those that the snapshot names and nobody delegates to any more: they were withdrawn.
        for role in targets.delegated {
            do throws(Fault) { roles[role] = try files.published(role, snapshot) } catch { troubles[role] = error }
        }
        (self.roles, self.troubles) = (roles, troubles)
    }

    /// The roles that files are published under, besides the repository's own.
    public var delegated: Set<String> { Set(roles.keys).union(troubles.keys).subtracting(["targets"]) }

    /// Every file that is published, and where its bytes lie; without those of roles whose metadata are damaged.
    ///
    /// - Throws: ``Fault`` `trust.malformed`.
    public func targets() throws(Fault) -> [(file: TargetFile, place: URL)] {
        var list: [TargetFile] = []
        for part in roles.values { list += try part.targets() }
        return list.sorted { $0.path < $1.path }.map { ($0, files.file(of: $0)) }
    }
}

extension RepositoryFiles {
    /// One of our own metadata files.
    ///
    /// - Throws: ``Fault`` `trust.missing`, `trust.malformed`, `disk.read`.
    func part(_ role: String, _ version: Int?) throws(Fault) -> SignedPart {
        guard let data = try read(role, version: version) else {
            throw Fault(.trustMissing, "\(folder.path) lacks its \(role) metadata; create it or restore a backup")
        }
        return try SignedPart(file: data)
    }

    /// - Throws: ``Fault`` also `trust.mismatch` for another than was published.
    fileprivate func part(_ role: String, vouchedBy above: SignedPart) throws(Fault) -> SignedPart {
        let version = above.version(of: role + ".json")
        let part = try part(role, version)
        guard let version, let data = try read(role, version: version),
            above[table: "meta"][ExactText(role + ".json")] == TrustedRepository.description(of: data, version: version)
        else {
            throw Fault(
                .trustMismatch, "\(metadata(role, version).path) is not what was published; put it back from the backup"
            )
        }
        return part
    }
}

extension SignedPart {
    /// The names of the roles that a targets role delegates to.
    fileprivate var delegated: [String] {
        (self[table: "delegations"]["roles"]?.array ?? []).compactMap { $0.object?["name"]?.string }
    }

    /// The files that a targets role signs for.
    func targets() throws(Fault) -> [TargetFile] {
        var list: [TargetFile] = []
        for (path, value) in self[table: "targets"] { list.append(try TargetFile(path: path.text, value)) }
        return list
    }
}
