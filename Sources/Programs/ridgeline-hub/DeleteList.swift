import ArgumentParser
import Ground
import Hub

/// `ridgeline-hub delete-list`
struct DeleteList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete-list",
        abstract: "Withdraw a list and delete it, for good.",
        discussion: """
            Devices put the list out of force at their next look for lists. Its files, its keys, its signing role and the
            changes that wait are deleted here; its name is kept, and no other list can have it: a device that slept would
            take the new one for an old copy. Hits that name it stay. To empty a list instead, remove its records.

            EXAMPLES
              ridgeline-hub delete-list --data hub interpol-test --yes
            """)

    @OptionGroup var options: HubOptions

    @Argument(help: "The list, named by its owner.")
    var list: String

    @Flag(help: "It is meant.")
    var yes = false

    private struct Report: Encodable {
        let deleted: String
        /// Devices that may have no list any more, and search nobody.
        let withoutList: [UUIDv7]
    }

    func validate() throws {
        guard yes else { throw ValidationError("This cannot be undone; say --yes to delete the list '\(list)'.") }
    }

    func run() async throws {
        let hub = try options.hub()
        try await hub.deleteList(list)
        let without = try await hub.devices().filter { $0.hasNoList && $0.revoked == nil }.map(\.identifier)
        let lines = without.map {
            "Device \($0) may have no list that there is, and searches nobody: allow it another."
        }
        try options.report(
            Report(deleted: list, withoutList: without),
            ["List '\(list)' is deleted; devices put it out of force at their next look."] + lines)
    }
}
