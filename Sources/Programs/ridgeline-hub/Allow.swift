import ArgumentParser
import Ground
import Hub

/// `ridgeline-hub allow`
struct Allow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say which lists a device may have.",
        discussion: """
            The device gets the keys of these lists and of no others; a list that it may not have any more leaves it
            with the next update after its link's next look for keys, and gets another key, so that what is on the device
            opens nothing that comes.

            EXAMPLES
              ridgeline-hub allow --data hub 01890a5d-ac96-774b-bcce-b302099a8057 --lists interpol,national
              ridgeline-hub allow --data hub 01890a5d-ac96-774b-bcce-b302099a8057 --all
              ridgeline-hub allow --data hub 01890a5d-ac96-774b-bcce-b302099a8057 --no-lists
            """)

    @OptionGroup var options: HubOptions

    @Argument(help: "The device's identifier; see ridgeline-hub devices.")
    var device: String

    @Option(help: ArgumentHelp("Owners of lists, commas between them.", valueName: "owners"))
    var lists: ListNames?

    @Flag(help: "Every list that there is and will be.")
    var all = false

    @Flag(help: "None: the device searches nobody.")
    var noLists = false

    private struct Report: Encodable {
        let device: UUIDv7
        let lists: ListRights
        /// Lists that have another key now.
        let rotated: [String]
    }

    func validate() throws {
        guard UUIDv7(device) != nil else {
            throw ValidationError("'\(device)' is no device identifier; see ridgeline-hub devices.")
        }
        guard [lists != nil, all, noLists].count(where: \.self) == 1 else {
            throw ValidationError("Give --lists OWNERS, or --all, or --no-lists.")
        }
    }

    func run() async throws {
        guard let identifier = UUIDv7(device) else { return }
        let rights = all ? ListRights.all : ListRights(lists?.owners ?? [])
        let rotated = try await options.hub().allow(identifier, rights)
        let words = lists.map { "\($0)" } ?? (all ? "all lists" : "no list")
        try options.report(
            Report(device: identifier, lists: rights, rotated: rotated),
            "Device \(identifier) may have \(words)." + RotateKeys.words(rotated))
    }
}
