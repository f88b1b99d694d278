import ArgumentParser
import Capture
import Foundation
import Ground
import Readers

/// `ridgeline udev`: what udev must know about the readers, from the drivers' device tables.
struct UdevCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "udev", abstract: "Print or write the udev rules and hardware database of all readers.",
        discussion: """
            The rules let the group ridgeline open the readers; the database lets them sleep while nobody uses them.

            EXAMPLES
              ridgeline udev --write /etc/udev && udevadm control --reload && systemd-hwdb update && udevadm trigger
              ridgeline udev --write Udev   # in the repository, after a change of a driver's device table
            """)

    @Option(help: "The folder to write rules.d/ and hwdb.d/ into; without it, everything is printed.")
    var write: String?

    func run() async throws {
        for file in UdevRules.files(for: Readers.models) {
            guard let write else {
                print("# \(file.path)\n\(file.text)")
                continue
            }
            let url = URL(filePath: write).appending(path: file.path)
            try Folder.make(url.deletingLastPathComponent(), permissions: 0o755)
            try DurableFile.write(Data(file.text.utf8), to: url, permissions: 0o644)
        }
    }
}
