import CollectingLog
import Foundation
import Ground
import Pauses
import Synchronization
import Testing

@testable import Station

@Suite("Mail from the link", .timeLimit(.minutes(20)))
struct MailCollectorTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "mail-\(UUIDv7())")

    /// Runs a collector that says of every file what `outcome` says, while `body` plays the link; `taken` counts.
    private func collecting(
        _ outcome: @escaping @Sendable (Int) throws(Fault) -> MailCollector.Outcome,
        _ body: (Pauses, CollectingLog, () -> Int) async throws -> Void
    ) async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let (pauses, log) = (Pauses(), CollectingLog())
        let taken = Counter()
        let collector = MailCollector(
            folder: folder, interval: .milliseconds(200), logger: log.logger, sleep: pauses.sleep
        ) { (_: URL) throws(Fault) in try outcome(taken.next()) }
        try leave("1.json")
        let service = Task { try await collector.run() }
        defer { service.cancel() }
        try await body(pauses, log) { taken.value }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }

    private func leave(_ name: String) throws {
        try DurableFile.write(Data("mail".utf8), to: folder.appending(path: name))
    }

    /// The files that lie there; nil where the folder cannot be read.
    private var left: [String]? { try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() }

    @Test("is taken when it is whole, once, and then it is gone")
    func done() async throws {
        try await collecting({ _ in .done }) { pauses, log, taken in
            var pause = await pauses.next()
            #expect(pause.duration == .milliseconds(200))
            try leave("2.json.part")
            pause = await pauses.round(pause)
            #expect(left == ["2.json.part"])
            #expect(taken() == 1)
            #expect(log.messages == [])
        }
    }

    @Test("that proves nothing is dropped, and said")
    func refused() async throws {
        try await collecting({ _ throws(Fault) in throw Fault(.init("receipt.invalid"), "forged") }) { pauses, log, _ in
            _ = await pauses.next()
            #expect(left == [])
            #expect(log.messages == ["mail refused"])
        }
    }

    @Test("that is no file stays, is said once, and holds nothing up")
    func folderAsMail() async throws {
        try await collecting({ _ throws(Fault) in throw Fault(.init("disk.read"), "no file") }) { pauses, log, taken in
            var pause = await pauses.next()
            try Folder.make(folder.appending(path: "2.json"), permissions: 0o750)
            for number in 3...5 {
                try leave("\(number).json")
                pause = await pauses.round(pause)
            }
            #expect(left == ["2.json"])
            #expect(log.messages.filter { $0 == "mail stays" }.count == 1)
            #expect(taken() == 7)
        }
    }

    @Test("that is good stays while the disk is full, and is tried at each look; that is said once")
    func later() async throws {
        let full = Fault(.init("disk.full"), "no room")
        try await collecting({ $0 < 4 ? .later(because: full) : .done }) { pauses, log, taken in
            var pause = await pauses.next()
            for _ in 1...2 { pause = await pauses.round(pause) }
            #expect(left == ["1.json"])
            #expect(taken() == 3)
            #expect(log.messages == ["mail stays"])
            pause = await pauses.round(pause)
            #expect(left == [])
            #expect(taken() == 4)
        }
    }

    @Test("of a kind that is not known here stays and is not looked at again, unless it becomes another")
    func kept() async throws {
        let unknown = Fault(.init("reply.unknown"), "newer")
        try await collecting({ _ in .keep(because: unknown) }) { pauses, log, taken in
            var pause = await pauses.next()
            for _ in 1...3 { pause = await pauses.round(pause) }
            #expect(left == ["1.json"])
            #expect(taken() == 1)
            #expect(log.messages == ["mail stays"])
            try leave("1.json")
            pause = await pauses.round(pause)
            #expect(taken() == 2)
        }
    }
}
