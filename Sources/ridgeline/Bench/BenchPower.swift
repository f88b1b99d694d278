import ArgumentParser
import CaseMessages
import Crypto
import Evidence
import Foundation
import Ground
@_spi(PowerCuts) import Outbox

/// `ridgeline bench power`: the work whose promises scripts/test-power-cuts checks; of use only there.
struct BenchPower: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "power",
        abstract: "Queue, erase and record on a disk, and note each promise behind its filesystem.",
        discussion: """
            For scripts/test-power-cuts, which runs it in a virtual machine that logs every write of its disk. Each
            promise is one block of 4096 bytes of text, written with O_DSYNC: Q id (queued), E id (erasing
            begins), G id (gone), A number (audit record).
            """, shouldDisplay: false)

    @Option(help: "Where outbox and audit log lie.")
    var folder: String

    @Option(help: "The disk that promises are noted on.")
    var promises: String

    @Option(help: "Where on that disk, in bytes; behind the filesystem.")
    var offset = 0

    @Option(help: "Items to queue.")
    var items = 400

    @Flag(help: "Do not flush commits, as synchronous=NORMAL does: the check must find lost items.")
    var weakened = false

    func run() throws {
        let root = URL(filePath: folder)
        let file = root.appending(path: "outbox.sqlite")
        let outbox = weakened ? try Outbox(weakened: file) : try Outbox(file)
        let log = try AuditLog(
            root.appending(path: "audit"), anchor: root.appending(path: "audit-anchor.json"),
            key: SymmetricKey(size: .bits256))
        let promise = try Promises(promises, at: offset)
        let hub = Curve25519.Signing.PrivateKey()
        var queued: [SealedItem] = []
        for number in 0..<items {
            let bytes = Data((0..<(500 + number * 37 % 9000)).map { UInt8(truncatingIfNeeded: $0 &* (number | 1)) })
            let item = SealedItem(identifier: UUIDv7(), kind: .hit, created: Timestamp(Date()), bytes: bytes)
            try outbox.enqueue(item)
            try promise.note("Q \(item.identifier)")
            queued.append(item)
            if !weakened {
                try log.append(.duty(officer: "o-\(number)"))
                try promise.note("A \(number + 1)")
                if number % 50 == 49 { try log.anchor() }
            }
            if number % 7 == 6 {
                let gone = Array(queued.prefix(4))
                queued.removeFirst(4)
                for item in gone { try promise.note("E \(item.identifier)") }
                let receipts = try gone.map { item throws(Fault) in
                    try Receipt(
                        signing: item.identifier, digest: hex(SHA256.hash(data: item.bytes)),
                        received: item.created, device: "device", with: hub)
                }
                for result in try outbox.erase(receipts, key: hub.publicKey, device: "device") { _ = try result.get() }
                try outbox.overwrite()
                for item in gone { try promise.note("G \(item.identifier)") }
            }
        }
        print("\(items) items queued")
    }

    /// One block of the raw disk after the other.
    private final class Promises {
        private static let block = 4096
        private let descriptor: CInt
        private let buffer: UnsafeMutableRawBufferPointer

        init(_ path: String, at offset: Int) throws(Fault) {
            descriptor = open(path, O_WRONLY | O_DSYNC | O_CLOEXEC)
            guard descriptor >= 0, lseek(descriptor, off_t(offset), SEEK_SET) == off_t(offset) else {
                throw Fault("disk.write", "cannot open \(path); give a raw disk")
            }
            buffer = .allocate(byteCount: Self.block, alignment: Self.block)
        }

        deinit {
            close(descriptor)
            buffer.deallocate()
        }

        func note(_ text: String) throws(Fault) {
            buffer.initializeMemory(as: UInt8.self, repeating: 0)
            buffer.copyBytes(from: Array((text + "\n").utf8))
            guard write(descriptor, buffer.baseAddress, Self.block) == Self.block else {
                throw Fault("disk.write", "cannot note a promise; make the disk larger")
            }
        }
    }
}
