import ArgumentParser
import CaseMessages
import DeviceIdentity
import Foundation
import Ground
import Outbox

/// `ridgeline outbox`: hits to the hub by hand, where there is no network.
struct OutboxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "outbox", abstract: "Carry waiting hits to the hub by hand, and its receipts back.",
        discussion: """
            EXAMPLES
              ridgeline outbox export /media/stick
              ridgeline outbox receipts /media/stick/ID.receipts
            """,
        subcommands: [OutboxExport.self, OutboxReceipts.self])
}

/// `ridgeline outbox export`
struct OutboxExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write everything that waits for the hub to a sealed file.",
        discussion: """
            Only the hub can open the file, and it can tell that this device made it. Nothing is erased here: that takes
            the hub's receipts. Meanwhile the network may come back: every item arrives once all the same.

            An outbox that was damaged lies beside the new one. Where --from says that it cannot be read, SQLite's own tool
            saves what is left: sqlite3 DAMAGED .recover | sqlite3 SAVED, then --from SAVED.

            EXAMPLES
              ridgeline outbox export /media/stick
              ridgeline-hub import --data hub /media/stick/ID.rlo --receipts /media/stick/ID.receipts   # at the hub
              ridgeline outbox receipts /media/stick/ID.receipts
              ridgeline outbox export /media/stick --state device   # another device than the units'

            Exit status: 0 when the file is on the disk, 1 otherwise, 2 for wrong usage.
            """)

    @Argument(help: "The folder to write to, which must be there, such as a USB stick.", completion: .directory)
    var folder: String

    @OptionGroup var device: DeviceOptions

    @Option(name: .customLong("from"), help: "Another outbox of this device: one that was set aside.")
    var other: String?

    func run() throws {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            throw Fault(.diskMissing, "\(folder) is no folder; mount the stick, or make the folder")
        }
        let directory = try device.directory()
        let identity = try StationIdentity.load(directory)
        let outbox = try OutboxReader(other.map { URL(filePath: $0) } ?? directory.station.outbox)
        let waiting = try outbox.waiting(limit: Int(Int32.max))
        let file = URL(filePath: folder).appending(path: "\(identity.device).rlo")
        try DurableFile.write(to: file, permissions: 0o600) { append throws(Fault) in
            var writer = SealedFileWriter(identity, for: .outboxFile)
            try append(writer.head)
            var entries: [ItemBatch.Entry] = []
            var bytes = 0
            for identifier in waiting {
                guard let item = try outbox.item(identifier) else { continue }
                bytes += item.bytes.count + ItemBatch.overhead
                if bytes > ItemBatch.limit - 64 || entries.count == ItemBatch.items {
                    try append(try writer.piece(WipingBytes(ItemBatch(entries).encoded())))
                    entries = []
                    bytes = item.bytes.count + ItemBatch.overhead
                }
                entries.append(ItemBatch.Entry(item))
            }
            if !entries.isEmpty { try append(try writer.piece(WipingBytes(ItemBatch(entries).encoded()))) }
            try append(try writer.end())
        }
        print("exported: \(waiting.count) items to \(file.path), sealed for the hub")
    }
}

/// `ridgeline outbox receipts`
struct OutboxReceipts: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipts",
        abstract: "Hand the hub's receipts from a file to the station.",
        discussion: """
            The running station verifies each receipt and erases what it is for; a receipt that is not the hub's erases
            nothing.

            EXAMPLES
              ridgeline outbox receipts /media/stick/ID.receipts
              ridgeline outbox receipts /media/stick/ID.receipts --state device

            Exit status: 0 when the receipts are with the station, 1 otherwise, 2 for wrong usage.
            """)

    @Argument(help: "The file that ridgeline-hub import made.")
    var file: String

    @OptionGroup var device: DeviceOptions

    func run() throws {
        let directory = try device.directory()
        let lines = try DurableFile.read(URL(filePath: file), limit: 64 << 20).split(separator: UInt8(ascii: "\n"))
        var count = 0
        for line in lines {
            let bundle: ReceiptBundle = try WireJSON.decode(from: Data(line), limit: ReceiptBundle.limit, naming: file)
            guard let first = bundle.receipts.first?.item ?? bundle.refusals?.first?.item else { continue }
            try DurableFile.write(Data(line), to: directory.link.receipt(first))
            count += bundle.receipts.count
        }
        print("\(count) receipts are with the station, which verifies them and erases what they are for")
    }
}
