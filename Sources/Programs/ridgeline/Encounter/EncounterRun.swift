import EncounterClient
import Encounters
import Foundation
import Ground
import Identification
import Station

/// One encounter through the kiosk's door, from its beginning to its end.
actor EncounterRun {
    /// Longer than any station is silent: its settings allow an hour.
    private static let longest = 4000.0
    /// In which a station that runs has begun what it was asked to.
    private static let beginning = 15.0

    private let kiosk: KioskClient
    private let plan: Plan
    private let finishAfter: Duration?
    private let printer: EncounterPrinter
    private let excepted: [ExceptedFinger]
    /// For the emulated glass, in the order in which they are shown; nil where a person places fingers.
    private var pictures: [Data]?
    private var placing = Placing()
    /// Number of the reader on whose glass a picture was laid last.
    private var reader = 1
    private var isFinishing = false
    private var declared: Set<Step> = []

    init(
        kiosk: KioskClient, plan: Plan, excepted: [ExceptedFinger], pictures: [Data]?, finishAfter: Duration?,
        printer: EncounterPrinter
    ) {
        self.kiosk = kiosk
        self.plan = plan
        self.excepted = excepted
        self.pictures = pictures
        self.finishAfter = finishAfter
        self.printer = printer
    }

    /// Runs it.
    ///
    /// - Returns: the stage at which it ended: a verdict, or unfinished.
    /// - Throws: ``Fault`` `station.away`, `station.notReady`, `kiosk.refused`.
    func end() async throws -> Stage {
        do {
            try await kiosk.begin(plan)
            let correlation = try await begun()
            return try await withThrowingTaskGroup(of: Stage?.self) { group in
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
        } catch is KioskClient.Lost {
            throw Fault(
                .stationAway,
                "the station does not answer on port \(kiosk.port), or went away; start ridgelined or read its journal")
        }
    }

    private func begun() async throws -> UUIDv7 {
        do {
            let begun = try await kiosk.listen(seconds: Self.beginning) { $0.encounter }
            guard begun.plan == plan.description else {
                throw Fault(
                    .stationNotReady,
                    "a traveller has just begun an encounter of the plan \(begun.plan); let it end, and begin again")
            }
            return begun.correlation
        } catch is KioskClient.Lost {
            throw Fault(
                .stationNotReady, "the station has not begun an encounter; look at its page, and read its journal")
        }
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
            try await kiosk.except(finger.step, finger.exception, of: encounter.correlation)
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
        try await kiosk.finish(correlation)
    }
}
