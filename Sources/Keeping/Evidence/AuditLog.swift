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
    /// nil while it cannot be opened.
    private var chain: AuditChain?
    private var opening: AuditOpening?

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
        onTrouble: @escaping @Sendable (Fault) -> Void = { _ in }
    ) throws(Fault) {
        try Folder.make(folder.root)
        let chain = try AuditChain.resume(folder, now: now, onTrouble: onTrouble)
        thread = ThreadExecutor(name: "audit")
        (anchorFile, self.key) = (anchor, key)
        self.chain = consume chain
    }

    private init(_ opening: AuditOpening, _ chain: consuming AuditChain?) {
        thread = ThreadExecutor(name: "audit")
        (anchorFile, key) = (opening.anchor, opening.key)
        self.opening = opening
        self.chain = chain
    }

    /// Opens the log as its initialiser does, and whatever is in its place. One that cannot be continued, or from which
    /// something is missing that was anchored, is set aside with every byte, and the chain goes on behind the anchor in a
    /// new one, which says so. One that is gone leaves an empty file in place of what would have been set aside.
    ///
    /// Where there is no place for a new one either, as on a full disk, each record is refused until there is: it is
    /// tried again with each, and what was wrong stands before the first one then.
    ///
    /// - Parameters:
    ///   - isExpected: a station has worked here before: where there is no file the log was taken away.
    ///   - onTrouble: as of the initialiser; also told why the log cannot be opened.
    /// - Returns: also what was wrong, to be recorded; nil where nothing was, or no record can be written yet.
    public static func open(
        _ root: URL, anchor: URL, key: SymmetricKey, isExpected: Bool = false,
        now: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) },
        onTrouble: @escaping @Sendable (Fault) -> Void = { _ in }
    ) -> (log: AuditLog, damage: Fault?) {
        var opening = AuditOpening(
            AuditFolder(root: root), anchor: anchor, key: key, isExpected: isExpected, now: now, onTrouble: onTrouble)
        do throws(Fault) {
            let chain = try opening.chain()
            return (AuditLog(opening, chain), opening.damage)
        } catch {
            onTrouble(error)
            return (AuditLog(opening, nil), nil)
        }
    }

    /// Adds a record.
    ///
    /// - Throws: ``Fault`` `disk.*`, `audit.missing`, `audit.tooLarge`: the record is not in the chain then; in no other case.
    public func append(_ event: AuditEvent) throws(Fault) {
        try reopen()
        try chain?.append(event)
    }

    /// Adds a search; what has changed of the lists since the one before stands in records before it.
    ///
    /// - Parameter generations: list owner to generation, as searched; empty where nothing was.
    /// - Throws: ``Fault`` `disk.*`, `audit.missing`, `audit.tooLarge`: the search is not in the chain then; in no other case.
    public func append(_ search: AuditSearch, in generations: [String: Int]) throws(Fault) {
        try reopen()
        try chain?.append(search, in: generations)
    }

    /// Opens what could not be opened at the start.
    private func reopen() throws(Fault) {
        guard chain == nil, var opening else { return }
        defer { self.opening = opening }
        var chain = try opening.chain()
        if let damage = opening.damage { try chain.append(.begunAnew(code: damage.code.rawValue)) }
        self.chain = consume chain
    }

    /// Keeps the newest record apart, for the hub and against a cut tail; costs two flushes, so not with each record.
    public func anchor() throws(Fault) {
        guard let next = chain?.next, let digest = chain?.digest, next > 1 else { return }
        let anchor = AuditAnchor(number: next - 1, digest: digest, key: key)
        try DurableFile.write(try WireJSON.encode(anchor), to: anchorFile)
    }
}
