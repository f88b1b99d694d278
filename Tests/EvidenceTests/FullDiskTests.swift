import Crypto
import Foundation
import Ground
import Testing

@testable import Evidence

/// A small disk that may be filled; scripts/test-full-disk makes one and sets this.
private let smallDisk = ProcessInfo.processInfo.environment["RIDGELINE_SMALL_DISK"].map { URL(filePath: $0) }

@Suite(
    "The audit log on a full disk", .serialized,
    .enabled(if: smallDisk != nil, "scripts/test-full-disk runs these on a small disk of their own"))
struct FullDiskTests {
    @Test("Whatever write it fails: the record is refused, the chain holds without it, and goes on when there is room")
    func append() throws {
        let disk = try #require(smallDisk)
        let (folder, ballast) = (disk.appending(path: "audit-\(UUIDv7())"), disk.appending(path: "ballast"))
        defer { for file in [ballast, folder] { try? FileManager.default.removeItem(at: file) } }
        let (root, anchor) = (folder.appending(path: "audit"), folder.appending(path: "anchor.json"))
        let key = SymmetricKey(size: .bits256)
        let log = try AuditLog(root, anchor: anchor, key: key)
        try log.append(.duty(officer: "o"))
        var (kept, refused) = (1, 0)
        for round in 0..<12 {
            try? FileManager.default.removeItem(at: ballast)
            let free = try #require(
                try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? Int)
            try Data(count: max(0, free - round * 4096)).write(to: ballast)
            // Longer than a block, so that records meet the disk's end in their middle.
            for _ in 0..<60 {
                do {
                    try log.append(.duty(officer: String(repeating: "o", count: 900)))
                    kept += 1
                } catch {
                    #expect(error.code == "disk.write")
                    refused += 1
                }
            }
            #expect(throws: Fault("disk.write", "")) { try log.anchor() }
            try FileManager.default.removeItem(at: ballast)
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
