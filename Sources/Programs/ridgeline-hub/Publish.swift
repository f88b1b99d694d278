import ArgumentParser
import Hub

/// `ridgeline-hub publish`
struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring out what was decided with --no-publish, and sign again what is half expired.",
        discussion: """
            The moment of publication is printed to the millisecond: from then on devices can fetch it.

            A hub whose clock is more than a day from the time at which it last worked signs nothing, as what is signed with
            a wrong time is believed for a year: after a long rest say --clock-is-right, once.

            EXAMPLES
              ridgeline-hub publish --data hub --json
            """)

    @OptionGroup var options: HubOptions

    @Flag(help: "The clock was looked at and is right, however long the hub has rested.")
    var clockIsRight = false

    func run() async throws {
        let hub = try options.hub()
        if clockIsRight { try await hub.trustClock() }
        let publications = try await hub.publish()
        let lines = publications.isEmpty ? ["No change was waiting."] : publications.map(PublishingOptions.line)
        try options.report(publications, lines)
    }
}
