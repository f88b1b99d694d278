public import Foundation
internal import Ground
public import Identification
public import Logging
public import Operations
public import ServiceLifecycle
public import Watchlist

/// Brings what the link has fetched into force, as soon as it lies in `incoming/`.
///
/// Each owner's list stands for itself: what is wrong with one keeps no other out of force, and puts a doubt on answers.
public actor ListKeeper: Service {
    /// Between two looks at the copy.
    private static let interval = Duration.milliseconds(100)

    private let store: ListStore
    private let incoming: URL
    private let preparation: ListPreparation
    private let logger: Logger
    private let keyRing: ListKeyRing?
    private let announcer: Announcer
    private let sleep: PeriodicService.Sleep
    private let revocationsRefused: Refusals
    private let keysRefused: Refusals

    private var onRestored: (@Sendable () -> Void)?
    private var request: CopyRequest
    private var patience = BackOff(first: .seconds(1), limit: .seconds(60))
    /// Looks to let pass before what is owed is tried again.
    private var looksToPass = 0
    /// What could not be taken up of the copy, by owner; the empty owner stands for the whole of it.
    private var refused: [String: Fault]
    /// What should be searched and is not here, by owner.
    private var missing: [String: Fault] = [:]
    /// Why the newest notice of list keys is not used.
    private var refusedKeys: Fault?
    private var seenReady: FileStamp?
    private var seenKeys: FileStamp?
    private var seenRevocation: FileStamp?
    /// The centre has revoked this device.
    private var isOver = false
    private var isRestored = false

    /// - Parameters:
    ///   - wanted: the file that asks the link; see ``WantedLists``.
    ///   - modalities: what the lists are searched with.
    ///   - keyRing: where new list keys come from; nil where they never change.
    ///   - onRestored: called once, when the lists of before the restart are in force again.
    public init(
        store: ListStore, incoming: URL, wanted: URL, modalities: [any Modality], currentLists: CurrentLists,
        announcer: Announcer, logger: Logger, keyRing: ListKeyRing? = nil,
        sleep: @escaping PeriodicService.Sleep = { try await Task.sleep(for: $0) },
        onRestored: @escaping @Sendable () -> Void = {}
    ) {
        self.store = store
        self.incoming = incoming
        self.announcer = announcer
        preparation = ListPreparation(
            store: store, modalities: modalities, currentLists: currentLists, announcer: announcer, logger: logger)
        self.logger = logger
        self.keyRing = keyRing
        self.sleep = sleep
        self.onRestored = onRestored
        revocationsRefused = Refusals(logger, level: .critical, saying: "revocation refused")
        keysRefused = Refusals(logger, level: .error, saying: "list keys refused; the old ones stay")
        request = CopyRequest(wanted)
        refused = request.remembered
    }

    public func run() async throws {
        await restore()
        await PeriodicService(every: Self.interval, sleep: sleep) { await self.look() }.run()
    }

    /// What was in force before the restart is in force again before the first finger; what has no key until later, then.
    func restore() async {
        if let revoked = keyRing?.revoked {
            await shutOut(since: revoked)
            return endRestoring()
        }
        do throws(Fault) {
            let lists = try await store.load(besides: preparation.inForce)
            complain(
                of: refused.merging(lists.damaged) { $1 }, "list damaged on this device; it will be fetched again")
            preparation.restore(lists)
            // What is missing is found out anew.
            let inForce = preparation.inForce
            refused = refused.filter { inForce.contains($0.key) || ![.listKey, .listMissing].contains($0.value.code) }
            patience.reset()
            await tell()
            endRestoring()
        } catch {
            wait()
            logger.error("lists could not be restored; it is tried again", metadata: ["fault": "\(error)"])
        }
    }

    private func endRestoring() {
        isRestored = true
        onRestored?()
        onRestored = nil
    }

    /// Lets looks pass before the next attempt.
    private func wait() { looksToPass = Int(patience.step() / Self.interval) }

    /// What the link has left is taken up once; what could not be is tried again, with patience.
    func look() async {
        guard await !isShutOut() else { return }
        looksToPass = max(0, looksToPass - 1)
        guard isRestored else {
            if looksToPass == 0 { await restore() }
            return
        }
        attempt { (request: inout CopyRequest) throws(Fault) in try request.keep() }
        // Looked at before the work: what comes meanwhile is new at the next look.
        let ready = try? FileStamp(of: incoming.appending(path: "ready"))
        await takeKeys()
        guard isRestored else { return }
        if ready != nil, ready != seenReady {
            seenReady = ready
            await update()
        } else if looksToPass == 0, isDiskToBlame {
            // Another copy would not help: the same one is looked at again.
            await update()
            if isDiskToBlame { wait() } else { patience.reset() }
        } else if !preparation.isComplete, looksToPass == 0 {
            await preparation.takeOwed()
            await tell()
            if preparation.isComplete { patience.reset() } else { wait() }
        }
    }

    private var isDiskToBlame: Bool { refused.values.contains { [.diskFull, .diskWrite].contains($0.code) } }

    /// - Returns: whether the centre has shut this device out, now or before.
    private func isShutOut() async -> Bool {
        if isOver { return true }
        guard let keyRing, let stamp = try? FileStamp(of: keyRing.incomingRevocation), stamp != seenRevocation else {
            return false
        }
        seenRevocation = stamp
        do throws(Fault) {
            guard let revoked = try keyRing.takeRevocation() else { return false }
            await shutOut(since: revoked)
            return true
        } catch {
            revocationsRefused.note(error)
            // A full disk passes; what is not the centre's stays so.
            if [.diskFull, .diskWrite].contains(error.code) { seenRevocation = nil }
            return false
        }
    }

    /// Nothing is searched any more, and no list stays on the disk.
    private func shutOut(since revoked: Timestamp) async {
        isOver = true
        preparation.shutOut(since: revoked)
        logger.critical(
            "the centre has revoked this device; nobody is searched: reset it, and enrol it again if it is yours",
            metadata: ["since": "\(revoked)"])
        do throws(Fault) { try await store.forget() } catch {
            logger.error("lists stay on the disk", metadata: ["fault": "\(error)"])
        }
        (refused, missing) = ([:], [:])
        await ask(refused: nil)
    }

    /// Where the keys have changed lists may come or go: those on the disk at once, the others with the next look at the copy.
    private func takeKeys() async {
        guard let keyRing, let stamp = try? FileStamp(of: keyRing.incoming), stamp != seenKeys else { return }
        // Said once: what cannot be used is not looked at again.
        seenKeys = stamp
        do throws(Fault) {
            let taken = try keyRing.takeIncoming()
            refusedKeys = nil
            guard let keys = taken else { return await tell() }
            let withheld = keyRing.withheld
            if !withheld.isEmpty {
                logger.error("lists without a newer key", metadata: ["lists": "\(withheld.keys.sorted())"])
            }
            await store.use(keys, withheld: Set(withheld.keys))
            logger.notice("list keys", metadata: ["lists": "\(Set(keys.map(\.list)).sorted())"])
            seenReady = nil
            isRestored = false
            await restore()
        } catch {
            keysRefused.note(error)
            refusedKeys = error
            await tell()
            attempt { (request: inout CopyRequest) throws(Fault) in try request.askForKeys() }
        }
    }

    /// One look at what the link has left.
    func update() async {
        do throws(Fault) {
            let report = try await store.update(from: incoming, now: Date())
            complain(of: report?.refused ?? [:])
            if let report { await preparation.take(report) }
        } catch {
            complain(of: ["": error], "incoming lists refused; those in force stay")
        }
        await tell(looked: true)
    }

    /// Tells the screen which lists are not those that the centre has published last, so that answers carry a doubt, and
    /// the link what is wanted now.
    ///
    /// - Parameter looked: whether ``refused`` is of a copy that has just been looked at.
    private func tell(looked: Bool = false) async {
        let now = await store.missing(besides: preparation.inForce)
        if !now.isEmpty, now.mapValues(\.code) != missing.mapValues(\.code) {
            logger.error("lists missing", metadata: ["lists": "\(now.mapValues(\.code.rawValue))"])
        }
        missing = now
        let withheld = keyRing?.withheld ?? [:]
        var all = withheld.merging(missing) { $1 }.merging(preparation.owed) { $1 }.merging(refused) { $1 }
        if let refusedKeys, all[""] == nil { all[""] = refusedKeys }
        announcer.announce(.refusedLists(all.mapValues(\.description)))
        await ask(refused: looked ? refused : nil)
    }

    private func ask(refused copy: [String: Fault]?) async {
        let (owners, generations) = (await store.owners, preparation.stored)
        let telling = (keyRing?.withheld ?? [:]).merging(missing) { $1 }.merging(refused) { $1 }
        attempt { (request: inout CopyRequest) throws(Fault) in
            try request.ask(for: owners, from: generations, refused: copy, telling: telling)
        }
    }

    private func attempt(_ asking: (inout CopyRequest) throws(Fault) -> Void) {
        do throws(Fault) { try asking(&request) } catch {
            logger.error("the link cannot be asked for lists", metadata: ["fault": "\(error)"])
        }
    }

    /// Says what is wrong when it begins, not at each look; the empty owner stands for the whole copy.
    private func complain(
        of faults: [String: Fault], _ what: Logger.Message = "update refused; the old list stays in force"
    ) {
        for (owner, fault) in faults where refused[owner]?.description != fault.description {
            logger.error(what, metadata: ["list": "\(owner)", "fault": "\(fault)"])
        }
        refused = faults
    }
}
