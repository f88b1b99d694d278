import ArgumentParser
import Crypto
import DeviceIdentity
import Evidence
import Foundation
import Ground

/// `ridgeline audit`: what was done at this station, and whether the account of it is whole.
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Check or take away the station's chain of evidence.",
        discussion: """
            EXAMPLES
              ridgeline audit verify
              ridgeline audit lists 01890a5d-ac96-774b-bcce-b302099a8057
              ridgeline audit export /media/stick/evidence.rla
            """,
        subcommands: [AuditVerify.self, AuditLists.self, AuditExport.self])
}

/// `ridgeline audit verify`
struct AuditVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Walk the chain and say where it breaks.",
        discussion: """
            Each record holds the digest of the one before, so that one altered, removed or put in shows. That the end is
            not cut off shows by an anchor: the newest record as the device kept it apart, or as the hub was told it with
            the device's health (ridgeline-hub devices --json, auditHead).

            EXAMPLES
              ridgeline audit verify
              ridgeline audit verify --log evidence --anchor 1234:9f86d0…   # opened by ridgeline-hub open-audit

            Exit status: 0 when the chain is whole, also with a half written record at its end that a power cut left;
            1 when it is broken, altered or cut, or one that was damaged, cut or gone lies set aside beside it; 2 for
            wrong usage.
            """)

    @OptionGroup var options: AuditLogOptions

    @Flag(help: "Print every record that holds, one JSON object a line, before the result.")
    var records = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let known = try options.known()
        let walk = try options.verify(known) { record in
            if records, let line = try? WireJSON.line(record) { print(line) }
        }
        print(json ? try WireJSON.line(walk) : walk.text(anchored: known?.number))
        let setAside = try options.setAside
        if let setAside { StandardError.say("ridgeline: \(setAside)") }
        if walk.broken != nil || setAside != nil { throw ExitCode(1) }
    }
}

/// `ridgeline audit export`
struct AuditExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the records to a file that only the hub can open.",
        discussion: """
            The hub can tell that this device made the file, and opens it with: ridgeline-hub open-audit FILE FOLDER.

            EXAMPLES
              ridgeline audit export /media/stick/gate-7.rla

            Exit status: 0 when the file is on the disk, 1 otherwise, 2 for wrong usage.
            """)

    @Argument(help: "The file to write.")
    var file: String

    @OptionGroup var device: DeviceOptions

    func run() throws {
        let directory = try device.directory()
        let identity = try StationIdentity.load(directory)
        let logs = AuditVerification.files(in: directory.station.audit)
        try DurableFile.write(to: URL(filePath: file), permissions: 0o600) { append throws(Fault) in
            var writer = SealedFileWriter(identity, for: .auditFile)
            try append(writer.head)
            for log in logs {
                let content = try DurableFile.read(log, limit: AuditVerification.fileLimit)
                try append(try writer.piece(WipingBytes(Array("\(log.lastPathComponent)\n".utf8) + content)))
            }
            try append(try writer.end())
        }
        print("exported: \(logs.count) files of the audit log to \(file), sealed for the hub")
    }
}
