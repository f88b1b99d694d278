internal import Crypto
internal import DeviceIdentity
public import Foundation
public import Ground
internal import X509

/// A reference centre: its folder, its keys and its database.
///
/// Thread-safe. Several processes may have the same hub open, one of them serving; see ``HubServer``.
public struct Hub: Sendable {
    public let folder: HubFolder
    let settings: HubSettings
    let receiptKey: Curve25519.Signing.PrivateKey
    let openingKey: OpeningKey
    private let owner: RecordsOwner
    let store: any SQLStore
    let now: @Sendable () -> Timestamp
    /// Seconds by which the clock may differ from the time at which the hub last worked.
    var clockTolerance: TimeInterval = 86_400
    /// How long a change waits for another process that changes keys or lists.
    var patience = Duration.seconds(60)
    var metrics = HubMetrics()
    let published = PublishedLists()

    /// Makes a hub, or finishes making one that was interrupted; the same hub already there is opened.
    ///
    /// - Parameters:
    ///   - title: what people call the centre.
    ///   - hosts: host names and addresses that devices will use, the usual one first.
    ///   - safe: where the keys of the root of trust and of the next authority are put; nil leaves them beside those in
    ///     daily use, as for a demo; see ``SafeKeys``.
    ///   - database: `postgresql://user@host/database`; nil for SQLite in the folder.
    ///   - now: the wall clock.
    /// - Throws: ``Fault`` `hub.exists`, `hub.missing`, `hub.lost` where parts of a hub are there and others are gone, `hub.host`,
    ///   `hub.title`, `hub.safe`, `disk.*`, `trust.*`.
    public static func create(
        at folder: URL, title: String, hosts: [String], safe: URL? = nil, database: String? = nil,
        now: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) }
    ) async throws -> Hub {
        let folder = HubFolder(folder)
        let settings = try HubSettings(title: title, hosts: hosts, database: database)
        guard folder.mayBeMade else {
            guard try HubSettings.read(folder) == settings else {
                throw Fault(
                    .hubExists, "\(folder.root.path) is another hub already; use it, or choose another folder")
            }
            let hub = try Hub(at: folder.root, now: now)
            try await hub.knownAuthorities()
            return hub
        }
        try folder.begin()
        let hub = try Hub(folder, settings, now, isNew: true, fillsDatabase: true)
        if let safe { try hub.safeKeys.check(safe) }
        try await hub.withKeys { try Authorities.prepare(folder.keys, safe: safe, now: now().date, isNew: true) }
        try await hub.rememberAuthorities()
        try await hub.publisher.prepare(now: now().date, safe: safe)
        try await hub.clock.note()
        try settings.write(folder)
        try folder.finish()
        return hub
    }

    /// Opens a hub.
    ///
    /// - Parameter database: named here or at ``create(at:title:hosts:database:now:)``; the hub remembers it.
    /// - Throws: ``Fault`` `hub.missing`, `hub.lost`, `hub.settings`, `hub.key`, `hub.certificate`, `hub.database`,
    ///   `hub.database.other` where the records lie in SQLite already, or are another hub's.
    public init(
        at folder: URL, database: String? = nil, now: @escaping @Sendable () -> Timestamp = { Timestamp(Date()) }
    ) throws(Fault) {
        let folder = HubFolder(folder)
        var settings = try HubSettings.read(folder)
        try folder.finish()
        let isMoved = database != nil && database != settings.database
        // From one server to another the records are moved, not begun anew.
        let isFirst = isMoved && settings.database == nil
        let fillsDatabase = isFirst || settings.database != nil && folder.isUnfilled
        settings.database = database ?? settings.database
        try self.init(folder, settings, now, fillsDatabase: fillsDatabase)
        guard isMoved else { return }
        if isFirst {
            try SQLiteStore.checkUnused(folder.database, owner)
            try folder.beginDatabase()
        } else {
            try (store as? PostgreSQLStore)?.prepare()
        }
        try settings.write(folder)
        if isFirst { try SQLiteStore.remove(folder.database) }
    }

    private init(
        _ folder: HubFolder, _ settings: HubSettings, _ now: @escaping @Sendable () -> Timestamp, isNew: Bool = false,
        fillsDatabase: Bool
    ) throws(Fault) {
        self.folder = folder
        self.settings = settings
        self.now = now
        receiptKey = try KeyFile.receipt(folder.keys.appending(path: "receipt.key"), isNew: isNew)
        openingKey = try KeyFile.opening(folder.keys.appending(path: "sealing.key"), isNew: isNew)
        owner = RecordsOwner(receiptKey.publicKey, openingKey.sealingKey, isNew: fillsDatabase) {
            folder.finishDatabase()
        }
        if let database = settings.database {
            store = try PostgreSQLStore(database, of: owner)
        } else {
            store = try SQLiteStore(folder.database, of: owner)
        }
    }

    /// Read anew each time, because they may change while the hub runs.
    var authorities: Authorities { get throws(Fault) { try Authorities(folder.keys) } }

    /// Whether the hub can be served: a database that is away comes back; one that is another's, or has lost what it held, is
    /// for a person to mend, and so are authorities.
    ///
    /// - Throws: ``Fault`` as ``knownAuthorities()``, `hub.database.other`, `hub.database.newer`; not `hub.database`.
    func requireParts() async throws(Fault) {
        do { try await knownAuthorities() } catch  where error.code != .hubDatabase { throw error } catch {}
    }

    /// Runs `body` while no other process of this hub makes or changes keys.
    func withKeys<Value>(_ body: () async throws -> Value) async throws -> Value {
        let lock = try await folder.lock(folder.keysLock, patience: patience)
        defer { lock.release() }
        return try await body()
    }

    /// The keys that are better kept elsewhere.
    public var safeKeys: SafeKeys { SafeKeys(keys: folder.keys) }
    var inventory: Inventory { Inventory(store: store) }
    var invitations: InvitationBook { InvitationBook(store: store) }
    var items: ItemStore { ItemStore(store: store, receiptKey: receiptKey) }
    var messages: MessageStore { MessageStore(store: store) }
    var listKeys: ListKeyStore { ListKeyStore(folder: folder.keys.appending(path: "lists"), patience: patience) }
    var pendingChanges: PendingChanges {
        PendingChanges(store: store, key: openingKey.derivedKey(for: "ridgeline hub pending changes v1"))
    }
    var noticeDigestKey: SymmetricKey { openingKey.derivedKey(for: "ridgeline hub notices of list keys v1") }
    var clock: ClockMemory { ClockMemory(store: store, now: now, tolerance: clockTolerance) }
    var publisher: Publisher { Publisher(folder: folder, store: store, clock: clock, patience: patience) }

    /// A person has looked at the clock: what it says is right, however long the hub has rested.
    public func trustClock() async throws(Fault) { try await clock.note() }

    /// Every device that was ever let in, in the order of enrolment.
    public func devices() async throws(Fault) -> [Device] {
        let present = try listKeys.owners()
        let now = now()
        return try await inventory.all().map { device in
            var device = device
            device.alarms += Silence.alarms(of: device, at: now)
            device.hasNoList = device.lists.owners != nil && !present.contains(where: device.lists.include)
            return device
        }
    }

    /// Shuts a device out from its next request on, and gives every list that it could have another key: nothing that is
    /// published from then on opens with what is on the device.
    ///
    /// - Returns: the lists that have another key now.
    /// - Throws: ``Fault`` `hub.unknownDevice`; after the device was shut out, as ``rotateListKeys(_:)``.
    @discardableResult
    public func revoke(_ device: UUIDv7) async throws -> [String] {
        // Shut out in any case, whatever the lists are like.
        var (present, unknown): (Set<String>, Fault?) = ([], nil)
        do { present = try await lists() } catch {
            present = (try? listKeys.owners()) ?? []
            unknown = error.saying(
                "lists that cannot be told get no other key: mend it, then ridgeline-hub rotate-keys --all")
        }
        try await inventory.revoke(device, now: now(), lists: present)
        do {
            if let unknown { throw unknown }
            return try await finishKeyRotations()
        } catch let fault as Fault {
            throw fault.saying("the device is shut out")
        }
    }

    /// Signs the root of trust again, now, with new keys for some roles or with those that it has.
    ///
    /// - Parameters:
    ///   - roles: some of `root`, `timestamp`, `snapshot`, `targets`, whose keys are replaced.
    ///   - safe: where the root's keys lie, and new ones are put; nil where they lie beside the others.
    /// - Returns: when it ends.
    /// - Throws: ``Fault`` `trust.key` where the root's keys are not there, `hub.safe`.
    public func renewRoot(replacing roles: Set<String> = [], safe: URL? = nil) async throws -> Timestamp {
        if let safe { try safeKeys.check(safe) }
        try await publisher.rotate(roles, now: now().date, safe: safe)
        return try await rootEnds()
    }

    /// Until when devices can trust what is published, unless the root of trust is renewed; a hub that has its keys does
    /// so by itself at half of its time.
    public func rootEnds() async throws -> Timestamp { Timestamp(try await publisher.rootEnds()) }
}
