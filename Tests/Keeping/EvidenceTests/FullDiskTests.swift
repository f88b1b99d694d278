import Crypto
import Foundation
import Ground
import SmallDisk
import Testing

@testable import Evidence

@Suite(
    "The audit log on a full disk", .serialized,
    .enabled(if: SmallDisk.isGiven, SmallDisk.elsewhere))
struct FullDiskTests {
    @Test("Whatever write it fails: the record is refused, the chain holds without it, and goes on when there is room")
    func append() async throws {
        let disk = try SmallDisk()
        let folder = disk.place("evidence")
        defer { disk.giveBack(folder) }
        let (root, anchor) = (folder.appending(path: "audit"), folder.appending(path: "anchor.json"))
        let key = SymmetricKey(size: .bits256)
        let log = try AuditLog(root, anchor: anchor, key: key)
        try await log.append(.duty(officer: "o"))
        var (kept, refused) = (1, 0)
        for round in 0..<12 {
            try disk.leaveFree(round * 4096)
            // Longer than a block, so that records meet the disk's end in their middle.
            for _ in 0..<60 {
                do {
                    try await log.append(.duty(officer: String(repeating: "o", count: 900)))
                    kept += 1
                } catch {
                    #expect(error.code == Fault.Code("disk.write"))
                    #expect(error.message.contains(String(cString: strerror(ENOSPC))), "\(error.message)")
                    refused += 1
                }
            }
            await #expect(throws: Fault(.init("disk.write"), "")) { try await log.anchor() }
            disk.giveBack()
            try await log.append(.duty(officer: "o"))
            kept += 1
            try await log.anchor()
            let report = try AuditVerification.verify(root)
            #expect(report.broken == nil && report.records == kept)
        }
        #expect(refused > 60)
        // What starts again goes on.
        try await AuditLog(root, anchor: anchor, key: key).append(.duty(officer: "o"))
    }

    @Test("A new file on a full disk: what is refused is not in the chain, what is not refused is, and it goes on")
    func rotation() async throws {
        let disk = try SmallDisk()
        let folder = disk.place("evidence")
        defer { disk.giveBack(folder) }
        let (root, anchor) = (folder.appending(path: "audit"), folder.appending(path: "anchor.json"))
        let log = try AuditLog(
            AuditFolder(root: root, fileLimit: 8_000, files: 64), anchor: anchor, key: SymmetricKey(size: .bits256),
            now: { Timestamp(milliseconds: 1_700_000_000_000) })
        var (kept, refused) = (0, 0)
        for round in 0..<20 {
            try disk.leaveFree(round % 5 * 4096)
            for _ in 0..<7 {
                do throws(Fault) {
                    try await log.append(.duty(officer: String(repeating: "o", count: 900)))
                    kept += 1
                } catch { refused += 1 }
            }
            disk.giveBack()
            try await log.append(.duty(officer: "o"))
            kept += 1
            let report = try AuditVerification.verify(root)
            #expect(report.broken == nil && report.records == kept && report.tornBytes == 0)
        }
        #expect(refused > 20 && AuditFolder(root: root).logs().count > 3)
    }
}
