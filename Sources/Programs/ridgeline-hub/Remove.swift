import ArgumentParser
import Hub
import Watchlist

/// `ridgeline-hub remove`
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take persons off a list.",
        discussion: """
            A list that is not there is refused. Records that are not on it are named, and the others are removed.

            Exit status: 0 when a record was removed; 1 when none was, as none is on the list, or for another failure; 2 for
            wrong usage.

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
        /// Those of them that are not on the list.
        let notThere: [String]
        let publications: [Publication]
    }

    func run() async throws {
        let hub = try options.hub()
        let missing = try await hub.remove(Set(records), from: list)
        let publications = try await publishing.publish(hub, list)
        try options.report(
            Report(records: records, notThere: missing.sorted(), publications: publications),
            missing.sorted().map { "Not on the list '\(list)': \($0)" } + publishing.lines(publications))
        if missing.count == Set(records).count { throw ExitCode(1) }
    }
}
