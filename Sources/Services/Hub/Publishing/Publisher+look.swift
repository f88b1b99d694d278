internal import Foundation
internal import Ground
internal import ListFiles
internal import TrustedUpdate

extension Publisher {
    /// Looks at what is published as a device does that comes for the first time: whether the metadata are whole and signed,
    /// and each list's files those that were signed.
    ///
    /// - Parameter thoroughly: reads the files, and does not look at their lengths alone.
    /// - Returns: by list, what of its files a device would refuse.
    /// - Throws: ``Fault`` `trust.…` naming what a device would refuse of the four top-level roles, `disk.…`.
    func look(now: Date, thoroughly: Bool) async throws(Fault) -> [String: Fault] {
        do {
            try await refresh(now: now)
            return try await ThreadExecutor(name: "look").run { [folder] () throws(Fault) in
                try Self.damagedFiles(in: folder.repository, thoroughly)
            }
        } catch { throw error.atTheHub("what is published in \(folder.repository.path)") }
    }

    private func refresh(now: Date) async throws(Fault) {
        let lock = try await folder.lock(folder.publishLock, patience: patience)
        defer { lock.release() }
        // Beside what is looked at, and not where others fill the disk.
        let state = folder.look
        try? FileManager.default.removeItem(at: state)
        defer { try? FileManager.default.removeItem(at: state) }
        let source = DirectorySource(folder.repository)
        guard let root = try await source.metadata("1.root.json", limit: 1 << 20) else {
            throw Fault(.trustMissing, "\(folder.repository.path) lacks its first root; restore it from a backup")
        }
        let device = try TrustedClient(stateDirectory: state, source: source, trustedRoot: root)
        try await device.refreshTopLevel(now: now)
    }

    private static func damagedFiles(in repository: URL, _ thoroughly: Bool) throws(Fault) -> [String: Fault] {
        let damaged = try PublishedParts(in: repository).targets().filter { file, place in
            thoroughly ? !file.isAlready(at: place) : (try? DurableFile.size(of: place)) != file.length
        }
        guard !damaged.isEmpty else { return [:] }
        // What was withdrawn meanwhile is missed by nobody.
        let places = Set(try PublishedParts(in: repository).targets().map(\.place))
        return damaged.filter { places.contains($0.place) }.reduce(into: [:]) { troubles, target in
            let list = ListOffers.owner(of: target.file.path)
            troubles[list] = troubles[list] ?? Fault.listFile(target.place.path, of: list)
        }
    }

    /// - Throws: ``Fault`` `trust.key` where nothing can be signed, `trust.missing`, `trust.malformed`, `disk.read`.
    func requireSigners() async throws(Fault) { try await opened().requireSigners() }

    /// - Throws: ``Fault`` `hub.repository.old`, and as ``requireSigners()``.
    func requireNewest() async throws(Fault) { _ = try await requireNewest(opened()) }

    /// - Returns: the version of the timestamp that was published last; nil where none was.
    /// - Throws: ``Fault`` `hub.repository.old` for an older copy than the one that was published from last.
    func requireNewest(_ repository: TrustedRepository) async throws(Fault) -> Int? {
        let version = await repository.version
        let published = try await store.look {
            try $0.rows("SELECT version FROM publication WHERE role = 'timestamp'").first?.get("version", as: Int.self)
        }
        guard version >= published ?? 0 else {
            throw Fault(
                .hubRepositoryOld,
                "\(folder.repository.path) is at version \(version), but \(published ?? 0) was published; share the newer "
                    + "folder, or restore its newest backup")
        }
        return published
    }

    /// By list, what keeps it from being signed.
    func unsigned() async throws(Fault) -> [String: Fault] {
        let repository = try opened()
        return try await repository.unsigned().filter { !TrustedRepository.topLevel.contains($0.key) }
    }
}

extension TrustedRepository {
    static let topLevel: Set = ["timestamp", "snapshot", "targets"]

    /// - Throws: ``Fault`` `trust.key` where nothing can be signed, whatever it is.
    func requireSigners() throws(Fault) {
        let missing = try unsigned()
        if let fault = Self.topLevel.sorted().compactMap({ missing[$0] }).first { throw fault }
    }
}

extension Fault {
    /// What is wrong, without what a device's technician is told to do.
    var statement: String { message.split(separator: "; ", maxSplits: 1).first.map(String.init) ?? message }

    /// What a device would say of what is published, in words for the hub; other faults stay as they are.
    func atTheHub(_ what: String) -> Fault {
        switch code {
        case .trustExpired: Fault(code, "\(statement); the journal says why it is not signed again")
        case .trustMalformed, .trustMismatch, .trustMissing, .trustRollback, .trustSignature, .trustTooLarge,
            .trustVersion, .diskMissing, .diskTooLarge:
            Fault(
                code,
                "\(what) is not whole: \(statement); put it back from the newest backup, or from any copy that is as new"
            )
        default: self
        }
    }

    /// A published file of a list that cannot be had.
    ///
    /// - Parameter cause: what the hub has met on the way to a copy of its own; nil where that was not tried.
    static func listFile(_ file: String, of list: String, cause: Fault? = nil) -> Fault {
        let otherwise =
            cause == nil
            ? "without one ridgeline-hub rotate-keys --lists \(list) publishes it from the hub's own copy, if that is whole"
            : "without one ridgeline-hub delete-list \(list), and enrol its persons anew on a list of another name"
        return Fault(
            .hubListFile,
            "\(file) is gone or not what was signed: devices that need it do not get the list '\(list)'; put it back from the "
                + "hub's backup or any copy of the repository; \(otherwise)", cause: cause)
    }
}
