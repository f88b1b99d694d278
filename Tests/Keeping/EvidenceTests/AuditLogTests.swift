import Crypto
import Foundation
import Ground
import Synchronization
import Testing

@testable import Evidence

@Suite("Audit log")
struct AuditLogTests {
    let key = SymmetricKey(data: Data(repeating: 7, count: 32))

    func inFolder(_ body: (URL, URL) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "audit-\(UUIDv7())")
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.appending(path: "audit"), folder.appending(path: "anchor.json"))
    }

    func open(_ root: URL, _ anchor: URL) throws -> AuditLog {
        try AuditLog(root, anchor: anchor, key: key, now: { Timestamp(milliseconds: 1_700_000_000_000) })
    }

    func search(_ result: String = "green") -> AuditEvent {
        .search(
            AuditSearch(
                correlation: UUIDv7(), officer: "o-17", purpose: "entry", listAge: 60, result: result, doubts: [],
                attempts: 1, quality: 61, milliseconds: ["total": 412.5], item: nil))
    }

    func fill(_ root: URL, _ anchor: URL, _ count: Int = 8) async throws -> [AuditEvent] {
        let log = try open(root, anchor)
        let events = (0..<count).map { _ in search() }
        for event in events { try await log.append(event) }
        try await log.anchor()
        return events
    }

    func onlyFile(_ root: URL) -> URL { root.appending(path: "0000000001.log") }

    @Test("What was appended is there after reopening, in order, and the chain holds")
    func whole() async throws {
        try await inFolder { root, anchor in
            let events = try await fill(root, anchor)
            let more = search("red")
            try await open(root, anchor).append(more)
            var found: [AuditEvent] = []
            let walk = try AuditVerification.verify(root) { found.append($0.event) }
            #expect(walk.broken == nil && walk.tornBytes == 0)
            #expect((walk.first, walk.last, walk.records) == (1, 9, 9))
            #expect(found == events + [more])
        }
    }

    /// The folders that were set aside beside the log.
    func aside(_ root: URL) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: root.deletingLastPathComponent(), includingPropertiesForKeys: nil
        ).filter { $0.lastPathComponent.hasPrefix("audit.damaged-") }
    }

    @Test(
        "A log that was damaged, cut, removed, made anew or lost its anchor is set aside, and the chain goes on behind the anchor",
        arguments: [
            "flipped", "too large", "a file", "cut", "removed", "no files", "emptied", "made anew", "no anchor",
            "false anchor", "a link to nowhere", "a link for an anchor", "a folder for an anchor",
        ])
    func setAside(what: String) async throws {
        try await inFolder { root, anchor in
            _ = try await fill(root, anchor)
            let known = try WireJSON.load(AuditAnchor.self, from: anchor, limit: AuditAnchor.limit)
            var data = try Data(contentsOf: onlyFile(root))
            switch what {
            case "flipped":
                data[data.count - 40] ^= 0x01
                try data.write(to: onlyFile(root))
            case "too large": try (data + Data(count: 2 << 20)).write(to: onlyFile(root))
            case "cut":
                let lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                try Data(lines.dropLast(3).joined(separator: [UInt8(ascii: "\n")]) + [UInt8(ascii: "\n")])
                    .write(to: onlyFile(root))
            case "removed": try FileManager.default.removeItem(at: root)
            case "no files": try FileManager.default.removeItem(at: onlyFile(root))
            case "emptied": try Data().write(to: onlyFile(root))
            case "a file":
                try FileManager.default.removeItem(at: root)
                try data.write(to: root)
            case "made anew":
                try FileManager.default.removeItem(at: root)
                let kept = try Data(contentsOf: anchor)
                _ = try await fill(root, anchor)
                try kept.write(to: anchor)
            case "a link to nowhere":
                try FileManager.default.removeItem(at: root)
                try #require(symlink("/nonexistent/audit", root.path) == 0)
            case "a link for an anchor":
                try FileManager.default.removeItem(at: anchor)
                try #require(symlink("/nonexistent/anchor", anchor.path) == 0)
            case "a folder for an anchor":
                try FileManager.default.removeItem(at: anchor)
                try FileManager.default.createDirectory(at: anchor, withIntermediateDirectories: false)
            case "no anchor": try FileManager.default.removeItem(at: anchor)
            default: try Data("{\"number\":8,\"digest\":\"00\",\"code\":\"00\"}".utf8).write(to: anchor)
            }
            let (log, damage) = AuditLog.open(
                root, anchor: anchor, key: key, now: { Timestamp(milliseconds: 1_700_000_000_000) })
            #expect(damage != nil)
            #expect(try aside(root).count == 1)
            try await log.append(.begunAnew(code: "audit.damaged"))
            let isAnchored = !what.hasSuffix("anchor")
            let walk = try AuditVerification.verify(root, anchor: isAnchored ? (known.number, known.digest) : nil)
            #expect(walk.broken == nil)
            #expect(walk.first == (isAnchored ? known.number + 1 : 1) && walk.begunAnew == walk.first)
            try await log.anchor()
            #expect(AuditLog.open(root, anchor: anchor, key: key).damage == nil)
        }
    }

    @Test("While there is no place for a log, records are refused; as soon as there is, it says first what was wrong")
    func noPlace() async throws {
        try await inFolder { root, anchor in
            _ = try await fill(root, anchor)
            try FileManager.default.removeItem(at: root)
            // A disk that takes nothing: neither a mark nor a folder.
            let disk = root.deletingLastPathComponent()
            let away = disk.appendingPathExtension("away")
            try FileManager.default.moveItem(at: disk, to: away)
            try Data().write(to: disk)
            let (log, damage) = AuditLog.open(root, anchor: anchor, key: key, isExpected: true)
            #expect(damage == nil)
            for _ in 0..<2 {
                await #expect(throws: Fault.self) { try await log.append(search()) }
                try await log.anchor()
            }
            try FileManager.default.removeItem(at: disk)
            try FileManager.default.moveItem(at: away, to: disk)
            try await log.append(search())
            try await log.append(search("red"))
            let known = try WireJSON.load(AuditAnchor.self, from: anchor, limit: AuditAnchor.limit)
            let walk = try AuditVerification.verify(root, anchor: (known.number, known.digest))
            #expect(walk.broken == nil && walk.records == 3 && walk.begunAnew == walk.first)
            #expect(try aside(root).count == 1)
        }
    }

    @Test(
        "A whole log is opened as it is, also before its first record was anchored and behind files that were dropped")
    func opened() async throws {
        try await inFolder { root, anchor in
            #expect(AuditLog.open(root, anchor: anchor, key: key).damage == nil)
            try await AuditLog.open(root, anchor: anchor, key: key).log.append(.started(software: "1"))
            #expect(AuditLog.open(root, anchor: anchor, key: key).damage == nil)
            _ = try await fill(root, anchor)
            let (log, damage) = AuditLog.open(root, anchor: anchor, key: key)
            #expect(damage == nil)
            try await log.append(search())
            #expect(try AuditVerification.verify(root).last == 10)
            #expect(try aside(root).isEmpty)
        }
    }

    @Test(
        "A record is refused while another file or none has the name of the one that is written",
        arguments: ["file", "folder", "replaced"])
    func takenAway(what: String) async throws {
        try await inFolder { root, anchor in
            let log = try open(root, anchor)
            try await log.append(search())
            let file = onlyFile(root)
            let data = try Data(contentsOf: file)
            try FileManager.default.removeItem(at: what == "folder" ? root : file)
            if what == "replaced" { try data.write(to: file) }
            await #expect(throws: Fault(.init("audit.missing"), "")) { try await log.append(search()) }
        }
    }

    @Test("A log that is gone with its anchor was taken away where a station has worked, and is a new one elsewhere")
    func goneWithAnchor() async throws {
        try await inFolder { root, anchor in
            #expect(AuditLog.open(root, anchor: anchor, key: key, isExpected: false).damage == nil)
            // A first start that ended before its first record.
            #expect(AuditLog.open(root, anchor: anchor, key: key, isExpected: true).damage == nil)
            _ = try await fill(root, anchor)
            for file in [root, anchor] { try FileManager.default.removeItem(at: file) }
            #expect(AuditLog.open(root, anchor: anchor, key: key, isExpected: true).damage != nil)
            #expect(try aside(root).count == 1)
        }
    }

    @Test("A device's log without its anchor is broken, but for the first records of its life")
    func unanchored() async throws {
        try await inFolder { root, anchor in
            let log = try open(root, anchor)
            for _ in 0..<3 { try await log.append(search()) }
            #expect(try AuditVerification.verify(root, isAnchorDemanded: true).broken == nil)
            try await log.append(search())
            #expect(try AuditVerification.verify(root, isAnchorDemanded: true).broken?.number == 5)
            #expect(try AuditVerification.verify(root).broken == nil)
        }
    }

    @Test("Any byte flipped anywhere is found, and the record named")
    func flipped() async throws {
        try await inFolder { root, anchor in
            _ = try await fill(root, anchor, 3)
            let good = try Data(contentsOf: onlyFile(root))
            let ends = good.indices.filter { good[$0] == UInt8(ascii: "\n") }
            for index in good.indices {
                var bad = good
                bad[index] ^= 0x01
                try bad.write(to: onlyFile(root))
                let walk = try AuditVerification.verify(root)
                // Without its end the last line cannot be told from one that a power cut tore.
                if index == good.count - 1 {
                    #expect(walk.tornBytes > 0)
                    continue
                }
                let record = ends.count { $0 < index } + 1
                #expect(walk.broken != nil, "byte \(index)")
                #expect(abs((walk.broken?.number ?? 0) - record) <= 1, "byte \(index)")
            }
        }
    }

    @Test("A record removed, two swapped, one put in twice: found where it happened", arguments: 0..<3)
    func rearranged(way: Int) async throws {
        try await inFolder { root, anchor in
            _ = try await fill(root, anchor)
            var lines = try Data(contentsOf: onlyFile(root)).split(separator: UInt8(ascii: "\n")).map { Data($0) }
            switch way {
            case 0: lines.remove(at: 4)
            case 1: lines.swapAt(4, 5)
            default: lines.insert(lines[3], at: 4)
            }
            try Data(lines.flatMap { $0 + [UInt8(ascii: "\n")] }).write(to: onlyFile(root))
            let broken = try #require(try AuditVerification.verify(root).broken)
            #expect(broken.number == 5 && broken.line == 5)
            #expect(broken.after == Timestamp(milliseconds: 1_700_000_000_000))
        }
    }

    @Test("A power cut within the last record is told from tampering, mended, and the mending is in the chain")
    func torn() async throws {
        try await inFolder { root, anchor in
            _ = try await fill(root, anchor, 3)
            let good = try Data(contentsOf: onlyFile(root))
            let lastLine = good.dropLast().lastIndex(of: UInt8(ascii: "\n")) ?? 0
            for cut in [lastLine + 2, lastLine + 70, good.count - 1] {
                try good.prefix(cut).write(to: onlyFile(root))
                let walk = try AuditVerification.verify(root)
                #expect(walk.broken == nil && walk.last == 2 && walk.tornBytes == cut - lastLine - 1)
                _ = try open(root, anchor)
                var last: AuditEvent?
                let mended = try AuditVerification.verify(root) { last = $0.event }
                #expect(mended.broken == nil && mended.tornBytes == 0 && mended.last == 3)
                #expect(last == .mended(bytes: cut - lastLine - 1))
            }
        }
    }

    @Test("Whole records cut from the end are missed by the anchor; a log made anew does not fit it")
    func cutEnd() async throws {
        try await inFolder { root, anchor in
            _ = try await fill(root, anchor)
            let kept: AuditAnchor = try WireJSON.load(from: anchor, limit: AuditAnchor.limit)
            #expect(kept.isAuthentic(key) && !kept.isAuthentic(SymmetricKey(size: .bits256)))
            let good = try Data(contentsOf: onlyFile(root))
            let lines = good.split(separator: UInt8(ascii: "\n")).map { Data($0) }
            try Data(lines.prefix(6).flatMap { $0 + [UInt8(ascii: "\n")] }).write(to: onlyFile(root))
            #expect(try AuditVerification.verify(root).broken == nil, "the chain alone cannot know")
            let cut = try AuditVerification.verify(root, anchor: (kept.number, kept.digest))
            #expect(cut.broken?.number == 7)
            try FileManager.default.removeItem(at: root)
            _ = try await fill(root, anchor)
            #expect(try AuditVerification.verify(root, anchor: (kept.number, kept.digest)).broken?.number == 8)
        }
    }
}
