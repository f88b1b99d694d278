import ArgumentParser
import DeviceIdentity
import Foundation
import Ground
import Hub

/// `ridgeline-hub invite`
struct Invite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Invite a device: a file with a one-time code.",
        discussion: """
            Take the file to the device and run there: ridgeline provision --invitation FILE. The code enrols one
            device; whoever has the file first is that device, so keep it like a key. The hub must have been served
            once, so that it knows its ports. A file that is there is never replaced: an invitation that is still good would
            be lost with it.

            EXAMPLES
              ridgeline-hub invite --data hub --output invitation.json --valid-minutes 60
              ridgeline-hub invite --data hub --output invitations/ --count 40 --lists interpol,national
            """)

    @OptionGroup var options: HubOptions

    @Option(help: ArgumentHelp("The invitation; with --count a folder for them.", valueName: "file"))
    var output: String

    @Option(help: "How many devices to invite, each with its own file in the folder.")
    var count: Int?

    @Option(help: ArgumentHelp("Which lists the device may have, commas between them.", valueName: "owners"))
    var lists: ListNames?

    @Flag(help: "None at first: the device searches nobody until it is allowed some.")
    var noLists = false

    @Option(help: "How long the code is good for.")
    var validMinutes = 24 * 60

    private struct Report: Encodable {
        let output: String
        let expires: Timestamp
    }

    func validate() throws {
        guard lists == nil || !noLists else { throw ValidationError("Give --lists OWNERS, or --no-lists.") }
        guard (1...60 * 24 * 30).contains(validMinutes) else {
            throw ValidationError("An invitation is good for 1 to 43200 minutes (30 days).")
        }
        if let count, !(1...10_000).contains(count) { throw ValidationError("Invite 1 to 10000 devices at a time.") }
    }

    func run() async throws {
        let expires = Timestamp(Date() + Double(validMinutes) * 60)
        let hub = try options.hub()
        guard let count else {
            let file = URL(filePath: output)
            try Self.refuse([file])
            try await invite(hub, file, expires)
            try options.report(
                Report(output: output, expires: expires), "\(output) invites one device until \(expires), for \(words)."
            )
            return
        }
        let folder = URL(filePath: output, directoryHint: .isDirectory)
        try Folder.make(folder)
        let files = (1...count).map { folder.appending(path: "invitation-\($0).json") }
        try Self.refuse(files)
        for file in files { try await invite(hub, file, expires) }
        try options.report(
            Report(output: output, expires: expires),
            "\(output) invites \(count) devices until \(expires), for \(words).")
    }

    /// That it is for all is easily overlooked.
    private var words: String {
        if noLists { return "no list; see ridgeline-hub allow" }
        return lists.map { "\($0)" } ?? "every list that there is and will be; name them with --lists"
    }

    private var rights: ListRights { noLists ? ListRights([]) : ListRights(lists?.owners) }

    /// - Throws: ``Fault`` `hub.invited` where one of the files is there already, before anybody is invited.
    static func refuse(_ files: [URL]) throws(Fault) {
        guard let file = files.first(where: DurableFile.isThere) else { return }
        throw Fault(
            .hubInvited,
            "\(file.path) is there already, and may be an invitation that is still good; name another, or remove it")
    }

    private func invite(_ hub: Hub, _ file: URL, _ expires: Timestamp) async throws {
        try DurableFile.write(
            try WireJSON.encode(try await hub.invite(until: expires, rights)), to: file,
            permissions: 0o600)
    }
}
