import ArgumentParser
import Hub
import Watchlist

/// `ridgeline-hub remove`
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take persons off a list.",
        discussion: """
            A record that is not on the list is no error: the command can be repeated, and says that nothing changed.

            EXAMPLES
              ridgeline-hub remove --data hub --list interpol anna
            """)

    @OptionGroup var options: HubOptions
    @OptionGroup var publishing: PublishingOptions

    @Option(help: ArgumentHelp("The list, named by its owner.", valueName: "owner"))
    var list: String

    @Argument(help: ArgumentHelp("Identifiers of records.", valueName: "record"))
    var records: [String]

    private struct Report: Encodable {
        let records: [String]
        let publications: [Publication]
    }

    func run() async throws {
        let hub = try options.hub()
        try await hub.change(list, records.map { .remove(id: $0) })
        let publications = try await publishing.publish(hub, list)
        try options.report(
            Report(records: records, publications: publications),
            publishing.lines(publications))
    }
}
