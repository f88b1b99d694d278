import ArgumentParser
import Foundation
import Ground
import Hub

/// `ridgeline-hub open-audit`
struct OpenAudit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Open a device's exported audit log into a folder.",
        discussion: """
            The folder then holds what the device's audit/ held. Check it with ridgeline audit verify --log FOLDER
            --anchor HEAD, for each head that this command prints: the device told them, the newest of each day, and a
            log that was never cut holds them all. The folder is empty or new: two devices' logs have files of one name.

            EXAMPLES
              ridgeline-hub open-audit --data hub gate-7.rla evidence/
            """)

    @OptionGroup var options: HubOptions

    @Argument(help: "The file that ridgeline audit export made.")
    var file: String

    @Argument(help: "The folder to write to; made where it is missing.")
    var folder: String

    func run() async throws {
        let hub = try options.hub()
        let root = URL(filePath: folder, directoryHint: .isDirectory)
        try Folder.make(root)
        guard try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty else {
            throw Fault(.auditFolder, "\(folder) is not empty; open each device's log in a folder of its own")
        }
        var count = 0
        let (device, problem) = try await hub.openAudit(URL(filePath: file)) { name, content throws(Fault) in
            try DurableFile.write(content, to: root.appending(path: name), permissions: 0o600)
            count += 1
        }
        let heads = try await hub.auditHeads(of: device)
        try options.report(
            Report(device: device, files: count, heads: heads.map { "\($0.head)" }),
            ["\(count) files of device \(device) in \(folder)"] + heads.map { "head of \($0.told): \($0.head)" })
        if let problem { throw problem }
    }

    private struct Report: Encodable {
        let device: UUIDv7
        let files: Int
        let heads: [String]
    }
}
