import ArgumentParser
import CaseMessages
import Foundation
import Ground
import Hub

/// `ridgeline-hub import`
struct Import: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take the hits of a device that has no network from its exported file.",
        discussion: """
            Each item is kept once, also when it came or comes over the network. The receipts go back to the device, which
            erases what is receipted: ridgeline outbox receipts FILE. A file that was cut off or damaged gives what came
            before the damage.

            EXAMPLES
              ridgeline-hub import --data hub /media/stick/gate-7.rlo --receipts /media/stick/gate-7.receipts

            Exit status: 0 when everything was taken, 1 otherwise, 2 for wrong usage.
            """)

    @OptionGroup var options: HubOptions

    @Argument(help: "The file that ridgeline outbox export made.")
    var file: String

    @Option(help: "Where the receipts are written.")
    var receipts: String

    func run() async throws {
        let hub = try options.hub()
        let (items, problem) = try await hub.importItems(from: URL(filePath: file))
        let (receipts, refusals) = (items.compactMap(\.receipt), items.compactMap(\.refusal))
        try DurableFile.write(to: URL(filePath: self.receipts)) { append throws(Fault) in
            // One bundle a line, each of a size that the device takes.
            for start in stride(from: 0, to: items.count, by: ItemBatch.items) {
                let part = items[start..<min(start + ItemBatch.items, items.count)]
                let bundle = ReceiptBundle(part.compactMap(\.receipt), refusals: part.compactMap(\.refusal))
                try append(Array(try WireJSON.encode(bundle)) + [UInt8(ascii: "\n")])
            }
        }
        let refused = refusals.map { "\($0.item): \($0.reason)" }
        try options.report(
            ["taken": "\(receipts.count)", "refused": "\(refused.count)", "problem": problem?.description ?? ""],
            ["\(receipts.count) items taken, \(refused.count) refused; receipts in \(self.receipts)"] + refused)
        if let problem { throw problem }
        if !refused.isEmpty { throw ExitCode(1) }
    }
}
