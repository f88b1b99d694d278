import ArgumentParser
import Ground
import Hub

/// `ridgeline-hub rotate-keys`
struct RotateKeys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-keys",
        abstract: "Give lists another key and publish them sealed with it.",
        discussion: """
            Revoking a device, narrowing its rights and time (list.key.days of serve) do this by themselves; this is for
            a key that may have been seen. Devices that may have the list get its new key by themselves.

            EXAMPLES
              ridgeline-hub rotate-keys --data hub --lists interpol,national
              ridgeline-hub rotate-keys --data hub --all
            """)

    @OptionGroup var options: HubOptions

    @Option(help: ArgumentHelp("Owners of lists, commas between them.", valueName: "owners"))
    var lists: ListNames?

    @Flag(help: "Every list.")
    var all = false

    private struct Report: Encodable { let rotated: [String] }

    func validate() throws {
        guard all == (lists == nil) else { throw ValidationError("Give --lists OWNERS, or --all.") }
    }

    func run() async throws {
        let rotated = try await options.hub().rotateListKeys(lists?.owners)
        try options.report(
            Report(rotated: rotated), rotated.isEmpty ? "There is no list." : "Done.\(Self.words(rotated))")
    }

    /// What has happened to keys, to end a line with.
    static func words(_ rotated: [String]) -> String {
        rotated.isEmpty ? "" : " Lists with another key: \(rotated.joined(separator: ", "))."
    }
}
