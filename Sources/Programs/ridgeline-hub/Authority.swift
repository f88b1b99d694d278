import ArgumentParser
import Ground
import Hub

/// `ridgeline-hub authority`
struct Authority: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the hub's certificate authorities, or let the next one sign.",
        discussion: """
            Devices trust two authorities: the one that signs, and the next one. The hub shifts to the next one by
            itself two years before the end. --shift does it now, as when the key of the present one was stolen; a hub
            that is being served takes it up within the hour, or when it is started again. The next one's key,
            keys/authority-next.key, may lie in a safe until it is needed.
            The root of trust of the lists is another matter: the hub renews it by itself at half of its two years if
            keys/repository/root-…, its keys, are there; else it warns 90 days before the end.

            --move-to takes the keys of the root and of the next authority out of the hub's folder.

            EXAMPLES
              ridgeline-hub authority --data hub
              ridgeline-hub authority --data hub --move-to /media/safe
              ridgeline-hub authority --data hub --shift
            """)

    @OptionGroup var options: HubOptions

    @Flag(help: "Let the next authority sign from now on, and make a new next one.")
    var shift = false

    @Option(help: ArgumentHelp("Move the keys that are seldom needed there.", valueName: "folder"))
    var moveTo: String?

    private struct Report: Encodable {
        let shifted: Bool
        let currentEnds: Timestamp
        let nextEnds: Timestamp?
        let rootEnds: Timestamp
        let isRootHere: Bool
    }

    func run() async throws {
        let hub = try options.hub()
        if shift { try await hub.shiftAuthority() }
        if let moveTo { _ = try hub.safeKeys.move(to: URL(filePath: moveTo, directoryHint: .isDirectory)) }
        let isRootHere = try hub.safeKeys.isRootHere
        let ends = try hub.authorityEnds()
        let root = try await hub.rootEnds()
        let next = ends.next.map { "the next one until \($0)" } ?? "there is no next one yet: it is made by serve"
        try options.report(
            Report(shifted: shift, currentEnds: ends.current, nextEnds: ends.next, rootEnds: root, isRootHere: isRootHere),
            "\(shift ? "Shifted. " : "")The authority that signs is good until \(ends.current), \(next). "
                + "The lists' root of trust ends \(root)\(isRootHere ? ", and its keys lie here: move them to a safe" : "").")
    }
}
