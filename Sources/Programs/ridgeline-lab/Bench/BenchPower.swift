import ArgumentParser
import CaseMessages
import Crypto
import Evidence
import Foundation
import Ground
@_spi(PowerCuts) import Outbox

/// `ridgeline bench power`: the work whose promises scripts/test-power-cuts checks; of use only there.
struct BenchPower: AsyncParsableCommand {
    /// What is worked on: a flush of one part takes the others' writes along, so a weakened part works alone.
    enum Part: String, CaseIterable, ExpressibleByArgument { case outbox, audit, lists }

    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "Queue, erase, record and bring lists into force, and note each promise behind the filesystem.",
        discussion: """
            For scripts/test-power-cuts, which runs it in a virtual machine that logs every write of its disk. Each
            promise is one block of 4096 bytes of text, written with O_DSYNC: Q id (queued), E id (erasing
            begins), G id (gone), A number (audit record), L generation (list in force).

            EXAMPLES
              ridgeline bench power --folder /disk --promises /dev/vda --offset 268435456 --items 100 --part outbox
              ridgeline bench power --folder /disk --verify
            """, shouldDisplay: false)

    @Option(help: "Where outbox, audit log and lists lie.")
    var folder: String

    @Flag(help: "Print the generation of the list in force there, everything verified, and do nothing else.")
    var verify = false

    @Option(help: "The disk that promises are noted on.")
    var promises = "/dev/vda"

    @Option(help: "Where on that disk, in bytes; behind the filesystem.")
    var offset = 0

    @Option(help: "A folder that is not on the disk under test, for the publisher of the lists.")
    var scratch: String?

    @Option(help: "Items to queue.")
    var items = 400

    @Option(help: "Work on this part; may be given several times.")
    var part = Part.allCases

    @Flag(help: "Do not flush the outbox's commits, as synchronous=NORMAL does: the check must find lost items.")
    var weakened = false

    func run() async throws {
        let root = URL(filePath: folder)
        if verify { return print(try await PowerLists.generationInForce(root)) }
        let promise = try PromiseNotes(promises, at: offset)
        var queue = part.contains(.outbox) ? try Queue(root, weakened: weakened) : nil
        let log =
            part.contains(.audit)
            ? try AuditLog(
                root.appending(path: "audit"), anchor: root.appending(path: "audit-anchor.json"),
                key: SymmetricKey(size: .bits256)) : nil
        var lists =
            part.contains(.lists)
            ? try await PowerLists(root, scratch: URL(filePath: scratch ?? NSTemporaryDirectory())) : nil
        for number in 0..<items {
            try await queue?.work(number, promise)
            if let log {
                try await log.append(.duty(officer: "o-\(number)"))
                try promise.note("A \(number + 1)")
                if number % 50 == 49 { try await log.anchor() }
            }
            if number % 10 == 0, let generation = try await lists?.advance() { try promise.note("L \(generation)") }
        }
        print("\(items) rounds done")
    }

    /// The outbox and what has been promised of it.
    private struct Queue {
        let outbox: Outbox
        let hub = Curve25519.Signing.PrivateKey()
        var queued: [SealedItem] = []

        init(_ root: URL, weakened: Bool) throws(Fault) {
            let file = root.appending(path: "outbox.sqlite")
            outbox = weakened ? try Outbox(weakened: file) : try Outbox(file)
        }

        mutating func work(_ number: Int, _ promise: PromiseNotes) async throws {
            let bytes = Data((0..<(500 + number * 37 % 9000)).map { UInt8(truncatingIfNeeded: $0 &* (number | 1)) })
            let item = SealedItem(identifier: UUIDv7(), kind: .hit, created: Timestamp(Date()), bytes: bytes)
            try await outbox.enqueue(item)
            try promise.note("Q \(item.identifier)")
            queued.append(item)
            guard number % 7 == 6 else { return }
            let gone = Array(queued.prefix(4))
            queued.removeFirst(4)
            for item in gone { try promise.note("E \(item.identifier)") }
            let receipts = try gone.map { item throws(Fault) in
                try Receipt(
                    signing: item.identifier, digest: Hex.encode(SHA256.hash(data: item.bytes)),
                    received: item.created, device: "device", with: hub)
            }
            for result in try await outbox.erase(receipts, key: hub.publicKey, device: "device") {
                _ = try result.get()
            }
            try await outbox.overwrite()
            for item in gone { try promise.note("G \(item.identifier)") }
        }
    }
}
