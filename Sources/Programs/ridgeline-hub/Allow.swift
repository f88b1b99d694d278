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
            """)

    @OptionGroup var options: HubOptions

    @Argument(help: "The device's identifier; see ridgeline-hub devices.")
    var device: String

    @Option(help: ArgumentHelp("Owners of lists, commas between them.", valueName: "owners"))
    var lists: String?

    @Flag(help: "Every list that there is and will be.")
    var all = false

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
        guard all == (lists == nil) else { throw ValidationError("Give --lists OWNERS, or --all.") }
    }

    func run() async throws {
        guard let identifier = UUIDv7(device) else { return }
        let rights = ListRights(commaSeparated: lists)
        let rotated = try await options.hub().allow(identifier, rights)
        try options.report(
            Report(device: identifier, lists: rights, rotated: rotated),
            "Device \(identifier) may have \(lists ?? "all lists")." + RotateKeys.words(rotated))
    }
}

extension ListRights {
    /// - Parameter owners: nil for all.
    init(commaSeparated owners: String?) {
        self.init(owners.map { Set($0.split(separator: ",").map(String.init)) })
    }
}
