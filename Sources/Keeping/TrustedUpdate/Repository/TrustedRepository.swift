public import Foundation
public import Ground

/// Publishes files under signed metadata that a ``TrustedClient`` believes.
///
/// Everything new is written beside what is published; replacing `timestamp.json`, last, is the moment of publication.
/// A power loss before it leaves the old publication whole, and publishing again is harmless.
/// One process at a time may publish into a folder.
public actor TrustedRepository {
    let files: RepositoryFiles
    let lifetimes: Lifetimes
    var keys: KeyRing
    var root: SignedPart
    var timestamp = SignedPart(type: "timestamp", [:])
    var snapshot = SignedPart(type: "snapshot", [:])
    /// The targets role and those it delegates to, by name.
    var roles = ["targets": SignedPart(type: "targets", ["targets": .object([:])])]
    /// Delegated roles whose metadata are not what was published, or that nothing here can sign for: they stay as they are,
    /// and the others go on.
    public internal(set) var troubles: [String: Fault] = [:]

    /// Makes new keys and an empty repository.
    ///
    /// - Parameters:
    ///   - folder: what a web server will serve.
    ///   - keys: where the signing keys lie (0600).
    ///   - safe: where those of the root are put instead; nil leaves them beside the others, for a test.
    ///   - rootKeys: how many root keys are made.
    ///   - rootThreshold: how many of them must sign a new root.
    /// - Throws: ``Fault`` `trust.exists` where there is one already, `trust.key`, `disk.write`.
    public static func create(
        folder: URL, keys: URL, safe: URL? = nil, lifetimes: Lifetimes = Lifetimes(), rootKeys: Int = 3,
        rootThreshold: Int = 2, now: Date
    ) async throws(Fault) -> TrustedRepository {
        let files = RepositoryFiles(folder)
        guard try files.read("root", version: 1) == nil else {
            throw Fault(.trustExists, "\(folder.path) already holds a repository; open it, or choose another folder")
        }
        guard rootThreshold >= 1, rootKeys >= rootThreshold else {
            throw Fault(.trustKey, "\(rootThreshold) of \(rootKeys) root keys can never sign; choose other numbers")
        }
        var ring = try KeyRing(keys, safe: safe)
        var root = SignedPart(type: "root", ["consistent_snapshot": .boolean(true)])
        root.install(try ring.make(rootKeys, for: "root"), threshold: rootThreshold, for: "root")
        for role in ["timestamp", "snapshot", "targets"] {
            root.install(try ring.make(1, for: role), threshold: 1, for: role)
        }
        root = root.renewed(now: now, lifetime: lifetimes.root)
        try files.write(try ring.sign(root, for: [try root.signers("root")], role: "root"), "root", version: 1)
        let repository = try TrustedRepository(folder: folder, keys: keys, lifetimes: lifetimes)
        try await repository.publish(now: now)
        return repository
    }

    /// Opens a repository made by ``create(folder:keys:safe:lifetimes:rootKeys:rootThreshold:now:)``.
    ///
    /// - Parameter safe: where the root's keys lie, for work that needs them.
    /// - Throws: ``Fault`` `trust.missing` where there is none, `trust.key`, `trust.malformed`; what is wrong with one delegated
    ///   role is among the ``troubles``.
    public init(folder: URL, keys: URL, safe: URL? = nil, lifetimes: Lifetimes = Lifetimes()) throws(Fault) {
        let files = RepositoryFiles(folder)
        self.files = files
        self.lifetimes = lifetimes
        self.keys = try KeyRing(keys, safe: safe)
        root = try files.part("root", 1)
        while let next = try files.read("root", version: root.version + 1) { root = try SignedPart(file: next) }
        // Before the first publication there is a root and nothing else.
        guard try files.read("timestamp", version: nil) != nil else { return }
        let published = try PublishedParts(files)
        (timestamp, snapshot) = (published.timestamp, published.snapshot)
        (roles, troubles) = (published.roles, published.troubles)
    }

    /// The newest root, for the provisioning of devices.
    public func trustedRoot() throws(Fault) -> Data {
        guard let data = try files.read("root", version: root.version) else {
            throw Fault(.trustMissing, "the root has vanished from the repository; restore it from a backup")
        }
        return data
    }

    /// The version of the timestamp in force; it grows with every publication.
    public var version: Int { timestamp.version }

    /// When it was last signed; nil before the first time.
    public var signed: Date? { timestamp.members["x-issued"]?.string.flatMap(DateText.date(seconds:)) }

    /// Where a published file's bytes lie.
    public nonisolated func file(of target: TargetFile) -> URL { files.file(of: target) }

    /// Every file that is published.
    public func targets() throws(Fault) -> [TargetFile] {
        var list: [TargetFile] = []
        for part in roles.values { list += try part.targets() }
        return list.sorted { $0.path < $1.path }
    }
}
