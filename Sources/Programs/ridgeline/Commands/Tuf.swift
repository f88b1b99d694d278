import ArgumentParser
import Foundation
import Ground
import Link
import TrustedUpdate

/// `ridgeline tuf`: the client of The Update Framework alone, as conformance suites call it.
struct TufCommand: AsyncParsableCommand {
    enum Action: String, ExpressibleByArgument, CaseIterable { case `init`, refresh, download }

    static let configuration = CommandConfiguration(
        commandName: "tuf",
        abstract: "Verify and fetch from a repository of The Update Framework.",
        discussion: """
            The very client that brings lists to a device, for any repository: to look into one, and for conformance suites.

            EXAMPLES
              ridgeline tuf --metadata-dir trust init root.json
              ridgeline tuf --metadata-dir trust --metadata-url https://host/metadata refresh
              ridgeline tuf --metadata-dir trust --metadata-url https://host/metadata --target-name lists/a/base-1.rll \\
                --target-base-url https://host/targets --target-dir files download

            Files are stored under their whole path, percent-encoded. Exit status: 0 when everything was verified,
            1 otherwise, 2 for wrong usage.
            """)

    @Option(help: "The folder of verified metadata; made where it does not exist.")
    var metadataDir: String

    @Option(help: "Where the repository's metadata are.")
    var metadataUrl: String?

    @Option(help: "A path that the repository signs for; may be given more than once.")
    var targetName: [String] = []

    @Option(help: "Where the repository's targets are.")
    var targetBaseUrl: String?

    @Option(help: "The folder for what is downloaded.")
    var targetDir: String?

    @Argument(help: "init, refresh or download.")
    var action: Action

    @Argument(help: "With init: the root.json that is trusted from the start.")
    var trustedRoot: String?

    func validate() throws {
        if action == .`init`, trustedRoot == nil { throw ValidationError("init needs the file of a trusted root") }
        if action != .`init`, metadataUrl == nil { throw ValidationError("\(action) needs --metadata-url") }
        if action == .download, targetName.isEmpty || targetBaseUrl == nil || targetDir == nil {
            throw ValidationError("download needs --target-name, --target-base-url and --target-dir")
        }
    }

    func run() async throws {
        let trust = URL(filePath: metadataDir, directoryHint: .isDirectory)
        if let trustedRoot {
            let root = try DurableFile.read(URL(filePath: trustedRoot), limit: TrustLimits().root)
            try TrustedClient.begin(in: trust, with: root)
            return
        }
        try await WebRepository.open(metadata: address(metadataUrl), targets: targetBaseUrl.map(address)) { source in
            let client = try TrustedClient(stateDirectory: trust, source: source)
            try await client.refreshTopLevel(now: Date())
            for path in targetName { try await download(path, with: client) }
        }
    }

    /// One file, unless it is there already.
    private func download(_ path: String, with client: TrustedClient) async throws {
        guard let target = try await client.find(path) else {
            throw Fault(.trustMissing, "no trusted role signs for '\(path)'; check the name")
        }
        let folder = URL(filePath: targetDir ?? ".", directoryHint: .isDirectory)
        let file = folder.appending(path: FileNames.component(path), directoryHint: .notDirectory)
        if target.isAlready(at: file) { return }
        try Folder.make(folder, permissions: 0o755)
        try await client.fetch(target, to: file)
    }

    private func address(_ text: String?) throws -> ServerAddress {
        guard let text, let address = ServerAddress(text) else {
            throw Fault(
                .hubAddress,
                "'\(text ?? "")' is no http or https address with a port from 1 to 65535; check the command")
        }
        return address
    }
}
