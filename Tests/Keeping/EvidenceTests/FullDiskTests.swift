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
    func append() throws {
        let disk = try SmallDisk()
        let folder = disk.place("evidence")
        defer { disk.giveBack(folder) }
        let (root, anchor) = (folder.appending(path: "audit"), folder.appending(path: "anchor.json"))
        let key = SymmetricKey(size: .bits256)
        let log = try AuditLog(root, anchor: anchor, key: key)
        try log.append(.duty(officer: "o"))
        var (kept, refused) = (1, 0)
        for round in 0..<12 {
            try disk.leaveFree(round * 4096)
            // Longer than a block, so that records meet the disk's end in their middle.
            for _ in 0..<60 {
                do {
                    try log.append(.duty(officer: String(repeating: "o", count: 900)))
                    kept += 1
                } catch {
                    #expect(error.code == Fault.Code("disk.write"))
                    refused += 1
                }
            }
            #expect(throws: Fault(.init("disk.write"), "")) { try log.anchor() }
            disk.giveBack()
            try log.append(.duty(officer: "o"))
            kept += 1
            try log.anchor()
            let report = try AuditVerification.verify(root)
            #expect(report.broken == nil && report.records == kept)
        }
        #expect(refused > 60)
        // What starts again goes on.
        try AuditLog(root, anchor: anchor, key: key).append(.duty(officer: "o"))
    }
}
