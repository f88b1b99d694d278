public import Crypto
public import Foundation
public import Ground

/// Appends to the chain; a record is on the disk when ``append(_:)`` returns.
///
/// It lives on a thread of its own, which waits for the disk. One process at a time writes.
///
///     let log = try AuditLog(state.audit, anchor: state.auditAnchor, key: key)
///     try await log.append(.duty(officer: "o-17"))
public actor AuditLog {
    private let thread: ThreadExecutor
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    private let anchorFile: URL
    private let key: SymmetricKey
    private var chain: AuditChain

    /// Opens the log, or begins one, and mends a tail that a power cut tore.
    ///
    /// - Parameters:
    ///   - root: the folder of its files.
    ///   - key: the device's, for the anchor.
    ///   - now: the wall clock.
    ///   - onTrouble: told what went wrong beside the records: no new file can be begun, an old one not removed.
    /// - Throws: ``Fault`` `audit.damaged` where the newest file cannot be continued, `disk.*`.
    public init(
        _ root: URL, anchor: URL, key: SymmetricKey, now: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) },
        onTrouble: @escaping @Sendable (Fault) -> Void = { _ in }
    ) throws(Fault) {
        try self.init(AuditFolder(root: root), anchor: anchor, key: key, now: now, onTrouble: onTrouble)
    }

    init(
        _ folder: AuditFolder, anchor: URL, key: SymmetricKey, now: @escaping @Sendable () -> Timestamp,
        onTrouble: @escaping @Sendable (Fault) -> Void = { _ in }, behind anchored: AuditAnchor? = nil
    ) throws(Fault) {
        try Folder.make(folder.root)
        let chain = try AuditChain.resume(folder, now: now, onTrouble: onTrouble, behind: anchored)
        thread = ThreadExecutor(name: "audit")
        anchorFile = anchor
        self.key = key
        self.chain = chain
    }

    /// Adds a record.
    ///
    /// - Throws: ``Fault`` `disk.write`, `audit.missing`, `audit.tooLarge`: the record is not in the chain then; in no other case.
    public func append(_ event: AuditEvent) throws(Fault) { try chain.append(event) }

    /// Adds a search; what has changed of the lists since the one before stands in records before it.
    ///
    /// - Parameter generations: list owner to generation, as searched; empty where nothing was.
    /// - Throws: ``Fault`` `disk.write`, `audit.missing`, `audit.tooLarge`: the search is not in the chain then; in no other case.
    public func append(_ search: AuditSearch, in generations: [String: Int]) throws(Fault) {
        try chain.append(search, in: generations)
    }

    /// Keeps the newest record apart, for the hub and against a cut tail; costs two flushes, so not with each record.
    public func anchor() throws(Fault) {
        guard chain.next > 1 else { return }
        let anchor = AuditAnchor(number: chain.next - 1, digest: chain.digest, key: key)
        try DurableFile.write(try WireJSON.encode(anchor), to: anchorFile)
    }
}
