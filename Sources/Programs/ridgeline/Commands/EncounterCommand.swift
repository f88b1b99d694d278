import ArgumentParser
import DeviceIdentity
import DeviceSettings
import EncounterClient
import Encounters
import Fingerprint
import Foundation
import Ground
import Identification
import Imaging
import Operations
import Station

/// `ridgeline encounter`: one encounter at the running station of this machine.
struct EncounterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encounter",
        abstract: "Run one encounter at the running station, and say what to do next until the verdict.",
        discussion: """
            Begins an encounter through the officer's page, as the officer would, and shows what the station asks for: needs
            the kiosk's user, the station's or root. What is found is duty, and is sent to the centre like any other hit.

            With emulated readers --present lays pictures on their glasses in their order, the next one whenever the station
            asks, on the reader that it asks for, and lifts them; when there is none left, the encounter is finished on what
            there is.

            EXAMPLES
              ridgeline encounter --plan two-index
              ridgeline encounter --plan ten --except left-little=XX --finish-after 120
              ridgeline encounter --plan two-index --present right.png --present left.png --json
              ridgeline encounter --cancel

            --cancel and --finish end the encounter that is under way, whoever began it, as the officer's page does. An
            interrupted run (Ctrl-C, SIGTERM, SIGHUP) cancels the encounter that it began. Once somebody was found, cancelling
            is finishing: a red cannot be called off.

            XX is amputated, UP unable, SR a scar; all for good. ridgeline explain says what a doubt or a reason means. With --json each screen that changes the encounter is a line:
            "milliseconds" since the beginning, "stage", "encounter" and "isFingerOn" as docs/screen.md describes them.

            Exit status: 0 when there is a verdict, whatever its colour; 1 when there is none (cancelled, traveller or reader
            gone, station away, another encounter under way); 2 for wrong usage; 128 and the signal's number (130 for Ctrl-C,
            143 for SIGTERM) when it was interrupted. With --cancel or --finish 0 when no encounter is under way any more.
            """)

    @Option(help: "What to take: \(Plan.grammar); by default the station's setting.")
    var plan: String?

    @Option(
        help: ArgumentHelp("A finger that cannot be taken, and why; may be repeated.", valueName: "finger=reason"),
        transform: ExceptedFinger.init)
    var except: [ExceptedFinger] = []

    @Option(help: "Seconds after which the encounter is finished on what there is.")
    var finishAfter: Int?

    @Option(
        help: ArgumentHelp("A picture for the emulated reader; may be repeated.", valueName: "file"),
        completion: .file())
    var present: [String] = []

    @Flag(help: "Cancel the encounter that is under way.")
    var cancel = false

    @Flag(help: "Finish the encounter that is under way on what there is.")
    var finish = false

    @Option(help: "Port of the officer's page; by default the station's setting.")
    var port: Int?

    @OptionGroup var options: DeviceOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        guard finishAfter.map((1...3600).contains) ?? true else {
            throw ValidationError("--finish-after is a number from 1 to 3600")
        }
        guard port.map((1...65535).contains) ?? true else {
            throw ValidationError("--port is a number from 1 to 65535")
        }
        guard Set(except.map(\.position)).count == except.count else {
            throw ValidationError("--except names a finger twice")
        }
        if let plan { _ = try Self.plan(plan) }
        let begins = plan != nil || !except.isEmpty || finishAfter != nil || !present.isEmpty
        guard [cancel, finish, begins].count(where: \.self) <= 1 else {
            throw ValidationError(
                "--cancel or --finish ends the encounter that is under way, and goes with nothing of a new one")
        }
    }

    func run() async throws {
        let settings = try options.settings()
        let door = KioskKey.folder(settings.station.kioskDoor, state: settings.state.root)
        let kiosk = KioskClient(port: port ?? settings.station.kioskPort, door: door)
        let printer = EncounterPrinter(isJSON: json)
        let run: EncounterRun
        if cancel || finish {
            run = EncounterRun(kiosk: kiosk, start: cancel ? .cancel : .finish, printer: printer)
        } else {
            let plan = try Self.plan(plan ?? settings.station.plan)
            let asked = Set(plan.steps)
            if let other = except.first(where: { !asked.contains($0.step) }) {
                throw ValidationError("the plan \(plan) asks for no \(other.name); leave it out, or name another plan")
            }
            let pictures = try present.map { file throws(Fault) in
                try ImageFile.pngBytes(of: ImageFile.read(URL(filePath: file)))
            }
            run = EncounterRun(
                kiosk: kiosk, start: .begin(plan), excepted: except,
                pictures: present.isEmpty ? nil : pictures.map { Data($0) },
                finishAfter: finishAfter.map { .seconds($0) }, printer: printer)
        }
        _ = try KioskKey.read(from: door)
        let stage = try await Interruption.cancelling { try await run.end() }
        if cancel || finish {
            if stage == nil, !json { print("No encounter is under way.") }
            return
        }
        if case .verdict? = stage { return }
        throw ExitCode(1)
    }

    private static func plan(_ text: String) throws -> Plan {
        do throws(Fault) { return try Plan(text) } catch { throw ValidationError(error.message) }
    }
}
