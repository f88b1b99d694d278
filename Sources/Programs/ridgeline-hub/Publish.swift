import ArgumentParser
import Hub

/// `ridgeline-hub publish`
struct Publish: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring out what was decided with --no-publish, and sign again what is half expired.",
        discussion: """
            The moment of publication is printed to the millisecond: from then on devices can fetch it.

            EXAMPLES
              ridgeline-hub publish --data hub --json
            """)

    @OptionGroup var options: HubOptions

    func run() async throws {
        let publications = try await options.hub().publish()
        let lines = publications.isEmpty ? ["No change was waiting."] : publications.map(PublishingOptions.line)
        try options.report(publications, lines)
    }
}
