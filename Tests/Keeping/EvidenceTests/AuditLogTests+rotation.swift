import Crypto
import Foundation
import Ground
import Synchronization
import Testing

@testable import Evidence

extension AuditLogTests {
    @Test("Files rotate, the oldest go, and the chain goes on over the border")
    func rotation() async throws {
        try await inFolder { root, anchor in
            let log = try open(root, anchor)
            // Long enough for three files; nothing is flushed faster than the disk allows, so few and large ones.
            let event = AuditEvent.duty(officer: String(repeating: "x", count: 16_000))
            for _ in 0..<140 { try await log.append(event) }
            let files = AuditFolder(root: root).logs()
            #expect(files.count == 3)
            #expect(try AuditVerification.verify(root).last == 140)
            try FileManager.default.removeItem(at: files[0].file)
            let rest = try AuditVerification.verify(root)
            #expect(rest.broken == nil && rest.first == files[1].first && rest.last == 140)
            // The first of those that are left proves itself too.
            let good = try Data(contentsOf: files[1].file)
            for index in stride(from: 0, to: 16_000, by: 1_000) {
                var bad = good
                bad[index] ^= 0x01
                try bad.write(to: files[1].file)
                let broken = try AuditVerification.verify(root).broken
                #expect(broken?.number == files[1].first && broken?.line == 1, "byte \(index)")
            }
            try good.write(to: files[1].file)
            try FileManager.default.removeItem(at: files[1].file)
            try await open(root, anchor).append(search())
            #expect(try AuditVerification.verify(root).last == 141)
        }
    }

    /// Four records of 1000 bytes a file, three files.
    func openSmall(
        _ root: URL, _ anchor: URL, onTrouble: @escaping @Sendable (Fault) -> Void = { _ in }
    ) throws -> AuditLog {
        try AuditLog(
            AuditFolder(root: root, fileLimit: 4_000, files: 3), anchor: anchor, key: key,
            now: { Timestamp(milliseconds: 1_700_000_000_000) }, onTrouble: onTrouble)
    }

    var large: AuditEvent { .duty(officer: String(repeating: "x", count: 1_000)) }

    @Test("The oldest files go, the chain says up to where, and holds")
    func ring() async throws {
        try await inFolder { root, anchor in
            let log = try openSmall(root, anchor)
            for _ in 0..<18 { try await log.append(large) }
            #expect(AuditFolder(root: root).logs().count == 3)
            var dropped: [Int] = []
            let walk = try AuditVerification.verify(root) {
                if case .dropped(let last) = $0.event { dropped.append(last) }
            }
            #expect(walk.broken == nil && walk.first > 1 && dropped.contains(walk.first - 1))
            // Each time that a file has gone is a record too.
            #expect(walk.last == 18 + 2)
        }
    }

    final class Troubles: Sendable {
        let codes = Mutex<[Fault.Code]>([])
    }

    @Test("While no new file can be begun the old one goes on, nothing is lost, and it is told")
    func noNewFile() async throws {
        try await inFolder { root, anchor in
            let troubles = Troubles()
            let log = try openSmall(root, anchor) { fault in troubles.codes.withLock { $0.append(fault.code) } }
            // In the way of the second file, whichever record it begins with.
            let obstacles = (2...12).map { AuditFolder(root: root).log(from: $0) }
            for obstacle in obstacles {
                try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: false)
            }
            for _ in 0..<8 { try await log.append(large) }
            #expect(Set(troubles.codes.withLock { $0 }) == [Fault.Code("disk.write")])
            for obstacle in obstacles { try FileManager.default.removeItem(at: obstacle) }
            #expect(AuditFolder(root: root).logs().count == 1)
            for _ in 0..<2 { try await log.append(large) }
            try await open(root, anchor).append(search())
            let walk = try AuditVerification.verify(root)
            #expect(walk.broken == nil && walk.records == 11)
            #expect(AuditFolder(root: root).logs().count == 2)
        }
    }

    @Test("A file that no other can follow refuses records before it is too large to be read, and goes on from there")
    func largestFile() async throws {
        try await inFolder { root, anchor in
            let log = try open(root, anchor)
            let event = AuditEvent.duty(officer: String(repeating: "x", count: 16_000))
            let obstacles = (60...140).map { AuditFolder(root: root).log(from: $0) }
            for obstacle in obstacles {
                try FileManager.default.createDirectory(at: obstacle, withIntermediateDirectories: false)
            }
            var kept = 0
            await #expect(throws: Fault(.init("disk.write"), "")) {
                while kept < 140 {
                    try await log.append(event)
                    kept += 1
                }
            }
            for obstacle in obstacles { try FileManager.default.removeItem(at: obstacle) }
            #expect(try DurableFile.size(of: onlyFile(root)) <= AuditVerification.fileLimit)
            try await log.append(event)
            let walk = try AuditVerification.verify(root)
            #expect(walk.broken == nil && walk.records == kept + 1 && kept > 120)
        }
    }

    @Test("A log whose last whole line was altered is not continued")
    func notContinued() async throws {
        try await inFolder { root, anchor in
            _ = try await fill(root, anchor, 2)
            try Data("nothing of ours\n".utf8).write(to: onlyFile(root))
            #expect(throws: Fault(.init("audit.damaged"), "")) { try open(root, anchor) }
        }
    }
}
