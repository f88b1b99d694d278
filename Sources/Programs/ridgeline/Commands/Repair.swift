import ArgumentParser
import DeviceIdentity
import Foundation
import Ground

/// `ridgeline repair`: a state directory whose folders belong to whom they should.
struct RepairCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "repair",
        abstract: "Put the state directory's folders, owners and modes right, also after an update.",
        discussion: """
            Each daemon can write in its own folders only. This gives every folder and file to its user, and moves what
            an earlier version kept elsewhere to where it belongs now. Nothing is deleted, and nothing else is changed.
            Stop both daemons first; may be repeated.

            EXAMPLES
              systemctl stop ridgelined ridgeline-link
              ridgeline repair --station-user rs --link-user rl

            Exit status: 0 when everything is in its place, 1 otherwise, 2 for wrong usage.
            """)

    @OptionGroup var device: DeviceOptions

    @Flag(help: "Forget the times that a wrong clock has said.")
    var clockIsRight = false

    @OptionGroup var users: OwnerOptions

    func run() throws {
        let directory = try device.directory()
        let inUse = try FactoryReset(directory).users()
        guard inUse.isEmpty else {
            throw Fault(
                .stateInUse,
                "\(inUse.joined(separator: ", ")) still uses \(directory.root.path); run: systemctl stop ridgelined ridgeline-link"
            )
        }
        for moved in try StateRepair(directory).run(owners: try users.owners()) { print("moved: \(moved)") }
        if clockIsRight { try DurableFile.remove(directory.station.seenTime) }
        print("repaired: the folders of \(directory.root.path) are in their places")
    }
}
