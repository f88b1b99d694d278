import EncounterClient
import Encounters
import Foundation
import Ground
import Identification
import Operations
import Station

/// One encounter through the kiosk's door, from its beginning to its end.
actor EncounterRun {
    /// Longer than any station is silent: its settings allow an hour.
    private static let longest = 4000.0
    /// In which a station that runs has begun what it was asked to.
    private static let beginning = 15.0

    /// How the encounter comes under our eyes.
    enum Start: Sendable {
        case begin(Plan)
        /// Of the one that is under way, whoever began it.
        case finish, cancel
    }

    private let kiosk: KioskClient
    private let start: Start
    private let finishAfter: Duration?
    private let printer: EncounterPrinter
    private let excepted: [ExceptedFinger]
    /// For the emulated glass, in the order in which they are shown; nil where a person places fingers.
    private var pictures: [Data]?
    private var placing = Placing()
    /// What was shown before it was begun; nil before that.
    private var before: Stage?
    /// Number of the reader on whose glass a picture was laid last.
    private var reader = 1
    private var isFinishing = false
    private var declared: Set<Step> = []

    init(
        kiosk: KioskClient, start: Start, excepted: [ExceptedFinger] = [], pictures: [Data]? = nil,
        finishAfter: Duration? = nil, printer: EncounterPrinter
    ) {
        self.kiosk = kiosk
        self.start = start
        self.excepted = excepted
        self.pictures = pictures
        self.finishAfter = finishAfter
        self.printer = printer
    }

    /// Runs it; cancelled, it cancels the encounter that it began.
    ///
    /// - Returns: the stage at which it ended: a verdict, or unfinished; nil where one was to be ended and none is under way.
    /// - Throws: ``Fault`` `station.away`, `station.notReady`, `encounter.underWay`, and what else the station refuses.
    func end() async throws -> Stage? {
        do {
            // Not cut off in the midst: of what was begun it is known, so that it can be cancelled.
            guard let correlation = try await Task(operation: { try await started() }).value else { return nil }
            placing = Placing(of: correlation)
            do { return try await followed(correlation) } catch {
                if Task.isCancelled { await abandon(correlation) }
                throw error
            }
        } catch is KioskClient.Lost {
            throw Fault(
                .stationAway,
                "the station does not answer on port \(kiosk.port), or went away; start ridgelined or read its journal")
        }
    }

    private func started() async throws -> UUIDv7? {
        switch start {
        case .begin(let plan): return try await begun(plan)
        case .finish, .cancel:
            let screen = try await kiosk.listen(seconds: Self.beginning) { $0 }
            guard let correlation = screen.encounter?.correlation else { return nil }
            try await unlessOver {
                if case .cancel = start {
                    try await kiosk.cancel(correlation)
                } else {
                    try await kiosk.finish(correlation)
                }
            }
            return correlation
        }
    }

    private func begun(_ plan: Plan) async throws -> UUIDv7 {
        do {
            return try await kiosk.listen(seconds: Self.beginning) { try await self.begin(plan, on: $0) }
        } catch is KioskClient.Lost where before != nil {
            throw Fault(
                .stationNotReady, "the station has not begun an encounter; look at its page, and read its journal")
        }
    }

    /// Begins it at the first screen, so that however early it is over, it is on one of the next.
    private func begin(_ plan: Plan, on screen: Screen) async throws -> UUIDv7? {
        guard let before else {
            try await kiosk.begin(plan)
            before = screen.stage
            return nil
        }
        if let encounter = screen.encounter, encounter.plan != plan.description {
            throw Fault(
                .stationNotReady,
                "a traveller has just begun an encounter of the plan \(encounter.plan); let it end, and begin again")
        }
        guard let correlation = screen.stage.correlation, correlation != before.correlation else { return nil }
        return correlation
    }

    private func followed(_ correlation: UUIDv7) async throws -> Stage {
        try await withThrowingTaskGroup(of: Stage?.self) { group in
            group.addTask { [kiosk] in
                try await kiosk.listen(seconds: Self.longest) { try await self.follow($0, correlation) }
            }
            if let finishAfter {
                group.addTask { [kiosk] in
                    try await Task.sleep(for: finishAfter)
                    // One that is over by now needs no finishing; whoever follows the screens notices a station that is lost.
                    try? await kiosk.finish(correlation)
                    return nil
                }
            }
            defer { group.cancelAll() }
            while let stage = try await group.next() { if let stage { return stage } }
            throw KioskClient.Lost()
        }
    }

    /// What somebody else began goes on.
    private func abandon(_ correlation: UUIDv7) async {
        guard case .begin = start else { return }
        // A task of its own: this one's requests are cancelled with it.
        await Task { [kiosk] in
            guard (try? await kiosk.cancel(correlation)) != nil else { return }
            StandardError.say(
                "ridgeline: interrupted; the encounter is cancelled, or finished where somebody was found")
        }.value
    }

    /// An encounter that was over before the order came is told by its screen.
    private func unlessOver(_ order: () async throws -> Void) async throws {
        do { try await order() } catch let fault as Fault where fault.code == .encounterOver {}
    }

    /// - Returns: how it ended; nil while it goes on.
    private func follow(_ screen: Screen, _ correlation: UUIDv7) async throws -> Stage? {
        guard screen.encounter?.correlation == correlation || screen.stage.correlation == correlation else {
            throw KioskClient.Lost()
        }
        printer.show(screen)
        if try await declare(screen) { return nil }
        let act = placing.act(on: screen)
        guard pictures != nil else { return placing.end }
        switch act {
        case .wait: break
        case .place(let step, _): try await placeNext(correlation, on: screen.encounter?.steps[step].reader ?? 1)
        case .lift:
            try await kiosk.lift(reader: reader)
            // Where the station has seen no finger there is no screen that says that it is gone.
            if !screen.isFingerOn { return placing.end }
        case .over: return placing.end
        }
        return nil
    }

    /// Declares the next finger that cannot be taken, one at a time.
    ///
    /// - Returns: whether the station is still to take notice of one.
    private func declare(_ screen: Screen) async throws -> Bool {
        guard let encounter = screen.encounter else { return false }
        let isOpen = { (finger: ExceptedFinger) in
            encounter.steps.contains { Step($0.kind, position: $0.position) == finger.step && $0.state == .open }
        }
        let waiting = excepted.filter(isOpen)
        for finger in waiting where declared.insert(finger.step).inserted {
            try await unlessOver { try await kiosk.except(finger.step, finger.exception, of: encounter.correlation) }
        }
        return !waiting.isEmpty
    }

    private func placeNext(_ correlation: UUIDv7, on reader: Int) async throws {
        if let picture = pictures?.first {
            pictures?.removeFirst()
            self.reader = reader
            return try await kiosk.place(picture, reader: reader)
        }
        guard !isFinishing else { return }
        isFinishing = true
        try await unlessOver { try await kiosk.finish(correlation) }
    }
}
