public import Foundation
public import Ground

/// Keeps a verified view of a repository that may be hostile, and never goes back.
///
/// Follows the client workflow of The Update Framework specification 1.0 (section 5), one file per step. Metadata is
/// stored role by role, each only after it was verified, so a failure leaves the last good state in force.
/// Expiry is judged against the clock, but never earlier than the last time a trusted role has signed.
public actor TrustedClient {
    let source: any MetadataSource
    let limits: TrustLimits
    let store: TrustStore

    var root: RootMetadata
    var timestamp: TimestampMetadata?
    var snapshot: SnapshotMetadata?
    /// Targets metadata by role, delegated ones included.
    var targets: [String: TargetsMetadata] = [:]
    /// Files of the copy that need not be read again, by path.
    var verified: [String: VerifiedFile] = [:]
    /// Files that could not be had at the last copy: tried last, so that a source they end answers for the others first.
    var failed: Set<String> = []
    /// Bytes of files of the copy that were read to find out whether they are whole.
    package internal(set) var verifiedBytes = 0
    private var clock = Date.distantPast
    /// An actor may be entered again while it waits for the source; two refreshes at once could undo each other.
    private let lock = AsyncLock()

    /// Opens the state, or begins it with a root that came by a trusted way.
    ///
    /// - Parameters:
    ///   - stateDirectory: made where it does not exist; one client at a time.
    ///   - trustedRoot: used only when the directory holds no readable root.
    /// - Throws: ``Fault`` `trust.noRoot`, `trust.malformed`, `trust.signature`, `disk.…`.
    public init(
        stateDirectory: URL, source: any MetadataSource, trustedRoot: Data? = nil, limits: TrustLimits = TrustLimits()
    ) throws(Fault) {
        self.source = source
        self.limits = limits
        store = try TrustStore(stateDirectory)
        // A root that the disk has damaged is walked to again from the provisioned one.
        if let stored = try store.read("root"), let intact = try? RootMetadata(stored) {
            root = intact
        } else if let trustedRoot {
            root = try RootMetadata(trustedRoot)
            try store.write(root: trustedRoot, version: root.document.version)
        } else {
            throw Fault(.trustNoRoot, "\(stateDirectory.path) holds no trusted root; provision this device again")
        }
    }

    /// Stores a root that came by a trusted way, in the place of whatever root is there.
    ///
    /// - Throws: ``Fault`` `trust.malformed`, `trust.signature`, `disk.write`.
    public static func begin(in stateDirectory: URL, with trustedRoot: Data) throws(Fault) {
        let root = try RootMetadata(trustedRoot)
        try TrustStore(stateDirectory).write(root: trustedRoot, version: root.document.version)
    }

    /// Brings root, timestamp, snapshot, targets and the delegated roles up to date, in this order.
    ///
    /// - Parameters:
    ///   - now: the device's clock.
    ///   - paths: asks only for roles that may sign for one of these; nil for every role.
    /// - Throws: ``Fault`` `trust.expired`, `trust.rollback`, `trust.version`, `trust.signature`, `trust.mismatch`,
    ///   `trust.malformed`, `trust.missing`, `trust.tooLarge`, or what the source and the disk throw.
    public func refresh(now: Date, toward paths: [String]? = nil) async throws(Fault) -> TargetsSnapshot {
        try await lock.withLock { () async throws(Fault) in
            try await self.updateTopLevel(now: now)
            try await self.loadDelegations(toward: paths)
            return try self.current()
        }
    }

    /// As ``refresh(now:toward:)``, path by path: a role that cannot be had keeps no other back.
    ///
    /// - Parameter isGone: faults that mean that the source answers nobody now; they are thrown.
    /// - Returns: by path, why a role that may sign for it is not there.
    /// - Throws: as ``refresh(now:toward:)``, of the four top-level roles alone.
    public func refresh(
        now: Date, towardEach paths: [String], isGone: @Sendable (Fault) -> Bool = { _ in false }
    ) async throws(Fault) -> [String: Fault] {
        try await lock.withLock { () async throws(Fault) in
            try await self.updateTopLevel(now: now)
            var missing: [String: Fault] = [:]
            for path in paths {
                do throws(Fault) { try await self.add(path) } catch {
                    if isGone(error) || Task.isCancelled { throw error }
                    missing[path] = error
                }
            }
            return missing
        }
    }

    /// Asks for the roles that may sign for a path besides; where that fails, what was loaded before still counts.
    private func add(_ path: String) async throws(Fault) {
        let before = targets
        defer { targets.merge(before) { new, _ in new } }
        try await loadDelegations(toward: [path])
    }

    /// What the last refresh has loaded.
    public func loaded() throws(Fault) -> TargetsSnapshot { try current() }

    /// Brings the four top-level roles up to date, and asks for no delegated one.
    ///
    /// - Throws: as ``refresh(now:)``.
    public func refreshTopLevel(now: Date) async throws(Fault) {
        try await lock.withLock { () async throws(Fault) in try await self.updateTopLevel(now: now) }
    }

    /// The first file of that path in the order of the delegations, asking only for the roles on the way.
    ///
    /// Call ``refreshTopLevel(now:)`` before.
    ///
    /// - Returns: nil when no trusted role knows the path.
    /// - Throws: as ``refresh(now:)``.
    public func find(_ path: String) async throws(Fault) -> TargetFile? {
        try await lock.withLock { () async throws(Fault) in try await self.search(path) }
    }

    /// Brings a target to the disk, of the signed length and hashes; what an earlier attempt has left is continued.
    ///
    /// - Parameter file: its folder must exist; a file already there is replaced only by a whole one.
    /// - Throws: ``Fault`` `trust.mismatch`, `trust.tooLarge`, `disk.full`, `disk.write`, or what the source throws.
    public func fetch(_ target: TargetFile, to file: URL) async throws(Fault) {
        try await fetch(target, to: file) { () throws(Fault) in }
    }

    /// - Parameter onArrival: done when the file is whole, before it is in its place.
    func fetch(_ target: TargetFile, to file: URL, onArrival: () throws(Fault) -> Void) async throws(Fault) {
        try target.requireHash()
        for attempt in 1...2 {
            let partial = try PartialFile(of: target, beside: file)
            do {
                if partial.count < target.length {
                    try await source.target(location(of: target), into: partial, attempt: attempt)
                }
                return try partial.complete(as: file, onArrival: onArrival)
            } catch  where error.code == .trustMismatch && attempt == 1 && partial.count == target.length {
                // What was there already may have been damaged on the disk, or one of several sources lies.
                continue
            }
        }
    }

    /// Where a target's bytes lie below a repository's `targets/`.
    public func location(of target: TargetFile) -> String {
        target.location(consistentSnapshot: root.consistentSnapshot)
    }

    /// What was last verified and stored, judged by nobody's clock: for a status page, and for a device cut off.
    ///
    /// - Returns: nil before the first complete refresh.
    /// - Throws: ``Fault`` when the stored metadata is damaged.
    public func stored() throws(Fault) -> TargetsSnapshot? {
        try loadStored()
        loadStoredDelegations()
        return targets["targets"] == nil ? nil : try current()
    }

    /// The newest time at which a trusted role has signed: a clock behind it is wrong. nil where none says when.
    public func signedTime() throws(Fault) -> Date? {
        if !lock.isHeld { try loadStored() }
        return newestIssue
    }

    private var newestIssue: Date? {
        let signed = [root.document, timestamp?.document, snapshot?.document, targets["targets"]?.document]
        return signed.compactMap { $0?.issued }.max()
    }

    /// The moment to judge expiry by: a clock behind what has been signed is wrong.
    var moment: Date { max(clock, newestIssue ?? .distantPast) }

    func checkExpiry(_ document: SignedDocument, _ role: String) throws(Fault) {
        let now = max(moment, document.issued ?? .distantPast)
        guard now < document.expires else {
            throw Fault(
                .trustExpired,
                "\(role) metadata version \(document.version) expired at \(DateText.seconds(document.expires)), it is "
                    + "\(DateText.seconds(now)); fetch newer metadata, and check this device's clock")
        }
    }

    /// The bytes of a metadata file of at most `limit` bytes.
    func download(_ role: String, version: Int?, limit: Int) async throws(Fault) -> Data? {
        let name = FileNames.metadata(role, version: version)
        guard let data = try await source.metadata(name, limit: limit) else { return nil }
        guard data.count <= limit else {
            throw Fault(.trustTooLarge, "\(name) is longer than the \(limit) bytes allowed; use another source")
        }
        return data
    }

    private func updateTopLevel(now: Date) async throws(Fault) {
        clock = now
        // Before the root for the floor of time, after it because a new root may no longer vouch for what is stored.
        try loadStored()
        try await updateRoot()
        try loadStored()
        try await updateTimestamp()
        try await updateSnapshot()
        try await updateTargets()
    }

    func current() throws(Fault) -> TargetsSnapshot {
        var documents = ["root": root.document]
        documents["timestamp"] = timestamp?.document
        documents["snapshot"] = snapshot?.document
        for (role, metadata) in targets { documents[role] = metadata.document }
        return TargetsSnapshot(
            targets: trustedTargets(), versions: documents.mapValues(\.version),
            expires: documents.values.map(\.expires).min() ?? .distantPast, rootExpires: root.document.expires,
            signed: newestIssue)
    }
}
